/**
 * Joins two planned sides: by hash when there is an equality between them, by nested loop otherwise.
 */

import type { Expr, SlotBinding } from '../plan/expression.js';
import { conjunction } from '../plan/exprTree.js';
import type { JoinType, PlanNode } from '../plan/nodes.js';
import type { Collation } from '../types/collation.js';
import type { Conjunct, JoinItem } from './joinGroup.js';
import type { PlanState } from './planState.js';
import { isRuleOn } from './planState.js';

interface EqualityKeys {
	readonly left: Expr[];
	readonly right: Expr[];
	readonly collations: Collation[];
	readonly rest: Expr[];
}

const NO_BINDINGS: readonly SlotBinding[] = [];

export function joinNodes(
	state: PlanState,
	item: JoinItem,
	left: PlanNode,
	right: PlanNode,
	joining: readonly Conjunct[],
	rows: number,
	type: JoinType = item.type,
): PlanNode {
	const isOuter = type === 'right' || type === 'full';
	const bindings = item.source.kind === 'function' ? item.source.bindings : NO_BINDINGS;
	const output = joinOutput(type, left, right);
	const keys = splitKeys(item, joining);
	const canHash = bindings.length === 0 && keys.left.length > 0 && isRuleOn(state, 'hashJoin');
	if (canHash || isOuter) {
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
	const on = conjunction(joining.map(conjunct => conjunct.expr));
	return { kind: 'nestedLoopJoin', joinType: type, left, right, bindings, on, output, rows };
}

export function joinOutput(type: JoinType, left: PlanNode, right: PlanNode): readonly number[] {
	if (type === 'semi' || type === 'anti') return left.output;
	return [...left.output, ...right.output];
}

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
	const { position } = item;
	if (rightItems.length === 1 && rightItems[0] === position && !leftItems.includes(position)) {
		return 'right';
	}
	return leftItems.length === 1 && leftItems[0] === position && !rightItems.includes(position)
		? 'left'
		: 'none';
}
