/** Rows as a destination takes them, in whichever form they come: read once, or kept when they have to be looked at. */

import type { BulkRows } from '../../engine/index.js';
import { ColumnTypes } from './valueTypes.js';
import type { InferredColumn } from './valueTypes.js';

/** Rows that can be read more than once. */
export interface KnownRows {
	readonly rows: BulkRows;
	/** Names for rows that are arrays. */
	readonly columns: readonly string[] | undefined;
	readonly inferred: readonly InferredColumn[];
}

export function knownRows(given: BulkRows, columns: readonly string[] | undefined): KnownRows {
	const types = new ColumnTypes();
	if (!(Symbol.iterator in given)) {
		const names = columns ?? Object.keys(given);
		for (const name of names) types.addColumn(name, given[name] ?? []);
		return { rows: given, columns, inferred: types.columns() };
	}
	const rows = (Array.isArray(given) ? given : [...given]) as readonly object[];
	for (const name of columns ?? []) types.addColumn(name, []);
	for (const row of rows) types.addRow(namedRow(row, columns));
	return { rows, columns, inferred: types.columns() };
}

function namedRow(
	row: object,
	columns: readonly string[] | undefined,
): Readonly<Record<string, unknown>> {
	if (!Array.isArray(row)) {
		const named = row as Readonly<Record<string, unknown>>;
		return columns ? Object.fromEntries(columns.map(name => [name, named[name]])) : named;
	}
	if (!columns) throw new TypeError('Expected the "columns" option: the rows are arrays');
	return Object.fromEntries(columns.map((name, position) => [name, row[position] as unknown]));
}
