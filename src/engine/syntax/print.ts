/**
 * From a tree back to SQL: `parse(print(tree))` is the same tree but for its spans.
 *
 * Comments and layout are lost; this is for plans, generated statements and tests, not for formatting.
 */
import type { Expression } from './ast/expression.js';
import type { Query } from './ast/query.js';
import type { Statement } from './ast/statement.js';
import { expressionText } from './print/expressionText.js';
import type { Printer } from './print/printer.js';
import { queryText } from './print/queryText.js';
import { statementText } from './print/statementText.js';

const printer: Printer = {
	expression: expression => expressionText(printer, expression),
	query: query => queryText(printer, query),
};

export function printExpression(expression: Expression): string {
	return expressionText(printer, expression);
}

export function printQuery(query: Query): string {
	return queryText(printer, query);
}

export function printStatement(statement: Statement): string {
	return statementText(printer, statement);
}
