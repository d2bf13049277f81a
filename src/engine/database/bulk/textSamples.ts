/**
 * A look at rows that are all there before they are written: whether the texts of a column repeat themselves. Only for
 * speed: a table finds that out by itself, but 16,384 texts later.
 */

import type { TableSchema } from '../../catalog/schema.js';
import type { RowTreeContract } from '../../storage/contract.js';
import { foldKey } from '../../util/foldKey.js';
import type { State } from '../state.js';
import { isIterable } from './batchProgress.js';
import type { BulkOptions, BulkRows } from './bulkOptions.js';

const SAMPLE_SIZE = 1024;
/** Fewer rows cost too little to look beforehand. */
const MIN_ROWS = 16_384;

interface GivenColumn {
	readonly name: string;
	readonly count: number;
	readonly valueAt: (position: number) => unknown;
}

/** `name`: of the table that the rows are for. */
export function judgeTexts(
	state: State,
	name: string,
	rows: BulkRows,
	{ schema, columns }: BulkOptions,
): void {
	const table = state.catalog.findRelation(foldKey(name), schema && foldKey(schema));
	if (table?.kind !== 'table' || !table.hasRowid) return;
	const tree = state.tree(table.id) as RowTreeContract;
	if (tree.judgeTexts === undefined || tree.size > 0) return;
	for (const { name, count, valueAt } of givenColumns(table, rows, columns)) {
		if (count < MIN_ROWS || typeof valueAt(0) !== 'string') continue;
		const key = foldKey(name);
		const columnIndex = table.columns.findIndex(column => column.key === key);
		if (columnIndex >= 0) tree.judgeTexts(columnIndex, sampleOf(count, valueAt));
	}
}

function givenColumns(
	table: TableSchema,
	rows: BulkRows,
	names: readonly string[] | undefined,
): GivenColumn[] {
	if (Array.isArray(rows)) {
		const [first] = rows as readonly (object | undefined)[];
		const count = rows.length;
		if (!Array.isArray(first)) {
			return (names ?? Object.keys(first ?? {})).map(name => ({
				name,
				count,
				valueAt: position => (rows[position] as Record<string, unknown> | undefined)?.[name],
			}));
		}
		const given = names ?? table.columns.flatMap(({ name, generated }) => (generated ? [] : name));
		return given.map((name, place) => ({
			name,
			count,
			valueAt: position => (rows[position] as readonly unknown[] | undefined)?.[place],
		}));
	}
	if (isIterable(rows)) return [];
	return (names ?? Object.keys(rows)).map(name => {
		const values = rows[name];
		return { name, count: values?.length ?? 0, valueAt: position => values?.[position] };
	});
}

function sampleOf(count: number, valueAt: GivenColumn['valueAt']): string[] {
	const sample: string[] = [];
	for (let pick = 0; pick < SAMPLE_SIZE; pick++) {
		const value = valueAt(scattered(pick) % count);
		if (typeof value === 'string') sample.push(value);
	}
	return sample;
}

/** Not in equal steps, which may be those of texts that come round and round. Knuth's multiplicative hash. */
function scattered(pick: number): number {
	const hash = Math.imul(pick + 1, 0x9e3779b1) >>> 0;
	return (hash ^ (hash >>> 15)) >>> 0;
}
