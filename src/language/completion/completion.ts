/** What completion is asked and what it answers: plain data, for the editor and for the shell. */

import type { CatalogSnapshot, Span } from '../../engine/index.js';

export interface CompletionRequest {
	readonly text: string;
	/** UTF-16 offset of the cursor. */
	readonly offset: number;
	readonly catalog: CatalogSnapshot;
	/** Names of parameters, without their sign. */
	readonly parameters?: readonly string[];
}

export interface CompletionAnswer {
	/** What fits at the place, best first; not yet narrowed to what is typed. */
	readonly items: readonly Completion[];
	/** The word being typed, up to the cursor: what an item takes the place of. */
	readonly replace: Span;
	/** That word, without an opening quote; a parameter with its sign. */
	readonly typed: string;
}

export interface Completion {
	readonly label: string;
	readonly kind: CompletionKind;
	/** Quoted where it must be; a function with its opening parenthesis. */
	readonly insertText: string;
	/** A column's type and table, a function's kind. */
	readonly detail: string | undefined;
}

export type CompletionKind =
	| 'column'
	| 'table'
	| 'view'
	| 'alias'
	| 'schema'
	| 'index'
	| 'trigger'
	| 'function'
	| 'keyword'
	| 'condition'
	| 'parameter'
	| 'collation'
	| 'type'
	| 'pragma';

/** Items that go on as typed, in any case; those that only hold it in a later word (`id`: customer_id) come last. */
export function narrowed({ items, typed }: CompletionAnswer): Completion[] {
	const word = typed.toLowerCase();
	if (word === '') return [...items];
	const label = (item: Completion) => item.label.toLowerCase();
	const first = items.filter(item => label(item).startsWith(word));
	const later = items.filter(
		item =>
			item.kind !== 'keyword' && !label(item).startsWith(word) && label(item).includes(`_${word}`),
	);
	return [...first, ...later];
}
