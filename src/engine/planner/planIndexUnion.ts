/**
 * WHERE a = 1 OR b = 2 by a search for each operand, one after the other, as SQLite does: what an earlier search has
 * found is left out of the later ones by their filters.
 */

import type { Expr } from '../plan/expression.js';
import { addConjuncts } from '../plan/exprTree.js';
import type { TableRelation } from '../plan/logical.js';
import type { PlanNode } from '../plan/nodes.js';
import { buildScan } from './buildScan.js';
import type { Access } from './chooseAccess.js';
import type { Candidate } from './joinCandidates.js';
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
	if (!relation || !isRuleOn(state, 'useIndexes') || candidate.indexes.usable.length === 0) {
		return undefined;
	}
	for (const conjunct of ready) {
		const { expr, isCostly, items } = conjunct;
		if (expr.kind !== 'or' || expr.isRowComparison || isCostly || items.length !== 1) continue;
		const searches = searchesOf(state, candidate, relation, expr.operands);
		if (!searches) continue;
		const cost = searches.reduce((sum, search) => sum + search.access.cost, 0);
		const factor = isReadInOrder(state, relation.table.id, size) ? SMALL_FACTOR : 1;
		if (cost > Math.max(size, SMALLEST_SIZE) * factor) continue;
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

function searchesOf(
	state: PlanState,
	candidate: Candidate,
	relation: TableRelation,
	operands: readonly Expr[],
): Search[] | undefined {
	const searches: Search[] = [];
	for (const operand of operands) {
		const exprs: Expr[] = [];
		addConjuncts(exprs, operand);
		const conjuncts = exprs.map(expr => describeConjunct(state, expr));
		const { expressions } = candidate.indexes;
		const sargs = collectSargs(relation, candidate.item.position, conjuncts, expressions);
		if (sargs.length === 0) return undefined;
		const access = accessFor(state, { ...candidate, sargs }, isNothing, undefined);
		if (access.equals.length === 0 && !access.lower && !access.upper) return undefined;
		searches.push({ conjuncts, operand, access });
	}
	return searches;
}

const isNothing = (items: readonly number[]): boolean => items.length === 0;

function unite(
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
