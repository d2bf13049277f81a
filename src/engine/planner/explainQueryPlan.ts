/**
 * EXPLAIN QUERY PLAN: a plan as SQLite's rows {id, parent, notused, detail}, in SQLite's words where the two engines do
 * the same thing. Ids are numbered in the order of the rows.
 */

import type { Expr, Subquery } from '../plan/expression.js';
import { visitExpr } from '../plan/exprTree.js';
import type {
	Aggregate,
	Compound,
	HashJoin,
	NestedLoopJoin,
	PlanNode,
	Window,
} from '../plan/nodes.js';
import type { StatementPlan } from '../plan/statements.js';
import { unreachable } from '../util/unreachable.js';
import type { JoinMark } from './describeScan.js';
import {
	describeFunctionScan,
	describeHashed,
	describeIndexScan,
	describeTableScan,
} from './describeScan.js';
import { nodeExprs, scanSubqueries } from './nodeExprs.js';
import { indexUnionParts } from './planIndexUnion.js';
import { remarkOn, subqueryName } from './subqueryNames.js';

export interface ExplainRow {
	readonly id: number;
	readonly parent: number;
	readonly notused: number;
	readonly detail: string;
}

interface Explanation {
	readonly rows: ExplainRow[];
	readonly shownSubqueries: Set<Subquery>;
	readonly shownTables: Set<number>;
	windowCount: number;
}

export function explainQueryPlan(plan: StatementPlan): ExplainRow[] {
	const explanation: Explanation = {
		rows: [],
		shownSubqueries: new Set(),
		shownTables: new Set(),
		windowCount: 0,
	};
	const source = plan.kind === 'select' ? plan.plan : plan.source;
	if (plan.kind === 'insert' && source?.kind === 'values') {
		showSubqueries(explanation, 0, source);
	} else if (source && !(plan.kind === 'delete' && plan.isTruncate)) {
		show(explanation, 0, source, '', 'outer');
	}
	return explanation.rows;
}

function add(explanation: Explanation, parent: number, detail: string): number {
	const id = explanation.rows.length + 1;
	explanation.rows.push({ id, parent, notused: 0, detail });
	return id;
}

type Place = 'outer' | 'inner';

function show(
	explanation: Explanation,
	parent: number,
	node: PlanNode,
	mark: JoinMark,
	place: Place,
): void {
	const name = subqueryName(node);
	if (name !== undefined && node.kind !== 'cteScan' && !isShownItself(node)) {
		const verb = place === 'outer' ? 'CO-ROUTINE' : 'MATERIALIZE';
		const inner = add(explanation, parent, `${verb} ${name}`);
		showBody(explanation, inner, node, '', 'outer');
		add(explanation, parent, `SCAN ${name}${mark}`);
		return;
	}
	showBody(explanation, parent, node, mark, place);
}

/** Rows of constants and UNION ALL are handed on as they come, so nothing is shown around them. */
function isShownItself(node: PlanNode): boolean {
	if (node.kind === 'compound') return node.op === 'unionAll' && !indexUnionParts(node);
	return node.kind === 'values' && node.tuples.length > 1;
}

function showBody(
	explanation: Explanation,
	parent: number,
	node: PlanNode,
	mark: JoinMark,
	place: Place,
): void {
	switch (node.kind) {
		case 'oneRow':
			add(explanation, parent, 'SCAN CONSTANT ROW');
			break;
		case 'values': {
			const count = node.tuples.length;
			add(
				explanation,
				parent,
				count === 1 ? 'SCAN CONSTANT ROW' : `SCAN ${count}-ROW VALUES CLAUSE`,
			);
			break;
		}
		case 'tableScan':
			add(explanation, parent, describeTableScan(node, mark));
			break;
		case 'indexScan':
			add(explanation, parent, describeIndexScan(node, mark));
			break;
		case 'tableFunctionScan':
			add(explanation, parent, describeFunctionScan(node, mark));
			break;
		case 'recursiveScan':
			add(explanation, parent, `SCAN ${node.name}${mark}`);
			break;
		case 'filter':
		case 'project':
		case 'limit':
			show(explanation, parent, node.input, mark, place);
			break;
		case 'window':
			showWindow(explanation, parent, node, mark);
			break;
		case 'nestedLoopJoin':
		case 'hashJoin':
			showJoin(explanation, parent, node);
			break;
		case 'aggregate':
			showAggregate(explanation, parent, node, place);
			break;
		case 'sort':
			show(explanation, parent, node.input, '', place);
			add(explanation, parent, 'USE TEMP B-TREE FOR ORDER BY');
			break;
		case 'distinct':
			show(explanation, parent, node.input, '', place);
			if (!node.isOrdered) add(explanation, parent, 'USE TEMP B-TREE FOR DISTINCT');
			break;
		case 'rowUnion':
			showIndexUnion(explanation, parent, node.searches, mark);
			break;
		case 'compound': {
			const searches = indexUnionParts(node);
			if (remarkOn(node) === 'firstRowOnly') showBody(explanation, parent, node.left, mark, place);
			else if (searches) showIndexUnion(explanation, parent, searches, mark);
			else showCompound(explanation, parent, node);
			break;
		}
		case 'cteScan':
			if (!explanation.shownTables.has(node.cteId)) {
				explanation.shownTables.add(node.cteId);
				const inner = add(explanation, parent, `MATERIALIZE ${node.name}`);
				showBody(explanation, inner, node.plan, '', 'outer');
			}
			add(explanation, parent, `SCAN ${subqueryName(node) ?? node.name}${mark}`);
			break;
		case 'recursiveCte': {
			show(explanation, add(explanation, parent, 'SETUP'), node.initial, '', 'outer');
			for (const term of node.recursive) {
				show(explanation, add(explanation, parent, 'RECURSIVE STEP'), term, '', 'outer');
			}
			break;
		}
		default:
			return unreachable(node);
	}
	showSubqueries(explanation, parent, node);
}

