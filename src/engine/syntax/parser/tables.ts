/**
 * The FROM clause: tables, table functions, subqueries and joins.
 */
import type { Expression } from '../ast/expression.js';
import type { Name } from '../ast/name.js';
import type {
	IndexHint,
	Join,
	JoinConstraint,
	JoinOperator,
	TableExpression,
	TableReference,
} from '../ast/query.js';
import { parseAsOf } from './layers.js';
import { atName, parseAlias, parseName, parseNames } from './names.js';
import { maximumDepth } from './parser.js';
import type { Parser } from './parser.js';

interface JoinForm {
	readonly operator: JoinOperator;
	readonly isNatural: boolean;
}

/** `a JOIN b ON ..., c`: joins associate to the left. */
export function parseTables(p: Parser): TableExpression {
	const start = p.start;
	let left = parseTable(p);
	refuseConstraint(p);
	let count = 1;
	for (;;) {
		const form = parseJoinOperator(p);
		if (form === undefined) return left;
		if (++count > maximumDepth) {
			p.abandon('at most 64 tables in a join', p.spanFrom(start));
			return left;
		}
		left = parseJoin(p, left, form, start);
	}
}

function parseJoin(p: Parser, left: TableExpression, form: JoinForm, start: number): Join {
	const right = parseTable(p);
	const constraint = parseJoinConstraint(p);
	return { kind: 'join', left, right, ...form, constraint, span: p.spanFrom(start) };
}

/** Nothing stands left of the first table, so it cannot have an ON clause. */
function refuseConstraint(p: Parser): void {
	if (p.kind !== 'on' && p.kind !== 'using') return;
	const name = p.kind.toUpperCase();
	const span = { start: p.start, end: p.end };
	parseJoinConstraint(p);
	if (p.at('do')) {
		p.unexpected(
			'INSERT ... SELECT needs WHERE true before ON CONFLICT: ON is read as a join here',
		);
	}
	p.fail(`a JOIN clause is required before ${name}`, span);
}

function parseJoinConstraint(p: Parser): JoinConstraint | undefined {
	const start = p.start;
	if (p.accept('on')) {
		const expression = p.grammar.expression(p);
		return { kind: 'on', expression, span: p.spanFrom(start) };
	}
	if (p.accept('using')) {
		p.expect('(');
		const columns = parseNames(p);
		p.expect(')');
		return { kind: 'using', columns, span: p.spanFrom(start) };
	}
	return undefined;
}

function parseJoinOperator(p: Parser): JoinForm | undefined {
	switch (p.kind) {
		case ',':
			p.advance();
			return { operator: 'comma', isNatural: false };
		case 'join':
			p.advance();
			return { operator: 'inner', isNatural: false };
		case 'cross':
		case 'full':
		case 'inner':
		case 'left':
		case 'natural':
		case 'outer':
		case 'right':
			return parseJoinWords(p);
		default:
			return undefined;
	}
}

/** Up to three words in any order: NATURAL LEFT OUTER JOIN. SQLite reads any names and then checks. */
function parseJoinWords(p: Parser): JoinForm {
	const start = p.start;
	const words: Name[] = [];
	while (p.kind !== 'join' && words.length < 3 && p.kind !== 'eof') {
		if (!atName(p)) break;
		words.push(parseName(p));
	}
	const span = p.spanFrom(start);
	p.expect('join');
	const form = joinForm(words.map(word => word.key));
	if (form !== undefined) return form;
	const text = words.map(word => word.name).join(' ');
	p.fail(`unknown join type: ${text}`, span);
	return { operator: 'inner', isNatural: false };
}

function joinForm(words: readonly string[]): JoinForm | undefined {
	const has = (word: string) => words.includes(word);
	const known = ['natural', 'left', 'right', 'full', 'outer', 'inner', 'cross'];
	if (!words.every(word => known.includes(word))) return undefined;
	const isInner = has('inner') || has('cross');
	const isSided = has('left') || has('right') || has('full');
	if (isInner && (isSided || has('outer'))) return undefined;
	if (has('outer') && !isSided) return undefined;
	const isFull = has('full') || (has('left') && has('right'));
	let operator: JoinOperator = 'inner';
	if (isFull) operator = 'full';
	else if (has('left')) operator = 'left';
	else if (has('right')) operator = 'right';
	else if (has('cross')) operator = 'cross';
	return { operator, isNatural: has('natural') };
}

