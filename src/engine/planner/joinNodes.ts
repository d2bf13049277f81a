/**
 * Joins two planned sides: by hash when there is an equality between them, by nested loop otherwise.
 */

import type { Expr, SlotBinding } from '../plan/expression.js';
import { conjunction } from '../plan/exprTree.js';
import type { JoinType, PlanNode } from '../plan/nodes.js';
import type { Collation } from '../types/collation.js';
import { selectivity } from './estimate.js';
import type { Conjunct, JoinItem } from './joinGroup.js';

interface EqualityKeys {
	readonly left: Expr[];
	readonly right: Expr[];
	readonly collations: Collation[];
	readonly rest: Expr[];
}

export function joinNodes(
	item: JoinItem,
	left: PlanNode,
	right: PlanNode,
	joining: readonly Conjunct[],
	type: JoinType = item.type,
): PlanNode {
	const bindings = item.source.kind === 'function' ? item.source.bindings : NO_BINDINGS;
	const keys = splitKeys(item, joining);
	const output =
		type === 'semi' || type === 'anti' ? left.output : [...left.output, ...right.output];
	const rows = joinedRows(type, left.rows, right.rows, joining);
	if ((keys.left.length > 0 && bindings.length === 0) || type === 'right' || type === 'full') {
		return {
			kind: 'hashJoin',
			joinType: type,
			left,
			right,
			leftKeys: keys.left,
			rightKeys: keys.right,
			collations: keys.collations,
			residual: conjunction(keys.rest),
			output,
			rows,
		};
	}
	return {
		kind: 'nestedLoopJoin',
		joinType: type,
		left,
		right,
		bindings,
		on: conjunction(joining.map(conjunct => conjunct.expr)),
		output,
		rows,
	};
}

const NO_BINDINGS: readonly SlotBinding[] = [];

function splitKeys(item: JoinItem, joining: readonly Conjunct[]): EqualityKeys {
	const keys: EqualityKeys = { left: [], right: [], collations: [], rest: [] };
	for (const conjunct of joining) {
		const { expr } = conjunct;
		const side = keySide(item, conjunct);
		if (expr.kind !== 'compare' || side === 'none') {
			keys.rest.push(expr);
			continue;
		}
		keys.left.push(side === 'right' ? expr.left : expr.right);
		keys.right.push(side === 'right' ? expr.right : expr.left);
		keys.collations.push(expr.collation);
	}
	return keys;
}

/** Which operand of an equality reads the item alone, the other one reading only what is to its left. */
export function keySide(item: JoinItem, conjunct: Conjunct): 'left' | 'right' | 'none' {
	const { expr, leftItems, rightItems, isCostly } = conjunct;
	if (expr.kind !== 'compare' || expr.op !== '=' || isCostly) return 'none';
	if (leftItems.length === 0 || rightItems.length === 0) return 'none';
	const isItem = (items: readonly number[]): boolean =>
		items.length === 1 && items[0] === item.position;
	if (isItem(rightItems) && !leftItems.includes(item.position)) return 'right';
	return isItem(leftItems) && !rightItems.includes(item.position) ? 'left' : 'none';
}

function joinedRows(
	type: JoinType,
	left: number,
	right: number,
	joining: readonly Conjunct[],
): number {
	const fraction = selectivity(joining.map(conjunct => conjunct.expr));
	const matched = Math.max(1, left * right * fraction);
	switch (type) {
		case 'semi':
		case 'anti':
			return Math.max(1, left / 2);
		case 'left':
			return Math.max(left, matched);
		case 'right':
			return Math.max(right, matched);
		case 'full':
			return Math.max(left + right, matched);
		case 'inner':
			return matched;
	}
}
