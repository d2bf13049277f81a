/**
 * Between the change feed webview and the extension host.
 *
 * The view may be destroyed and made again at any time: on `ready` the host sends `reset` with what it
 * remembers, then `append` for every batch. The view filters and pauses by itself.
 */

import type { ChangeMessage } from './events.js';

export interface FeedCell {
	readonly cellId: string;
	/** Name or position of the cell, as shown in the feed. */
	readonly label: string;
}

export type HostToFeed =
	| {
			readonly type: 'reset';
			/** undefined: no notebook is open. */
			readonly notebook: string | undefined;
			readonly changes: readonly ChangeMessage[];
			readonly dropped: number;
			readonly cells: readonly FeedCell[];
	  }
	| {
			readonly type: 'append';
			readonly changes: readonly ChangeMessage[];
			readonly dropped: number;
	  }
	| { readonly type: 'cells'; readonly cells: readonly FeedCell[] };

export type FeedToHost =
	| { readonly type: 'ready' }
	/** The user cleared the list: the host forgets it too. */
	| { readonly type: 'clear' }
	| { readonly type: 'goToCell'; readonly cellId: string };
