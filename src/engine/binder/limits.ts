/** How large a query may be: SQLite's default limits, in its words. */

import type { Span } from '../util/span.js';
import type { BindState } from './bindState.js';
import { bindError } from './bindState.js';

export const MAX_COLUMNS = 2000;
const MAX_COMPOUND_TERMS = 500;
const MAX_JOINED_TABLES = 64;
const MAX_ARGUMENTS = 1000;

export function checkResultWidth(state: BindState, count: number, span: Span): void {
	if (count > MAX_COLUMNS) throw bindError(state, 'too many columns in result set', span);
}

export function checkCompoundTerms(state: BindState, count: number, span: Span): void {
	if (count > MAX_COMPOUND_TERMS) {
		throw bindError(state, 'too many terms in compound SELECT', span);
	}
}

export function checkJoinedTables(state: BindState, count: number, span: Span): void {
	if (count > MAX_JOINED_TABLES) {
		throw bindError(state, `at most ${MAX_JOINED_TABLES} tables in a join`, span);
	}
}

/** Terms of ORDER BY or GROUP BY. */
export function checkTermCount(
	state: BindState,
	clause: 'ORDER' | 'GROUP',
	terms: readonly { readonly span: Span }[],
): void {
	if (terms.length > MAX_COLUMNS) {
		throw bindError(state, `too many terms in ${clause} BY clause`, terms[MAX_COLUMNS]?.span);
	}
}

export function checkAssignments(
	state: BindState,
	syntax: readonly { readonly span: Span }[],
): void {
	if (syntax.length > MAX_COLUMNS) {
		throw bindError(state, 'too many columns in set list', syntax[MAX_COLUMNS]?.span);
	}
}

export function checkArgumentCount(
	state: BindState,
	name: string,
	count: number,
	span: Span,
): void {
	if (count > MAX_ARGUMENTS) throw bindError(state, `too many arguments on function ${name}`, span);
}
