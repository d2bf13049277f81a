/**
 * Names, types and the other words that are neither expressions nor statements.
 *
 * SQLite's grammar has three degrees of "name": `nm` (parseName) takes also strings and JOIN
 * keywords, `ids` (parseAlias) takes strings but no JOIN keywords, and a column takes no string.
 */
import { foldKey } from '../../util/foldKey.js';
import type { ConflictAction, Name, QualifiedName, Quote, TypeName } from '../ast/name.js';
import { NameClass } from '../token.js';
import type { TokenKind } from '../token.js';
import type { Parser } from './parser.js';

/** Whether the present token may be a name. */
export function atName(p: Parser): boolean {
	return p.nameClass !== NameClass.none || p.kind === 'string';
}

/** A name, or an empty one where there is none. */
export function parseName(p: Parser): Name {
	if (atName(p)) return takeName(p);
	p.unexpected(reservedHint(p));
	return missingName(p);
}

/** A name that is no JOIN keyword: aliases, types. */
export function parseWord(p: Parser): Name {
	if (p.nameClass === NameClass.anywhere || p.kind === 'string') return takeName(p);
	p.unexpected(reservedHint(p));
	return missingName(p);
}

/** NATURAL is a collating sequence here, though its name is a JOIN keyword. */
export function parseCollationName(p: Parser): Name {
	return p.kind === 'natural' ? takeName(p) : parseWord(p);
}

/** `AS name`, or a bare name. */
export function parseAlias(p: Parser): Name | undefined {
	if (p.accept('as')) return parseName(p);
	if (p.nameClass === NameClass.anywhere || p.kind === 'string') return takeName(p);
	return undefined;
}

/** Consumes the present token as a name, whatever it is. */
export function takeName(p: Parser): Name {
	const { text, start, end } = p;
	const quote = quoteOf(text.charCodeAt(start));
	const name = quote === 'none' ? text.slice(start, end) : unquote(text.slice(start, end));
	p.advance();
	return { kind: 'name', name, key: foldKey(name), quote, span: { start, end } };
}

export function missingName(p: Parser): Name {
	return { kind: 'name', name: '', key: '', quote: 'none', span: { start: p.start, end: p.start } };
}

function reservedHint(p: Parser): string | undefined {
	const first = p.text.charCodeAt(p.start) | 32;
	if (first < 97 || first > 122) return undefined;
	const word = p.text.slice(p.start, p.end);
	return `"${word}" is a keyword here; to use it as a name, quote it`;
}

function quoteOf(code: number): Quote {
	switch (code) {
		case 34:
			return 'double';
		case 39:
			return 'single';
		case 91:
			return 'bracket';
		case 96:
			return 'backtick';
		default:
			return 'none';
	}
}

/** Takes the quotes off a token of any of the four kinds and undoes doubled quotes. */
export function unquote(token: string): string {
	const mark = token[0] as string;
	const inner = token.slice(1, -1);
	if (mark === '[' || !inner.includes(mark)) return inner;
	return inner.replaceAll(mark + mark, mark);
}

/** `name` or `schema.name` */
export function parseQualifiedName(p: Parser): QualifiedName {
	const start = p.start;
	const first = parseName(p);
	if (!p.accept('.')) {
		return { kind: 'qualifiedName', schema: undefined, name: first, span: first.span };
	}
	const name = parseName(p);
	return { kind: 'qualifiedName', schema: first, name, span: p.spanFrom(start) };
}

/** `a, b, c` */
export function parseNames(p: Parser): Name[] {
	const names = [parseName(p)];
	while (p.accept(',')) names.push(parseName(p));
	return names;
}

/** `(a, b, c)`, or nothing. */
export function parseOptionalNames(p: Parser): Name[] {
	if (!p.accept('(')) return [];
	const names = parseNames(p);
	p.expect(')');
	return names;
}

/** Like `parseOptionalNames`, where SQLite's grammar also reads COLLATE and ASC, to refuse them. */
export function parsePlainColumns(p: Parser): Name[] {
	if (!p.accept('(')) return [];
	const names: Name[] = [];
	do {
		const name = parseName(p);
		names.push(name);
		if (p.kind === 'collate' || p.kind === 'asc' || p.kind === 'desc') {
			const span = { start: p.start, end: p.end };
			if (p.accept('collate')) parseCollationName(p);
			if (!p.accept('asc')) p.accept('desc');
			p.fail(`syntax error after column name "${name.name}"`, span);
		}
	} while (p.accept(','));
	p.expect(')');
	return names;
}

/**
 * `VARCHAR(10)`, `LONG INT`, or nothing. As in SQLite the words GENERATED ALWAYS are read as part of
 * the type and then taken off again.
 */
export function parseType(p: Parser): TypeName | undefined {
	const start = p.start;
	const isQuoted = quoteOf(p.text.charCodeAt(start)) !== 'none';
	let last: TokenKind = 'eof';
	let beforeLast: TokenKind = 'eof';
	let end = start;
	let endBeforeLast = start;
	let endBeforeTwo = start;
	let firstEnd = start;
	let count = 0;
	while (p.nameClass === NameClass.anywhere || p.kind === 'string') {
		beforeLast = last;
		last = p.kind;
		endBeforeTwo = endBeforeLast;
		endBeforeLast = end;
		p.advance();
		end = p.previousEnd;
		if (count++ === 0) firstEnd = end;
	}
	if (beforeLast === 'generated' && last === 'always' && p.kind !== '(') {
		end = endBeforeTwo;
		count -= 2;
	}
	if (count === 0) return undefined;
	if (p.accept('(')) {
		parseSignedNumber(p);
		if (p.accept(',')) parseSignedNumber(p);
		p.expect(')');
		end = p.previousEnd;
	}
	// SQLite takes the quotes off the whole type, and what stands behind the closing one is gone.
	const text = p.text.slice(start, isQuoted ? firstEnd : end);
	return { kind: 'typeName', text: isQuoted ? unquote(text) : text, span: { start, end } };
}

/** The text of `12`, `-1.5`, `+3`. */
export function parseSignedNumber(p: Parser): void {
	if (!p.accept('-')) p.accept('+');
	parsePlainNumber(p);
}

/** A number without `_`, which only expressions may have. */
export function parsePlainNumber(p: Parser): void {
	const isPlain = p.kind === 'integer' || p.kind === 'float';
	if (isPlain && !p.text.slice(p.start, p.end).includes('_')) p.advance();
	else p.unexpected();
}

/** ROLLBACK, ABORT, FAIL, IGNORE, REPLACE */
export function parseConflictAction(p: Parser): ConflictAction | undefined {
	switch (p.kind) {
		case 'rollback':
		case 'abort':
		case 'fail':
		case 'ignore':
		case 'replace': {
			const action = p.kind;
			p.advance();
			return action;
		}
		default:
			p.unexpected();
			return undefined;
	}
}

/** `IF NOT EXISTS` */
export function parseIfNotExists(p: Parser): boolean {
	if (!p.accept('if')) return false;
	p.expect('not');
	p.expect('exists');
	return true;
}

/** `IF EXISTS` */
export function parseIfExists(p: Parser): boolean {
	if (!p.accept('if')) return false;
	p.expect('exists');
	return true;
}
