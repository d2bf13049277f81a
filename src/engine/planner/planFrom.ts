/**
 * Plans FROM and WHERE: collects the join group, describes its items, orders them and builds the joins.
 */

import type { Expr, SlotBinding } from '../plan/expression.js';
import { conjunction } from '../plan/exprTree.js';
import type { BoundJoin, BoundSelect, FromItem, TableRelation } from '../plan/logical.js';
import type { PlanNode } from '../plan/nodes.js';
import { BINARY } from '../types/collations.js';
import { buildScan } from './buildScan.js';
import type { Access, WantedOrder } from './chooseAccess.js';
import { isSearch } from './chooseAccess.js';
import type { CoveredExpressions } from './coveredExpressions.js';
import type { Candidate, Step } from './joinCandidates.js';
import { accessFor, answered, coveredBy, describeItem } from './joinCandidates.js';
import { collectGroup } from './joinGroup.js';
import type { Conjunct, JoinItem } from './joinGroup.js';
import { followSearched, virtualRight } from './joinVirtual.js';
import { joinNodes, joinOutput, keySide } from './joinNodes.js';
import { orderJoins } from './orderJoins.js';
import { noteMeasured } from './measuredColumns.js';
import { planIndexUnion } from './planIndexUnion.js';
import { planFilter } from './planSelect.js';
import { planSort } from './planQuery.js';
import { isVirtual, planVirtualFrom } from './planVirtual.js';
import { planRelation } from './planRelation.js';
import type { PlanState } from './planState.js';
import { isRuleOn } from './planState.js';

export interface PlannedFrom {
	readonly node: PlanNode;
	/** Rows come in the wanted order. */
	readonly isOrdered: boolean;
	/** Which of the wanted orders that is. */
	readonly order?: WantedOrder;
	/** OFFSET has been seen to. */
	readonly isOffsetDone?: boolean;
	/** Expressions that are columns of the scan now. */
	readonly covered?: CoveredExpressions | undefined;
}

export function planFrom(
	state: PlanState,
	query: BoundSelect,
	wanted: WantedOrder | undefined,
	readers?: readonly Expr[],
): PlannedFrom {
	if (!query.from) {
		const node = planFilter(state, { kind: 'oneRow', output: [], rows: 1 }, query.where);
		return { node, isOrdered: false };
	}
	if (isVirtual(query.from) && query.from.bindings.length === 0) {
		return planVirtualFrom(state, query, query.from);
	}
	return planGroup(state, query.from, query.where, wanted, readers);
}

function planGroup(
	state: PlanState,
	from: FromItem,
	where: readonly Expr[],
	wanted: WantedOrder | undefined,
	readers?: readonly Expr[],
): PlannedFrom {
	const group = collectGroup(state, from, where);
	state.readers = readers;
	const candidates = group.items.map(item =>
		describeItem(state, group, item, (source, local) => planOther(state, source, local)),
	);
	followSearched(candidates);
	const steps = orderJoins(state, candidates);
	const first = steps[0] as Step;
	const found = isRuleOn(state, 'orderByIndex')
		? orderedDriver(state, first, wanted, steps)
		: undefined;
	state.readers = undefined;
	const union = isScan(found?.access ?? first.access)
		? planIndexUnion(state, first.candidate, readyFor(first, group.conjuncts))
		: undefined;
	const driver = union ? undefined : found;
	const covered =
		readers && !union
			? coveredBy(state, first.candidate, driver?.access ?? first.access)
			: undefined;
	const joined: boolean[] = [];
	let pending: readonly Conjunct[] = group.conjuncts;
	let node: PlanNode | undefined;
	for (const step of steps) {
		joined[step.candidate.item.position] = true;
		const isReady = (conjunct: Conjunct): boolean => {
			for (const position of conjunct.items) if (!joined[position]) return false;
			return true;
		};
		const ready = pending.filter(isReady);
		if (ready.length > 0) pending = pending.filter(conjunct => !isReady(conjunct));
		const access = step === first && driver ? driver.access : step.access;
		if (node) node = addStep(state, step, access, node, ready);
		else node = union ?? firstNode(state, step, access, ready, covered);
	}
	noteMeasured(state, steps);
	if (!driver) return { node: node as PlanNode, isOrdered: false, covered };
	return { node: node as PlanNode, isOrdered: true, order: driver.order, covered };
}

function isScan(access: Access | undefined): boolean {
	return access !== undefined && !isSearch(access);
}

function readyFor({ candidate }: Step, conjuncts: readonly Conjunct[]): Conjunct[] {
	const { position } = candidate.item;
	return conjuncts.filter(({ items }) => items.every(item => item === position));
}

/** Another access of the first table, when it spares a sort. */
function orderedDriver(
	state: PlanState,
	first: Step,
	wanted: WantedOrder | undefined,
	steps: readonly Step[],
): { readonly access: Access; readonly order: WantedOrder } | undefined {
	const { candidate } = first;
	if (!candidate.relation) return undefined;
	for (let order = wanted; order; order = order.otherwise) {
		const request = steps.length === 1 ? order : { ...order, limit: undefined, isJoined: true };
		const access = accessFor(state, candidate, items => items.length === 0, request);
		if (access.isOrdered) return { access, order };
	}
	return undefined;
}

function exprsOf(conjuncts: readonly Conjunct[]): Expr[] {
	return cheapFirst(conjuncts).map(conjunct => conjunct.expr);
}

