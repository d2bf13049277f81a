/**
 * The parser's door: text in, statements and errors out.
 *
 * Never throws on any text. An error breaks its own statement only: that statement's node is as
 * complete as recovery could make it and has `isBroken`; parsing goes on behind its semicolon.
 */
import type { Expression } from './ast/expression.js';
import type { Statement } from './ast/statement.js';
import { parseExpression } from './parser/expressions.js';
import { nestedHeight } from './nestedHeight.js';
import { Parser, maximumDepth } from './parser/parser.js';
import type { Grammar } from './parser/parser.js';
import { parseQuery } from './parser/queries.js';
import { parseStatement } from './parser/statements.js';
import type { SqlSyntaxError } from './syntaxError.js';

export interface ParseResult {
	/** In source order; empty statements (`;;`) leave none. */
	readonly statements: readonly Statement[];
	/** At most one a statement, in source order. */
	readonly errors: readonly SqlSyntaxError[];
}

const grammar: Grammar = { query: parseQuery, expression: parseExpression };

export function parse(text: string): ParseResult {
	const p = new Parser(text, grammar);
	const statements: Statement[] = [];
	for (;;) {
		while (p.accept(';'));
		if (p.kind === 'eof') break;
		statements.push(parseOne(p));
	}
	return { statements, errors: p.errors };
}

function parseOne(p: Parser): Statement {
	p.beginStatement();
	const start = p.start;
	let statement: Statement;
	try {
		statement = parseStatement(p);
	} catch (error) {
		// The depth limits keep within an ordinary stack; a caller deep in its own may have less.
		if (!(error instanceof RangeError)) throw error;
		p.tooDeep(start);
		return { kind: 'invalid', ...p.finish(start) };
	}
	if (p.kind !== ';' && p.kind !== 'eof') p.unexpected();
	p.reportLateError();
	checkNestedHeight(p, statement);
	if (!p.isBroken) return statement;
	p.skipToStatementEnd();
	return { ...statement, span: p.spanFrom(start), isBroken: true };
}

/** Definitions are only looked into when they are used. */
function checkNestedHeight(p: Parser, statement: Statement): void {
	if (p.isBroken || p.nestedHeight + p.tallest <= maximumDepth) return;
	if (statement.kind.startsWith('create') || nestedHeight(statement) <= maximumDepth) return;
	p.tooDeep(statement.span.start);
}

export interface ParsedExpression {
	readonly expression: Expression;
	readonly errors: readonly SqlSyntaxError[];
}

/** Parses a text that is one expression, such as a stored DEFAULT or CHECK. */
export function parseStandaloneExpression(text: string): ParsedExpression {
	const p = new Parser(text, grammar);
	p.beginStatement();
	const expression = p.grammar.expression(p);
	if (p.kind !== 'eof') p.unexpected();
	return { expression, errors: p.errors };
}
