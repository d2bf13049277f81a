/**
 * Columns and constraints: the inside of CREATE TABLE's parentheses.
 */
import type { Span } from '../../util/span.js';
import type { Expression } from '../ast/expression.js';
import type { ConflictAction, Name } from '../ast/name.js';
import type {
	CheckConstraint,
	ColumnConstraint,
	ColumnDefinition,
	DefaultColumn,
	ForeignKeyAction,
	GeneratedColumn,
	References,
	TableConstraint,
} from '../ast/tableDefinition.js';
import { NameClass } from '../token.js';
import {
	negated,
	parseBlob,
	parseCurrentTime,
	parseInteger,
	parseReal,
	parseText,
} from './literals.js';
import {
	parseConflictAction,
	parseName,
	parsePlainColumns,
	parseType,
	parseCollationName,
	takeName,
} from './names.js';
import { parseIndexedColumns, parseOrderingTerms, refuseNulls } from './ordering.js';
import type { Parser } from './parser.js';

const SPACE = /[\t\n\f\r ]/;

export interface TableBody {
	readonly columns: readonly ColumnDefinition[];
	readonly constraints: readonly TableConstraint[];
}

/** From behind the opening parenthesis to before the closing one. */
export function parseTableBody(p: Parser): TableBody {
	const columns: ColumnDefinition[] = [];
	const constraints: TableConstraint[] = [];
	columns.push(parseColumnDefinition(p));
	while (p.accept(',')) {
		if (atTableConstraint(p)) {
			parseTableConstraints(p, constraints);
			break;
		}
		columns.push(parseColumnDefinition(p));
	}
	return { columns, constraints };
}

export function parseColumnDefinition(p: Parser): ColumnDefinition {
	const start = p.start;
	const name = parseName(p);
	const type = parseType(p);
	const constraints: ColumnConstraint[] = [];
	let openName: Name | undefined;
	for (;;) {
		const constraintStart = p.start;
		const constraintName = p.accept('constraint') ? parseName(p) : undefined;
		openName = constraintName ?? openName;
		if (p.kind === 'deferrable' || (p.kind === 'not' && p.peek() === 'deferrable')) {
			deferLastReference(constraints, parseDeferral(p), p);
			continue;
		}
		const constraint = parseColumnConstraint(p, name, constraintName, constraintStart);
		if (constraint !== undefined) constraints.push(constraint);
		// SQLite lets CONSTRAINT name stand without a constraint.
		else if (constraintName === undefined) break;
	}
	return { kind: 'columnDefinition', name, type, constraints, openName, span: p.spanFrom(start) };
}

/** DEFERRABLE is a constraint of its own in SQLite's grammar and acts on the REFERENCES before it. */
function deferLastReference(constraints: ColumnConstraint[], isDeferred: boolean, p: Parser): void {
	const last = constraints.findLastIndex(constraint => constraint.kind === 'referencesColumn');
	const constraint = constraints[last];
	if (constraint?.kind !== 'referencesColumn') return;
	const references = {
		...constraint.references,
		isDeferred,
		span: p.spanFrom(constraint.references.span.start),
	};
	constraints[last] = { ...constraint, references, span: p.spanFrom(constraint.span.start) };
}

function parseColumnConstraint(
	p: Parser,
	columnName: Name,
	name: Name | undefined,
	start: number,
): ColumnConstraint | undefined {
	switch (p.kind) {
		case 'primary': {
			p.advance();
			p.expect('key');
			const direction = p.accept('desc') ? 'desc' : 'asc';
			if (direction === 'asc') p.accept('asc');
			const onConflict = parseOnConflict(p);
			const isAutoincrement = p.accept('autoincrement');
			const span = p.spanFrom(start);
			return { kind: 'primaryKeyColumn', name, direction, onConflict, isAutoincrement, span };
		}
		case 'not': {
			p.advance();
			p.expect('null');
			const onConflict = parseOnConflict(p);
			return { kind: 'notNullColumn', name, onConflict, span: p.spanFrom(start) };
		}
		case 'null':
			p.advance();
			parseOnConflict(p);
			return { kind: 'nullColumn', name, span: p.spanFrom(start) };
		case 'unique': {
			p.advance();
			const onConflict = parseOnConflict(p);
			return { kind: 'uniqueColumn', name, onConflict, span: p.spanFrom(start) };
		}
		case 'check': {
			const { expression, sourceSpan } = parseCheckCondition(p);
			const onConflict = undefined;
			const span = p.spanFrom(start);
			return { kind: 'checkConstraint', name, expression, sourceSpan, onConflict, span };
		}
		case 'default':
			return parseDefault(p, name, start);
		case 'collate':
			p.advance();
			return {
				kind: 'collateColumn',
				name,
				collation: parseCollationName(p),
				span: p.spanFrom(start),
			};
		case 'references': {
			const references = parseReferences(p, 'column');
			return { kind: 'referencesColumn', name, references, span: p.spanFrom(start) };
		}
		case 'generated':
		case 'as':
			return parseGenerated(p, name, columnName, start);
		default:
			return undefined;
	}
}

