/**
 * What a virtual table of a module is to the planner and the executor: it is asked how it would answer a query
 * (SQLite's xBestIndex), then for rows, then told of writes. `session` says on whose behalf: each connection has a
 * table object of its own.
 */

import type { Row, RowId, SqlValue } from '../types/value.js';
import type { FunctionServices, ScalarFunction } from './function.js';

/** What a condition asks of a column. `function` is one of the functions that the table has, see `findFunction`. */
export type ConstraintOperator =
	| '='
	| '<'
	| '<='
	| '>'
	| '>='
	| '<>'
	| 'is'
	| 'isNot'
	| 'isNull'
	| 'isNotNull'
	| 'in'
	| 'like'
	| 'glob'
	| 'match'
	| 'regexp'
	| 'limit'
	| 'offset'
	| 'function';

/** `column operator value`, one of the conditions that all rows asked for meet. */
export interface VirtualConstraint {
	/** Position among the columns; -1: the rowid, and for LIMIT and OFFSET. */
	readonly column: number;
	readonly operator: ConstraintOperator;
	/** `function(column, value)`: its name, folded; undefined but for the operator `function`. */
	readonly functionName?: string;
	/** False: the value is not known when the table is read here; the constraint cannot be used. */
	readonly usable: boolean;
	/** The value where the text of the statement says it: not one of parameters or of columns of other tables. */
	readonly value: SqlValue | undefined;
}

/** A column of ORDER BY. */
export interface VirtualOrder {
	readonly column: number;
	readonly descending: boolean;
}

export interface VirtualRequest {
	readonly constraints: readonly VirtualConstraint[];
	/** ORDER BY, when it is of columns of this table alone. */
	readonly orderBy: readonly VirtualOrder[];
	/** Positions of the columns that are read. */
	readonly columnsUsed: readonly number[];
}

/** How the table will answer. */
export interface VirtualPlan {
	/** Constraints whose values the scan wants, in the order it wants them: positions in the request. */
	readonly use: readonly { readonly constraint: number; readonly omit: boolean }[];
	/** Handed to the scan; EXPLAIN QUERY PLAN shows both. */
	readonly number: number;
	readonly text: string;
	/** Rows come in the order that was asked for. */
	readonly isOrdered: boolean;
	readonly cost: number;
	readonly rows: number;
	/** There is no way to answer but by values of other tables: not to be run. */
	readonly isImpossible?: true;
}

export type VirtualChange =
	| { readonly type: 'insert'; readonly rowid: SqlValue | undefined; readonly values: Row }
	| {
			readonly type: 'update';
			readonly rowid: RowId;
			readonly newRowid: SqlValue;
			readonly values: Row;
			readonly oldValues: Row;
			readonly columns: readonly number[];
	  }
	| { readonly type: 'delete'; readonly rowid: RowId; readonly oldValues: Row };

export interface VirtualTableSource {
	/** False: the module has no way to write. */
	isWritable(session: FunctionServices | undefined): boolean;
	/** The table's own function of that folded name; undefined: it has none. */
	findFunction(
		session: FunctionServices | undefined,
		key: string,
		argumentCount: number,
	): ScalarFunction | undefined;
	/** Undefined: there is no way to answer the request. */
	plan(session: FunctionServices | undefined, request: VirtualRequest): VirtualPlan | undefined;
	/** One array a row: the columns, and behind them the rowid. A value of IN is an array of values. */
	scan(
		session: FunctionServices,
		plan: VirtualPlan,
		values: readonly (SqlValue | readonly SqlValue[])[],
	): Iterable<Row>;
	/** The rowid of an inserted row. */
	write(
		session: FunctionServices,
		change: VirtualChange,
		conflict: string | undefined,
	): RowId | undefined;
	/** The table is dropped. */
	destroy(session: FunctionServices): void;
}
