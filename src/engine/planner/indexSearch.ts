/**
 * Searches of indexes of registered types (CREATE INDEX ... USING type). Such an index has no order: what it finds is a
 * set of rowids, and the sets of several are cut and united before any row is fetched.
 */

import type { IndexType, SearchOperator } from '../indexTypes/contract.js';
import { matchFunction } from '../indexTypes/matchFunctions.js';
import type { CallExpr, Expr, SlotBinding } from '../plan/expression.js';
import { addConjuncts, someExpr } from '../plan/exprTree.js';
import type { TableRelation } from '../plan/logical.js';
import type { RowidSource } from '../plan/nodes.js';
import { keyTerm, slotFor } from './buildScan.js';
import { bestEquality } from './chooseAccess.js';
import type { AccessRequest } from './chooseAccess.js';
import type { TableIndexes, UsableIndex } from './indexExpressions.js';
import { describeConjunct } from './joinGroup.js';
import type { Conjunct } from './joinGroup.js';
import type { PlanState } from './planState.js';
import { collectSargs } from './sargs.js';
import type { Sarg } from './sargs.js';

export interface TypedIndex {
	readonly usable: UsableIndex;
	readonly type: IndexType;
	rowsPerSearch(operator: SearchOperator): number | undefined;
}

/** Something one or more indexes can find. */
export interface Search {
	/** What it answers; of searches that give candidates only, copies, so that the predicates stay to be done. */
	readonly sargs: readonly Sarg[];
	readonly isExact: boolean;
	/** How often an index is asked. */
	readonly seeks: number;
	/** Rows found. */
	readonly rows: number;
	readonly build: (state: PlanState, bindings: SlotBinding[]) => RowidSource;
}

/** Without statistics of the index. */
const USUAL_ROWS = 10;
const SUBQUERY_VALUES = 25;
/** Of a pseudo sarg: no column. */
const NO_COLUMN = -9;

/** Searches that do not depend on what is joined before: patterns, and OR of searches. */
export function collectSearches(
	state: PlanState,
	relation: TableRelation,
	position: number,
	conjuncts: readonly Conjunct[],
	indexes: TableIndexes,
): readonly Search[] {
	const searches: Search[] = [];
	for (const conjunct of conjuncts) {
		if (!conjunct.items.includes(position)) continue;
		const found =
			patternSearch(relation, position, conjunct, indexes.typed) ??
			alternatives(state, relation, position, conjunct, indexes);
		if (found) searches.push(found);
	}
	return searches;
}

/** All that may be searched for now; none answers what another one does. */
export function availableSearches(request: AccessRequest): Search[] {
	const found: Search[] = [];
	const add = (search: Search): void => {
		const isNew = search.sargs.some(
			sarg =>
				!found.some(other => other.sargs.some(one => one.conjunct.expr === sarg.conjunct.expr)),
		);
		if (isNew) found.push(search);
	};
	const equalities = request.indexes.typed.flatMap(typed => equalitySearch(request, typed) ?? []);
	for (const search of equalities.sort(mostSelective)) add(search);
	for (const search of request.searches) {
		if (search.sargs.every(sarg => request.isAvailable(sarg.valueItems))) add(search);
	}
	return found;
}

/** Of equal ones that which answers most. */
function mostSelective(left: Search, right: Search): number {
	return left.rows - right.rows || right.sargs.length - left.sargs.length;
}

/** Rows in all of them, or in any. */
export function combine(kind: 'and' | 'or', searches: readonly Search[], size: number): Search {
	const [only] = searches;
	if (only && searches.length === 1) return only;
	const fraction = searches.reduce((all, { rows }) => all * Math.min(1, rows / size), 1);
	const sum = searches.reduce((all, { rows }) => all + rows, 0);
	return {
		sargs: searches.flatMap(search => search.sargs),
		isExact: searches.every(search => search.isExact),
		seeks: searches.reduce((all, { seeks }) => all + seeks, 0),
		rows: Math.min(size, kind === 'and' ? fraction * size : sum),
		build: (state, bindings) => ({
			kind,
			sources: searches.map(search => search.build(state, bindings)),
		}),
	};
}

type EqualityRequest = Pick<AccessRequest, 'relation' | 'sargs' | 'isAvailable'>;

/** =, IS or IN for each column of the index. */
function equalitySearch(request: EqualityRequest, typed: TypedIndex): Search | undefined {
	const { usable, type } = typed;
	const precision = type.operators['='];
	if (!precision) return undefined;
	const sargs: Sarg[] = [];
	let seeks = 1;
	for (let position = 0; position < usable.index.columns.length; position++) {
		const sarg = bestEquality(request, usable, position);
		if (!sarg) return undefined;
		sargs.push(sarg);
		if (sarg.operator === 'in') seeks *= sarg.list.length;
		if (sarg.operator === 'inSubquery') seeks *= SUBQUERY_VALUES;
	}
	const { index } = usable;
	const isExact = precision === 'exact';
	const rows = index.isUnique ? 1 : (typed.rowsPerSearch('=') ?? USUAL_ROWS);
	return {
		sargs: isExact ? sargs : sargs.map(asCandidate),
		isExact,
		seeks,
		rows: rows * seeks,
		build: (state, bindings) => ({
			kind: 'equals',
			index,
			terms: sargs.map(sarg => keyTerm(state, sarg, bindings)),
		}),
	};
}

function asCandidate(sarg: Sarg): Sarg {
	return { ...sarg, conjunct: { ...sarg.conjunct } };
}

