/**
 * Plans FROM and WHERE: collects the join group, plans its items and joins them.
 */

import type { Expr } from '../plan/expression.js';
import type { BoundJoin, BoundSelect, FromItem } from '../plan/logical.js';
import type { PlanNode } from '../plan/nodes.js';
import { collectGroup } from './joinGroup.js';
import type { Conjunct, JoinGroup, JoinItem } from './joinGroup.js';
import { joinNodes } from './joinNodes.js';
import { planFilter } from './planSelect.js';
import { planRelation } from './planRelation.js';
import type { PlanState } from './planState.js';

export function planFrom(state: PlanState, query: BoundSelect): PlanNode {
	if (!query.from) {
		return planFilter({ kind: 'oneRow', output: [], rows: 1 }, query.where);
	}
	return planGroup(state, query.from, query.where);
}

function planGroup(state: PlanState, from: FromItem, where: readonly Expr[]): PlanNode {
	const group = collectGroup(state, from, where);
	const joined: boolean[] = [];
	let node: PlanNode | undefined;
	let pending = group.conjuncts;
	for (const item of group.items) {
		joined[item.position] = true;
		const isReady = (conjunct: Conjunct): boolean =>
			conjunct.items.every(position => joined[position]);
		const ready = pending.filter(isReady);
		pending = pending.filter(conjunct => !isReady(conjunct));
		node = addItem(state, group, item, node, ready);
	}
	return node as PlanNode;
}

function addItem(
	state: PlanState,
	group: JoinGroup,
	item: JoinItem,
	left: PlanNode | undefined,
	ready: readonly Conjunct[],
): PlanNode {
	const isLocal = (conjunct: Conjunct): boolean =>
		conjunct.items.every(position => position === item.position) &&
		(conjunct.items.length > 0 || group.items.length === 1);
	const candidates = item.type === 'inner' ? ready : item.on;
	const local = candidates.filter(isLocal);
	const joining = candidates.filter(conjunct => !isLocal(conjunct));
	const right = planItem(
		state,
		item.source,
		local.map(conjunct => conjunct.expr),
	);
	if (!left)
		return planFilter(
			right,
			joining.map(conjunct => conjunct.expr),
		);
	const node = joinNodes(item, left, right, joining);
	return item.type === 'inner'
		? node
		: planFilter(
				node,
				ready.map(conjunct => conjunct.expr),
			);
}

function planItem(state: PlanState, source: FromItem, local: readonly Expr[]): PlanNode {
	if (source.kind !== 'join') return planRelation(state, source, local);
	if (source.type !== 'right' && source.type !== 'full') return planGroup(state, source, local);
	return planFilter(planOuterJoin(state, source, source.type), local);
}

/** RIGHT and FULL joins. */
function planOuterJoin(state: PlanState, join: BoundJoin, type: 'right' | 'full'): PlanNode {
	const group = collectGroup(state, { ...join, type: 'left' }, []);
	const item = group.items[group.items.length - 1] as JoinItem;
	const left = planGroup(state, join.left, []);
	const right = planGroup(state, join.right, []);
	return joinNodes(item, left, right, item.on, type);
}
