/** Walking plans and their expressions, to find the slots that a nested plan reads from outside. */

import type { Expr, SlotBinding, Subquery } from '../plan/expression.js';
import type { PlanNode, RowidSource, ScanBound, SortKey } from '../plan/nodes.js';
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
				{
					this.optional(node.filter);
					return;
				}
			case 'indexScan':
				for (const term of node.equals) this.rowidAccess(term);
				this.scanBound(node.lower);
				this.scanBound(node.upper);
				this.optional(node.pattern?.value);
				{
					this.optional(node.filter);
					return;
				}
			case 'tableFunctionScan':
				this.exprs(node.args);
				{
					this.optional(node.filter);
					return;
				}
			case 'filter':
				this.plan(node.input);
				{
					this.expr(node.predicate);
					return;
				}
			case 'project':
				this.plan(node.input);
				for (const column of node.columns) this.expr(column.expr);
				return;
			case 'nestedLoopJoin':
				this.bindings(node.bindings);
				this.plan(node.left);
				this.plan(node.right);
				{
					this.optional(node.on);
					return;
				}
			case 'hashJoin':
				this.plan(node.left);
				this.plan(node.right);
				this.exprs(node.leftKeys);
				this.exprs(node.rightKeys);
				{
					this.optional(node.residual);
					return;
				}
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
				{
					this.optional(node.top);
					return;
				}
			case 'limit':
				this.plan(node.input);
				this.optional(node.limit);
				{
					this.optional(node.offset);
					return;
				}
			case 'distinct':
				this.plan(node.input);
				return;
			case 'window':
				this.plan(node.input);
				this.sortKeys(node.partitionBy);
				this.sortKeys(node.orderBy);
				for (const call of node.calls) {
					this.exprs(call.args);
					this.optional(call.filter);
				}
				return;
			case 'compound':
				this.plan(node.left);
				{
					this.plan(node.right);
					return;
				}
			case 'rowUnion':
				for (const search of node.searches) this.plan(search);
				this.optional(node.filter);
				return;
			case 'cteScan': {
				this.plan(node.plan);
				return;
			}
			case 'recursiveCte':
				this.plan(node.initial);
				for (const recursive of node.recursive) this.plan(recursive);
				this.sortKeys(node.orderBy);
				this.optional(node.limit);
				{
					this.optional(node.offset);
					return;
				}
			default:
				return unreachable(node);
		}
	}

	rowidAccess(
		access:
			| { readonly kind: 'full' }
			| { readonly kind: 'search'; readonly source: RowidSource }
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
			case 'search':
				this.source(access.source);
				return;
			case 'equals': {
				this.expr(access.value);
				return;
			}
			case 'in': {
				this.exprs(access.values);
				return;
			}
			case 'inSubquery': {
				this.subquery(access.subquery);
				return;
			}
			case 'range':
				this.scanBound(access.lower);
				{
					this.scanBound(access.upper);
					return;
				}
			default:
				return unreachable(access);
		}
	}

	source(source: RowidSource): void {
		switch (source.kind) {
			case 'equals':
				for (const term of source.terms) this.rowidAccess(term);
				return;
			case 'pattern':
				this.expr(source.pattern);
				return;
			default:
				for (const part of source.sources) this.source(part);
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
			case 'affinity': {
				this.expr(expr.operand);
				return;
			}
			case 'binary':
			case 'compare':
				this.expr(expr.left);
				{
					this.expr(expr.right);
					return;
				}
			case 'and':
			case 'or': {
				this.exprs(expr.operands);
				return;
			}
			case 'inList':
				this.expr(expr.operand);
				{
					this.exprs(expr.list);
					return;
				}
			case 'inSubquery':
				this.exprs(expr.operands);
				{
					this.subquery(expr.subquery);
					return;
				}
			case 'exists':
			case 'scalarSubquery': {
				this.subquery(expr.subquery);
				return;
			}
			case 'case':
				this.optional(expr.operand);
				for (const branch of expr.branches) {
					this.expr(branch.when);
					this.expr(branch.then);
				}
				{
					this.optional(expr.otherwise);
					return;
				}
			case 'call': {
				this.exprs(expr.args);
				return;
			}
			case 'raise': {
				this.optional(expr.message);
				return;
			}
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
		if (bound === undefined) return;
		this.expr(bound.value);
		if (bound.more) this.exprs(bound.more);
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
