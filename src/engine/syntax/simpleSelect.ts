/** Syntax trees of SELECTs that nobody wrote: columns, and perhaps a FROM. */

import type { Span } from '../util/span.js';
import type { Expression } from './ast/expression.js';
import type { Query, ResultColumn, SelectCore, TableExpression } from './ast/query.js';

export function simpleSelect(
	columns: readonly ResultColumn[],
	from: TableExpression | undefined,
	span: Span,
): SelectCore {
	return {
		kind: 'selectCore',
		isDistinct: false,
		columns,
		from,
		where: undefined,
		groupBy: [],
		having: undefined,
		windows: [],
		span,
	};
}

export function simpleQuery(first: SelectCore): Query {
	return {
		kind: 'query',
		with: undefined,
		first,
		compounds: [],
		orderBy: [],
		limit: undefined,
		offset: undefined,
		span: first.span,
	};
}

/** SELECT expression */
export function queryOfExpression(expression: Expression): Query {
	const { span } = expression;
	const column = {
		kind: 'expressionColumn',
		expression,
		sourceSpan: span,
		alias: undefined,
		span,
	} as const;
	return simpleQuery(simpleSelect([column], undefined, span));
}
