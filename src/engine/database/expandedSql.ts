/** The statement's text with its parameters replaced by their values: what `verbose` gets. */

import { findStatement } from '../syntax/splitStatements.js';
import type { Parameter } from '../syntax/ast/expression.js';
import { printLiteral } from '../types/literal.js';
import type { SqlValue } from '../types/value.js';
import type { Prepared } from './prepared.js';

/** `start`: where the statement before it ends. The text goes on to the semicolon, with the comments around. */
export function expandedSql(prepared: Prepared, values: readonly SqlValue[], start = 0): string {
	const { statement, text } = prepared;
	let expanded = '';
	let end = start;
	for (const { index, span } of parametersIn(statement)) {
		expanded += text.slice(end, span.start) + printed(values[index] ?? null);
		end = span.end;
	}
	return expanded + text.slice(end, statementEnd(prepared));
}

/** Behind its semicolon. */
export function statementEnd({ statement, text }: Prepared): number {
	return findStatement(text, statement.span.start).end;
}

/** SQLite writes a BLOB in small letters here, though not in quote(). */
function printed(value: SqlValue): string {
	const literal = printLiteral(value);
	return value instanceof Uint8Array ? literal.toLowerCase() : literal;
}

function parametersIn(statement: unknown): Parameter[] {
	const found: Parameter[] = [];
	const visit = (node: unknown): void => {
		if (typeof node !== 'object' || node === null || node instanceof Uint8Array) return;
		if ('kind' in node && node.kind === 'parameter') found.push(node as Parameter);
		else Object.values(node).forEach(visit);
	};
	visit(statement);
	return found.sort((left, right) => left.span.start - right.span.start);
}
