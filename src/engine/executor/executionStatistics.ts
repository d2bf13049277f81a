/** Rows and time of every plan node, for EXPLAIN ANALYZE. Costs nothing unless asked for: only then are cursors wrapped. */

import type { PlanNode } from '../plan/nodes.js';
import { compileWrapped } from './compile.js';
import type { BatchCursor, CompiledQuery, ExecutionContext } from './contract.js';
import { withCountedFetches } from './countedFetches.js';

export interface NodeStatistics {
	/** How often the node was opened: more than once inside joins and correlated subqueries. */
	opened: number;
	rows: number;
	batches: number;
	/** Milliseconds in the node and its inputs. */
	elapsed: number;
	/** Rows that an index scan fetched from its table. */
	fetches: number;
}

/** Filled while a query compiled by compileAnalyzed runs; nodes that never ran have no entry. */
export type ExecutionStatistics = Map<PlanNode, NodeStatistics>;

/** `now` gives milliseconds with fractions. */
export function compileAnalyzed(
	plan: PlanNode,
	statistics: ExecutionStatistics,
	now: () => number,
): CompiledQuery {
	return compileWrapped(plan, (node, query) => ({
		open(context) {
			const counts = countsOf(statistics, node);
			counts.opened++;
			const started = now();
			const cursor = query.open(countingContext(node, context, counts));
			counts.elapsed += now() - started;
			return countedCursor(cursor, counts, now);
		},
	}));
}

function countingContext(
	node: PlanNode,
	context: ExecutionContext,
	counts: NodeStatistics,
): ExecutionContext {
	if (node.kind !== 'indexScan' || node.index.id === node.table.id) return context;
	return withCountedFetches(context, node.table.id, () => counts.fetches++);
}

function countsOf(statistics: ExecutionStatistics, node: PlanNode): NodeStatistics {
	const known = statistics.get(node);
	if (known !== undefined) return known;
	const counts: NodeStatistics = { opened: 0, rows: 0, batches: 0, elapsed: 0, fetches: 0 };
	statistics.set(node, counts);
	return counts;
}

function countedCursor(
	cursor: BatchCursor,
	counts: NodeStatistics,
	now: () => number,
): BatchCursor {
	return {
		next() {
			const started = now();
			try {
				const batch = cursor.next();
				if (batch !== undefined) {
					counts.rows += batch.count;
					counts.batches++;
				}
				return batch;
			} finally {
				counts.elapsed += now() - started;
			}
		},
		close() {
			cursor.close();
		},
	};
}
