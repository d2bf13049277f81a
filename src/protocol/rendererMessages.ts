/**
 * Between the notebook renderer and the extension host; both ways are JSON.
 *
 * Every request carries an id of the renderer's choosing and is answered exactly once, by a message with
 * the same id: `page`, `value` or `failed`.
 */

import type { ErrorMessage, ResultHandle } from './output.js';
import type { JsonMixedValue, JsonPage } from './pageJson.js';
import type { PageSort } from './workerMessages.js';

export type RendererToHost =
	| {
			readonly type: 'getPage';
			readonly id: number;
			readonly session: string;
			readonly handle: ResultHandle;
			readonly offset: number;
			readonly limit: number;
			readonly sort?: readonly PageSort[];
			readonly filter?: string;
	  }
	| {
			readonly type: 'getValue';
			readonly id: number;
			readonly session: string;
			readonly handle: ResultHandle;
			readonly row: number;
			readonly column: number;
	  }
	/** Puts text on the clipboard, where the renderer itself may not. */
	| { readonly type: 'copy'; readonly text: string }
	/** Shows the place of an error in its cell. */
	| {
			readonly type: 'reveal';
			readonly cellId: string;
			readonly start: number;
			readonly end: number;
	  };

export type HostToRenderer =
	| {
			readonly type: 'page';
			readonly id: number;
			readonly page: JsonPage;
			/** After the filter. */
			readonly rowCount: number;
	  }
	| { readonly type: 'value'; readonly id: number; readonly value: JsonMixedValue }
	| { readonly type: 'failed'; readonly id: number; readonly error: ErrorMessage }
	/** These results are gone (released, re-run, session ended): stop asking. */
	| {
			readonly type: 'released';
			readonly session: string;
			readonly handles: readonly ResultHandle[];
	  };
