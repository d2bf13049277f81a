/** Walking plans and their expressions, to find the slots that a nested plan reads from outside. */

import type { Expr, SlotBinding, Subquery } from '../plan/expression.js';
import type { PlanNode, ScanBound, SortKey } from '../plan/nodes.js';
import { unreachable } from '../util/unreachable.js';

/**
 * Slots that the plan reads and does not itself bind, ascending: its result is a function of their
 * values (and of parameters and data).
 */
export function freeSlots(plan: PlanNode, bindings: readonly SlotBinding[] = []): number[] {
	const collector = new SlotCollector();
	collector.plan(plan);
	for (const binding of bindings) collector.used.add(binding.slot);
	return [...collector.used].filter(slot => !collector.bound.has(slot)).sort((a, b) => a - b);
}

class SlotCollector {
	readonly used = new Set<number>();
	readonly bound = new Set<number>();

	plan(node: PlanNode): void {
		switch (node.kind) {
			case 'oneRow':
			case 'recursiveScan':
				return;
			case 'values':
				for (const tuple of node.tuples) this.exprs(tuple);
				return;
			case 'tableScan':
				this.rowidAccess(node.access);
				return this.optional(node.filter);
			case 'indexScan':
				for (const term of node.equals) this.rowidAccess(term);
				this.scanBound(node.lower);
				this.scanBound(node.upper);
				return this.optional(node.filter);
			case 'tableFunctionScan':
				this.exprs(node.args);
				return this.optional(node.filter);
			case 'filter':
				this.plan(node.input);
				return this.expr(node.predicate);
			case 'project':
				this.plan(node.input);
				for (const column of node.columns) this.expr(column.expr);
				return;
			case 'nestedLoopJoin':
				this.bindings(node.bindings);
				this.plan(node.left);
				this.plan(node.right);
				return this.optional(node.on);
			case 'hashJoin':
				this.plan(node.left);
				this.plan(node.right);
				this.exprs(node.leftKeys);
				this.exprs(node.rightKeys);
				return this.optional(node.residual);
			case 'aggregate':
				this.plan(node.input);
				for (const key of node.groupBy) this.expr(key.expr);
				for (const bare of node.bare) this.expr(bare.expr);
				for (const call of node.aggregates) {
					this.exprs(call.args);
					this.optional(call.filter);
					this.sortKeys(call.orderBy);
				}
				return;
			case 'sort':
				this.plan(node.input);
				this.sortKeys(node.keys);
				return this.optional(node.top);
			case 'limit':
				this.plan(node.input);
				this.optional(node.limit);
				return this.optional(node.offset);
			case 'distinct':
			case 'window':
				return this.plan(node.input);
			case 'compound':
				this.plan(node.left);
				return this.plan(node.right);
			case 'cteScan':
				return this.plan(node.plan);
			case 'recursiveCte':
				this.plan(node.initial);
				for (const recursive of node.recursive) this.plan(recursive);
				this.sortKeys(node.orderBy);
				this.optional(node.limit);
				return this.optional(node.offset);
			default:
				return unreachable(node);
		}
	}

	rowidAccess(
		access:
			| { readonly kind: 'full' }
			| { readonly kind: 'equals'; readonly value: Expr }
			| { readonly kind: 'in'; readonly values: readonly Expr[] }
			| { readonly kind: 'inSubquery'; readonly subquery: Subquery }
			| {
					readonly kind: 'range';
					readonly lower: ScanBound | undefined;
					readonly upper: ScanBound | undefined;
			  },
	): void {
		switch (access.kind) {
			case 'full':
				return;
			case 'equals':
				return this.expr(access.value);
			case 'in':
				return this.exprs(access.values);
			case 'inSubquery':
				return this.subquery(access.subquery);
			case 'range':
				this.scanBound(access.lower);
				return this.scanBound(access.upper);
			default:
				return unreachable(access);
		}
	}

	expr(expr: Expr): void {
		switch (expr.kind) {
			case 'literal':
			case 'column':
			case 'parameter':
				return;
			case 'slot':
				this.used.add(expr.slot);
				return;
			case 'unary':
			case 'not':
			case 'truth':
			case 'nullTest':
			case 'cast':
			case 'affinity':
				return this.expr(expr.operand);
			case 'binary':
			case 'compare':
				this.expr(expr.left);
				return this.expr(expr.right);
			case 'and':
			case 'or':
				return this.exprs(expr.operands);
			case 'inList':
				this.expr(expr.operand);
				return this.exprs(expr.list);
			case 'inSubquery':
				this.exprs(expr.operands);
				return this.subquery(expr.subquery);
			case 'exists':
			case 'scalarSubquery':
				return this.subquery(expr.subquery);
			case 'case':
				this.optional(expr.operand);
				for (const branch of expr.branches) {
					this.expr(branch.when);
					this.expr(branch.then);
				}
				return this.optional(expr.otherwise);
			case 'call':
				return this.exprs(expr.args);
			case 'raise':
				return this.optional(expr.message);
			default:
				return unreachable(expr);
		}
	}

	exprs(exprs: readonly Expr[]): void {
		for (const expr of exprs) this.expr(expr);
	}

	optional(expr: Expr | undefined): void {
		if (expr !== undefined) this.expr(expr);
	}

	sortKeys(keys: readonly SortKey[]): void {
		for (const key of keys) this.expr(key.expr);
	}

	scanBound(bound: ScanBound | undefined): void {
		if (bound !== undefined) this.expr(bound.value);
	}

	subquery(subquery: Subquery): void {
		this.bindings(subquery.bindings);
		this.plan(subquery.plan);
	}

	bindings(bindings: readonly SlotBinding[]): void {
		for (const binding of bindings) {
			this.bound.add(binding.slot);
			this.expr(binding.value);
		}
	}
}
