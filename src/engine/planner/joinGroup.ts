/**
 * What a FROM tree leaves free to the planner: items that may be joined in any order that their constraints allow,
 * and predicates with the items they need.
 *
 * Inner and cross joins dissolve into items and predicates. A LEFT JOIN becomes an item of its own that may join once
 * everything its ON clause reads is there: (a LEFT JOIN b) JOIN c equals (a JOIN c) LEFT JOIN b, as long as the
 * predicates on c do not read b, and those wait for b anyway. RIGHT and FULL joins stay whole, as one item.
 */

import type { ColumnId, Expr } from '../plan/expression.js';
import { addConjuncts, someExpr, visitExpr } from '../plan/exprTree.js';
import type { FromItem, Relation } from '../plan/logical.js';
import type { PlanState } from './planState.js';
import { need } from './planState.js';
import { isMeasuredGroup } from './measuredColumns.js';
import { isSmallJoin } from './smallTables.js';

export interface Conjunct {
	readonly expr: Expr;
	/** Positions of the items whose columns it reads, ascending. */
	readonly items: readonly number[];
	/** The same for each side of a comparison; empty for others. */
	readonly leftItems: readonly number[];
	readonly rightItems: readonly number[];
	/** Evaluated at most once per joined row and after everything else: nested queries, volatile calls. */
	readonly isCostly: boolean;
}

export interface JoinItem {
	readonly position: number;
	readonly source: FromItem;
	readonly type: 'inner' | 'left' | 'semi' | 'anti';
	/** ON of a left, semi or anti join. */
	on: Conjunct[];
	/** Items that must be joined before this one. */
	readonly after: number[];
}

export interface JoinGroup {
	readonly items: JoinItem[];
	/** Predicates that hold for every row of the group. */
	readonly conjuncts: Conjunct[];
	/** Joined as SQLite does: smallTables.ts. */
	isSmall: boolean;
	/** Planned by the values of columns: measuredColumns.ts. */
	isMeasured: boolean;
}

export function collectGroup(state: PlanState, from: FromItem, where: readonly Expr[]): JoinGroup {
	const group: JoinGroup = { items: [], conjuncts: [], isSmall: false, isMeasured: false };
	const pending: { item: JoinItem; on: readonly Expr[] }[] = [];
	const predicates: Expr[] = [];
	addItems(state, group, from, predicates, pending);
	for (const item of group.items) followArguments(state, item);
	const sources = group.items.map(item => item.source);
	group.isSmall = isSmallJoin(state, sources);
	group.isMeasured = !group.isSmall && isMeasuredGroup(state, sources);
	for (const expr of where) addConjuncts(predicates, expr);
	for (const expr of predicates) need(state, expr);
	for (const { on } of pending) for (const expr of on) need(state, expr);
	for (const expr of predicates) group.conjuncts.push(describeConjunct(state, expr));
	for (const { item, on } of pending) {
		item.on = on.map(expr => describeConjunct(state, expr));
		for (const conjunct of item.on) {
			for (const position of conjunct.items) {
				if (position !== item.position && !item.after.includes(position)) {
					item.after.push(position);
				}
			}
		}
	}
	return group;
}

/** A function's item comes after those that its arguments read. */
function followArguments(state: PlanState, item: JoinItem): void {
	if (item.source.kind !== 'function') return;
	for (const { value } of item.source.bindings) {
		need(state, value);
		for (const position of itemsOf(state, value)) {
			if (!item.after.includes(position)) item.after.push(position);
		}
	}
}

function addItems(
	state: PlanState,
	group: JoinGroup,
	from: FromItem,
	predicates: Expr[],
	pending: { item: JoinItem; on: readonly Expr[] }[],
): void {
	if (from.kind !== 'join') {
		addItem(state, group, from, 'inner');
		return;
	}
	switch (from.type) {
		case 'inner':
		case 'cross': {
			addItems(state, group, from.left, predicates, pending);
			const leftEnd = group.items.length;
			addItems(state, group, from.right, predicates, pending);
			for (const expr of from.on) addConjuncts(predicates, expr);
			if (from.type === 'cross') keepOrder(group, leftEnd);
			return;
		}
		case 'left':
		case 'semi':
		case 'anti': {
			addItems(state, group, from.left, predicates, pending);
			const first = group.items.length - 1;
			const item = addItem(state, group, from.right, from.type);
			item.after.push(first);
			const on: Expr[] = [];
			for (const expr of from.on) addConjuncts(on, expr);
			pending.push({ item, on });
			return;
		}
		default:
			addItem(state, group, from, 'inner');
	}
}

/** a CROSS JOIN b: all of a comes before any of b. */
function keepOrder(group: JoinGroup, leftEnd: number): void {
	for (let position = leftEnd; position < group.items.length; position++) {
		const { after } = group.items[position] as JoinItem;
		for (let left = 0; left < leftEnd; left++) if (!after.includes(left)) after.push(left);
	}
}

function addItem(
	state: PlanState,
	group: JoinGroup,
	source: FromItem,
	type: JoinItem['type'],
): JoinItem {
	const position = group.items.length;
	const item: JoinItem = { position, source, type, on: [], after: [] };
	group.items.push(item);
	forEachRelation(source, relation => {
		for (const { id } of relation.used) state.itemOf[id] = position;
		if (relation.kind === 'query' && relation.hasQueryIds) {
			for (const { id } of relation.query.columns) state.itemOf[id] = position;
		}
	});
	return item;
}

export function forEachRelation(from: FromItem, visit: (relation: Relation) => void): void {
	if (from.kind === 'join') {
		forEachRelation(from.left, visit);
		forEachRelation(from.right, visit);
		return;
	}
	visit(from);
}

export function describeConjunct(state: PlanState, expr: Expr): Conjunct {
	const isCostly = someExpr(expr, isCostlyNode);
	if (expr.kind !== 'compare') {
		return {
			expr,
			items: itemsOf(state, expr),
			leftItems: NO_ITEMS,
			rightItems: NO_ITEMS,
			isCostly,
		};
	}
	const leftItems = itemsOf(state, expr.left);
	const rightItems = itemsOf(state, expr.right);
	return { expr, items: union(leftItems, rightItems), leftItems, rightItems, isCostly };
}

/** Both are ascending, and so is what they make together. */
function union(left: readonly number[], right: readonly number[]): readonly number[] {
	if (right.length === 0) return left;
	if (left.length === 0) return right;
	const more = right.filter(item => !left.includes(item));
	return more.length === 0 ? left : [...left, ...more].sort((one, other) => one - other);
}

const NO_ITEMS: readonly number[] = [];

function isCostlyNode(expr: Expr): boolean {
	return (
		expr.kind === 'exists' ||
		expr.kind === 'scalarSubquery' ||
		expr.kind === 'inSubquery' ||
		(expr.kind === 'call' && !expr.function.isDeterministic)
	);
}

function itemsOf(state: PlanState, expr: Expr): readonly number[] {
	if (expr.kind === 'literal') return NO_ITEMS;
	const items: number[] = [];
	const add = (id: ColumnId): void => {
		const item = state.itemOf[id];
		if (item !== undefined && !items.includes(item)) items.push(item);
	};
	if (expr.kind === 'column') add(expr.id);
	else {
		visitExpr(expr, node => {
			if (node.kind === 'column') add(node.id);
		});
	}
	return items.length < 2 ? items : items.sort((left, right) => left - right);
}
