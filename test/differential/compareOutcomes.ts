/**
 * Whether two outcomes say the same. Where SQL leaves a choice (order of rows, which of several equal values stands
 * for a group, rounding of sums in another order) values are compared in a folded form.
 */

import type { Outcome } from './engines.js';

export function compareOutcomes(
	sql: string,
	ours: Outcome,
	sqlite: Outcome,
): { ours: string; sqlite: string } | undefined {
	if (ours.error !== undefined || sqlite.error !== undefined) {
		if (ours.error === sqlite.error) return undefined;
		if (isMismatch(ours, sqlite) || isRowError(ours, sqlite)) return undefined;
		if (isRefusal(ours) && isRefusal(sqlite)) return undefined;
		if (dependsOnPlan(ours) || dependsOnPlan(sqlite)) return undefined;
		return { ours: show(ours), sqlite: show(sqlite) };
	}
	const isFree =
		/\b(?:DISTINCT|GROUP BY|UNION|INTERSECT|EXCEPT|LIMIT|RETURNING|min|max|sum|avg|total)\b/.test(
			sql,
		);
	const isOrdered = sql.includes(' ORDER BY ') && !isFree;
	const prepare = (rows: readonly string[]) => (isOrdered ? [...rows] : [...rows].sort());
	if (prepare(ours.rows).join('\n') === prepare(sqlite.rows).join('\n')) return undefined;
	const fold = (rows: readonly string[]) => rows.map(foldRow).sort().join('\n');
	if ((isFree || isOrdered) && fold(ours.rows) === fold(sqlite.rows)) return undefined;
	return { ours: show(ours), sqlite: show(sqlite) };
}

export function compareExactly(
	ours: Outcome,
	sqlite: Outcome,
): { ours: string; sqlite: string } | undefined {
	if (isMismatch(ours, sqlite) || isRowError(ours, sqlite)) return undefined;
	const shown = { ours: show(ours), sqlite: show(sqlite) };
	return shown.ours === shown.sqlite ? undefined : shown;
}

/** Whether an overflowing expression is evaluated, and which indexes can be asked for by INDEXED BY. */
function dependsOnPlan(outcome: Outcome): boolean {
	return outcome.error === 'integer overflow' || outcome.error === 'no query solution';
}

/** Of several violated constraints, which is named. */
function isRefusal({ error }: Outcome): boolean {
	return /^(?:UNIQUE|NOT NULL) constraint failed/.test(error ?? '');
}

/** Of several errors that a statement cannot be prepared for, which is told: foreign keys are resolved last by us. */
function isMismatch(ours: Outcome, sqlite: Outcome): boolean {
	if (ours.error === undefined || sqlite.error === undefined) return false;
	return [ours, sqlite].some(({ error }) => error?.startsWith('foreign key mismatch'));
}

/** Of several calls or rows that fail, which is told: we compute a call for many rows before the next call. */
function isRowError(ours: Outcome, sqlite: Outcome): boolean {
	const pattern = /^(?:malformed JSON|JSON cannot hold BLOB values|bad JSON path|integer overflow)/;
	return [ours, sqlite].every(({ error }) => pattern.test(error ?? ''));
}

function show(outcome: Outcome): string {
	return outcome.error === undefined ? outcome.rows.join('\n') : `error: ${outcome.error}`;
}

function foldRow(row: string): string {
	return row
		.split(' | ')
		.map(value => {
			const real = /^(?:real|integer) (.*)$/.exec(value);
			if (real) return `number ${Number(Number(real[1]).toPrecision(10))}`;
			const text = /^(text|blob) (.*)$/.exec(value);
			if (!text || text[1] === 'blob') return value;
			return Buffer.from(text[2] ?? '', 'hex')
				.toString()
				.toLowerCase()
				.trimEnd();
		})
		.join(' | ');
}
