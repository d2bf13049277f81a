/**
 * Output columns of compounds and of VALUES: what SQLite says of the affinity and collation of a column that
 * several terms feed. The first term that has an affinity decides, unless the values of another term may be of the other
 * class (text against numbers): then there is none. So values of a column with an affinity are of its class.
 */

import type { Expr } from '../plan/expression.js';
import type { BoundColumn, BoundQuery, ComparedColumn } from '../plan/logical.js';
import type { Affinity } from '../types/affinity.js';
import type { Collation } from '../types/collation.js';
import { BINARY } from '../types/collations.js';
import type { BindState } from './bindState.js';
import { newColumnId } from './bindState.js';
import { usedCollation } from './collation.js';
import { isNumeric } from './comparison.js';

/** Columns named after the first term, with ids of their own. */
export function compoundColumns(state: BindState, terms: readonly BoundQuery[]): BoundColumn[] {
	const first = terms[0] as BoundQuery;
	const last = terms.at(-1) as BoundQuery;
	return first.columns.map((column, position) => {
		const { collation, isCollationExplicit } = column;
		const affinity = compoundAffinity(state, terms, position);
		const id = newColumnId(state, affinity, collation ?? BINARY);
		const expr: Expr = { kind: 'column', id, name: column.name };
		const source = last.columns[position];
		if (source) state.columnSource[id] = source.expr;
		return {
			id,
			expr,
			name: column.name,
			key: column.key,
			...(column.innerName !== undefined && { innerName: column.innerName }),
			...(column.writtenName !== undefined && { writtenName: column.writtenName }),
			isAlias: column.isAlias,
			affinity,
			collation: collation ?? BINARY,
			isCollationExplicit,
			hasAggregate: false,
		};
	});
}

/** Which rows of a compound are equal: the collation of the first term that has one. */
export function compoundCollations(terms: readonly BoundQuery[]): Collation[] {
	const first = terms[0] as BoundQuery;
	return first.columns.map((_, position) => {
		for (const term of terms) {
			const collation = (term.columns[position] as BoundColumn).collation;
			if (collation) return usedCollation(collation);
		}
		return BINARY;
	});
}

function compoundAffinity(
	state: BindState,
	terms: readonly BoundQuery[],
	position: number,
): Affinity | undefined {
	let known: Affinity | undefined;
	let mayBe = 0;
	for (const term of terms) {
		const { affinity } = term.columns[position] as BoundColumn;
		const isDecided = known !== undefined && known !== 'none';
		if (!isDecided) known = affinity;
		if (isDecided || affinity === undefined || affinity === 'none') {
			mayBe |= classesOfColumn(state, term, position);
		}
	}
	const first = terms[0] as BoundQuery;
	// A literal has no affinity, so one that has was a CAST.
	const isCast =
		first.columns[position]?.affinity !== undefined &&
		/^(?:cast|literal)$/.test(exprOfColumn(first, position).kind);
	return affinityOfClasses(known, mayBe, isCast);
}

/** The affinity, unless other values may be of the other class; a CAST in front says nothing of other numbers. */
export function affinityOfClasses(
	affinity: Affinity | undefined,
	others: number,
	isCast: boolean,
): Affinity | undefined {
	if (affinity === 'text') return others & NUMBERS ? 'blob' : affinity;
	if (!isNumeric(affinity)) return affinity;
	if (others & TEXTS) return 'blob';
	return isCast ? 'numeric' : affinity;
}

const NUMBERS = 1;
const TEXTS = 2;
const ANY = NUMBERS | TEXTS;

function classesOfColumn(state: BindState, query: BoundQuery, position: number): number {
	return classesOf(state, exprOfColumn(query, position));
}

function exprOfColumn(query: BoundQuery, position: number): Expr {
	if (query.kind === 'values' && query.tuples.length === 1) {
		return query.tuples[0]?.[position] as Expr;
	}
	return (query.columns[position] as BoundColumn).expr;
}

/** The classes of values an expression may give, as SQLite sees it: by its outermost operator. */
export function classesOf(state: BindState, expr: Expr): number {
	switch (expr.kind) {
		case 'literal':
			if (expr.value === null || expr.value instanceof Uint8Array) return 0;
			return typeof expr.value === 'string' ? TEXTS : NUMBERS;
		case 'column':
			return classesOfAffinity(state.columnAffinity[expr.id]);
		case 'cast':
			return classesOfAffinity(expr.target);
		case 'scalarSubquery': {
			const { query } = state.subqueries.find(({ id }) => id === expr.subquery.id) ?? {};
			return classesOfAffinity(query && comparedColumn(query, expr.columnIndex).affinity);
		}
		case 'affinity':
			return classesOf(state, expr.operand);
		case 'binary':
			return expr.op === '||' ? TEXTS : NUMBERS;
		case 'parameter':
		case 'call':
		case 'slot':
			return ANY;
		case 'case': {
			const results = expr.branches.map(branch => branch.then);
			if (expr.otherwise) results.push(expr.otherwise);
			return results.reduce((classes, result) => classes | classesOf(state, result), 0);
		}
		default:
			return NUMBERS;
	}
}

function classesOfAffinity(affinity: Affinity | undefined): number {
	if (isNumeric(affinity)) return NUMBERS;
	return affinity === 'text' ? TEXTS : ANY;
}

/** That of the last term, whatever the values are. */
export function comparedColumn(query: BoundQuery, position: number): ComparedColumn {
	if (query.kind === 'compound') {
		return comparedColumn(query.terms.at(-1) as BoundQuery, position);
	}
	if (query.kind === 'values' && query.tuples.length > 1) {
		return query.compared?.[position] ?? PLAIN;
	}
	return query.columns[position] ?? PLAIN;
}

const PLAIN = { affinity: undefined, collation: undefined, isCollationExplicit: false };
