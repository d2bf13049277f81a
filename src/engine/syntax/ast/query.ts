/**
 * Queries: everything a SELECT or VALUES can be, with its CTEs, FROM clause and ORDER BY.
 *
 * A `Query` is used alike as a statement's body, a subquery, a view and the source of an INSERT.
 */
import type { Span } from '../../util/span.js';
import type { Expression } from './expression.js';
import type { LayerReference } from './layers.js';
import type { Name, QualifiedName } from './name.js';
import type { NamedWindow } from './window.js';

/** Compound terms are a flat list, applied from left to right: `first`, then each of `compounds`. */
export interface Query {
	readonly kind: 'query';
	readonly with: WithClause | undefined;
	readonly first: QueryTerm;
	readonly compounds: readonly CompoundTerm[];
	readonly orderBy: readonly OrderingTerm[];
	readonly limit: Expression | undefined;
	/** Also the first number of `LIMIT offset, limit`. */
	readonly offset: Expression | undefined;
	readonly span: Span;
}

export type QueryTerm = SelectCore | ValuesCore;

export interface CompoundTerm {
	readonly kind: 'compoundTerm';
	readonly operator: 'union' | 'unionAll' | 'intersect' | 'except';
	readonly term: QueryTerm;
	readonly span: Span;
}

export interface SelectCore {
	readonly kind: 'selectCore';
	readonly isDistinct: boolean;
	readonly columns: readonly ResultColumn[];
	readonly from: TableExpression | undefined;
	readonly where: Expression | undefined;
	readonly groupBy: readonly Expression[];
	readonly having: Expression | undefined;
	readonly windows: readonly NamedWindow[];
	readonly span: Span;
}

export interface ValuesCore {
	readonly kind: 'valuesCore';
	/** At least one row; rows may differ in length (the binder complains). */
	readonly rows: readonly (readonly Expression[])[];
	readonly span: Span;
}

/** What stands between SELECT and FROM, or after RETURNING. */
export type ResultColumn = ExpressionColumn | StarColumn | TableStarColumn;

export interface ExpressionColumn {
	readonly kind: 'expressionColumn';
	readonly expression: Expression;
	/** The expression's text with its parentheses and comments behind it: SQLite names an unnamed column by it. */
	readonly sourceSpan: Span;
	readonly alias: Name | undefined;
	readonly span: Span;
}

/** `*` */
export interface StarColumn {
	readonly kind: 'starColumn';
	readonly span: Span;
}

/** `t.*` */
export interface TableStarColumn {
	readonly kind: 'tableStarColumn';
	readonly table: Name;
	readonly span: Span;
}

export interface WithClause {
	readonly kind: 'withClause';
	/** Whether RECURSIVE was written; SQLite lets any CTE recurse with or without it. */
	readonly isRecursive: boolean;
	readonly tables: readonly CommonTable[];
	readonly span: Span;
}

export interface CommonTable {
	readonly kind: 'commonTable';
	readonly name: Name;
	/** Empty when no column list was given. */
	readonly columns: readonly Name[];
	readonly materialization: 'unspecified' | 'materialized' | 'notMaterialized';
	readonly query: Query;
	readonly span: Span;
}

export interface OrderingTerm {
	readonly kind: 'orderingTerm';
	/** COLLATE is part of the expression. */
	readonly expression: Expression;
	readonly direction: 'asc' | 'desc';
	readonly nulls: 'first' | 'last' | undefined;
	readonly span: Span;
}

export type TableExpression = TableReference | TableFunction | SubqueryTable | TableGroup | Join;

export interface TableReference {
	readonly kind: 'tableReference';
	readonly schema: Name | undefined;
	readonly name: Name;
	/** AS OF LAYER. */
	readonly layer?: LayerReference | undefined;
	readonly alias: Name | undefined;
	readonly indexHint: IndexHint | undefined;
	readonly span: Span;
}

/** INDEXED BY name, or NOT INDEXED (`index` undefined). */
export interface IndexHint {
	readonly kind: 'indexHint';
	readonly index: Name | undefined;
	readonly span: Span;
}

/** `generate_series(1, 10) AS s` */
export interface TableFunction {
	readonly kind: 'tableFunction';
	readonly function: QualifiedName;
	readonly args: readonly Expression[];
	readonly alias: Name | undefined;
	readonly span: Span;
}

export interface SubqueryTable {
	readonly kind: 'subqueryTable';
	readonly query: Query;
	readonly alias: Name | undefined;
	readonly span: Span;
}

/** `(a JOIN b) AS x`: parentheses in FROM, kept because they group joins and may carry an alias. */
export interface TableGroup {
	readonly kind: 'tableGroup';
	readonly table: TableExpression;
	readonly alias: Name | undefined;
	readonly span: Span;
}

/** Joins associate to the left: `a, b, c` is join(join(a, b), c). */
export interface Join {
	readonly kind: 'join';
	readonly left: TableExpression;
	readonly right: TableExpression;
	/** `cross` and `comma` join like `inner`; CROSS also forbids reordering. */
	readonly operator: JoinOperator;
	readonly isNatural: boolean;
	readonly constraint: JoinConstraint | undefined;
	readonly span: Span;
}

export type JoinOperator = 'comma' | 'inner' | 'cross' | 'left' | 'right' | 'full';

export type JoinConstraint = OnConstraint | UsingConstraint;

export interface OnConstraint {
	readonly kind: 'on';
	readonly expression: Expression;
	readonly span: Span;
}

export interface UsingConstraint {
	readonly kind: 'using';
	readonly columns: readonly Name[];
	readonly span: Span;
}
