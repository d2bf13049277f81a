/**
 * A module of the application: it makes table objects, and these answer queries and take writes. What SQLite calls
 * xCreate, xConnect, xBestIndex, xFilter, xUpdate, xBegin ... Only `connect`, `columns` and `scan` are needed.
 *
 * What a module throws comes out of the statement as it is. Values are those of the public API: null, number (bigint beyond
 * the safe integers), string, Uint8Array.
 */

import type { ConstraintOperator, VirtualOrder } from '../functions/virtualTable.js';

export type { ConstraintOperator } from '../functions/virtualTable.js';

/** `boolean` is stored as 1 or 0. */
export type ModuleValue = null | number | bigint | string | Uint8Array;
/** A row's number, by which it is updated and deleted. */
export type ModuleRowid = number | bigint;

/** A module whose tables hold their rows themselves, wherever that may be. */
export interface VirtualTableModule {
	readonly storage?: 'module';
	/** CREATE VIRTUAL TABLE; absent: `connect` does. `args`: what stands between the parentheses, split at commas. */
	create?(args: readonly string[], context: TableContext): ModuleTable;
	/** A connection meets the table for the first time. */
	connect(args: readonly string[], context: TableContext): ModuleTable;
}

/** Which table is made. */
export interface TableContext {
	/** Name of the module, as registered. */
	readonly module: string;
	readonly schema: string;
	readonly table: string;
}

/** A column of a module's table. */
export type ModuleColumn =
	| string
	| {
			readonly name: string;
			/** As CREATE TABLE would have it. */
			readonly type?: string;
			/** `*` leaves it out, and so does INSERT without a list of columns. */
			readonly hidden?: boolean;
	  };

/** What a query asks for. */
export interface IndexRequest {
	/** All of them hold for every row that is wanted. */
	readonly constraints: readonly IndexConstraint[];
	/** ORDER BY, when it is one of columns of this table alone, in the order of BINARY. */
	readonly orderBy: readonly VirtualOrder[];
	/** Positions of the columns that are read. */
	readonly columnsUsed: readonly number[];
}

/** A condition on one column that a scan may use. */
export interface IndexConstraint {
	/** Position among the columns; -1: the rowid, and for LIMIT and OFFSET. */
	readonly column: number;
	readonly operator: ConstraintOperator;
	/** Of the operator `function`, which is `f(column, value)`: see `findFunction`. */
	readonly functionName?: string;
	/** False: the value is not known when this table is read; it cannot be used. */
	readonly usable: boolean;
	/** Where the statement says it; undefined for parameters and columns of other tables. */
	readonly value: ModuleValue | undefined;
}

/** How the table will answer: what the scan gets, and what is promised. */
export interface IndexPlan {
	/**
	 * Constraints whose values the scan wants, by position in the request, in this order. `omit`: the scan gives no other
	 * rows, so that nobody has to look again.
	 */
	readonly use?: readonly (number | { readonly constraint: number; readonly omit?: boolean })[];
	/** For the scan; EXPLAIN QUERY PLAN shows `SCAN t VIRTUAL TABLE INDEX number:text`. */
	readonly number?: number;
	readonly text?: string;
	/** Rows come in the order of `orderBy`. */
	readonly ordered?: boolean;
	/** Compared between plans. */
	readonly cost?: number;
	/** How many rows are to be expected. */
	readonly rows?: number;
}

/** What INSERT, UPDATE or DELETE does to one row. */
export type RowChange =
	| {
			readonly type: 'insert';
			/** Undefined: the table chooses one. */
			readonly rowid: ModuleValue | undefined;
			readonly values: readonly ModuleValue[];
			readonly conflict: string | undefined;
	  }
	| {
			readonly type: 'update';
			readonly rowid: ModuleRowid;
			/** The same, unless the statement assigns it. */
			readonly newRowid: ModuleValue;
			readonly values: readonly ModuleValue[];
			readonly oldValues: readonly ModuleValue[];
			/** Positions of the columns that the statement assigns. */
			readonly columns: readonly number[];
			readonly conflict: string | undefined;
	  }
	| {
			readonly type: 'delete';
			readonly rowid: ModuleRowid;
			readonly oldValues: readonly ModuleValue[];
	  };

/** `isConstraint`: conditions `f(column, value)` are offered to `bestIndex`, as operator `function`. */
export type ModuleFunction =
	| ((...args: ModuleValue[]) => unknown)
	| { readonly call: (...args: ModuleValue[]) => unknown; readonly isConstraint?: boolean };

/** One connection's object for one table. */
export interface ModuleTable {
	/** `CREATE TABLE x(a INTEGER, b TEXT HIDDEN)`, or the columns. */
	readonly columns: string | readonly ModuleColumn[];
	/** Null: there is no way to answer. Absent: all rows are read. */
	bestIndex?(request: IndexRequest): IndexPlan | null;
	/**
	 * What a function means for columns of this table: of calls whose first argument is one, and of `like`, `glob`, `match`
	 * and `regexp` (called with the pattern first) when the left operand is. The name is in lower case. Undefined: what it
	 * means elsewhere.
	 */
	findFunction?(name: string, argumentCount: number): ModuleFunction | undefined;
	/** Rows as arrays in the order of the columns. `values`: of the constraints used; an array for IN. */
	scan(
		plan: IndexPlan,
		values: readonly (ModuleValue | readonly ModuleValue[])[],
	): Iterable<readonly unknown[]>;
	/** Of a row that the scan gave, the `position`th; absent: rows are counted from 1. */
	rowid?(row: readonly unknown[], position: number): ModuleRowid;
	/** Absent: the table may not be modified. For an insert the new row's rowid is given back. */
	update?(change: RowChange): unknown;
	/** Before the first write of a transaction, of which a statement by itself is one, too. */
	begin?(): void;
	/** All tables are asked before any commits; one that throws rolls the transaction back. */
	sync?(): void;
	commit?(): void;
	rollback?(): void;
	/** Numbers grow with nesting; statements in a transaction have savepoints of their own. */
	savepoint?(number: number): void;
	release?(number: number): void;
	/** Back to the first savepoint of this number or a larger one. */
	rollbackTo?(number: number): void;
	/** The connection is closed. */
	disconnect?(): void;
	/** DROP TABLE. */
	destroy?(): void;
}
