/**
 * Windows over the rows of FROM or of the grouping: one node per window, the innermost first. The first may find its
 * order in an index, a later one in the order of the one before.
 */

import { exprEquals } from '../plan/exprTree.js';
import type { BoundOrderTerm, BoundSelect, BoundWindow } from '../plan/logical.js';
import type { PlanNode, SortKey } from '../plan/nodes.js';
import type { WantedOrder } from './chooseAccess.js';
import type { PlannedFrom } from './planFrom.js';

/** The order in which the window that is computed first reads its rows. */
export function windowOrder({ windows }: BoundSelect): WantedOrder | undefined {
	const innermost = windows?.at(-1);
	const keys = innermost ? keysOf(innermost) : [];
	return keys.length > 0 ? { keys, limit: undefined } : undefined;
}

function keysOf(window: BoundWindow): readonly SortKey[] {
	return [...window.partitionBy, ...window.orderBy];
}

/** `from` is in the order of `windowOrder` when it says that it is ordered, and there is such an order. */
export function planWindows(query: BoundSelect, from: PlannedFrom): PlannedFrom {
	const { windows } = query;
	if (!windows) return from;
	let { node } = from;
	let order = from.isOrdered && windowOrder(query) ? keysOf(windows.at(-1) as BoundWindow) : [];
	for (let position = windows.length - 1; position >= 0; position--) {
		const window = windows[position] as BoundWindow;
		const keys = keysOf(window);
		const isOrdered = isPrefix(keys, order);
		node = planWindow(node, window, isOrdered);
		if (!isOrdered) order = keys;
	}
	const isOrdered = query.orderBy.length > 0 && isPrefix(query.orderBy, order);
	return { node, isOrdered };
}

function planWindow(input: PlanNode, window: BoundWindow, isOrdered: boolean): PlanNode {
	const { partitionBy, orderBy, calls } = window;
	return {
		kind: 'window',
		input,
		partitionBy,
		orderBy,
		calls,
		isOrdered,
		output: [...input.output, ...calls.map(call => call.id)],
		rows: input.rows,
	};
}

function isPrefix(keys: readonly (SortKey | BoundOrderTerm)[], order: readonly SortKey[]): boolean {
	return keys.every((key, position) => {
		const other = order[position];
		return (
			other !== undefined &&
			key.descending === other.descending &&
			key.nullsFirst === other.nullsFirst &&
			key.collation === other.collation &&
			exprEquals(key.expr, other.expr)
		);
	});
}