function showAggregate(
	explanation: Explanation,
	parent: number,
	node: Aggregate,
	place: Place,
): void {
	const isGrouped = node.groupBy.length > 0;
	if (!isGrouped) showDistinctCalls(explanation, parent, node);
	show(explanation, parent, node.input, '', place);
	if (!isGrouped) return;
	const purpose = remarkOn(node) === 'distinct' ? 'DISTINCT' : 'GROUP BY';
	if (!node.isOrdered) add(explanation, parent, `USE TEMP B-TREE FOR ${purpose}`);
	showDistinctCalls(explanation, parent, node);
}

function showDistinctCalls(explanation: Explanation, parent: number, node: Aggregate): void {
	for (const call of node.aggregates) {
		if (!call.isDistinct) continue;
		add(explanation, parent, `USE TEMP B-TREE FOR ${call.function.name}(DISTINCT)`);
	}
}

/** SQLite makes a subquery of what is below a window. */
function showWindow(explanation: Explanation, parent: number, node: Window, mark: JoinMark): void {
	const name = `(subquery-${++explanation.windowCount + 1})`;
	const inner = add(explanation, parent, `CO-ROUTINE ${name}`);
	show(explanation, inner, node.input, '', 'outer');
	const hasKeys = node.partitionBy.length + node.orderBy.length > 0;
	if (hasKeys && !node.isOrdered) add(explanation, inner, 'USE TEMP B-TREE FOR ORDER BY');
	add(explanation, parent, `SCAN ${name}${mark}`);
}

function showJoin(explanation: Explanation, parent: number, node: NestedLoopJoin | HashJoin): void {
	show(explanation, parent, node.left, '', 'outer');
	const mark: JoinMark =
		node.joinType === 'semi' || node.joinType === 'anti'
			? ' EXISTS'
			: node.joinType === 'inner' || node.joinType === 'right'
				? ''
				: ' LEFT-JOIN';
	const scan = node.kind === 'hashJoin' && node.rightKeys.length > 0 ? hashedScan(node) : undefined;
	if (scan === undefined) show(explanation, parent, node.right, mark, 'inner');
	else {
		showHashedInput(explanation, parent, node.right);
		add(explanation, parent, describeHashed(scan.name, scan.keys, mark));
	}
	if (node.joinType === 'right' || node.joinType === 'full') {
		const name = scan?.name ?? scanName(node.right) ?? '';
		const unmatched = add(explanation, parent, `RIGHT-JOIN ${name}`.trimEnd());
		if (name !== '') add(explanation, unmatched, `SCAN ${name}`);
	}
}

/** What a hash join builds from, when that is more than a plain scan. */
function showHashedInput(explanation: Explanation, parent: number, node: PlanNode): void {
	const name = subqueryName(node);
	if (name !== undefined) {
		const inner = add(explanation, parent, `MATERIALIZE ${name}`);
		showBody(explanation, inner, node, '', 'outer');
		return;
	}
	if (node.kind === 'filter' || node.kind === 'project' || node.kind === 'sort') {
		showHashedInput(explanation, parent, node.input);
	}
	if (node.kind === 'tableScan' || node.kind === 'indexScan') {
		showSubqueries(explanation, parent, node);
	}
}

