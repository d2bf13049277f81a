/**
 * ORDER BY and LIMIT, and the lists of sorted columns that indexes and keys share with ORDER BY.
 */
import type { Expression } from '../ast/expression.js';
import type { OrderingTerm } from '../ast/query.js';
import type { Parser } from './parser.js';

/** `ORDER BY ...`, or nothing. Leaves the greatest height of its terms in `p.height`. */
export function parseOrderBy(p: Parser): readonly OrderingTerm[] {
	if (!p.accept('order')) {
		p.height = 0;
		return [];
	}
	p.expect('by');
	return parseOrderingTerms(p);
}

/** `a DESC NULLS LAST, b COLLATE nocase` */
export function parseOrderingTerms(p: Parser): OrderingTerm[] {
	const terms: OrderingTerm[] = [];
	let height = 0;
	do {
		const start = p.start;
		const expression = p.grammar.expression(p);
		if (p.height > height) height = p.height;
		let direction: OrderingTerm['direction'] = 'asc';
		if (p.accept('desc')) direction = 'desc';
		else p.accept('asc');
		let nulls: OrderingTerm['nulls'];
		if (p.accept('nulls')) {
			nulls = p.kind === 'first' ? 'first' : 'last';
			if (!p.accept('first')) p.expect('last');
		}
		terms.push({ kind: 'orderingTerm', expression, direction, nulls, span: p.spanFrom(start) });
	} while (p.accept(','));
	p.height = height;
	return terms;
}

/** `(a, b DESC)`: the columns of an index, a key or a conflict target. */
export function parseIndexedColumns(p: Parser): OrderingTerm[] {
	p.expect('(');
	const terms = parseOrderingTerms(p);
	p.expect(')');
	refuseNulls(p, terms);
	return terms;
}

/** Indexes and keys have their NULLs first and cannot be told otherwise. */
export function refuseNulls(p: Parser, terms: readonly OrderingTerm[]): void {
	for (const { nulls, span } of terms) {
		if (nulls === undefined) continue;
		p.fail(`unsupported use of NULLS ${nulls.toUpperCase()}`, span);
	}
}

export interface Limit {
	readonly limit: Expression | undefined;
	readonly offset: Expression | undefined;
}

/** `LIMIT a`, `LIMIT a OFFSET b`, `LIMIT b, a`, or nothing. */
export function parseLimit(p: Parser): Limit {
	if (!p.accept('limit')) {
		p.height = 0;
		return { limit: undefined, offset: undefined };
	}
	const first = p.grammar.expression(p);
	const height = p.height;
	const isComma = p.kind === ',';
	if (!isComma && p.kind !== 'offset') return { limit: first, offset: undefined };
	p.advance();
	const second = p.grammar.expression(p);
	if (p.height < height) p.height = height;
	return isComma ? { limit: second, offset: first } : { limit: first, offset: second };
}