/** `ON CONFLICT action`, or nothing. */
export function parseOnConflict(p: Parser): ConflictAction | undefined {
	if (!p.accept('on')) return undefined;
	p.expect('conflict');
	return parseConflictAction(p);
}

interface Sourced {
	readonly expression: Expression;
	readonly sourceSpan: Span;
}

function parseParenthesized(p: Parser): Sourced {
	const open = p.end;
	p.expect('(');
	const expression = p.grammar.expression(p);
	const sourceSpan = withoutSpace(p.text, open, p.start);
	p.expect(')');
	return { expression, sourceSpan };
}

/** What stands between the parentheses, comments included. */
function withoutSpace(text: string, from: number, to: number): Span {
	let start = from;
	let end = Math.max(from, to);
	while (start < end && SPACE.test(text.charAt(start))) start++;
	while (end > start && SPACE.test(text.charAt(end - 1))) end--;
	return { start, end };
}

/** At CHECK. */
function parseCheckCondition(p: Parser): Sourced {
	p.accept('check');
	return parseParenthesized(p);
}

/** At DEFAULT: a literal, a signed literal, a bare word, or an expression in parentheses. */
function parseDefault(p: Parser, name: Name | undefined, start: number): DefaultColumn {
	p.advance();
	const isParenthesized = p.kind === '(';
	if (isParenthesized) {
		const { expression, sourceSpan } = parseParenthesized(p);
		const span = p.spanFrom(start);
		return { kind: 'defaultColumn', name, expression, sourceSpan, isParenthesized, span };
	}
	const valueStart = p.start;
	const expression = parseDefaultValue(p);
	const sourceSpan = p.spanFrom(valueStart);
	const span = p.spanFrom(start);
	return { kind: 'defaultColumn', name, expression, sourceSpan, isParenthesized, span };
}

function parseDefaultValue(p: Parser): Expression {
	const start = p.start;
	if (p.kind === '-' || p.kind === '+') {
		const operator = p.kind;
		p.advance();
		const operand = parseTerm(p);
		if (operator === '-') return negated(p, operand, start);
		return { kind: 'unary', operator, operand, span: p.spanFrom(start) };
	}
	const isWord =
		p.nameClass === NameClass.notAlias
			? p.kind === 'indexed'
			: p.nameClass === NameClass.anywhere && !p.kind.startsWith('current_');
	if (!isWord) return parseTerm(p);
	const word = takeName(p);
	if (word.quote === 'none' && (word.key === 'true' || word.key === 'false')) {
		return { kind: 'booleanLiteral', value: word.key === 'true', name: word, span: word.span };
	}
	return { kind: 'textLiteral', value: word.name, span: word.span };
}

function parseTerm(p: Parser): Expression {
	const start = p.start;
	switch (p.kind) {
		case 'null':
			p.advance();
			return { kind: 'nullLiteral', span: p.spanFrom(start) };
		case 'integer':
			return parseInteger(p);
		case 'float':
			return parseReal(p);
		case 'string':
			return parseText(p);
		case 'blob':
			return parseBlob(p);
		case 'current_time':
		case 'current_date':
		case 'current_timestamp':
			return parseCurrentTime(p);
		default:
			if (!p.passBadNumber()) p.unexpected();
			return { kind: 'missing', span: { start, end: start } };
	}
}

/** `[GENERATED ALWAYS] AS (expression) [STORED | VIRTUAL]` */
function parseGenerated(
	p: Parser,
	name: Name | undefined,
	columnName: Name,
	start: number,
): GeneratedColumn {
	if (p.accept('generated')) p.expect('always');
	p.expect('as');
	const { expression, sourceSpan } = parseParenthesized(p);
	let storage: GeneratedColumn['storage'] = 'virtual';
	if (p.nameClass === NameClass.anywhere) {
		const word = takeName(p);
		if (word.key === 'stored') storage = 'stored';
		else if (word.key !== 'virtual')
			p.fail(`error in generated column "${columnName.name}"`, word.span);
	}
	const span = p.spanFrom(start);
	return { kind: 'generatedColumn', name, expression, sourceSpan, storage, span };
}

