/**
 * Physical plans: what the planner makes and the executor runs.
 *
 * Every node lists the ColumnIds it puts out, in batch order; expressions inside a node refer to the
 * columns of its input(s) by id. `rows` is the planner's estimate. A plan is immutable and can be executed many
 * times and re-entrantly (a subquery inside itself cannot happen; slots are unique per statement).
 */

import type { IndexSchema, TableSchema } from '../catalog/schema.js';
import type {
	AggregateFunction,
	JsonClaim,
	TableFunction,
	WindowFunction,
} from '../functions/function.js';
import type { VirtualPlan, VirtualTableSource } from '../functions/virtualTable.js';
import type { ScanDirection } from '../storage/contract.js';
import type { Collation } from '../types/collation.js';
import type { PatternKind } from '../types/patternPrefix.js';
import type { ColumnId, Expr, SlotBinding, Subquery } from './expression.js';

interface NodeBase {
	readonly output: readonly ColumnId[];
	/** Estimated rows. */
	readonly rows: number;
}

export type PlanNode =
	| OneRow
	| Values
	| TableScan
	| IndexScan
	| TableFunctionScan
	| Filter
	| Project
	| NestedLoopJoin
	| HashJoin
	| Aggregate
	| Sort
	| Limit
	| Distinct
	| Compound
	| RowUnion
	| CteScan
	| RecursiveCte
	| RecursiveScan
	| Window;

/** FROM-less SELECT: one row, no columns. */
export interface OneRow extends NodeBase {
	readonly kind: 'oneRow';
}

export interface Values extends NodeBase {
	readonly kind: 'values';
	readonly tuples: readonly (readonly Expr[])[];
}

/** Column of a scanned table; -1 is the rowid, -2 - p part p of the scanned index, an expression. Output = columns' ids in order. */
export interface ScanColumn {
	readonly columnIndex: number;
	readonly id: ColumnId;
}

/** A bound of a range; a NULL value means no rows. Affinity is already applied to `value`. */
export interface ScanBound {
	readonly value: Expr;
	readonly inclusive: boolean;
	/** Of a row value: what the next index parts are compared with; then the bound is an inclusive one. */
	readonly more?: readonly Expr[];
}

/** The texts that a pattern may match, in an index part that holds them in order. */
export interface ScanPattern {
	readonly kind: PatternKind;
	readonly value: Expr;
	readonly escape: Expr | undefined;
}

export type RowidAccess =
	| { readonly kind: 'full' }
	| { readonly kind: 'search'; readonly source: RowidSource }
	| { readonly kind: 'equals'; readonly value: Expr }
	| { readonly kind: 'in'; readonly values: readonly Expr[] }
	| { readonly kind: 'inSubquery'; readonly subquery: Subquery }
	| {
			readonly kind: 'range';
			readonly lower: ScanBound | undefined;
			readonly upper: ScanBound | undefined;
	  };

/**
 * Rowids found by indexes of registered types. `equals`: a term for each column of the index. `pattern`: `column` is a position in
 * the index; undefined: all of them.
 */
export type RowidSource =
	| {
			readonly kind: 'equals';
			readonly index: IndexSchema;
			readonly terms: readonly IndexKeyTerm[];
	  }
	| {
			readonly kind: 'pattern';
			readonly index: IndexSchema;
			readonly operator: 'like' | 'glob' | 'match';
			readonly column: number | undefined;
			readonly pattern: Expr;
	  }
	| { readonly kind: 'and' | 'or'; readonly sources: readonly RowidSource[] };

/**
 * Rowid table, in rowid order (`direction`); `in` and `search` accesses visit distinct rowids in ascending order. Rowid
 * values that are not integers after numeric affinity match as SQLite says (range bounds 1.5 work).
 */
export interface TableScan extends NodeBase {
	readonly kind: 'tableScan';
	readonly table: TableSchema;
	/** For EXPLAIN. */
	readonly alias: string;
	readonly columns: readonly ScanColumn[];
	readonly access: RowidAccess;
	readonly direction: ScanDirection;
	/** Partitions that hold no such row are not read; undefined: all are. */
	readonly partitions?: PartitionFilter | undefined;
	/** Residual predicate over this scan's columns, evaluated on the leaf's own vectors. */
	readonly filter: Expr | undefined;
}

/** What holds of the column that a table is divided by; the values read no columns. */
export interface PartitionFilter {
	readonly equals: readonly Expr[] | undefined;
	readonly matchesNull: boolean;
	readonly lower: Expr | undefined;
	readonly upper: ScanBound | undefined;
}

/** One leading key part of an index search. */
export type IndexKeyTerm =
	| { readonly kind: 'equals'; readonly value: Expr; readonly matchesNull: boolean }
	| { readonly kind: 'in'; readonly values: readonly Expr[] }
	| { readonly kind: 'inSubquery'; readonly subquery: Subquery };

