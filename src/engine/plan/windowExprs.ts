/** Walking and rewriting the expressions of windows. */

import type { Expr } from './expression.js';
import type { BoundWindow } from './logical.js';
import type { SortKey } from './nodes.js';

/** Arguments, filters and keys; frame offsets read no columns. */
export function windowExprs(windows: readonly BoundWindow[]): Expr[] {
	const exprs: Expr[] = [];
	for (const { partitionBy, orderBy, calls } of windows) {
		for (const key of partitionBy) exprs.push(key.expr);
		for (const key of orderBy) exprs.push(key.expr);
		for (const call of calls) {
			exprs.push(...call.args);
			if (call.filter) exprs.push(call.filter);
		}
	}
	return exprs;
}

export function mapWindows(
	windows: readonly BoundWindow[],
	map: (expr: Expr) => Expr,
): BoundWindow[] {
	const mapKey = (key: SortKey): SortKey => ({ ...key, expr: map(key.expr) });
	return windows.map(({ partitionBy, orderBy, calls }) => ({
		partitionBy: partitionBy.map(mapKey),
		orderBy: orderBy.map(mapKey),
		calls: calls.map(call => ({
			...call,
			args: call.args.map(map),
			filter: call.filter && map(call.filter),
		})),
	}));
}
