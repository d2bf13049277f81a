/**
 * Bound queries: what the binder makes, optimizer rules rewrite and the planner turns into plan nodes.
 *
 * A query is a tree of blocks (select, values, compound, recursive), each with its FROM tree, its predicates as lists
 * of conjuncts, and its output columns. Expressions refer to columns by ColumnId; an id means the same
 * relation occurrence everywhere in the statement. A block's output column that is a plain column keeps that
 * column's id, so that merging blocks needs substitution for computed columns only.
 *
 * Arrays belong to their block; rules make new blocks, or change what they own while building it.
 */

import type { TableSchema } from '../catalog/schema.js';
import type { TableFunction, TableFunctionColumn } from '../functions/function.js';
import type { Affinity } from '../types/affinity.js';
import type { Collation } from '../types/collation.js';
import type { ColumnId, Expr, SlotBinding, Subquery } from './expression.js';
import type { AggregateCall, PlanNode, SortKey, WindowCall } from './nodes.js';

export type BoundQuery = BoundSelect | BoundValues | BoundCompound | BoundRecursive;

/** One output column of a block. */
export interface BoundColumn {
	readonly name: string;
	/** As a column of a view, or of a table made of the result, where that is another. */
	readonly innerName?: string;
	/** As a column of a subquery or common table, where that is another: the name as written. */
	readonly writtenName?: string;
	readonly id: ColumnId;
	readonly expr: Expr;
	/** Folded name. */
	readonly key: string;
	/** Whether the name was written with AS (such names can be referred to in the same SELECT). */
	readonly isAlias: boolean;
	readonly affinity: Affinity | undefined;
	readonly collation: Collation | undefined;
	/** Whether the collation comes from a COLLATE operator. */
	readonly isCollationExplicit: boolean;
	/** Whether the expression contains an aggregate of its own block. */
	readonly hasAggregate: boolean;
	/** Whether the expression contains a window function of its own block. */
	readonly hasWindow?: boolean;
}

/** Over the block's input (select) or its output columns (others, and when `columnIndex` >= 0). */
export interface BoundOrderTerm {
	readonly expr: Expr;
	/** Position among the block's output columns; -1: another expression. */
	readonly columnIndex: number;
	readonly descending: boolean;
	readonly nullsFirst: boolean;
	readonly collation: Collation;
}

interface BlockBase {
	columns: BoundColumn[];
	orderBy: BoundOrderTerm[];
	limit: Expr | undefined;
	offset: Expr | undefined;
}

export interface BoundSelect extends BlockBase {
	readonly kind: 'select';
	from: FromItem | undefined;
	where: Expr[];
	aggregate: BoundAggregate | undefined;
	/**
	 * Window functions, computed after the grouping: the last window of the list first, and the rows leave in the order
	 * of the first one. Undefined: none.
	 */
	windows?: BoundWindow[];
	isDistinct: boolean;
}

export interface BoundWindow {
	readonly partitionBy: readonly SortKey[];
	readonly orderBy: readonly SortKey[];
	readonly calls: readonly WindowCall[];
}

export interface BoundAggregate {
	groupBy: { readonly id: ColumnId; readonly expr: Expr; readonly collation: Collation }[];
	calls: AggregateCall[];
	having: Expr[];
}

export interface BoundValues extends BlockBase {
	readonly kind: 'values';
	tuples: (readonly Expr[])[];
	/** What a comparison with its columns goes by, when that is not nothing: the last row. */
	compared?: readonly ComparedColumn[];
}

/** A column of a nested query as comparisons see it. */
export type ComparedColumn = Pick<BoundColumn, 'affinity' | 'collation' | 'isCollationExplicit'>;

export type CompoundOperator = 'unionAll' | 'union' | 'intersect' | 'except';

/** Applied from left to right; output ids are the compound's own. */
export interface BoundCompound extends BlockBase {
	readonly kind: 'compound';
	terms: BoundQuery[];
	/** operators[t] stands between terms[t] and terms[t + 1]. */
	operators: CompoundOperator[];
	collations: Collation[];
}

export interface BoundRecursive extends BlockBase {
	readonly kind: 'recursive';
	readonly cteId: number;
	initial: BoundQuery;
	recursive: BoundQuery[];
	isDistinct: boolean;
	collations: Collation[];
}

export type FromItem = Relation | BoundJoin;

export interface BoundJoin {
	readonly kind: 'join';
	readonly type: 'inner' | 'cross' | 'left' | 'right' | 'full' | 'semi' | 'anti';
	readonly left: FromItem;
	readonly right: FromItem;
	on: Expr[];
}

export type Relation = TableRelation | QueryRelation | FunctionRelation | RecursiveReference;

/** A column that some expression refers to. */
export interface UsedColumn {
	/** Position in the relation; -1: rowid. */
	readonly columnIndex: number;
	readonly id: ColumnId;
}

interface RelationBase {
	/** Alias, or the name as written. */
	readonly alias: string;
	/** Folded alias. */
	readonly key: string;
	/** Columns that were referred to, in the order of their first use. */
	readonly used: UsedColumn[];
}

export interface TableRelation extends RelationBase {
	readonly kind: 'table';
	readonly table: TableSchema;
	/** How EXPLAIN calls it, when that is not its alias: with the schema as written. */
	readonly shownName?: string;
	/** INDEXED BY: index id; null: NOT INDEXED; undefined: free choice. */
	readonly forcedIndex: number | null | undefined;
}

/** A subquery, view or common table in FROM; the used column ids are the query's own unless it is shared. */
export interface QueryRelation extends RelationBase {
	readonly kind: 'query';
	readonly query: BoundQuery;
	readonly source: 'subquery' | 'view' | 'cte';
	readonly shared: SharedQuery | undefined;
	/** Its column ids are the query's own; only the first reference to a shared query may say so. */
	readonly hasQueryIds: boolean;
}

/** A common table that may be read several times. */
export interface SharedQuery {
	readonly id: number;
	readonly name: string;
	references: number;
	readonly materialization: 'unspecified' | 'materialized' | 'notMaterialized';
	/** Set by the planner at the first reference. */
	plan: PlanNode | undefined;
}

export interface FunctionRelation extends RelationBase {
	readonly kind: 'function';
	readonly function: TableFunction;
	readonly columns: readonly TableFunctionColumn[];
	readonly args: Expr[];
	/** Which parameter each argument is for. */
	readonly parameters: number[];
	/** Columns of other relations that the arguments read through slots. */
	readonly bindings: SlotBinding[];
}

export interface RecursiveReference extends RelationBase {
	readonly kind: 'recursive';
	readonly cteId: number;
	readonly columnCount: number;
	/** One per column. */
	readonly ids: readonly ColumnId[];
}

/** A nested query of an expression: planned after the block it stands in, which fills in `plan`. */
export interface BoundSubquery extends Subquery {
	query: BoundQuery;
	plan: PlanNode;
	readonly bindings: SlotBinding[];
	/** False once a rule has turned it into a join. */
	isNeeded: boolean;
	readonly role: 'scalar' | 'list' | 'exists';
}
