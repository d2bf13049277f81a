/**
 * Planned statements: a query, or a write whose rows come from a query.
 *
 * Writes see a row through one layout per target table: `rowColumns[c]` is the ColumnId of table column c, and
 * `rowidColumn` that of its rowid. CHECK constraints, RETURNING, upsert clauses and generated columns are bound against it.
 */

import type { ConflictAction, TableSchema } from '../catalog/schema.js';
import type { RowBuffer } from '../functions/rowBuffer.js';
import type { Affinity } from '../types/affinity.js';
import type { ColumnId, Expr } from './expression.js';
import type { PlanNode } from './nodes.js';

/** What callers see of a result column. */
export interface ResultColumn {
	readonly name: string;
	/** The name in a table made of the result, where that is another. */
	readonly innerName?: string;
	/** Declared type when the column comes straight from a table column. */
	readonly declaredType: string | undefined;
	/** Of its values, when it is known. */
	readonly affinity: Affinity | undefined;
	readonly origin:
		{ readonly database: string; readonly table: string; readonly column: string } | undefined;
}

export interface ParameterInfo {
	/** Highest index. */
	readonly count: number;
	/** Names with their prefix (':a', '@a', '$a', '?5') by index (1-based; undefined for plain ?). */
	readonly names: readonly (string | undefined)[];
}

interface PlannedBase {
	readonly parameters: ParameterInfo;
	/** Number of context slots to allocate. */
	readonly slotCount: number;
	/** Tables that the plan takes to be small; it is made anew when one of them is no longer. */
	readonly smallTables?: readonly number[];
	/** Tables whose contents it depends on: it is made anew when much of them has changed. */
	readonly measuredTables?: readonly number[];
}

export interface SelectPlan extends PlannedBase {
	readonly kind: 'select';
	readonly plan: PlanNode;
	readonly columns: readonly ResultColumn[];
}

export interface RowLayout {
	readonly rowColumns: readonly ColumnId[];
	readonly rowidColumn: ColumnId;
}

export interface Returning {
	readonly columns: readonly ResultColumn[];
	/** Over the layout. */
	readonly exprs: readonly Expr[];
}

export interface UpsertClause {
	/** Undefined: any uniqueness conflict. Otherwise the id of the index (or table id for the rowid / primary key) it targets. */
	readonly targetId: number | undefined;
	/** Undefined: DO NOTHING. */
	readonly assignments:
		| readonly { readonly columnIndex: number; readonly named: number; readonly expr: Expr }[]
		| undefined;
	readonly where: Expr | undefined;
	/** Layout of `excluded`. The row layout stands for the existing row. */
	readonly excluded: RowLayout;
}

export interface InsertPlan extends PlannedBase {
	readonly kind: 'insert';
	readonly table: TableSchema;
	readonly layout: RowLayout;
	/** Undefined: DEFAULT VALUES (one row). */
	readonly source: PlanNode | undefined;
	/** For each source column its table column (-1: rowid). Columns not listed take their default. */
	readonly targets: readonly number[];
	readonly conflict: ConflictAction | undefined;
	readonly upserts: readonly UpsertClause[];
	readonly returning: Returning | undefined;
}

/** source outputs: the layout's ids of the old row (rowColumns then rowidColumn unless WITHOUT ROWID), then one per assignment. With FROM a row may come several times: its last one counts. */
export interface UpdatePlan extends PlannedBase {
	readonly kind: 'update';
	readonly table: TableSchema;
	readonly layout: RowLayout;
	readonly source: PlanNode;
	readonly hasFrom: boolean;
	/** columnIndex -1: rowid; `named`: also when its column was not called by its own name. `id`: the source output with the value. */
	readonly assignments: readonly {
		readonly columnIndex: number;
		readonly named: number;
		readonly id: ColumnId;
	}[];
	readonly conflict: ConflictAction | undefined;
	readonly returning: Returning | undefined;
}

/** source outputs: rowColumns then rowidColumn (unless WITHOUT ROWID). */
export interface DeletePlan extends PlannedBase {
	readonly kind: 'delete';
	readonly table: TableSchema;
	readonly layout: RowLayout;
	readonly source: PlanNode;
	/** DELETE without WHERE, triggers or RETURNING: the tree can be swapped for an empty one. */
	readonly isTruncate: boolean;
	readonly returning: Returning | undefined;
}

export type StatementPlan = SelectPlan | InsertPlan | UpdatePlan | DeletePlan;

/**
 * source outputs: the position of the clause that applies (NULL: none), the key of the table's row (NULLs: there is none), then the
 * values of the clauses one after the other.
 */
export interface MergePlan extends PlannedBase {
	readonly kind: 'merge';
	readonly table: TableSchema;
	readonly source: PlanNode;
	readonly keyWidth: number;
	/** In the order in which they are run. Clauses that do nothing have none. */
	readonly writes: readonly MergeWrite[];
	readonly returning: readonly ResultColumn[] | undefined;
}

/** All rows of one clause, written by a statement of its own. */
export interface MergeWrite {
	readonly clause: number;
	/** Where the statement finds its rows: the key, unless rows are inserted, and the values. */
	readonly rows: RowBuffer;
	/** Of `MergePlan.source`. */
	readonly firstValue: number;
	readonly valueCount: number;
	readonly plan: InsertPlan | UpdatePlan | DeletePlan;
}

/** One value of the row that a row program is run for, and the context slot it is read from. */
export interface RowSlot {
	readonly slot: number;
	readonly row: 'old' | 'new';
	/** In the working row: a column, or the number of columns for the rowid. */
	readonly position: number;
}

/** A statement that runs inside another one, for one of its rows. */
export interface NestedPlan {
	readonly plan: StatementPlan;
	/** To be filled before it runs. */
	readonly rowSlots: readonly RowSlot[];
}

/** A trigger, or a foreign key action: statements run for each row that a statement writes. */
export interface RowProgramPlan {
	readonly when:
		| { readonly expr: Expr; readonly slotCount: number; readonly rowSlots: readonly RowSlot[] }
		| undefined;
	readonly steps: readonly NestedPlan[];
}

/** Expressions that belong to a table and run on every write of it; bound once per TableSchema. */
export interface TableExpressions {
	readonly layout: RowLayout;
	readonly slotCount: number;
	/** Per column: DEFAULT, or undefined. Evaluated over no row. */
	readonly defaults: readonly (Expr | undefined)[];
	/** Per column: generated column expression over the layout. */
	readonly generated: readonly (Expr | undefined)[];
	readonly checks: readonly {
		/** What SQLite names in "CHECK constraint failed: ...": the constraint's name, or its expression text. */
		readonly label: string;
		readonly expr: Expr;
		readonly conflict: ConflictAction | undefined;
	}[];
	/** By index id: expressions of expression index columns (undefined for plain columns) and the partial index predicate. */
	readonly indexes: ReadonlyMap<
		number,
		{ readonly columns: readonly (Expr | undefined)[]; readonly where: Expr | undefined }
	>;
}
