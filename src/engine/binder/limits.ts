/** How large a query may be: SQLite's default limits, in its words. */

import type { Span } from '../util/span.js';
import type { BindState } from './bindState.js';
import { bindError } from './bindState.js';

const MAX_COLUMNS = 2000;
const MAX_COMPOUND_TERMS = 500;
const MAX_JOINED_TABLES = 64;

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
