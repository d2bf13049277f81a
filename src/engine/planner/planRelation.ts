/**
 * Plans one relation of FROM that is no plain table, with the predicates that concern it alone.
 */

import type { Expr } from '../plan/expression.js';
import { conjunction } from '../plan/exprTree.js';
import type {
	FunctionRelation,
	QueryRelation,
	RecursiveReference,
	Relation,
	TableRelation,
} from '../plan/logical.js';
import type { PlanNode } from '../plan/nodes.js';
import { unreachable } from '../util/unreachable.js';
import { scanColumns } from './buildScan.js';
import { selectivity } from './estimate.js';
import { planQuery } from './planQuery.js';
import { isVirtual, scanVirtual } from './planVirtual.js';
import { planFilter, project } from './planSelect.js';
import { nameSubquery } from './subqueryNames.js';
import type { PlanState } from './planState.js';

export function planRelation(
	state: PlanState,
	relation: Exclude<Relation, TableRelation>,
	local: readonly Expr[],
): PlanNode {
	switch (relation.kind) {
		case 'query':
			return planFilter(state, planQueryRelation(state, relation), local);
		case 'function':
			return scanFunction(state, relation, local);
		case 'recursive':
			return planFilter(state, scanRecursive(relation), local);
		default:
			return unreachable(relation);
	}
}

function planQueryRelation(state: PlanState, relation: QueryRelation): PlanNode {
	const { query, shared } = relation;
	if (!shared || (shared.references === 1 && shared.materialization !== 'materialized')) {
		const node = planQuery(state, query, 'prune');
		nameSubquery(node, relation.alias === '' ? '(subquery)' : relation.alias);
		return renamed(relation, node);
	}
	shared.plan ??= planQuery(state, query, 'all');
	const output = query.columns.map((_, columnIndex) => {
		const used = relation.used.find(candidate => candidate.columnIndex === columnIndex);
		return used ? used.id : state.bind.nextColumnId++;
	});
	return {
		kind: 'cteScan',
		cteId: shared.id,
		name: shared.name,
		plan: shared.plan,
		output,
		rows: shared.plan.rows,
	};
}

/** The output under the relation's own ids, when these are not the query's. */
function renamed(relation: QueryRelation, node: PlanNode): PlanNode {
	if (relation.hasQueryIds) return node;
	const columns = relation.used.map(({ columnIndex, id }) => {
		const column = relation.query.columns[columnIndex] as (typeof relation.query.columns)[number];
		return { id, expr: { kind: 'column' as const, id: column.id, name: column.name } };
	});
	return project(node, columns);
}

function scanFunction(
	state: PlanState,
	relation: FunctionRelation,
	local: readonly Expr[],
): PlanNode {
	if (isVirtual(relation)) return scanVirtual(state, relation, local);
	const columns = scanColumns(state, relation.used);
	return {
		kind: 'tableFunctionScan',
		function: relation.function,
		args: relation.args,
		parameters: relation.parameters,
		columnCount: relation.columns.length,
		columns,
		alias: relation.alias,
		filter: conjunction(local),
		output: columns.map(column => column.id),
		rows: Math.max(1, 25 * selectivity(local, state)),
	};
}

function scanRecursive(relation: RecursiveReference): PlanNode {
	return {
		kind: 'recursiveScan',
		cteId: relation.cteId,
		name: relation.alias,
		output: relation.ids,
		rows: 1,
	};
}
