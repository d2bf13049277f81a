/**
 * Primary expressions: literals, columns, calls, CASE, CAST and everything in parentheses.
 */
import type { CaseBranch, Expression, Raise } from '../ast/expression.js';
import type { Name } from '../ast/name.js';
import { NameClass } from '../token.js';
import { parseFunctionCall } from './functionCalls.js';
import {
	parseBlob,
	parseCurrentTime,
	parseInteger,
	parseParameter,
	parseReal,
	parseText,
} from './literals.js';
import { parseName, parseType, takeName } from './names.js';
import type { Parser } from './parser.js';

/** Leaves the expression's height in `p.height`. */
export function parsePrimary(p: Parser): Expression {
	const start = p.start;
	p.height = 1;
	switch (p.kind) {
		case 'identifier':
			return parseNamed(p);
		case 'integer':
			return parseInteger(p);
		case 'float':
			return parseReal(p);
		case 'string':
			return p.peek() === '.' ? parseColumn(p, takeName(p)) : parseText(p);
		case 'blob':
			return parseBlob(p);
		case 'variable':
			return parseParameter(p);
		case 'null':
			p.advance();
			return { kind: 'nullLiteral', span: p.spanFrom(start) };
		case 'current_time':
		case 'current_date':
		case 'current_timestamp':
			return parseCurrentTime(p);
		case '(':
			return parseParenthesized(p);
		case 'case':
			return parseCase(p);
		case 'cast':
			return parseCast(p);
		case 'exists':
			return parseExists(p);
		case 'raise':
			return parseRaise(p);
		default:
			if (p.nameClass !== NameClass.none) return parseNamed(p);
			if (!p.passBadNumber()) p.unexpected();
			return { kind: 'missing', span: { start: p.start, end: p.start } };
	}
}

/** A column, a function call, TRUE or FALSE. */
function parseNamed(p: Parser): Expression {
	const name = takeName(p);
	if (p.kind === '(') return nested(p, () => parseFunctionCall(p, name));
	return parseColumn(p, name);
}

/** Behind the first name. */
function parseColumn(p: Parser, first: Name): Expression {
	if (p.kind !== '.') return parseBareColumn(first);
	p.advance();
	const start = first.span.start;
	const second = parseName(p);
	if (!p.accept('.')) {
		const span = p.spanFrom(start);
		return { kind: 'columnReference', schema: undefined, table: first, column: second, span };
	}
	const column = parseName(p);
	const span = p.spanFrom(start);
	return { kind: 'columnReference', schema: first, table: second, column, span };
}

function parseBareColumn(name: Name): Expression {
	if (name.quote === 'none' && (name.key === 'true' || name.key === 'false')) {
		return { kind: 'booleanLiteral', value: name.key === 'true', name, span: name.span };
	}
	const span = name.span;
	return { kind: 'columnReference', schema: undefined, table: undefined, column: name, span };
}

/** Runs `parse` one level deeper, or abandons the statement. */
function nested(p: Parser, parse: () => Expression): Expression {
	if (!p.enter()) return { kind: 'missing', span: { start: p.start, end: p.start } };
	const expression = parse();
	p.depth--;
	return expression;
}

/** `(x)`, `(x, y)`, `(SELECT ...)` */
function parseParenthesized(p: Parser): Expression {
	const start = p.start;
	p.advance();
	if (!p.enter()) return { kind: 'missing', span: { start: p.start, end: p.start } };
	if (p.kind === 'select' || p.kind === 'values' || p.kind === 'with') {
		const query = p.grammar.query(p);
		p.depth--;
		p.expect(')');
		p.setHeight(p.height + 1, start);
		return { kind: 'subquery', query, span: p.spanFrom(start) };
	}
	const first = p.grammar.expression(p);
	p.depth--;
	if (p.kind !== ',') {
		p.expect(')');
		return first;
	}
	const items = [first];
	let height = p.height;
	while (p.accept(',')) {
		items.push(p.grammar.expression(p));
		if (p.height > height) height = p.height;
	}
	p.expect(')');
	p.setHeight(height + 1, start);
	return { kind: 'rowValue', items, span: p.spanFrom(start) };
}

function parseCase(p: Parser): Expression {
	const start = p.start;
	p.advance();
	return nested(p, () => {
		let height = 0;
		const parsePart = () => {
			const part = p.grammar.expression(p);
			if (p.height > height) height = p.height;
			return part;
		};
		const operand = p.kind === 'when' ? undefined : parsePart();
		const branches: CaseBranch[] = [];
		if (p.kind !== 'when') p.unexpected();
		while (p.kind === 'when') {
			const branchStart = p.start;
			p.advance();
			const when = parsePart();
			p.expect('then');
			const then = parsePart();
			branches.push({ kind: 'caseBranch', when, then, span: p.spanFrom(branchStart) });
		}
		const otherwise = p.accept('else') ? parsePart() : undefined;
		p.expect('end');
		p.setHeight(height + 1, start);
		return { kind: 'case', operand, branches, otherwise, span: p.spanFrom(start) };
	});
}

function parseCast(p: Parser): Expression {
	const start = p.start;
	p.advance();
	return nested(p, () => {
		p.expect('(');
		const operand = p.grammar.expression(p);
		const height = p.height;
		p.expect('as');
		const typeStart = p.start;
		const type = parseType(p) ?? {
			kind: 'typeName',
			text: '',
			span: { start: typeStart, end: typeStart },
		};
		p.expect(')');
		p.setHeight(height + 1, start);
		return { kind: 'cast', operand, type, span: p.spanFrom(start) };
	});
}

function parseExists(p: Parser): Expression {
	const start = p.start;
	p.advance();
	return nested(p, () => {
		p.expect('(');
		const query = p.grammar.query(p);
		p.expect(')');
		p.setHeight(p.height + 1, start);
		return { kind: 'exists', query, span: p.spanFrom(start) };
	});
}

/** RAISE(IGNORE), RAISE(ABORT, message) */
function parseRaise(p: Parser): Expression {
	const start = p.start;
	p.advance();
	return nested(p, () => {
		p.expect('(');
		let action: Raise['action'] = 'ignore';
		let message: Expression | undefined;
		if (!p.accept('ignore')) {
			if (p.kind === 'rollback' || p.kind === 'abort' || p.kind === 'fail') {
				action = p.kind;
				p.advance();
			} else p.unexpected();
			p.expect(',');
			message = p.grammar.expression(p);
		}
		p.expect(')');
		return { kind: 'raise', action, message, span: p.spanFrom(start) };
	});
}
