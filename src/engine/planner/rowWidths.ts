/**
 * How wide the rows of a table and the entries of an index are thought to be, from the declared types alone. Scanning a
 * narrower index instead of its table is what SQLite does, and rows without ORDER BY come in that index's order; so the
 * widths are estimated as SQLite's documentation and its choices show: four bytes a column, text and blobs more.
 */

import { trailingKeyParts } from '../catalog/schema.js';
import type { ColumnSchema, IndexSchema, TableSchema } from '../catalog/schema.js';

const UNIT = 4;
/** Of the rowid, and of expressions. */
const NARROW = 1;
const LONG = 16;
const WIDEST = 255;

const tableWidths = new WeakMap<TableSchema, number>();
const indexWidths = new WeakMap<IndexSchema, number>();

export function tableWidth(table: TableSchema): number {
	let width = tableWidths.get(table);
	if (width === undefined) {
		const own = table.rowidAlias < 0 ? NARROW : 0;
		const sum = table.columns.reduce((total, column) => total + columnWidth(column), own);
		width = magnitude(sum * UNIT);
		tableWidths.set(table, width);
	}
	return width;
}

/** A WITHOUT ROWID table's own index holds all columns. */
export function indexWidth(table: TableSchema, index: IndexSchema): number {
	let width = indexWidths.get(index);
	if (width === undefined) {
		width = magnitude(entryWidth(table, index) * UNIT);
		indexWidths.set(index, width);
	}
	return width;
}

function entryWidth(table: TableSchema, index: IndexSchema): number {
	if (index.id === table.id) {
		return table.columns.reduce((total, column) => total + columnWidth(column), 0);
	}
	const trailing = table.hasRowid ? [] : trailingKeyParts(table, index);
	const parts = [...index.columns, ...trailing].map(({ columnIndex }) => columnIndex);
	return [...parts, ...(index.included ?? [])].reduce(
		(total, columnIndex) => {
			const column = table.columns[columnIndex];
			return total + (column ? columnWidth(column) : NARROW);
		},
		table.hasRowid ? NARROW : 0,
	);
}

/** Ten times the binary logarithm: what differs by less is equal. */
function magnitude(bytes: number): number {
	return Math.round(10 * Math.log2(bytes));
}

function columnWidth({ declaredType, affinity }: ColumnSchema): number {
	if (declaredType === undefined || (affinity !== 'text' && affinity !== 'blob')) return NARROW;
	const type = declaredType.toLowerCase();
	const sized = /char|blob\(/.exec(type);
	const digits = sized ? /\d+/.exec(type.slice(sized.index)) : undefined;
	const length = digits ? Number(digits[0]) : sized ? 0 : LONG;
	return Math.min(WIDEST, Math.floor(length / 4) + 1);
}
