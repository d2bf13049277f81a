/**
 * A plan as a plain tree for EXPLAIN (FORMAT JSON) and the plan view: operators with the planner's estimates. What
 * really happened is filled in by whoever runs the plan, by node, in the order of `nodes`.
 */

import type { Subquery } from '../plan/expression.js';
import { visitExpr } from '../plan/exprTree.js';
import type { PlanNode } from '../plan/nodes.js';
import type { StatementPlan } from '../plan/statements.js';
import { describeFunctionScan, describeIndexScan, describeTableScan } from './describeScan.js';
import { nodeExprs, nodeInputs, scanSubqueries } from './nodeExprs.js';
import { subqueryName } from './subqueryNames.js';

export interface ExplainedNode {
	/** Position in the order of `ExplainedPlan.nodes`. */
	readonly id: number;
	/** The plan node's kind: tableScan, hashJoin, ... */
	readonly operator: string;
	/** In words: what is scanned and how, the join type, the number of keys. */
	readonly detail: string;
	/** Name of the subquery, view or common table it stands for. */
	readonly name: string | undefined;
	readonly estimatedRows: number;
	/** Inputs, then nested queries of its expressions. */
	readonly children: readonly ExplainedNode[];
}

export interface ExplainedPlan {
	readonly statement: StatementPlan['kind'];
	readonly root: ExplainedNode | undefined;
	/** The plan's nodes by id. */
	readonly nodes: readonly PlanNode[];
}

export function explainJson(plan: StatementPlan): ExplainedPlan {
	const nodes: PlanNode[] = [];
	const seen = new Set<Subquery | number>();
	const explain = (node: PlanNode): ExplainedNode => {
		const id = nodes.length;
		nodes.push(node);
		return {
			id,
			operator: node.kind,
			detail: detailOf(node),
			name: subqueryName(node),
			estimatedRows: Math.max(0, Math.round(node.rows)),
			children: [...inputsOf(node, seen).map(explain), ...nestedPlans(node, seen).map(explain)],
		};
	};
	const source = plan.kind === 'select' ? plan.plan : plan.source;
	const root = source && explain(source);
	return { statement: plan.kind, root, nodes };
}

/** A common table is shown where it is read first. */
function inputsOf(node: PlanNode, seen: Set<Subquery | number>): PlanNode[] {
	if (node.kind !== 'cteScan') return nodeInputs(node);
	if (seen.has(node.cteId)) return [];
	seen.add(node.cteId);
	return [node.plan];
}

function nestedPlans(node: PlanNode, seen: Set<Subquery | number>): PlanNode[] {
	const plans: PlanNode[] = [];
	const add = (subquery: Subquery): void => {
		if (seen.has(subquery)) return;
		seen.add(subquery);
		plans.push(subquery.plan);
	};
	for (const expr of nodeExprs(node)) {
		visitExpr(expr, part => {
			if (part.kind === 'scalarSubquery' || part.kind === 'exists' || part.kind === 'inSubquery') {
				add(part.subquery);
			}
		});
	}
	if (node.kind === 'tableScan') scanSubqueries(node.access).forEach(add);
	if (node.kind === 'indexScan') {
		for (const term of node.equals) if (term.kind === 'inSubquery') add(term.subquery);
	}
	return plans;
}

function detailOf(node: PlanNode): string {
	switch (node.kind) {
		case 'tableScan':
			return describeTableScan(node, '');
		case 'indexScan':
			return describeIndexScan(node, '');
		case 'tableFunctionScan':
			return describeFunctionScan(node, '');
		case 'nestedLoopJoin':
		case 'hashJoin':
			return `${node.joinType} join`;
		case 'aggregate':
			return `${node.groupBy.length} keys, ${node.aggregates.length} aggregates`;
		case 'window':
			return `${node.calls.length} calls, ${node.isOrdered ? 'in order' : 'sorted'}`;
		case 'sort':
			return `${node.keys.length} keys${node.top ? ', first rows only' : ''}`;
		case 'compound':
			return node.op;
		case 'rowUnion':
			return `${node.searches.length} searches`;
		case 'cteScan':
		case 'recursiveScan':
			return node.name;
		case 'values':
			return `${node.tuples.length} rows`;
		default:
			return '';
	}
}
