/**
 * Expressions, by precedence climbing over SQLite's table:
 *
 *   or · and · not · = == <> != is in like glob match regexp between isnull notnull · < <= > >= ·
 *   & | << >> · + - · * / % · || -> ->> · collate · ~ + - (prefix)
 *
 * NOT as a prefix may stand in any operand and then takes everything that binds tighter than NOT, as
 * SQLite's grammar has it: `2 * not 1 + 2` is `2 * (not (1 + 2))`.
 */
import type { BinaryOperator, Expression, InSource, UnaryOperator } from '../ast/expression.js';
import type { TokenKind } from '../token.js';
import { parseQualifiedName, parseCollationName } from './names.js';
import type { Parser } from './parser.js';
import { negated } from './literals.js';
import { parsePrimary } from './primary.js';

const enum Level {
	/** What is no operator: looser than every level that is asked for. */
	none = 0,
	or = 1,
	and = 2,
	not = 3,
	equality = 4,
	comparison = 5,
	bits = 6,
	sum = 7,
	product = 8,
	concatenation = 9,
	collate = 10,
}

export function parseExpression(p: Parser): Expression {
	return parseOperand(p, Level.or);
}

/** An expression of operators at `level` and tighter. */
function parseOperand(p: Parser, level: number): Expression {
	const start = p.start;
	let left = parsePrefix(p);
	for (;;) {
		const operatorLevel = levelOf(p.kind);
		if (operatorLevel < level) return left;
		const next = parseOperator(p, left, start, operatorLevel);
		if (next === undefined) return left;
		left = next;
	}
}

function parsePrefix(p: Parser): Expression {
	switch (p.kind) {
		case '-':
		case '+':
		case '~':
			return parseUnary(p, p.kind);
		case 'not':
			return parseUnary(p, 'not');
		default:
			return parsePrimary(p);
	}
}

function parseUnary(p: Parser, operator: UnaryOperator): Expression {
	const start = p.start;
	p.advance();
	if (!p.enter()) return missing(p);
	const operand = operator === 'not' ? parseOperand(p, Level.not) : parsePrefix(p);
	p.depth--;
	p.setHeight(p.height + 1, start);
	if (operator === '-') return negated(p, operand, start);
	return { kind: 'unary', operator, operand, span: p.spanFrom(start) };
}

function missing(p: Parser): Expression {
	p.height = 1;
	return { kind: 'missing', span: { start: p.start, end: p.start } };
}

function levelOf(kind: TokenKind): number {
	switch (kind) {
		case 'or':
			return Level.or;
		case 'and':
			return Level.and;
		case '=':
		case '<>':
		case 'is':
		case 'in':
		case 'like':
		case 'glob':
		case 'regexp':
		case 'match':
		case 'between':
		case 'isnull':
		case 'notnull':
		case 'not': // NOT LIKE, NOT IN, NOT BETWEEN, NOT NULL
			return Level.equality;
		case '<':
		case '<=':
		case '>':
		case '>=':
			return Level.comparison;
		case '&':
		case '|':
		case '<<':
		case '>>':
			return Level.bits;
		case '+':
		case '-':
			return Level.sum;
		case '*':
		case '/':
		case '%':
			return Level.product;
		case '||':
		case '->':
		case '->>':
			return Level.concatenation;
		case 'collate':
			return Level.collate;
		default:
			return Level.none;
	}
}

/** At an operator of `level`; undefined after an error. */
function parseOperator(
	p: Parser,
	left: Expression,
	start: number,
	level: number,
): Expression | undefined {
	switch (p.kind) {
		case 'or':
		case 'and':
		case '=':
		case '<>':
		case '<':
		case '<=':
		case '>':
		case '>=':
		case '&':
		case '|':
		case '<<':
		case '>>':
		case '+':
		case '-':
		case '*':
		case '/':
		case '%':
		case '||':
		case '->':
		case '->>':
			return parseBinary(p, left, start, p.kind, level);
		case 'is':
			return parseIs(p, left, start);
		case 'isnull':
			p.advance();
			return nullTest(p, left, start, false);
		case 'notnull':
			p.advance();
			return nullTest(p, left, start, true);
		case 'collate':
			return parseCollate(p, left, start);
		case 'not':
			return parseNegated(p, left, start);
		default:
			return parsePredicate(p, left, start, false);
	}
}

function parseBinary(
	p: Parser,
	left: Expression,
	start: number,
	operator: BinaryOperator,
	level: number,
): Expression {
	const leftHeight = p.height;
	const operatorSpan = { start: p.start, end: p.end };
	p.advance();
	const right = parseOperand(p, level + 1);
	p.setHeight(Math.max(leftHeight, p.height) + 1, start);
	return { kind: 'binary', operator, left, right, operatorSpan, span: p.spanFrom(start) };
}

