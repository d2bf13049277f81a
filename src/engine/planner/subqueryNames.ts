/**
 * Names of the FROM subqueries, views and common tables that plan nodes stand for. Only EXPLAIN asks, so the names
 * are kept beside the plan, not in it.
 */

import type { PlanNode } from '../plan/nodes.js';

const names = new WeakMap<PlanNode, string>();

export function nameSubquery(node: PlanNode, name: string): void {
	names.set(node, name);
}

export function subqueryName(node: PlanNode): string | undefined {
	return names.get(node);
}