/**
 * Search or full scan of a secondary index, or of a WITHOUT ROWID table (index.id === table.id: its entries are whole
 * rows). `lower`/`upper` bound the key part after `equals`, in value order (the executor turns them for DESC
 * parts). Rows come in index order; several `in` values are visited in ascending key order, without duplicates.
 * Not covering: columns are fetched from the table by rowid (or primary key).
 */
export interface IndexScan extends NodeBase {
	readonly kind: 'indexScan';
	readonly table: TableSchema;
	readonly index: IndexSchema;
	readonly alias: string;
	readonly columns: readonly ScanColumn[];
	readonly equals: readonly IndexKeyTerm[];
	readonly lower: ScanBound | undefined;
	readonly upper: ScanBound | undefined;
	/** Instead of `lower` and `upper`; the filter holds the match itself. */
	readonly pattern?: ScanPattern;
	/** Instead of all of them: NULLs of that part are passed over. */
	readonly skipsNull?: true;
	/** So many leading parts are not bounded: each of their combinations is found in turn, and searched by the others. */
	readonly skip?: number;
	/** Done instead when the pattern, known only then, bounds nothing. */
	readonly otherwise?: PlanNode;
	readonly direction: ScanDirection;
	readonly isCovering: boolean;
	/** Only where the index is the table. */
	readonly partitions?: PartitionFilter | undefined;
	readonly filter: Expr | undefined;
}

/** How a module's table is read. */
export interface VirtualAccess {
	readonly source: VirtualTableSource;
	readonly plan: VirtualPlan;
	/** For each value wanted: undefined, or of how many arguments it is a list. */
	readonly sizes: readonly (number | undefined)[];
}

export interface TableFunctionScan extends NodeBase {
	readonly kind: 'tableFunctionScan';
	readonly function: TableFunction;
	/** Of a module's table: the values that it wants, one after the other. */
	readonly args: readonly Expr[];
	readonly virtual?: VirtualAccess;
	/** Which parameter each argument is for; absent: the first, the second, ... */
	readonly parameters?: readonly number[];
	/** How many columns the function gives; absent: as many as it lists. */
	readonly columnCount?: number;
	/** columnIndex into the function's columns, and behind them its parameters; -1: the rowid. */
	readonly columns: readonly ScanColumn[];
	readonly alias: string;
	readonly filter: Expr | undefined;
}

export interface Filter extends NodeBase {
	readonly kind: 'filter';
	readonly input: PlanNode;
	readonly predicate: Expr;
}

/** Output = expressions' ids. A `column` expression is passed through without copying. */
export interface Project extends NodeBase {
	readonly kind: 'project';
	readonly input: PlanNode;
	readonly columns: readonly { readonly id: ColumnId; readonly expr: Expr }[];
}

export type JoinType = 'inner' | 'left' | 'right' | 'full' | 'semi' | 'anti';

/**
 * For each left row: bindings into slots, open right, emit pairs that satisfy `on`. With no bindings the right
 * side is materialised once. joinType: inner, left, semi, anti. Output = left then right (semi, anti: left only).
 * Order: left order, then right order.
 */
export interface NestedLoopJoin extends NodeBase {
	readonly kind: 'nestedLoopJoin';
	readonly joinType: JoinType;
	readonly left: PlanNode;
	readonly right: PlanNode;
	readonly bindings: readonly SlotBinding[];
	readonly on: Expr | undefined;
}

/** Equality join; keys never match on NULL. The right side is built, the left side streams and keeps its order. */
export interface HashJoin extends NodeBase {
	readonly kind: 'hashJoin';
	readonly joinType: JoinType;
	readonly left: PlanNode;
	readonly right: PlanNode;
	readonly leftKeys: readonly Expr[];
	readonly rightKeys: readonly Expr[];
	readonly collations: readonly Collation[];
	/** Over left and right columns. */
	readonly residual: Expr | undefined;
}

export interface AggregateCall {
	readonly id: ColumnId;
	readonly function: AggregateFunction;
	/** Empty for count(*). */
	readonly args: readonly Expr[];
	readonly isDistinct: boolean;
	readonly filter: Expr | undefined;
	readonly orderBy: readonly SortKey[];
	readonly collation: Collation;
	/** Set when some argument, as written, is JSON: jsonClaims.ts. */
	readonly jsonArguments?: readonly JsonClaim[];
}

/**
 * Output = groupBy ids, aggregate ids, bare ids. Without groupBy exactly one row comes out. Bare columns take their
 * value from the row that gave the min or max (`bareFrom` = its position in `aggregates`; the last one when there are
 * several), otherwise from the group's first row.
 */
