/**
 * WHERE a = 1 OR b = 2 by several searches of one table: their rows one search after the other, each row where it is found
 * first. What was found is remembered by rowid, so that later searches need not repeat the tests of earlier ones.
 */

import type { RowUnion } from '../../plan/nodes.js';
import { valueAt } from '../../storage/columnVector.js';
import type { Vector } from '../../storage/vector.js';
import type { SqlValue } from '../../types/value.js';
import type { Batch, BatchCursor, CompiledQuery, ExecutionContext } from '../contract.js';
import type { FilterEval, PlanCompiler } from '../expression/scope.js';
import { Frame } from '../frame.js';
import { whereRow } from '../vectors/selection.js';
import { inputScope } from './inputScope.js';

export function compileRowUnion(node: RowUnion, plans: PlanCompiler): CompiledQuery {
	const searches = node.searches.map(search => plans.compile(search));
	const scope = inputScope(plans, node.output);
	const filter = node.filter && scope.filter(node.filter, scope);
	return { open: context => new RowUnionCursor(context, searches, node.rowidAt, filter) };
}

class RowUnionCursor implements BatchCursor {
	readonly #context: ExecutionContext;
	readonly #searches: readonly CompiledQuery[];
	readonly #rowidAt: number;
	readonly #filter: FilterEval | undefined;
	readonly #frame: Frame;
	readonly #seen = new Set<SqlValue>();
	#at = 0;
	#cursor: BatchCursor | undefined = undefined;

	constructor(
		context: ExecutionContext,
		searches: readonly CompiledQuery[],
		rowidAt: number,
		filter: FilterEval | undefined,
	) {
		this.#context = context;
		this.#searches = searches;
		this.#rowidAt = rowidAt;
		this.#filter = filter;
		this.#frame = new Frame(context);
	}

	next(): Batch | undefined {
		for (;;) {
			const batch = this.#nextOfSearch();
			if (batch === undefined) return undefined;
			const fresh = this.#unseen(batch);
			if (fresh.count === 0) continue;
			const kept = this.#filter ? this.#filter(this.#frame, fresh) : fresh;
			if (kept.count > 0) return kept;
		}
	}

	close(): void {
		this.#cursor?.close();
		this.#cursor = undefined;
		this.#at = this.#searches.length;
	}

	#nextOfSearch(): Batch | undefined {
		for (;;) {
			if (this.#cursor === undefined) {
				const search = this.#searches[this.#at++];
				if (search === undefined) return undefined;
				this.#cursor = search.open(this.#context);
			}
			const batch = this.#cursor.next();
			if (batch) return batch;
			this.#cursor = undefined;
		}
	}

	/** One search gives a row once, so the first one has nothing to ask and the last one nothing to remember. */
	#unseen(batch: Batch): Batch {
		const seen = this.#seen;
		const rowids = batch.columns[this.#rowidAt] as Vector;
		const isLast = this.#at === this.#searches.length;
		if (isLast) {
			if (seen.size === 0) return batch;
			return whereRow(batch, [], position => !seen.has(valueAt(rowids, position)));
		}
		return whereRow(batch, [], position => {
			const before = seen.size;
			return seen.add(valueAt(rowids, position)).size > before;
		});
	}
}
