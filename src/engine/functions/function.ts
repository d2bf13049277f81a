/**
 * What an SQL function is to the binder and the executor. Implementations are grouped by area in this
 * folder; lookup is by folded name and argument count (registry.ts).
 */

import type { Collation } from '../types/collation.js';
import type { PatternKind } from '../types/patternPrefix.js';
import type { Row, SqlValue } from '../types/value.js';
import type { VirtualTableSource } from './virtualTable.js';

/** Ports to the world and to the connection: the engine never finds these itself. */
export interface FunctionServices {
	/** Milliseconds since 1970, the same for the whole statement. */
	now(): number;
	/** 64 random bits as a signed integer. */
	randomInteger(): bigint;
	randomBytes(length: number): Uint8Array;
	changes(): number;
	totalChanges(): number;
	lastInsertRowid(): number | bigint;
}

/** One per call site, made at prepare time. */
export interface FunctionContext {
	/** The collation SQLite would pick for this call (min, max, nullif, like-free functions). */
	readonly collation: Collation;
	readonly services: FunctionServices;
	/**
	 * For functions that take JSON: what each argument expression is, by position. SQLite marks JSON values at
	 * run time; here it is told from the expression (plan/jsonClaims.ts).
	 */
	readonly jsonArguments?: readonly JsonClaim[];
}

/**
 * 'always': the text is JSON; 'never': plain text. 'tagged': texts carry a letter in front that tells
 * (json/jsonTags.ts).
 */
export type JsonClaim = 'always' | 'never' | 'tagged';

/** What a function's text result is; 'containers': JSON when it shows an array or object. */
export type JsonResult = 'always' | 'containers';

interface FunctionBase {
	/** Set on functions whose text result counts as JSON when it is an argument of a JSON function. */
	readonly returnsJson?: JsonResult;
	/** Tells JSON arguments from text. */
	readonly takesJson?: true;
	/** Folded (lower case). */
	readonly name: string;
	readonly minArguments: number;
	/** -1: any number. */
	readonly maxArguments: number;
}

export interface ScalarFunction extends FunctionBase {
	readonly kind: 'scalar';
	/** Matches its second argument against a pattern whose beginning bounds a search in an index. */
	readonly pattern?: PatternKind;
	/** Same arguments, same result within a statement: may be hoisted, and folded unless readsClock. */
	readonly isDeterministic: boolean;
	/** The arguments may ask for the current time: constant within a statement, never folded at prepare time. */
	readonly readsClock?: boolean;
	/** Not allowed in views, triggers, CHECK, indexes. */
	readonly isDirectOnly: boolean;
	/** Given by the program: what it does outside may matter, so it runs when its row is asked for. */
	readonly isOfProgram?: boolean;
	/**
	 * Arguments are SQL values in their own storage class. Throws SqlError. Called with exactly the
	 * number of arguments written.
	 */
	readonly evaluate: (context: FunctionContext, ...args: SqlValue[]) => SqlValue;
	/**
	 * Called instead of `evaluate`, by functions that read the state which the statement reads; `trees`: of tables and
	 * indexes, by id.
	 */
	readonly evaluateInState?: (trees: (id: number) => object, ...args: SqlValue[]) => SqlValue;
	/** Of a table of a module, which is offered `f(column, value)` as a condition. */
	readonly isConstraint?: boolean;
	/** How the executor treats evaluation order: these evaluate their arguments lazily. */
	readonly lazy: 'coalesce' | 'iif' | undefined;
}

/** State is whatever `create` returns; one state per group. */
export interface AggregateFunction extends FunctionBase {
	readonly kind: 'aggregate';
	/** Not allowed in views and triggers. */
	readonly isDirectOnly?: boolean;
	readonly create: (context: FunctionContext) => unknown;
	readonly step: (state: unknown, args: Row, context: FunctionContext) => unknown;
	readonly finalize: (state: unknown, context: FunctionContext) => SqlValue;
	/** Takes the oldest row out of a window frame; undefined (and no kernel): not for windows. */
	readonly inverse: ((state: unknown, args: Row, context: FunctionContext) => unknown) | undefined;
	/** May be written with WITHIN GROUP (ORDER BY x), x being the first argument. */
	readonly isOrderedSet?: boolean;
	/** Set for the aggregates that the executor has vector kernels for. */
	readonly kernel: 'count' | 'sum' | 'total' | 'avg' | 'min' | 'max' | undefined;
}

/** What a function of windows only computes; its frame is that of the window for the last three. */
export type WindowRole =
	| 'rowNumber'
	| 'rank'
	| 'denseRank'
	| 'percentRank'
	| 'cumeDist'
	| 'ntile'
	| 'lag'
	| 'lead'
	| 'firstValue'
	| 'lastValue'
	| 'nthValue';

export interface WindowFunction extends FunctionBase {
	readonly kind: 'window';
	readonly role: WindowRole;
}

export interface TableFunctionColumn {
	readonly name: string;
	readonly declaredType: string | undefined;
	/** Set when the column's values count as JSON for JSON functions. */
	readonly returnsJson?: JsonResult;
	/** `*` leaves it out, and so does INSERT without a list of columns. */
	readonly isHidden?: boolean;
}

/** Rows by columns: columns[c][row]. */
export interface ColumnBatch {
	readonly columns: readonly SqlValue[][];
	readonly count: number;
}

/** A table-valued function: `FROM name(args)`; also pragma and schema tables. */
export interface TableFunction extends FunctionBase {
	readonly kind: 'table';
	readonly columns: readonly TableFunctionColumn[];
	/** Names under which the arguments are columns, left out by `*`. */
	readonly parameters?: readonly string[];
	/** What those columns hold; absent: the arguments as given. */
	readonly parameterValues?: (args: readonly (SqlValue | undefined)[]) => Row;
	/** The parameters may be compared with = only. */
	readonly onlyEqualities?: boolean;
	/** A table of a module: it is asked for plans and rows, and told of writes, instead of `rows`. */
	readonly virtual?: VirtualTableSource;
	/** Why it cannot be used: a table whose module is not there, or that layers do not keep. */
	readonly refusal?: { readonly message: string; readonly hint: string };
	/** Not allowed in views and triggers. */
	readonly isDirectOnly?: boolean;
	/** Rows are asked for one at a time, when they are needed. */
	readonly isStepwise?: boolean;
	/** Rowid of the first row, 1 if absent; the next ones count up. */
	readonly firstRowid?: number;
	/** Columns that depend on literal arguments (read_csv): asked at bind time when set. */
	readonly bindColumns:
		((args: readonly (SqlValue | undefined)[]) => readonly TableFunctionColumn[]) | undefined;
	/** Whole columns at once, instead of `rows`: a batch is good until the next one is asked for. */
	readonly columnBatches?: () => Iterator<ColumnBatch>;
	/** Rows in column order. Pulled lazily. An argument that was not given is undefined, or beyond the end. */
	readonly rows: (args: Row, services: FunctionServices) => Iterable<Row>;
}

export type SqlFunction = ScalarFunction | AggregateFunction | WindowFunction | TableFunction;
