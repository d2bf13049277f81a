/**
 * WHERE a = 1 OR b = 2 by a search for each operand, one after the other, as SQLite does: a row comes
 * where it is found first.
 */

import type { Expr } from '../plan/expression.js';
import { addConjuncts, conjunction } from '../plan/exprTree.js';
import type { TableRelation } from '../plan/logical.js';
import type { PlanNode } from '../plan/nodes.js';
import { buildScan } from './buildScan.js';
import type { Access } from './chooseAccess.js';
import { isSearch } from './chooseAccess.js';
import type { Candidate } from './joinCandidates.js';
import { selectivity } from './estimate.js';
import { accessFor, answered } from './joinCandidates.js';
import { describeConjunct } from './joinGroup.js';
import type { Conjunct } from './joinGroup.js';
import type { PlanState } from './planState.js';
import { isRuleOn } from './planState.js';
import { collectSargs } from './sargs.js';
import { isReadInOrder } from './smallTables.js';

/** What a scan may cost more than the searches, in small tables, where SQLite's estimates count. */
const SMALL_FACTOR = 2.1;
const SMALLEST_SIZE = 1000;

const parts = new WeakMap<PlanNode, readonly PlanNode[]>();

/** The searches, when the node is such a union. */
export function indexUnionParts(node: PlanNode): readonly PlanNode[] | undefined {
	return parts.get(node);
}

/**
 * Instead of a scan of the candidate's table under the predicates `ready`; undefined when there is no such union, or it
 * is not worth it.
 */
export function planIndexUnion(
	state: PlanState,
	candidate: Candidate,
	ready: readonly Conjunct[],
): PlanNode | undefined {
	const { relation, size } = candidate;
	if (!relation || !isRuleOn(state, 'useIndexes') || !hasIndexes(candidate)) {
		return undefined;
	}
	for (const conjunct of ready) {
		const { expr, isCostly, items } = conjunct;
		if (expr.kind !== 'or' || expr.isRowComparison || isCostly || items.length !== 1) continue;
		const factor = isReadInOrder(state, relation.table.id, size) ? SMALL_FACTOR : 1;
		const most = Math.max(size, SMALLEST_SIZE) * factor;
		const searches = searchesOf(state, candidate, relation, expr.operands, most);
		if (!searches) continue;
		const rest = ready.filter(other => other !== conjunct);
		return unite(state, relation, searches, rest);
	}
	return undefined;
}

interface Search {
	/** The operand's own conjuncts. */
	readonly conjuncts: readonly Conjunct[];
	readonly operand: Expr;
	readonly access: Access;
}

/**
 * Undefined when an operand cannot be searched for, or when they cost more than `most` together. Most statements end here, so
 * the operands are looked at no further than that takes.
 */
function searchesOf(
	state: PlanState,
	candidate: Candidate,
	relation: TableRelation,
	operands: readonly Expr[],
	most: number,
): Search[] | undefined {
	const { indexes, item } = candidate;
	for (const operand of operands) if (!isSearchable(operand)) return undefined;
	const searches: Search[] = [];
	let cost = 0;
	for (const operand of operands) {
		const exprs: Expr[] = [];
		addConjuncts(exprs, operand);
		const conjuncts = exprs.map(expr => describeOwn(state, expr, item.position));
		const sargs = collectSargs(relation, item.position, conjuncts, indexes.expressions);
		if (sargs.length === 0) return undefined;
		const access = accessFor(
			state,
			{ ...candidate, sargs, searches: NO_SEARCHES },
			isNothing,
			undefined,
		);
		if (access.search?.isExact === false) return undefined;
		if (!isSearch(access)) return undefined;
		cost += access.cost;
		if (cost > most) return undefined;
		searches.push({ conjuncts, operand, access });
	}
	return searches;
}

/** Some conjunct is of a kind that an index may answer. */
function isSearchable(operand: Expr): boolean {
	switch (operand.kind) {
		case 'compare':
			return operand.op !== '<>' && operand.op !== 'isNot';
		case 'nullTest':
		case 'inList':
		case 'inSubquery':
			return !operand.isNegated;
		case 'call':
			return operand.function.pattern !== undefined;
		case 'and':
			return operand.operands.some(isSearchable);
		default:
			return operand.kind === 'or';
	}
}