/** LIKE, GLOB and MATCH. */
function patternSearch(
	relation: TableRelation,
	position: number,
	conjunct: Conjunct,
	indexes: readonly TypedIndex[],
): Search | undefined {
	const { expr } = conjunct;
	if (expr.kind !== 'call') return undefined;
	const found =
		expr.function === matchFunction
			? matchOf(relation, expr, indexes)
			: likeOf(relation, expr, indexes);
	if (!found || readsRelation(relation, found.pattern)) return undefined;
	const { typed, operator, column, pattern } = found;
	const isExact = typed.type.operators[operator] === 'exact';
	const valueItems = conjunct.items.filter(item => item !== position);
	const sarg = pseudoSarg(isExact ? conjunct : { ...conjunct }, valueItems);
	const { index } = typed.usable;
	return {
		sargs: [sarg],
		isExact,
		seeks: 1,
		rows: typed.rowsPerSearch(operator) ?? USUAL_ROWS,
		build: (state, bindings) => ({
			kind: 'pattern',
			index,
			operator,
			column,
			pattern: valueItems.length > 0 ? slotFor(state, pattern, bindings) : pattern,
		}),
	};
}

interface PatternMatch {
	readonly typed: TypedIndex;
	readonly operator: 'like' | 'glob' | 'match';
	readonly column: number | undefined;
	readonly pattern: Expr;
}

function matchOf(
	relation: TableRelation,
	call: CallExpr,
	indexes: readonly TypedIndex[],
): PatternMatch | undefined {
	const [id, rowid, pattern, column] = call.args as [Expr, Expr, Expr, Expr];
	const typed = indexes.find(({ usable }) => id.kind === 'literal' && usable.index.id === id.value);
	if (!typed || !isOwnColumn(relation, rowid) || column.kind !== 'literal') return undefined;
	const position = column.value === null ? undefined : Number(column.value);
	return { typed, operator: 'match', column: position, pattern };
}

/** The functions that LIKE and GLOB stand for, without ESCAPE. */
function likeOf(
	relation: TableRelation,
	{ function: called, args }: CallExpr,
	indexes: readonly TypedIndex[],
): PatternMatch | undefined {
	const operator = called.name;
	if ((operator !== 'like' && operator !== 'glob') || called.isOfProgram || args.length !== 2) {
		return undefined;
	}
	const [pattern, operand] = args as [Expr, Expr];
	const columnIndex = columnIndexOf(relation, operand);
	if (columnIndex === undefined) return undefined;
	for (const typed of indexes) {
		if (!typed.type.operators[operator]) continue;
		const column = typed.usable.index.columns.findIndex(part => part.columnIndex === columnIndex);
		if (column >= 0) return { typed, operator, column, pattern };
	}
	return undefined;
}

/** `a = 1 OR b = 2`, when each side can be searched for. */
function alternatives(
	state: PlanState,
	relation: TableRelation,
	position: number,
	conjunct: Conjunct,
	indexes: TableIndexes,
): Search | undefined {
	const { expr, items } = conjunct;
	if (expr.kind !== 'or' || expr.isRowComparison || items.length !== 1) return undefined;
	const size = Math.max(1, state.context.statistics.rowCount(relation.table.id));
	const searches: Search[] = [];
	for (const operand of expr.operands) {
		const parts: Expr[] = [];
		addConjuncts(parts, operand);
		const conjuncts = parts.map(part => describeConjunct(state, part));
		const found = searchesOf(state, relation, position, conjuncts, indexes);
		if (found.length === 0) return undefined;
		const both = combine('and', found, size);
		const done = both.sargs.map(sarg => sarg.conjunct);
		const isExact = both.isExact && conjuncts.every(part => done.includes(part));
		searches.push({ ...both, isExact });
	}
	const all = combine('or', searches, size);
	return { ...all, sargs: [pseudoSarg(all.isExact ? conjunct : { ...conjunct }, [])] };
}

function searchesOf(
	state: PlanState,
	relation: TableRelation,
	position: number,
	conjuncts: readonly Conjunct[],
	indexes: TableIndexes,
): Search[] {
	const sargs = collectSargs(relation, position, conjuncts, indexes.expressions);
	const isAvailable = (others: readonly number[]): boolean => others.length === 0;
	const found: Search[] = [];
	for (const typed of indexes.typed) {
		const search = equalitySearch({ relation, sargs, isAvailable }, typed);
		const isKnown = search?.sargs.every(sarg => found.some(one => one.sargs.includes(sarg)));
		if (search && isKnown !== true) found.push(search);
	}
	for (const conjunct of conjuncts) {
		const search =
			patternSearch(relation, position, conjunct, indexes.typed) ??
			alternatives(state, relation, position, conjunct, indexes);
		if (search) found.push(search);
	}
	return found;
}

function pseudoSarg(conjunct: Conjunct, valueItems: readonly number[]): Sarg {
	return {
		conjunct,
		columnIndex: NO_COLUMN,
		expr: conjunct.expr,
		operator: 'is',
		value: undefined,
		list: [],
		subquery: undefined,
		valueItems,
		collation: '',
	};
}

function columnIndexOf({ used }: TableRelation, expr: Expr): number | undefined {
	if (expr.kind !== 'column') return undefined;
	return used.find(column => column.id === expr.id)?.columnIndex;
}

function isOwnColumn(relation: TableRelation, expr: Expr): boolean {
	return columnIndexOf(relation, expr) !== undefined;
}

function readsRelation(relation: TableRelation, expr: Expr): boolean {
	return someExpr(expr, node => isOwnColumn(relation, node));
}
