/** Plans to runnable queries: one operator per node kind. Compiled queries hold no state of an execution. */

import type { IndexScan, PlanNode, TableScan } from '../plan/nodes.js';
import { unreachable } from '../util/unreachable.js';
import type { CompileQuery, CompileScalar, CompiledQuery, CompileVectors } from './contract.js';
import { compileScalarIn } from './expression/compileScalar.js';
import { compileVector } from './expression/compileVector.js';
import type { PlanCompiler, PointLookup } from './expression/scope.js';
import { Frame } from './frame.js';
import { compileAggregate } from './operators/aggregate.js';
import { compileCteScan, compileRecursiveCte, compileRecursiveScan } from './operators/cte.js';
import { compileCompound, compileDistinct } from './operators/distinct.js';
import { compileHashJoin } from './operators/hashJoin.js';
import { inputScope } from './operators/inputScope.js';
import { compileIndexScan } from './scans/indexScan.js';
import { compileLimit } from './operators/limit.js';
import { compileNestedLoopJoin } from './operators/nestedLoopJoin.js';
import { compileRowUnion } from './operators/rowUnion.js';
import { callsProgram } from './operators/rowByRow.js';
import {
	compileFilterNode,
	compileOneRow,
	compileProject,
	compileValues,
} from './operators/simpleOperators.js';
import { compileSort } from './operators/sort.js';
import { compileWindow } from './operators/window.js';
import { compilePointLookup } from './scans/pointLookup.js';
import { compileTableFunctionScan } from './scans/tableFunctionScan.js';
import { compileTableScan } from './scans/tableScan.js';

/** Sees every operator as it is compiled; may wrap it (statistics). */
export type OperatorWrapper = (node: PlanNode, query: CompiledQuery) => CompiledQuery;

class QueryCompiler implements PlanCompiler {
	readonly #wrap: OperatorWrapper | undefined;

	constructor(wrap: OperatorWrapper | undefined) {
		this.#wrap = wrap;
	}

	compile(plan: PlanNode): CompiledQuery {
		const query = compileNode(plan, this);
		return this.#wrap === undefined ? query : this.#wrap(plan, query);
	}

	/** Lookups go past the operators, so there are none when these are watched. */
	lookup(plan: PlanNode): PointLookup | undefined {
		return this.#wrap === undefined ? compilePointLookup(plan, this) : undefined;
	}
}

const plainCompiler = new QueryCompiler(undefined);

export const compileQuery: CompileQuery = plan => plainCompiler.compile(plan);

export const compileScalar: CompileScalar = (expr, layout) =>
	compileScalarIn(expr, { layout, plans: plainCompiler });

export const compileVectors: CompileVectors = (exprs, columns) => {
	const scope = inputScope(plainCompiler, columns);
	const compiled = exprs.map(expr => compileVector(expr, scope));
	return context => {
		const frame = new Frame(context);
		return compiled.map(evaluate => batch => evaluate(frame, batch));
	};
};

/**
 * The shortest way for statements that look one row up by key: no cursor, no batch. Undefined: the plan is none of
 * those.
 */
export function compilePointQuery(plan: PlanNode): PointLookup | undefined {
	return plainCompiler.lookup(plan);
}

export function compileWrapped(plan: PlanNode, wrap: OperatorWrapper): CompiledQuery {
	return new QueryCompiler(wrap).compile(plan);
}

function compileNode(node: PlanNode, plans: PlanCompiler): CompiledQuery {
	switch (node.kind) {
		case 'oneRow':
			return compileOneRow(node);
		case 'values':
			return compileValues(node, plans);
		case 'tableScan':
			return filteredApart(node, plans) ?? compileTableScan(node, plans);
		case 'indexScan':
			return filteredApart(node, plans) ?? compileIndexScan(node, plans);
		case 'tableFunctionScan':
			return compileTableFunctionScan(node, plans);
		case 'filter':
			return compileFilterNode(node, plans);
		case 'project':
			return compileProject(node, plans);
		case 'nestedLoopJoin':
			return compileNestedLoopJoin(node, plans);
		case 'hashJoin':
			return compileHashJoin(node, plans);
		case 'aggregate':
			return compileAggregate(node, plans);
		case 'sort':
			return compileSort(node, plans);
		case 'limit':
			return compileLimit(node, plans);
		case 'distinct':
			return compileDistinct(node, plans);
		case 'compound':
			return compileCompound(node, plans);
		case 'rowUnion':
			return compileRowUnion(node, plans);
		case 'cteScan':
			return compileCteScan(node, plans);
		case 'recursiveCte':
			return compileRecursiveCte(node, plans);
		case 'recursiveScan':
			return compileRecursiveScan(node);
		case 'window':
			return compileWindow(node, plans);
		default:
			return unreachable(node);
	}
}

/** A filter that calls functions of the program gets its rows one by one. */
function filteredApart(
	node: TableScan | IndexScan,
	plans: PlanCompiler,
): CompiledQuery | undefined {
	const { filter, output, rows } = node;
	if (filter === undefined || !callsProgram(filter)) return undefined;
	const input = { ...node, filter: undefined };
	return compileFilterNode({ kind: 'filter', input, predicate: filter, output, rows }, plans);
}
