/**
 * Names of the FROM subqueries, views and common tables that plan nodes stand for. Only EXPLAIN asks, so the names
 * are kept beside the plan, not in it.
 */

import type { PlanNode } from '../plan/nodes.js';

const names = new WeakMap<PlanNode, string>();

export function nameSubquery(node: PlanNode, name: string): void {
	names.set(node, name);
}

/** What else only EXPLAIN wants to know of a node. */
export type PlanRemark = 'firstRowOnly' | 'distinct';

const remarks = new WeakMap<PlanNode, PlanRemark>();

export function remark(node: PlanNode, text: PlanRemark): void {
	remarks.set(node, text);
}

export function remarkOn(node: PlanNode): PlanRemark | undefined {
	return remarks.get(node);
}

export function subqueryName(node: PlanNode): string | undefined {
	return names.get(node);
}
