/**
 * The orders of rows that would spare a SELECT its sorting: that of ORDER BY, one in which equal rows (DISTINCT) or rows of
 * one group stand together, or both at once.
 */

import { exprEquals } from '../plan/exprTree.js';
import type { BoundAggregate, BoundOrderTerm, BoundSelect } from '../plan/logical.js';
import type { SortKey } from '../plan/nodes.js';
import { BINARY } from '../types/collations.js';
import type { WantedOrder } from './chooseAccess.js';

export function inputKey(term: BoundOrderTerm): SortKey {
	return {
		expr: term.expr,
		descending: term.descending,
		nullsFirst: term.nullsFirst,
		collation: term.collation,
	};
}

/** Of a query without groups. */
export function wantedOrder(query: BoundSelect): WantedOrder | undefined {
	const keys = query.orderBy.map(inputKey);
	const sorted: WantedOrder | undefined =
		keys.length > 0 ? { keys, limit: literalLimit(query) } : undefined;
	if (!query.isDistinct || !keys.every(key => isSameInEqualRows(query, key))) return sorted;
	// DISTINCT of what the index does not order compares rows anyway, and finds the first of equal ones in any order.
	const adjacent = query.columns
		.map(({ expr, collation }) => ascending({ expr, collation: collation ?? BINARY }))
		.filter(({ expr, collation }) =>
			keys.every(key => key.collation !== collation || !exprEquals(key.expr, expr)),
		);
	return {
		keys,
		adjacent,
		isGrouping: true,
		isDistinct: true,
		limit: undefined,
		...(sorted ? { otherwise: sorted } : {}),
	};
}

/** Else rows that DISTINCT takes for equal do not stand together in the order of this key. */
function isSameInEqualRows({ columns }: BoundSelect, key: SortKey): boolean {
	return columns.some(
		({ expr, collation = BINARY }) =>
			exprEquals(key.expr, expr) && (collation === key.collation || collation === BINARY),
	);
}

/** The order in which groups come one after the other, best that of ORDER BY. */
export function wantedGrouping(
	{ orderBy, windows }: BoundSelect,
	{ groupBy }: BoundAggregate,
): WantedOrder | undefined {
	if (groupBy.length === 0) return undefined;
	const together: WantedOrder = {
		keys: [],
		adjacent: groupBy.map(ascending),
		isGrouping: true,
		limit: undefined,
	};
	if (windows || orderBy.length === 0) return together;
	const left = [...groupBy];
	const keys: SortKey[] = [];
	for (const term of orderBy) {
		const { expr } = term;
		const at = left.findIndex(key => expr.kind === 'column' && expr.id === key.id);
		const [key] = at < 0 ? [] : left.splice(at, 1);
		if (key?.collation !== term.collation) return together;
		keys.push({ ...inputKey(term), expr: key.expr });
	}
	return {
		keys,
		adjacent: left.map(ascending),
		isGrouping: true,
		limit: undefined,
		otherwise: together,
	};
}

function ascending({ expr, collation }: Pick<SortKey, 'expr' | 'collation'>): SortKey {
	return { expr, descending: false, nullsFirst: true, collation };
}

function literalLimit(query: BoundSelect): number | undefined {
	const { limit, offset, isDistinct } = query;
	if (limit?.kind !== 'literal' || typeof limit.value !== 'number' || limit.value < 0) {
		return undefined;
	}
	if (isDistinct || (offset && offset.kind !== 'literal')) return undefined;
	const skipped = offset && typeof offset.value === 'number' ? Math.max(0, offset.value) : 0;
	return limit.value + skipped;
}