/** A conjunct of an operand that is not costly and reads this item alone: what it is made of need not be visited. */
function describeOwn(state: PlanState, expr: Expr, position: number): Conjunct {
	if (expr.kind === 'compare') return describeConjunct(state, expr);
	return { expr, items: [position], leftItems: NO_ITEMS, rightItems: NO_ITEMS, isCostly: false };
}

const NO_ITEMS: readonly number[] = [];

function hasIndexes({ indexes }: Candidate): boolean {
	return indexes.usable.length > 0 || indexes.typed.length > 0;
}

const NO_SEARCHES: Candidate['searches'] = [];

const isNothing = (items: readonly number[]): boolean => items.length === 0;

function unite(
	state: PlanState,
	relation: TableRelation,
	searches: readonly Search[],
	rest: readonly Conjunct[],
): PlanNode {
	return relation.table.hasRowid
		? uniteByRowid(state, relation, searches, rest)
		: uniteByFilters(state, relation, searches, rest);
}

function uniteByRowid(
	state: PlanState,
	relation: TableRelation,
	searches: readonly Search[],
	rest: readonly Conjunct[],
): PlanNode {
	const withRowid = readingRowid(state, relation);
	let rows = 0;
	const scans = searches.map(({ conjuncts, access }) => {
		const done = answered(access);
		const exprs: Expr[] = [];
		for (const conjunct of conjuncts) if (!done.includes(conjunct)) exprs.push(conjunct.expr);
		const scan = buildScan(state, withRowid, access, exprs, []);
		rows += scan.rows;
		return scan;
	});
	const rowid = withRowid.used.find(({ columnIndex }) => isRowid(relation, columnIndex));
	const { output } = scans[0] as PlanNode;
	const exprs = cheapFirst(rest);
	return {
		kind: 'rowUnion',
		searches: scans,
		rowidAt: output.indexOf(rowid?.id ?? -1),
		filter: conjunction(exprs),
		output,
		rows: Math.max(1, Math.min(rows, accessibleRows(state, relation)) * selectivity(exprs, state)),
	};
}

function accessibleRows(state: PlanState, { table }: TableRelation): number {
	return Math.max(1, state.context.statistics.rowCount(table.id));
}

function isRowid({ table }: TableRelation, columnIndex: number): boolean {
	return columnIndex === -1 || columnIndex === table.rowidAlias;
}

/** The relation with its rowid among the columns that are read. */
function readingRowid(state: PlanState, relation: TableRelation): TableRelation {
	const known = relation.used.find(({ columnIndex }) => isRowid(relation, columnIndex));
	if (known) {
		state.needed[known.id] = true;
		return relation;
	}
	const id = state.bind.nextColumnId++;
	state.needed[id] = true;
	return { ...relation, used: [...relation.used, { columnIndex: -1, id }] };
}

function cheapFirst(conjuncts: readonly Conjunct[]): Expr[] {
	const exprs: Expr[] = [];
	for (const one of conjuncts) if (!one.isCostly) exprs.push(one.expr);
	for (const one of conjuncts) if (one.isCostly) exprs.push(one.expr);
	return exprs;
}

/** What an earlier search has found is left out of the later ones by their filters. */
function uniteByFilters(
	state: PlanState,
	relation: TableRelation,
	searches: readonly Search[],
	rest: readonly Conjunct[],
): PlanNode {
	const scans = searches.map(({ conjuncts, access }, position) => {
		const done = answered(access);
		const filter = [...conjuncts, ...rest].filter(conjunct => !done.includes(conjunct));
		const exprs = filter.filter(one => !one.isCostly).map(one => one.expr);
		for (const earlier of searches.slice(0, position)) exprs.push(isNotTrue(earlier.operand));
		for (const one of filter) if (one.isCostly) exprs.push(one.expr);
		return buildScan(state, relation, access, exprs, []);
	});
	const [first, ...others] = scans as [PlanNode, ...PlanNode[]];
	const union = others.reduce(
		(left, right) => ({
			kind: 'compound' as const,
			op: 'unionAll' as const,
			left,
			right,
			collations: [],
			output: first.output,
			rows: left.rows + right.rows,
		}),
		first,
	);
	parts.set(union, scans);
	return union;
}

function isNotTrue(operand: Expr): Expr {
	return { kind: 'truth', operand, expected: true, isNegated: true };
}
