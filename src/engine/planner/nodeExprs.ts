/**
 * The expressions a plan node evaluates itself, and its inputs.
 */

import type { Expr, Subquery } from '../plan/expression.js';
import type { IndexKeyTerm, PlanNode, RowidAccess, RowidSource, ScanBound } from '../plan/nodes.js';
import { unreachable } from '../util/unreachable.js';

export function nodeExprs(node: PlanNode): Expr[] {
	const exprs: Expr[] = [];
	const add = (expr: Expr | undefined): void => {
		if (expr) exprs.push(expr);
	};
	switch (node.kind) {
		case 'oneRow':
		case 'distinct':
		case 'compound':
		case 'cteScan':
		case 'recursiveScan':
			break;
		case 'window':
			for (const key of node.partitionBy) exprs.push(key.expr);
			for (const key of node.orderBy) exprs.push(key.expr);
			for (const call of node.calls) {
				exprs.push(...call.args);
				add(call.filter);
			}
			break;
		case 'values':
			for (const tuple of node.tuples) exprs.push(...tuple);
			break;
		case 'tableScan':
			addAccess(exprs, node.access);
			add(node.filter);
			break;
		case 'indexScan':
			for (const term of node.equals) addTerm(exprs, term);
			addBound(exprs, node.lower);
			addBound(exprs, node.upper);
			add(node.pattern?.value);
			add(node.filter);
			break;
		case 'tableFunctionScan':
			exprs.push(...node.args);
			add(node.filter);
			break;
		case 'filter':
			add(node.predicate);
			break;
		case 'rowUnion':
			add(node.filter);
			break;
		case 'project':
			for (const column of node.columns) exprs.push(column.expr);
			break;
		case 'nestedLoopJoin':
			for (const binding of node.bindings) exprs.push(binding.value);
			add(node.on);
			break;
		case 'hashJoin':
			exprs.push(...node.leftKeys, ...node.rightKeys);
			add(node.residual);
			break;
		case 'aggregate':
			for (const key of node.groupBy) exprs.push(key.expr);
			for (const call of node.aggregates) {
				exprs.push(...call.args);
				add(call.filter);
				for (const key of call.orderBy) exprs.push(key.expr);
			}
			break;
		case 'sort':
			for (const key of node.keys) exprs.push(key.expr);
			add(node.top);
			break;
		case 'limit':
			add(node.limit);
			add(node.offset);
			break;
		case 'recursiveCte':
			add(node.limit);
			add(node.offset);
			break;
		default:
			return unreachable(node);
	}
	return exprs;
}

function addAccess(exprs: Expr[], access: RowidAccess): void {
	if (access.kind === 'equals') exprs.push(access.value);
	if (access.kind === 'in') exprs.push(...access.values);
	if (access.kind === 'search') addSource(exprs, access.source);
	if (access.kind === 'range') {
		addBound(exprs, access.lower);
		addBound(exprs, access.upper);
	}
}

function addSource(exprs: Expr[], source: RowidSource): void {
	switch (source.kind) {
		case 'equals':
			for (const term of source.terms) addTerm(exprs, term);
			return;
		case 'pattern':
			exprs.push(source.pattern);
			return;
		default:
			for (const part of source.sources) addSource(exprs, part);
	}
}

/** Nested queries whose rows a scan of a table searches for. */
export function scanSubqueries(access: RowidAccess): Subquery[] {
	if (access.kind === 'inSubquery') return [access.subquery];
	if (access.kind !== 'search') return [];
	const found: Subquery[] = [];
	const visit = (source: RowidSource): void => {
		if (source.kind === 'and' || source.kind === 'or') source.sources.forEach(visit);
		if (source.kind !== 'equals') return;
		for (const term of source.terms) if (term.kind === 'inSubquery') found.push(term.subquery);
	};
	visit(access.source);
	return found;
}

function addTerm(exprs: Expr[], term: IndexKeyTerm): void {
	if (term.kind === 'equals') exprs.push(term.value);
	if (term.kind === 'in') exprs.push(...term.values);
}

function addBound(exprs: Expr[], bound: ScanBound | undefined): void {
	if (!bound) return;
	exprs.push(bound.value);
	if (bound.more) exprs.push(...bound.more);
}

export function nodeInputs(node: PlanNode): PlanNode[] {
	switch (node.kind) {
		case 'filter':
		case 'project':
		case 'aggregate':
		case 'sort':
		case 'limit':
		case 'distinct':
		case 'window':
			return [node.input];
		case 'nestedLoopJoin':
		case 'hashJoin':
		case 'compound':
			return [node.left, node.right];
		case 'rowUnion':
			return [...node.searches];
		case 'cteScan':
			return [node.plan];
		case 'recursiveCte':
			return [node.initial, ...node.recursive];
		case 'oneRow':
		case 'values':
		case 'tableScan':
		case 'indexScan':
		case 'tableFunctionScan':
		case 'recursiveScan':
			return [];
		default:
			return unreachable(node);
	}
}
