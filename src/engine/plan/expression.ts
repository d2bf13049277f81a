/**
 * Bound expressions as plans carry them: names resolved, affinities and collations made explicit, subqueries
 * planned. Made by the binder and planner, read by the executor.
 *
 * What is lowered before this tree: BETWEEN (to AND; the operand is hoisted when it is not deterministic), row values (to
 * AND/OR of scalars, except IN over a subquery), affinity of comparisons (explicit `affinity` nodes, folded into
 * literals), aliases, TRUE/FALSE, CURRENT_*, LIKE/GLOB/REGEXP/MATCH (calls of the functions of that name).
 */

import type { Affinity } from '../types/affinity.js';
import type { Collation } from '../types/collation.js';
import type { SqlValue } from '../types/value.js';
import type { JsonClaim, JsonResult, ScalarFunction } from '../functions/function.js';
import type { PlanNode } from './nodes.js';

/** Identifies one column of one relation occurrence (or one computed output) within a statement. */
export type ColumnId = number;

export type Expr =
	| LiteralExpr
	| ColumnExpr
	| SlotExpr
	| ParameterExpr
	| UnaryExpr
	| BinaryExpr
	| CompareExpr
	| LogicalExpr
	| NotExpr
	| TruthExpr
	| NullTestExpr
	| InListExpr
	| InSubqueryExpr
	| ExistsExpr
	| ScalarSubqueryExpr
	| CaseExpr
	| CastExpr
	| AffinityExpr
	| CallExpr
	| RaiseExpr;

export interface LiteralExpr {
	readonly kind: 'literal';
	readonly value: SqlValue;
}

/** A column of the operator's input. */
export interface ColumnExpr {
	readonly kind: 'column';
	readonly id: ColumnId;
	/** For messages and EXPLAIN. */
	readonly name: string;
	/** Set on results of JSON aggregates and on columns of table functions that give JSON. */
	readonly returnsJson?: JsonResult;
}

/** A value the enclosing query (or apply join) has put into context.slots before this plan was opened. */
export interface SlotExpr {
	readonly kind: 'slot';
	readonly slot: number;
	readonly name: string;
}

/** 1-based. */
export interface ParameterExpr {
	readonly kind: 'parameter';
	readonly index: number;
}

export interface UnaryExpr {
	readonly kind: 'unary';
	readonly op: '-' | '~';
	readonly operand: Expr;
}

export interface BinaryExpr {
	readonly kind: 'binary';
	readonly op: '+' | '-' | '*' | '/' | '%' | '&' | '|' | '<<' | '>>' | '||';
	readonly left: Expr;
	readonly right: Expr;
}

/** `is`/`isNot` treat NULLs as equal and never give NULL. Operand affinities are already applied. */
export interface CompareExpr {
	readonly kind: 'compare';
	readonly op: '=' | '<>' | '<' | '<=' | '>' | '>=' | 'is' | 'isNot';
	readonly left: Expr;
	readonly right: Expr;
	readonly collation: Collation;
}

/** Three-valued; at least two operands. */
export interface LogicalExpr {
	readonly kind: 'and' | 'or';
	readonly operands: readonly Expr[];
	/** OR that stands for one comparison of row values; its first operand compares their first values. */
	readonly isRowComparison?: true;
}

export interface NotExpr {
	readonly kind: 'not';
	readonly operand: Expr;
}

/** IS [NOT] TRUE / FALSE. */
export interface TruthExpr {
	readonly kind: 'truth';
	readonly operand: Expr;
	readonly expected: boolean;
	readonly isNegated: boolean;
}

export interface NullTestExpr {
	readonly kind: 'nullTest';
	readonly operand: Expr;
	readonly isNegated: boolean;
}

export interface InListExpr {
	readonly kind: 'inList';
	readonly operand: Expr;
	readonly list: readonly Expr[];
	readonly isNegated: boolean;
	readonly collation: Collation;
}

/** One operand, or a row value: operands.length === subquery.plan.output.length. */
export interface InSubqueryExpr {
	readonly kind: 'inSubquery';
	readonly operands: readonly Expr[];
	readonly subquery: Subquery;
	readonly isNegated: boolean;
	/** Per operand. */
	readonly collations: readonly Collation[];
	/** Affinity to apply to each subquery column before comparing (operands have theirs applied). */
	readonly affinities: readonly (Affinity | undefined)[];
}

export interface ExistsExpr {
	readonly kind: 'exists';
	readonly subquery: Subquery;
	readonly isNegated: boolean;
}

/** First row's column `columnIndex`, NULL when there is none. */
export interface ScalarSubqueryExpr {
	readonly kind: 'scalarSubquery';
	readonly subquery: Subquery;
	readonly columnIndex: number;
}

/** With operand: `when` values are compared by = (collation per branch). Branches are lazy. */
export interface CaseExpr {
	readonly kind: 'case';
	readonly operand: Expr | undefined;
	readonly branches: readonly {
		readonly when: Expr;
		readonly then: Expr;
		readonly collation: Collation;
		/** Applied to the operand for this comparison. */
		readonly operandAffinity: Affinity | undefined;
	}[];
	readonly otherwise: Expr | undefined;
}

export interface CastExpr {
	readonly kind: 'cast';
	readonly operand: Expr;
	readonly target: Affinity;
}

/** Applies a column affinity (not a CAST: '12abc' stays text). */
export interface AffinityExpr {
	readonly kind: 'affinity';
	readonly operand: Expr;
	readonly affinity: Affinity;
}

export interface CallExpr {
	readonly kind: 'call';
	readonly function: ScalarFunction;
	readonly args: readonly Expr[];
	readonly collation: Collation;
	/** Set when some argument, as written, is JSON: jsonClaims.ts. */
	readonly jsonArguments?: readonly JsonClaim[];
}

export interface RaiseExpr {
	readonly kind: 'raise';
	readonly action: 'ignore' | 'rollback' | 'abort' | 'fail';
	readonly message: Expr | undefined;
}

export const RAISE_OUTSIDE = 'RAISE() may only be used within a trigger-program';

/** A planned nested query. Bindings are evaluated in the outer row and stored into the slots before it is opened. */
export interface Subquery {
	/** Unique in the statement: key of its result cache. */
	readonly id: number;
	readonly plan: PlanNode;
	/** Empty: not correlated, its result is computed once per execution. */
	readonly bindings: readonly SlotBinding[];
	/** Calls something that is not deterministic: never cached although not correlated? SQLite still runs it once. */
	readonly isVolatile: boolean;
}

export interface SlotBinding {
	readonly slot: number;
	readonly value: Expr;
}