export interface Aggregate extends NodeBase {
	readonly kind: 'aggregate';
	readonly input: PlanNode;
	readonly groupBy: readonly {
		readonly id: ColumnId;
		readonly expr: Expr;
		readonly collation: Collation;
	}[];
	readonly aggregates: readonly AggregateCall[];
	readonly bare: readonly { readonly id: ColumnId; readonly expr: Expr }[];
	readonly bareFrom: number | undefined;
	/** Input comes grouped (ordered by the keys): groups can be emitted as they end, in that order. */
	readonly isOrdered: boolean;
}

export interface SortKey {
	readonly expr: Expr;
	readonly descending: boolean;
	readonly nullsFirst: boolean;
	readonly collation: Collation;
}

/** Stable. `top`: only the first top rows are wanted (LIMIT + OFFSET); undefined or negative: all. */
export interface Sort extends NodeBase {
	readonly kind: 'sort';
	readonly input: PlanNode;
	readonly keys: readonly SortKey[];
	readonly top: Expr | undefined;
}

/** Values must be integers (else SqlError "datatype mismatch", SQLITE_MISMATCH); negative limit: no limit; negative offset: 0. */
export interface Limit extends NodeBase {
	readonly kind: 'limit';
	readonly input: PlanNode;
	readonly limit: Expr | undefined;
	readonly offset: Expr | undefined;
}

/** First occurrence kept, in input order. */
export interface Distinct extends NodeBase {
	readonly kind: 'distinct';
	readonly input: PlanNode;
	readonly collations: readonly Collation[];
	/** Equal rows stand together. */
	readonly isOrdered: boolean;
}

/**
 * Columns match by position. UNION, INTERSECT, EXCEPT give rows in key order, and of equal rows UNION the right
 * side's first and the others the left side's first, as SQLite does.
 */
export interface Compound extends NodeBase {
	readonly kind: 'compound';
	readonly op: 'unionAll' | 'union' | 'intersect' | 'except';
	readonly left: PlanNode;
	readonly right: PlanNode;
	readonly collations: readonly Collation[];
}

/**
 * Searches of one rowid table, whose outputs are the same columns: a row comes where it is found first. `filter` is what all
 * rows must pass.
 */
export interface RowUnion extends NodeBase {
	readonly kind: 'rowUnion';
	readonly searches: readonly PlanNode[];
	/** Position of the rowid among the output. */
	readonly rowidAt: number;
	readonly filter: Expr | undefined;
}

/** A common table expression, view or subquery that is computed once and read in several places. */
export interface CteScan extends NodeBase {
	readonly kind: 'cteScan';
	readonly cteId: number;
	readonly name: string;
	/** Computed on first use per execution. Output ids here map to plan.output by position. */
	readonly plan: PlanNode;
}

/** queue := initial; while queue: row := take; emit; add recursive(row). `distinct` for UNION; orderBy makes the queue a priority queue. */
export interface RecursiveCte extends NodeBase {
	readonly kind: 'recursiveCte';
	readonly cteId: number;
	readonly initial: PlanNode;
	/** Each reads the current row(s) through a RecursiveScan of the same cteId. */
	readonly recursive: readonly PlanNode[];
	readonly isDistinct: boolean;
	readonly collations: readonly Collation[];
	/** Over the node's output ids. */
	readonly orderBy: readonly SortKey[];
	readonly limit: Expr | undefined;
	readonly offset: Expr | undefined;
}

export interface RecursiveScan extends NodeBase {
	readonly kind: 'recursiveScan';
	readonly cteId: number;
	readonly name: string;
}

/**
 * Window functions over one PARTITION BY and ORDER BY. Rows come out sorted by these, ties in input order. Output =
 * the input's, then the calls' ids.
 */
export interface Window extends NodeBase {
	readonly kind: 'window';
	readonly input: PlanNode;
	readonly partitionBy: readonly SortKey[];
	readonly orderBy: readonly SortKey[];
	readonly calls: readonly WindowCall[];
	/** Input comes in the order of the keys. */
	readonly isOrdered: boolean;
}

export interface WindowCall {
	readonly id: ColumnId;
	readonly function: AggregateFunction | WindowFunction;
	readonly args: readonly Expr[];
	readonly filter: Expr | undefined;
	readonly frame: WindowFrame;
	readonly collation: Collation;
	/** Set when some argument, as written, is JSON: jsonClaims.ts. */
	readonly jsonArguments?: readonly JsonClaim[];
}

/** Bounds as parsed: the start never is UNBOUNDED FOLLOWING, the end never UNBOUNDED PRECEDING. */
export interface WindowFrame {
	readonly unit: 'rows' | 'range' | 'groups';
	readonly start: WindowBound;
	readonly end: WindowBound;
	readonly exclude: 'noOthers' | 'currentRow' | 'group' | 'ties';
}

export interface WindowBound {
	readonly kind:
		'unboundedPreceding' | 'preceding' | 'currentRow' | 'following' | 'unboundedFollowing';
	/** Only for `preceding` and `following`; reads no columns. */
	readonly offset: Expr | undefined;
}