function hashedScan(node: HashJoin): { name: string; keys: string[] } | undefined {
	const name = scanName(node.right);
	if (name === undefined) return undefined;
	const keys = node.rightKeys.map(key => (key.kind === 'column' ? key.name : '<expr>'));
	return { name, keys };
}

/** The one relation a node reads. */
function scanName(node: PlanNode): string | undefined {
	const name = subqueryName(node);
	if (name !== undefined) return name;
	switch (node.kind) {
		case 'tableScan':
		case 'indexScan':
		case 'tableFunctionScan':
			return node.alias;
		case 'cteScan':
		case 'recursiveScan':
			return node.name;
		case 'filter':
		case 'project':
		case 'sort':
			return scanName(node.input);
		default:
			return undefined;
	}
}

const OPERATORS: Record<Compound['op'], string> = {
	unionAll: 'UNION ALL',
	union: 'UNION',
	intersect: 'INTERSECT',
	except: 'EXCEPT',
};

/** All but UNION ALL bring both sides into one order. */
function showCompound(explanation: Explanation, parent: number, node: Compound): void {
	if (node.op !== 'unionAll') {
		showMerge(explanation, parent, node);
		return;
	}
	const terms: PlanNode[] = [];
	let left: PlanNode = node;
	while (left.kind === 'compound' && left.op === 'unionAll') {
		terms.push(left.right);
		left = left.left;
	}
	const compound = add(explanation, parent, 'COMPOUND QUERY');
	show(explanation, add(explanation, compound, 'LEFT-MOST SUBQUERY'), left, '', 'outer');
	for (const term of terms.reverse()) {
		show(explanation, add(explanation, compound, 'UNION ALL'), term, '', 'outer');
	}
}

function showMerge(explanation: Explanation, parent: number, node: Compound): void {
	const merge = add(explanation, parent, `MERGE (${OPERATORS[node.op]})`);
	showMerged(explanation, add(explanation, merge, 'LEFT'), node.left);
	showMerged(explanation, add(explanation, merge, 'RIGHT'), node.right);
}

function showMerged(explanation: Explanation, parent: number, side: PlanNode): void {
	if (side.kind === 'compound' && !indexUnionParts(side)) {
		showMerge(explanation, parent, side);
		return;
	}
	show(explanation, parent, side, '', 'outer');
	if (!isConstant(side)) add(explanation, parent, 'USE TEMP B-TREE FOR ORDER BY');
}

function isConstant(node: PlanNode): boolean {
	if (node.kind === 'project') return isConstant(node.input);
	return node.kind === 'oneRow' || (node.kind === 'values' && node.tuples.length === 1);
}

function showIndexUnion(
	explanation: Explanation,
	parent: number,
	searches: readonly PlanNode[],
	mark: JoinMark,
): void {
	const union = add(explanation, parent, 'MULTI-INDEX OR');
	searches.forEach((search, position) => {
		const index = add(explanation, union, `INDEX ${position + 1}`);
		showBody(explanation, index, search, mark, 'outer');
	});
}

function showSubqueries(explanation: Explanation, parent: number, node: PlanNode): void {
	for (const expr of nodeExprs(node)) {
		visitExpr(expr, part => {
			showSubquery(explanation, parent, part);
		});
	}
	if (node.kind === 'tableScan') {
		for (const subquery of scanSubqueries(node.access)) {
			showNested(explanation, parent, subquery, 'LIST');
		}
	}
	if (node.kind === 'indexScan') {
		for (const term of node.equals) {
			if (term.kind === 'inSubquery') showNested(explanation, parent, term.subquery, 'LIST');
		}
	}
}

function showSubquery(explanation: Explanation, parent: number, expr: Expr): void {
	switch (expr.kind) {
		case 'scalarSubquery':
		case 'exists':
			showNested(explanation, parent, expr.subquery, 'SCALAR');
			return;
		case 'inSubquery':
			showNested(explanation, parent, expr.subquery, 'LIST');
			return;
		default:
	}
}

function showNested(
	explanation: Explanation,
	parent: number,
	subquery: Subquery,
	role: 'SCALAR' | 'LIST',
): void {
	if (explanation.shownSubqueries.has(subquery)) return;
	explanation.shownSubqueries.add(subquery);
	const correlated = subquery.bindings.length > 0 ? 'CORRELATED ' : '';
	const inner = add(explanation, parent, `${correlated}${role} SUBQUERY ${subquery.id}`);
	show(explanation, inner, subquery.plan, '', 'outer');
}
