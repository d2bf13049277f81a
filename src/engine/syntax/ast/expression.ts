/**
 * Expression nodes: plain data, discriminated by `kind`, every field always present.
 *
 * Parentheses leave no node. A node's span is that of its own text without surrounding parentheses;
 * where the exact source matters (result columns, CHECK, DEFAULT) the owner has a `sourceSpan` that
 * includes them. Nothing semantic is stored here: a name may be a column, a string or a function.
 */
import type { Span } from '../../util/span.js';
import type { Name, QualifiedName, TypeName } from './name.js';
import type { OrderingTerm, Query } from './query.js';
import type { WindowDefinition } from './window.js';

export type Expression =
	| NullLiteral
	| IntegerLiteral
	| RealLiteral
	| TextLiteral
	| BlobLiteral
	| BooleanLiteral
	| CurrentTime
	| Parameter
	| ColumnReference
	| Unary
	| Binary
	| NullTest
	| Like
	| Between
	| In
	| Case
	| Cast
	| Collate
	| FunctionCall
	| Subquery
	| Exists
	| RowValue
	| Raise
	| MissingExpression;

export interface NullLiteral {
	readonly kind: 'nullLiteral';
	readonly span: Span;
}

/**
 * An integer that fits 64 bits. `value` is a bigint beyond the safe integers. Larger decimal literals
 * are `realLiteral`; `9223372036854775808` is real too, and only `-9223372036854775808` is an integer:
 * the parser makes one literal of that minus sign and that number.
 */
export interface IntegerLiteral {
	readonly kind: 'integerLiteral';
	readonly text: string;
	readonly value: number | bigint;
	readonly span: Span;
}

/** A REAL, also when its value is integral (`1.0`). */
export interface RealLiteral {
	readonly kind: 'realLiteral';
	readonly text: string;
	readonly value: number;
	readonly span: Span;
}

export interface TextLiteral {
	readonly kind: 'textLiteral';
	readonly value: string;
	readonly span: Span;
}

export interface BlobLiteral {
	readonly kind: 'blobLiteral';
	readonly value: Uint8Array;
	readonly span: Span;
}

/** Bare TRUE or FALSE. A column of that name in scope wins, so the identifier is kept. */
export interface BooleanLiteral {
	readonly kind: 'booleanLiteral';
	readonly value: boolean;
	readonly name: Name;
	readonly span: Span;
}

/** CURRENT_TIME, CURRENT_DATE, CURRENT_TIMESTAMP. */
export interface CurrentTime {
	readonly kind: 'currentTime';
	readonly part: 'time' | 'date' | 'timestamp';
	readonly span: Span;
}

/** `?`, `?7`, `:a`, `@a`, `$a`. `index` is 1-based, numbered as SQLite does within one statement. */
export interface Parameter {
	readonly kind: 'parameter';
	/** As written, prefix included: `?`, `?7`, `:a`. */
	readonly text: string;
	readonly index: number;
	readonly span: Span;
}

/**
 * `column`, `table.column` or `schema.table.column`. With `column.quote === 'double'` and no table a
 * reference that resolves to nothing is a string (SQLite's misfeature). `column.quote` is never
 * `'single'` unless qualified.
 */
export interface ColumnReference {
	readonly kind: 'columnReference';
	readonly schema: Name | undefined;
	readonly table: Name | undefined;
	readonly column: Name;
	readonly span: Span;
}

export type UnaryOperator = '-' | '+' | '~' | 'not';

export interface Unary {
	readonly kind: 'unary';
	readonly operator: UnaryOperator;
	readonly operand: Expression;
	readonly span: Span;
}

/** `==` is '=', `!=` is '<>', IS NOT DISTINCT FROM is 'is', IS DISTINCT FROM is 'isNot'. */
export type BinaryOperator =
	| '||'
	| '->'
	| '->>'
	| '*'
	| '/'
	| '%'
	| '+'
	| '-'
	| '&'
	| '|'
	| '<<'
	| '>>'
	| '<'
	| '<='
	| '>'
	| '>='
	| '='
	| '<>'
	| 'is'
	| 'isNot'
	| 'and'
	| 'or';

