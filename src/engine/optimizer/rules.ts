/**
 * The optimizer: rewrites of bound queries, applied to each SELECT block from the innermost FROM subquery outwards, in
 * the order of one list. A rule keeps the rows of its block; each can be switched off by name (PlanOptions), and so can
 * the planner's own choices that are listed with them.
 */

import type { BoundJoin, BoundQuery, BoundSelect, FromItem } from '../plan/logical.js';
import type { PlanOptions } from '../plan/planContext.js';
import { decorrelate } from './decorrelate.js';
import { flattenSubqueries } from './flattenSubqueries.js';
import { pushDownPredicates } from './pushDownPredicates.js';
import { simplifyOuterJoins } from './simplifyOuterJoins.js';

export interface Rule {
	readonly name: string;
	/** The same block when there is nothing to do. `optimize` is for nested queries that become part of the block. */
	readonly apply: (block: BoundSelect, optimize: Optimize) => BoundSelect;
}

export type Optimize = (query: BoundQuery) => BoundQuery;

export const RULES: readonly Rule[] = [
	{ name: 'flattenSubqueries', apply: flattenSubqueries },
	{ name: 'simplifyOuterJoins', apply: simplifyOuterJoins },
	{ name: 'decorrelate', apply: decorrelate },
	{ name: 'pushDownPredicates', apply: pushDownPredicates },
];

/** Choices of the planner that can be switched off like rules. */
export const PLANNER_RULES = [
	'useIndexes',
	'orderByIndex',
	'reorderJoins',
	'hashJoin',
	'minMaxByIndex',
] as const;

export interface Optimizer {
	readonly optimize: Optimize;
}

export function newOptimizer(options: PlanOptions): Optimizer {
	const { disabledRules } = options;
	const rules =
		disabledRules.size === 0 ? RULES : RULES.filter(rule => !disabledRules.has(rule.name));
	// A shared common table is met at each of its references. The first query is the statement itself: no Map for it.
	let done: Map<BoundQuery, BoundQuery> | undefined;
	let first: BoundQuery | undefined;
	let firstOptimized: BoundQuery | undefined;
	const optimize = (query: BoundQuery): BoundQuery => {
		if (first === undefined) {
			first = query;
			return (firstOptimized = optimizeNew(query));
		}
		if (query === first || query === firstOptimized) return firstOptimized as BoundQuery;
		const known = done?.get(query);
		if (known) return known;
		const optimized = optimizeNew(query);
		done ??= new Map();
		done.set(query, optimized);
		if (optimized !== query) done.set(optimized, optimized);
		return optimized;
	};
	const optimizeNew = (query: BoundQuery): BoundQuery => {
		switch (query.kind) {
			case 'values':
				return query;
			case 'compound':
				return { ...query, terms: query.terms.map(optimize) };
			case 'recursive':
				return {
					...query,
					initial: optimize(query.initial),
					recursive: query.recursive.map(optimize),
				};
			case 'select': {
				let block = query;
				if (!block.from) return block;
				const from = optimizeFrom(block.from, optimize);
				if (from !== block.from) block = { ...block, from };
				for (const rule of rules) block = rule.apply(block, optimize);
				return block;
			}
		}
	};
	return { optimize };
}

function optimizeFrom(from: FromItem, optimize: Optimize): FromItem {
	if (from.kind === 'join') {
		const left = optimizeFrom(from.left, optimize);
		const right = optimizeFrom(from.right, optimize);
		if (left === from.left && right === from.right) return from;
		const join: BoundJoin = { ...from, left, right };
		return join;
	}
	if (from.kind !== 'query') return from;
	const query = optimize(from.query);
	return query === from.query ? from : { ...from, query };
}