/** One of the tables between commas. */
export function parseTable(p: Parser): TableExpression {
	if (p.kind === '(') return parseParenthesizedTable(p);
	const start = p.start;
	const first = parseName(p);
	const second = p.accept('.') ? parseName(p) : undefined;
	const schema = second === undefined ? undefined : first;
	const name = second ?? first;
	if (!p.at('(')) return finishTable(p, schema, name, start);
	const args = parseArguments(p);
	const alias = parseAlias(p);
	const qualified = {
		kind: 'qualifiedName',
		schema,
		name,
		span: { start, end: name.span.end },
	} as const;
	const span = p.spanFrom(start);
	return { kind: 'tableFunction', function: qualified, args, alias, span };
}

function finishTable(
	p: Parser,
	schema: Name | undefined,
	name: Name,
	start: number,
): TableReference {
	const word = parseAlias(p);
	const layer = parseAsOf(p, word);
	const alias = layer ? parseAlias(p) : word;
	const indexHint = parseIndexHint(p);
	return {
		kind: 'tableReference',
		schema,
		name,
		...(layer && { layer }),
		alias,
		indexHint,
		span: p.spanFrom(start),
	};
}

function parseArguments(p: Parser): Expression[] {
	p.advance();
	const args: Expression[] = [];
	if (p.kind !== ')') {
		do args.push(p.grammar.expression(p));
		while (p.accept(','));
	}
	p.expect(')');
	return args;
}

function parseIndexHint(p: Parser): IndexHint | undefined {
	const start = p.start;
	if (p.accept('indexed')) {
		p.expect('by');
		const index = parseName(p);
		return { kind: 'indexHint', index, span: p.spanFrom(start) };
	}
	if (p.accept('not')) {
		p.expect('indexed');
		return { kind: 'indexHint', index: undefined, span: p.spanFrom(start) };
	}
	return undefined;
}

/** `(SELECT ...) AS x` or `(a JOIN b) AS x` */
function parseParenthesizedTable(p: Parser): TableExpression {
	const start = p.start;
	p.advance();
	if (!p.enter()) return emptyTable(p);
	if (p.kind === 'select' || p.kind === 'values' || p.kind === 'with') {
		const query = p.grammar.query(p);
		p.depth--;
		p.expect(')');
		const alias = parseAlias(p);
		return { kind: 'subqueryTable', query, alias, span: p.spanFrom(start) };
	}
	const table = parseTables(p);
	p.depth--;
	p.expect(')');
	const alias = parseAlias(p);
	return { kind: 'tableGroup', table, alias, span: p.spanFrom(start) };
}

function emptyTable(p: Parser): TableReference {
	const span = { start: p.start, end: p.start };
	const name: Name = { kind: 'name', name: '', key: '', quote: 'none', span };
	return {
		kind: 'tableReference',
		schema: undefined,
		name,
		alias: undefined,
		indexHint: undefined,
		span,
	};
}

export const qualifiedTarget =
	'qualified table names are not allowed on INSERT, UPDATE, and DELETE statements within triggers';

/** The target of INSERT, UPDATE and DELETE: `main.t AS x`; an alias needs its AS. */
export function parseTarget(p: Parser): TableReference {
	const start = p.start;
	const first = parseName(p);
	const second = p.accept('.') ? parseName(p) : undefined;
	const alias = p.kind === 'as' ? parseAlias(p) : undefined;
	const schema = second === undefined ? undefined : first;
	if (schema !== undefined && p.isOutsideTemp) p.failAtEnd(qualifiedTarget, p.spanFrom(start));
	const span = p.spanFrom(start);
	const name = second ?? first;
	return { kind: 'tableReference', schema, name, alias, indexHint: undefined, span };
}

/** The target of UPDATE and DELETE, with its INDEXED BY. */
export function parseHintedTarget(p: Parser): TableReference {
	const target = parseTarget(p);
	const indexHint = parseIndexHint(p);
	if (indexHint === undefined) return target;
	if (p.isInTrigger) {
		const clause = indexHint.index === undefined ? 'NOT INDEXED' : 'INDEXED BY';
		const statements = 'UPDATE or DELETE statements within triggers';
		p.fail(`the ${clause} clause is not allowed on ${statements}`, indexHint.span);
	}
	return { ...target, indexHint, span: p.spanFrom(target.span.start) };
}
