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
		const search =
			conjunct.expr.kind === 'call'
				? calledSearch(state, conjunct.expr, source, bindings)
				: searchOf(state, conjunct, position, bindings);
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

/** The comparison with the other tables' columns as slots. */
function searchOf(
	state: PlanState,
	{ expr, leftItems, rightItems, isCostly }: Conjunct,
	position: number,
	bindings: SlotBinding[],
): Expr | undefined {
	if (expr.kind !== 'compare' || isCostly) return undefined;
	if (leftItems.includes(position) === rightItems.includes(position)) return undefined;
	return leftItems.includes(position)
		? { ...expr, right: slotFor(state, expr.right, bindings) }
		: { ...expr, left: slotFor(state, expr.left, bindings) };
}

/** The same of `column MATCH value` and of functions that the module takes for conditions. */
function calledSearch(
	state: PlanState,
	expr: CallExpr,
	source: VirtualRelation,
	bindings: SlotBinding[],
): Expr | undefined {
	const parts = calledParts(expr);
	if (!parts || columnOf(source, parts.operand) === undefined) return undefined;
	if (someExpr(parts.value, node => columnOf(source, node) !== undefined)) return undefined;
	const value = slotFor(state, parts.value, bindings);
	return {
		...expr,
		args: expr.args.map(argument => (argument === parts.value ? value : argument)),
	};
}

function costOf(node: PlanNode | undefined): number {
	return node?.kind === 'tableFunctionScan' ? (node.virtual?.plan.cost ?? 0) : 0;
}