/** IS, IS NOT, IS [NOT] DISTINCT FROM, IS [NOT] NULL. */
function parseIs(p: Parser, left: Expression, start: number): Expression {
	const leftHeight = p.height;
	const operatorStart = p.start;
	p.advance();
	let isNegated = p.accept('not');
	if (p.kind === 'distinct') {
		p.advance();
		p.expect('from');
		isNegated = !isNegated;
	}
	const operatorSpan = p.spanFrom(operatorStart);
	const right = parseOperand(p, Level.comparison);
	if (right.kind === 'nullLiteral') {
		p.height = leftHeight;
		return nullTest(p, left, start, isNegated);
	}
	const operator = isNegated ? 'isNot' : 'is';
	p.setHeight(Math.max(leftHeight, p.height) + 1, start);
	return { kind: 'binary', operator, left, right, operatorSpan, span: p.spanFrom(start) };
}

function nullTest(p: Parser, operand: Expression, start: number, isNegated: boolean): Expression {
	p.setHeight(p.height + 1, start);
	return { kind: 'nullTest', operand, isNegated, span: p.spanFrom(start) };
}

function parseCollate(p: Parser, operand: Expression, start: number): Expression {
	const height = p.height;
	p.advance();
	const collation = parseCollationName(p);
	p.setHeight(height + 1, start);
	return { kind: 'collate', operand, collation, span: p.spanFrom(start) };
}

/** NOT LIKE, NOT IN, NOT BETWEEN, NOT NULL */
function parseNegated(p: Parser, left: Expression, start: number): Expression | undefined {
	p.advance();
	if (p.accept('null')) return nullTest(p, left, start, true);
	return parsePredicate(p, left, start, true);
}

function parsePredicate(
	p: Parser,
	left: Expression,
	start: number,
	isNegated: boolean,
): Expression | undefined {
	switch (p.kind) {
		case 'like':
		case 'glob':
		case 'regexp':
		case 'match':
			return parseLike(p, left, start, p.kind, isNegated);
		case 'between':
			return parseBetween(p, left, start, isNegated);
		case 'in':
			return parseIn(p, left, start, isNegated);
		default:
			p.unexpected();
			return undefined;
	}
}

function parseLike(
	p: Parser,
	operand: Expression,
	start: number,
	operator: 'like' | 'glob' | 'regexp' | 'match',
	isNegated: boolean,
): Expression {
	let height = p.height;
	const word = p.text.slice(p.start, p.end);
	p.advance();
	const pattern = parseOperand(p, Level.comparison);
	height = Math.max(height, p.height);
	let escape: Expression | undefined;
	if (p.accept('escape')) {
		escape = parseOperand(p, Level.comparison);
		height = Math.max(height, p.height);
	}
	p.setHeight(height + (isNegated ? 2 : 1), start);
	const span = p.spanFrom(start);
	return { kind: 'like', operator, word, operand, pattern, escape, isNegated, span };
}

function parseBetween(
	p: Parser,
	operand: Expression,
	start: number,
	isNegated: boolean,
): Expression {
	let height = p.height;
	p.advance();
	let low = parseOperand(p, Level.not);
	// SQLite's grammar takes OR here, and then the AND behind it, so that AND is missed further on.
	while (p.at('or')) low = parseBinary(p, low, start, 'or', Level.or);
	height = Math.max(height, p.height);
	p.expect('and');
	const high = parseOperand(p, Level.comparison);
	height = Math.max(height, p.height);
	p.setHeight(height + (isNegated ? 2 : 1), start);
	return { kind: 'between', operand, low, high, isNegated, span: p.spanFrom(start) };
}

function parseIn(p: Parser, operand: Expression, start: number, isNegated: boolean): Expression {
	const height = p.height;
	p.advance();
	p.height = 0;
	const source = parseInSource(p);
	p.setHeight(Math.max(height, p.height) + (isNegated ? 2 : 1), start);
	return { kind: 'in', operand, source, isNegated, span: p.spanFrom(start) };
}

function parseInSource(p: Parser): InSource {
	const start = p.start;
	if (!p.accept('(')) {
		const table = parseQualifiedName(p);
		const args = p.accept('(') ? parseItems(p) : undefined;
		return { kind: 'inTable', table, args, span: p.spanFrom(start) };
	}
	if (p.kind === 'select' || p.kind === 'values' || p.kind === 'with') {
		const query = p.grammar.query(p);
		p.expect(')');
		return { kind: 'inQuery', query, span: p.spanFrom(start) };
	}
	const items = parseItems(p);
	return { kind: 'inList', items, span: p.spanFrom(start) };
}

/** Behind an opening parenthesis, to the closing one; may be empty. */
function parseItems(p: Parser): Expression[] {
	const items: Expression[] = [];
	let height = 0;
	if (p.kind !== ')') {
		do {
			items.push(parseExpression(p));
			if (p.height > height) height = p.height;
		} while (p.accept(','));
	}
	p.expect(')');
	p.height = height;
	return items;
}
