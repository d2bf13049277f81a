/**
 * The parts of an index's key as searches and orders see them: its columns, and behind them what makes each entry's key
 * the only one of its kind: the rowid, or the columns of the primary key.
 */

import { trailingKeyParts } from '../catalog/schema.js';
import type { TableSchema } from '../catalog/schema.js';
import type { Expr } from '../plan/expression.js';
import { exprEquals } from '../plan/exprTree.js';
import type { UsableIndex } from './indexExpressions.js';

/** A column (rowid: -1) or an expression. */
export interface IndexPart {
	readonly columnIndex: number;
	readonly expr: Expr | undefined;
	readonly descending: boolean;
	/** Undefined: integers only, any collation will do. */
	readonly collation: string | undefined;
}

export const ROWID_PART: IndexPart = {
	columnIndex: -1,
	expr: undefined,
	descending: false,
	collation: undefined,
};

/** Undefined: the key ends before it. */
export function indexPartAt(
	table: TableSchema,
	usable: Pick<UsableIndex, 'index' | 'exprs' | 'columnIndexOf'>,
	position: number,
): IndexPart | undefined {
	const { index } = usable;
	const column = index.columns[position];
	if (column) {
		return {
			columnIndex: usable.columnIndexOf(column),
			expr: usable.exprs[position],
			descending: column.descending,
			collation: column.collation.name,
		};
	}
	if (table.hasRowid) return position === index.columns.length ? ROWID_PART : undefined;
	if (index.id === table.id) return undefined;
	const key = trailingKeyParts(table, index)[position - index.columns.length];
	if (!key) return undefined;
	return {
		columnIndex: key.columnIndex,
		expr: undefined,
		descending: key.descending && index.origin === 'c',
		collation: key.collation.name,
	};
}

/** Whether a column or expression, as sargs name it, is the part. */
export function isIndexPart(
	part: IndexPart,
	{ columnIndex, expr }: { readonly columnIndex: number; readonly expr: Expr },
): boolean {
	if (part.columnIndex !== columnIndex) return false;
	return columnIndex !== -2 || (part.expr !== undefined && exprEquals(part.expr, expr));
}

export function comparesAs(part: IndexPart, collation: string): boolean {
	return part.collation === undefined || part.collation === collation;
}