export interface Binary {
	readonly kind: 'binary';
	readonly operator: BinaryOperator;
	readonly left: Expression;
	readonly right: Expression;
	/** Where the operator itself stands. */
	readonly operatorSpan: Span;
	readonly span: Span;
}

/** ISNULL, NOTNULL, NOT NULL, IS NULL, IS NOT NULL. */
export interface NullTest {
	readonly kind: 'nullTest';
	readonly operand: Expression;
	readonly isNegated: boolean;
	readonly span: Span;
}

export interface Like {
	readonly kind: 'like';
	readonly operator: 'like' | 'glob' | 'regexp' | 'match';
	/** The operator as written: errors name the missing function by it. */
	readonly word: string;
	readonly operand: Expression;
	readonly pattern: Expression;
	readonly escape: Expression | undefined;
	readonly isNegated: boolean;
	readonly span: Span;
}

export interface Between {
	readonly kind: 'between';
	readonly operand: Expression;
	readonly low: Expression;
	readonly high: Expression;
	readonly isNegated: boolean;
	readonly span: Span;
}

export interface In {
	readonly kind: 'in';
	readonly operand: Expression;
	readonly source: InSource;
	readonly isNegated: boolean;
	readonly span: Span;
}

export type InSource = InList | InQuery | InTable;

/** `IN (1, 2)`; may be empty. */
export interface InList {
	readonly kind: 'inList';
	readonly items: readonly Expression[];
	readonly span: Span;
}

export interface InQuery {
	readonly kind: 'inQuery';
	readonly query: Query;
	readonly span: Span;
}

/** `IN t`, `IN main.t`, `IN generate_series(1, 3)`; `args` is undefined for a plain table. */
export interface InTable {
	readonly kind: 'inTable';
	readonly table: QualifiedName;
	readonly args: readonly Expression[] | undefined;
	readonly span: Span;
}

export interface Case {
	readonly kind: 'case';
	readonly operand: Expression | undefined;
	readonly branches: readonly CaseBranch[];
	readonly otherwise: Expression | undefined;
	readonly span: Span;
}

export interface CaseBranch {
	readonly kind: 'caseBranch';
	readonly when: Expression;
	readonly then: Expression;
	readonly span: Span;
}

export interface Cast {
	readonly kind: 'cast';
	readonly operand: Expression;
	/** Empty text when the type is left out, as SQLite allows. */
	readonly type: TypeName;
	readonly span: Span;
}

export interface Collate {
	readonly kind: 'collate';
	readonly operand: Expression;
	readonly collation: Name;
	readonly span: Span;
}

export interface FunctionCall {
	readonly kind: 'functionCall';
	readonly name: Name;
	readonly args: readonly Expression[];
	/** `count(*)`; `args` is then empty. */
	readonly isStar: boolean;
	readonly isDistinct: boolean;
	/** `group_concat(x ORDER BY y)`. */
	readonly orderBy: readonly OrderingTerm[];
	/** `percentile_cont(0.5) WITHIN GROUP (ORDER BY x)`. */
	readonly withinGroup: OrderingTerm | undefined;
	readonly filter: Expression | undefined;
	/** `OVER name` or `OVER (...)`. */
	readonly over: Name | WindowDefinition | undefined;
	readonly span: Span;
}

/** `(SELECT ...)` as a value: a scalar, or a row where a row is wanted. */
export interface Subquery {
	readonly kind: 'subquery';
	readonly query: Query;
	readonly span: Span;
}

export interface Exists {
	readonly kind: 'exists';
	readonly query: Query;
	readonly span: Span;
}

/** `(a, b)`: always two items or more. */
export interface RowValue {
	readonly kind: 'rowValue';
	readonly items: readonly Expression[];
	readonly span: Span;
}

/** `RAISE(ABORT, message)` inside a trigger; IGNORE has no message. */
export interface Raise {
	readonly kind: 'raise';
	readonly action: 'ignore' | 'rollback' | 'abort' | 'fail';
	readonly message: Expression | undefined;
	readonly span: Span;
}

/** Where an expression should stand and does not; only in a statement with `isBroken`. */
export interface MissingExpression {
	readonly kind: 'missing';
	readonly span: Span;
}
