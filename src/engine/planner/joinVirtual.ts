/** Tables of modules in joins: searched by values of what stands to their left, when the module has a cheaper way then. */

import type { CallExpr, Expr, SlotBinding } from '../plan/expression.js';
import { someExpr } from '../plan/exprTree.js';
import type { PlanNode } from '../plan/nodes.js';
import { slotFor } from './buildScan.js';
import type { Candidate } from './joinCandidates.js';
import type { Conjunct } from './joinGroup.js';
import { calledParts, columnOf, isVirtual, searchVirtual } from './planVirtual.js';
import type { VirtualRelation } from './planVirtual.js';
import type { PlanState } from './planState.js';

interface Found {
	readonly node: PlanNode;
	readonly bindings: SlotBinding[];
	/** Conditions that the search, or the filter behind it, has seen to. */
	readonly done: readonly Conjunct[];
}

/** A table that can only be searched comes after those whose values it is searched by. */
export function followSearched(candidates: readonly Candidate[]): void {
	for (const { item, node, joining } of candidates) {
		if (!isImpossible(node)) continue;
		for (const other of joining.flatMap(conjunct => conjunct.items)) {
			const isKnown = candidates.some(
				one => one.item.position === other && !isImpossible(one.node),
			);
			if (isKnown && !item.after.includes(other)) item.after.push(other);
		}
	}
}

function isImpossible(node: PlanNode | undefined): boolean {
	return node?.kind === 'tableFunctionScan' && node.virtual?.plan.isImpossible === true;
}

/** Stands for a value of another table. */
const UNKNOWN_VALUE: Expr = { kind: 'parameter', index: 1 };

const searchCosts = new WeakMap<Candidate, Map<string, number>>();

/** Of a search by the values of what is joined, for one row of it; Infinity: there is no such search. */
export function searchCost(
	state: PlanState,
	candidate: Candidate,
	isJoined: (items: readonly number[]) => boolean,
): number {
	const { item, local, joining } = candidate;
	const { source, position } = item;
	if (!isVirtual(source) || source.bindings.length > 0) return Infinity;
	const known = joining.filter(({ items }) => isJoined(items.filter(other => other !== position)));
	if (known.length === 0) return Infinity;
	let costs = searchCosts.get(candidate);
	if (!costs) searchCosts.set(candidate, (costs = new Map<string, number>()));
	const key = known.map(conjunct => joining.indexOf(conjunct)).join();
	const before = costs.get(key);
	if (before !== undefined) return before;
	const searches = known.flatMap(
		conjunct => searchOf(conjunct, source, position, () => UNKNOWN_VALUE) ?? [],
	);
	const plain = local.map(conjunct => conjunct.expr);
	const node = searches.length > 0 ? searchVirtual(state, source, plain, searches) : undefined;
	const cost = node ? costOf(node) : Infinity;
	costs.set(key, cost);
	return cost;
}

/** Undefined: it is better read as a whole, or no table of a module. */
export function virtualRight(
	state: PlanState,
	{ item, node: alone, local }: Candidate,
	joining: readonly Conjunct[],
	left: PlanNode,
): Found | undefined {
	const { source, position } = item;
	if (!isVirtual(source) || source.bindings.length > 0) return undefined;
	const bindings: SlotBinding[] = [];
	const done: Conjunct[] = [];
	const searches: Expr[] = [];
	for (const conjunct of joining) {
		const search = searchOf(conjunct, source, position, value => slotFor(state, value, bindings));
		if (!search) continue;
		done.push(conjunct);
		searches.push(search);
	}
	if (searches.length === 0) return undefined;
	const plain = local.map(conjunct => conjunct.expr);
	const node = searchVirtual(state, source, plain, searches);
	if (!node || left.rows * costOf(node) > costOf(alone)) return undefined;
	return { node, bindings, done };
}

/** The condition with what is read of other tables replaced; undefined: it is none that modules know. */
function searchOf(
	{ expr, leftItems, rightItems, isCostly }: Conjunct,
	source: VirtualRelation,
	position: number,
	replaced: (value: Expr) => Expr,
): Expr | undefined {
	if (expr.kind === 'call') return calledSearch(expr, source, replaced);
	if (expr.kind !== 'compare' || isCostly) return undefined;
	if (leftItems.includes(position) === rightItems.includes(position)) return undefined;
	return leftItems.includes(position)
		? { ...expr, right: replaced(expr.right) }
		: { ...expr, left: replaced(expr.left) };
}

/** Of `column MATCH value` and of functions that the module takes for conditions. */
function calledSearch(
	expr: CallExpr,
	source: VirtualRelation,
	replaced: (value: Expr) => Expr,
): Expr | undefined {
	const parts = calledParts(expr);
	if (!parts || columnOf(source, parts.operand) === undefined) return undefined;
	if (someExpr(parts.value, node => columnOf(source, node) !== undefined)) return undefined;
	const value = replaced(parts.value);
	return {
		...expr,
		args: expr.args.map(argument => (argument === parts.value ? value : argument)),
	};
}

export function costOf(node: PlanNode | undefined): number {
	return node?.kind === 'tableFunctionScan' ? (node.virtual?.plan.cost ?? 0) : 0;
}
