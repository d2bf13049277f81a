/**
 * The indexes of one table as writes see them: which entry a row has in each, and which stored row stands in
 * the way of a new one.
 *
 * An entry is as catalog/schema.ts says: the indexed values, then the rowid, or the primary key columns that are not
 * among them, then what INCLUDE adds. Rows are working rows (rowChecks.ts).
 */

import { primaryKeyParts, trailingKeyParts } from '../../catalog/schema.js';
import type { IndexSchema, TableSchema } from '../../catalog/schema.js';
import type { TableExpressions } from '../../plan/statements.js';
import type { KeyTreeContract, Tree } from '../../storage/contract.js';
import { isTrue } from '../../types/convert.js';
import type { RowId, SqlValue } from '../../types/value.js';
import type { CompiledScalar, CompileScalar, ExecutionContext } from '../contract.js';
import { isIdentical } from './identity.js';
import { scalarLayout } from './rowLayout.js';

export type Entry = readonly SqlValue[];

export interface TableIndex {
	readonly schema: IndexSchema;
	/** Positions in the working row, -1 for an expression; all parts of the entry. */
	readonly positions: readonly number[];
	readonly expressions: readonly (CompiledScalar | undefined)[];
	readonly where: CompiledScalar | undefined;
	/** Number of leading parts that UNIQUE is about. */
	readonly keyLength: number;
	/** Entry positions of the table's key: the rowid last, or the primary key columns in key order. */
	readonly tableKey: readonly number[];
}

/** Secondary indexes, in the order in which SQLite looks at them: the newest first. */
export function compileIndexes(
	table: TableSchema,
	expressions: TableExpressions,
	compileScalar: CompileScalar,
): TableIndex[] {
	const layout = scalarLayout(expressions.layout);
	const secondary = table.indexes.filter(index => index.id !== table.id);
	const compiled = secondary.map(schema => {
		const bound = expressions.indexes.get(schema.id);
		return compileIndex(
			table,
			schema,
			schema.columns.map((_, position) => {
				const expr = bound?.columns[position];
				return expr && compileScalar(expr, layout);
			}),
			bound?.where && compileScalar(bound.where, layout),
		);
	});
	return compiled.reverse();
}

/** Place of a constraint's index in the order of their definition; Infinity for CREATE INDEX, which comes later. */
export function automaticNumber(index: IndexSchema): number {
	return index.origin === 'c' ? Infinity : Number(/\d+$/.exec(index.name)?.[0] ?? 0);
}

export function compileIndex(
	table: TableSchema,
	schema: IndexSchema,
	expressions: readonly (CompiledScalar | undefined)[],
	where: CompiledScalar | undefined,
): TableIndex {
	const rowidPosition = table.columns.length;
	const positions = schema.columns.map(column =>
		column.columnIndex === -1 ? rowidPosition : column.columnIndex === -2 ? -1 : column.columnIndex,
	);
	const keyLength = positions.length;
	if (table.hasRowid) positions.push(rowidPosition);
	else for (const part of trailingKeyParts(table, schema)) positions.push(part.columnIndex);
	const tableKey = table.hasRowid
		? [keyLength]
		: primaryKeyColumns(table).map(column => positions.indexOf(column));
	if (schema.included) positions.push(...schema.included);
	return { schema, positions, expressions, where, keyLength, tableKey };
}

/** Columns of the primary key of a WITHOUT ROWID table, in key order. */
export function primaryKeyColumns(table: TableSchema): number[] {
	return primaryKeyParts(table).map(part => part.columnIndex);
}

/** The row's entry, or undefined when a partial index leaves it out. */
export function entryOf(
	index: TableIndex,
	context: ExecutionContext,
	row: readonly SqlValue[],
): SqlValue[] | undefined {
	if (index.where && isTrue(index.where(context, row)) !== true) return undefined;
	const { positions } = index;
	if (positions.length === 2) {
		return [partOf(index, 0, context, row), partOf(index, 1, context, row)];
	}
	const entry: SqlValue[] = [];
	for (let part = 0; part < positions.length; part++) {
		entry.push(partOf(index, part, context, row));
	}
	// *Entries are kept: pushing reserved room for 17 values (184 bytes an entry, 64 without).
	return entry.slice();
}

function partOf(
	index: TableIndex,
	part: number,
	context: ExecutionContext,
	row: readonly SqlValue[],
): SqlValue {
	const position = index.positions[part] as number;
	if (position >= 0) return row[position] as SqlValue;
	return (index.expressions[part] as CompiledScalar)(context, row);
}

/** The stored entry that UNIQUE forbids beside this one; NULLs are all different. */
export function conflictingEntry(index: TableIndex, tree: Tree, entry: Entry): Entry | undefined {
	const { keyLength } = index;
	const prefix: SqlValue[] = [];
	for (let part = 0; part < keyLength; part++) {
		const value = entry[part] as SqlValue;
		if (value === null) return undefined;
		prefix.push(value);
	}
	return (tree as KeyTreeContract).find(prefix);
}

/** Key of the table row that an entry belongs to. */
export function tableKeyOf(index: TableIndex, entry: Entry): SqlValue[] {
	return index.tableKey.map(position => entry[position] as SqlValue);
}

export function rowidOf(index: TableIndex, entry: Entry): RowId {
	return entry[index.keyLength] as RowId;
}

export function isSameEntry(left: Entry | undefined, right: Entry | undefined): boolean {
	if (!left || !right) return left === right;
	for (let part = 0; part < left.length; part++) {
		if (!isIdentical(left[part] as SqlValue, right[part] as SqlValue)) return false;
	}
	return true;
}
