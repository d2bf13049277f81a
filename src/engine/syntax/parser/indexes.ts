/**
 * CREATE INDEX, with what SQLite does not have: USING type, INCLUDE (columns), WITH (options). None of their words is
 * reserved: they stand where SQLite's grammar allows no name.
 */
import type { CreateIndex, IndexOption } from '../ast/statement.js';
import type { Name } from '../ast/name.js';
import { parseIfNotExists, parseName, parseNames, parseQualifiedName } from './names.js';
import { parseIndexedColumns } from './ordering.js';
import type { Parser } from './parser.js';

/** Behind CREATE, at UNIQUE or INDEX. */
export function parseCreateIndex(p: Parser, start: number): CreateIndex {
	const isUnique = p.accept('unique');
	p.expect('index');
	const ifNotExists = parseIfNotExists(p);
	const index = parseQualifiedName(p);
	p.expect('on');
	const table = parseName(p);
	const typeBefore = parseUsing(p);
	const columns = parseIndexedColumns(p);
	const using = typeBefore ?? parseUsing(p);
	const included = parseInclude(p);
	const where = p.accept('where') ? p.grammar.expression(p) : undefined;
	const options = parseOptions(p);
	return {
		kind: 'createIndex',
		isUnique,
		ifNotExists,
		index,
		table,
		columns,
		using,
		included,
		where,
		options,
		...p.finish(start),
	};
}

/** Otherwise the word itself is what SQLite finds wrong. */
function isFollowedBy(p: Parser, next: RegExp): boolean {
	return next.test(p.text.slice(p.end, p.end + 100));
}

function parseUsing(p: Parser): Name | undefined {
	return p.kind === 'using' && isFollowedBy(p, /^\s*[\w"'`[]/) && p.accept('using')
		? parseName(p)
		: undefined;
}

function parseInclude(p: Parser): readonly Name[] {
	if (!p.spells('include')) return [];
	p.advance();
	p.expect('(');
	const names = parseNames(p);
	p.expect(')');
	return names;
}

/** `WITH (tokenizer = 'unicode', size = -3, exact)` */
function parseOptions(p: Parser): readonly IndexOption[] {
	if (p.kind !== 'with' || !isFollowedBy(p, /^\s*\(/)) return [];
	p.advance();
	p.expect('(');
	const options: IndexOption[] = [];
	do {
		const { start } = p;
		const name = parseName(p);
		const value = p.accept('=') ? parseOptionValue(p) : 1;
		options.push({ kind: 'indexOption', name, value, span: p.spanFrom(start) });
	} while (p.accept(','));
	p.expect(')');
	return options;
}

/** A number, or a string or a bare word as text. */
function parseOptionValue(p: Parser): number | string {
	const { start } = p;
	const isSigned = p.accept('-') || p.accept('+');
	if (p.kind !== 'integer' && p.kind !== 'float') {
		if (isSigned) p.unexpected();
		return parseName(p).name;
	}
	p.advance();
	return Number(p.text.slice(start, p.previousEnd).replaceAll(/[_\s]/g, ''));
}