function cheapFirst(conjuncts: readonly Conjunct[]): readonly Conjunct[] {
	if (!conjuncts.some(conjunct => conjunct.isCostly)) return conjuncts;
	return [
		...conjuncts.filter(conjunct => !conjunct.isCostly),
		...conjuncts.filter(conjunct => conjunct.isCostly),
	];
}

function firstNode(
	state: PlanState,
	step: Step,
	access: Access | undefined,
	ready: readonly Conjunct[],
	covered: CoveredExpressions | undefined,
): PlanNode {
	const { relation, node, sargs } = step.candidate;
	if (node) {
		// Its local predicates are in it already.
		return planFilter(state, node, exprsOf(ready.filter(conjunct => conjunct.items.length === 0)));
	}
	const done = answered(access as Access);
	const rest = ready.filter(conjunct => !done.includes(conjunct));
	const filter = exprsOf(rest);
	const table = relation as TableRelation;
	return buildScan(state, table, access as Access, filter, [], covered, sargs);
}

function addStep(
	state: PlanState,
	step: Step,
	access: Access | undefined,
	left: PlanNode,
	ready: readonly Conjunct[],
): PlanNode {
	const { candidate } = step;
	const { item } = candidate;
	const isInner = item.type === 'inner';
	const joining = (isInner ? ready : item.on).filter(
		conjunct => !candidate.local.includes(conjunct),
	);
	const found =
		virtualRight(state, candidate, joining, left) ??
		rightSide(state, candidate, access, step.method);
	const right =
		step.method === 'hash'
			? { ...found, node: inIndexOrder(candidate, found.node, joining) }
			: found;
	const rest = joining.filter(conjunct => !right.done.includes(conjunct));
	const rows = candidate.isSmall
		? Math.min(step.rows, Math.max(1, left.rows * right.node.rows))
		: step.rows;
	const node =
		step.method === 'lookup' || right.bindings.length > 0
			? lookupJoin(item, left, right.node, right.bindings, rest, rows)
			: joinNodes(state, item, left, right.node, rest, rows);
	return isInner ? node : planFilter(state, node, exprsOf(ready));
}

function rightSide(
	state: PlanState,
	candidate: Candidate,
	access: Access | undefined,
	method: Step['method'],
): { node: PlanNode; bindings: SlotBinding[]; done: readonly Conjunct[] } {
	const bindings: SlotBinding[] = [];
	if (candidate.node) return { node: candidate.node, bindings, done: [] };
	const chosen = (method === 'lookup' ? access : candidate.alone) as Access;
	const done = answered(chosen);
	const filter = candidate.local.filter(conjunct => !done.includes(conjunct));
	const relation = candidate.relation as TableRelation;
	const { sargs } = candidate;
	const node = buildScan(state, relation, chosen, exprsOf(filter), bindings, undefined, sargs);
	return { node, bindings, done };
}

/** SQLite's automatic indexes hold all columns of the table that are read, and give rows in the order of these. */
function inIndexOrder(
	{ isSmall, item }: Candidate,
	node: PlanNode,
	joining: readonly Conjunct[],
): PlanNode {
	const isScan = node.kind === 'tableScan' || node.kind === 'indexScan';
	if (!isSmall || !isScan || item.type === 'semi' || item.type === 'anti') return node;
	if (!joining.some(conjunct => isColumnKey(item, conjunct))) return node;
	const columns = node.columns
		.filter(({ columnIndex }) => columnIndex >= 0 && columnIndex !== node.table.rowidAlias)
		.sort((left, right) => left.columnIndex - right.columnIndex);
	if (columns.length === 0) return node;
	const keys = columns.map(({ id }) => ({
		expr: { kind: 'column' as const, id, name: '' },
		descending: false,
		nullsFirst: true,
		collation: BINARY,
	}));
	return planSort(node, keys, { limit: undefined, offset: undefined });
}

/** A column that is compared as it is: others no index can be made on. */
function isColumnKey(item: JoinItem, conjunct: Conjunct): boolean {
	const side = keySide(item, conjunct);
	const { expr } = conjunct;
	if (side === 'none' || expr.kind !== 'compare') return false;
	return expr[side].kind === 'column';
}

/** For each left row a search of the right table. */
function lookupJoin(
	item: JoinItem,
	left: PlanNode,
	right: PlanNode,
	bindings: readonly SlotBinding[],
	rest: readonly Conjunct[],
	rows: number,
): PlanNode {
	return {
		kind: 'nestedLoopJoin',
		joinType: item.type,
		left,
		right,
		bindings,
		on: conjunction(exprsOf(rest)),
		output: joinOutput(item.type, left, right),
		rows,
	};
}

/** An item that is no plain table, with its local predicates. */
function planOther(
	state: PlanState,
	source: Exclude<FromItem, TableRelation>,
	local: readonly Expr[],
): PlanNode {
	if (source.kind !== 'join') return planRelation(state, source, local);
	if (source.type !== 'right' && source.type !== 'full') {
		return planGroup(state, source, local, undefined).node;
	}
	return planFilter(state, planOuterJoin(state, source, source.type), local);
}

/** RIGHT and FULL joins. */
function planOuterJoin(state: PlanState, join: BoundJoin, type: 'right' | 'full'): PlanNode {
	const group = collectGroup(state, { ...join, type: 'left' }, []);
	const item = group.items[group.items.length - 1] as JoinItem;
	const left = planGroup(state, join.left, [], undefined).node;
	const right = planGroup(state, join.right, [], undefined).node;
	const rows = Math.max(left.rows, right.rows);
	return joinNodes(state, item, left, right, item.on, rows, type);
}
