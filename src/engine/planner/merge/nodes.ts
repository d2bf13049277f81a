/** Syntax nodes that stand for a MERGE; they have the place of the clause that they are for. */

import type {
	Binary,
	ColumnReference,
	Expression,
	IntegerLiteral,
	NullTest,
} from '../../syntax/ast/expression.js';
import type { Name } from '../../syntax/ast/name.js';
import type { Query, ResultColumn, TableExpression, WithClause } from '../../syntax/ast/query.js';
import { simpleQuery, simpleSelect } from '../../syntax/simpleSelect.js';
import { foldKey } from '../../util/foldKey.js';
import type { Span } from '../../util/span.js';

export function nameNode(name: string, span: Span): Name {
	return { kind: 'name', name, key: foldKey(name), quote: 'double', span };
}

export function columnNode(table: string, column: string, span: Span): ColumnReference {
	const reference = { kind: 'columnReference', schema: undefined, span } as const;
	return { ...reference, table: nameNode(table, span), column: nameNode(column, span) };
}

export function integerNode(value: number, span: Span): IntegerLiteral {
	return { kind: 'integerLiteral', text: String(value), value, span };
}

export function nullTestNode(operand: Expression, isNegated: boolean, span: Span): NullTest {
	return { kind: 'nullTest', operand, isNegated, span };
}

export function binaryNode(
	operator: Binary['operator'],
	left: Expression,
	right: Expression,
	span: Span,
): Binary {
	return { kind: 'binary', operator, left, right, operatorSpan: span, span };
}

/** Undefined of none. */
export function conjunction(terms: readonly Expression[], span: Span): Expression | undefined {
	let all: Expression | undefined;
	for (const term of terms) all = all ? binaryNode('and', all, term, span) : term;
	return all;
}

export function resultNode(expression: Expression, alias: string): ResultColumn {
	const { span } = expression;
	return {
		kind: 'expressionColumn',
		expression,
		sourceSpan: span,
		alias: nameNode(alias, span),
		span,
	};
}

export function queryNode(
	withClause: WithClause | undefined,
	columns: readonly ResultColumn[],
	from: TableExpression | undefined,
	span: Span,
): Query {
	return { ...simpleQuery(simpleSelect(columns, from, span)), with: withClause };
}