/** At REFERENCES. */
function parseReferences(p: Parser, place: 'column' | 'table'): References {
	const start = p.start;
	p.expect('references');
	const table = parseName(p);
	const columns = parsePlainColumns(p);
	let onDelete: ForeignKeyAction = 'noAction';
	let onUpdate: ForeignKeyAction = 'noAction';
	let match: Name | undefined;
	for (;;) {
		if (p.accept('match')) {
			match = parseName(p);
		} else if (p.accept('on')) {
			if (p.accept('delete')) onDelete = parseForeignKeyAction(p);
			else if (p.accept('update')) onUpdate = parseForeignKeyAction(p);
			else {
				p.expect('insert');
				parseForeignKeyAction(p);
			}
		} else break;
	}
	// Behind a column it may be the NOT of NOT NULL.
	const isNegated = p.kind === 'not' && (place === 'table' || p.peek() === 'deferrable');
	const isDeferrable = isNegated || p.kind === 'deferrable';
	const isDeferred = isDeferrable && parseDeferral(p);
	const span = p.spanFrom(start);
	return { kind: 'references', table, columns, onDelete, onUpdate, match, isDeferred, span };
}

function parseForeignKeyAction(p: Parser): ForeignKeyAction {
	if (p.accept('cascade')) return 'cascade';
	if (p.accept('restrict')) return 'restrict';
	if (p.accept('set')) {
		if (p.accept('null')) return 'setNull';
		p.expect('default');
		return 'setDefault';
	}
	p.expect('no');
	p.expect('action');
	return 'noAction';
}

/** `[NOT] DEFERRABLE [INITIALLY DEFERRED | IMMEDIATE]`: whether it defers. */
function parseDeferral(p: Parser): boolean {
	const isNegated = p.accept('not');
	p.expect('deferrable');
	if (!p.accept('initially')) return false;
	if (p.accept('deferred')) return !isNegated;
	p.expect('immediate');
	return false;
}

function atTableConstraint(p: Parser): boolean {
	switch (p.kind) {
		case 'constraint':
		case 'primary':
		case 'unique':
		case 'check':
		case 'foreign':
			return true;
		default:
			return false;
	}
}

/** Table constraints; SQLite lets the commas between them be left out. */
function parseTableConstraints(p: Parser, constraints: TableConstraint[]): void {
	do {
		if (!atTableConstraint(p)) p.unexpected();
		while (atTableConstraint(p)) {
			const start = p.start;
			const name = p.accept('constraint') ? parseName(p) : undefined;
			const constraint = parseTableConstraint(p, name, start);
			if (constraint !== undefined) constraints.push(constraint);
		}
	} while (p.accept(','));
}

function parseTableConstraint(
	p: Parser,
	name: Name | undefined,
	start: number,
): TableConstraint | undefined {
	switch (p.kind) {
		case 'primary': {
			p.advance();
			p.expect('key');
			p.expect('(');
			const columns = parseOrderingTerms(p);
			refuseNulls(p, columns);
			const isAutoincrement = p.accept('autoincrement');
			p.expect(')');
			const onConflict = parseOnConflict(p);
			const span = p.spanFrom(start);
			return { kind: 'primaryKeyConstraint', name, columns, isAutoincrement, onConflict, span };
		}
		case 'unique': {
			p.advance();
			const columns = parseIndexedColumns(p);
			const onConflict = parseOnConflict(p);
			return { kind: 'uniqueConstraint', name, columns, onConflict, span: p.spanFrom(start) };
		}
		case 'check':
			return parseTableCheck(p, name, start);
		case 'foreign': {
			p.advance();
			p.expect('key');
			if (!p.at('(')) p.unexpected();
			const columns = parsePlainColumns(p);
			const references = parseReferences(p, 'table');
			return { kind: 'foreignKeyConstraint', name, columns, references, span: p.spanFrom(start) };
		}
		default:
			return undefined;
	}
}

/** At CHECK, as a table constraint: with an ON CONFLICT clause, which SQLite reads and ignores. */
export function parseTableCheck(p: Parser, name: Name | undefined, start: number): CheckConstraint {
	const { expression, sourceSpan } = parseCheckCondition(p);
	const onConflict = parseOnConflict(p);
	const span = p.spanFrom(start);
	return { kind: 'checkConstraint', name, expression, sourceSpan, onConflict, span };
}
