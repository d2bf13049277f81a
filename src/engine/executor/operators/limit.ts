/** LIMIT and OFFSET. */

import { applyAffinity, isInteger } from '../../types/convert.js';
import { SqlError } from '../../types/sqlError.js';
import type { SqlValue } from '../../types/value.js';
import type { Expr } from '../../plan/expression.js';
import type { Limit } from '../../plan/nodes.js';
import type { Batch, BatchCursor, CompiledQuery, ExecutionContext } from '../contract.js';
import { compileRowless } from '../expression/compileScalar.js';
import type { PlanCompiler } from '../expression/scope.js';
import { openRowByRow } from './rowByRow.js';
import { emptyCursor } from '../vectors/batch.js';

/** A row count from a LIMIT or OFFSET expression; beyond the safe integers it makes no difference. */
export function rowCountFrom(value: SqlValue): number {
	const number = applyAffinity(value, 'integer');
	if (!isInteger(number)) throw new SqlError('SQLITE_MISMATCH', 'datatype mismatch');
	return Number(number);
}

/** Infinity when there is no limit. */
export function compileLimitValue(
	expr: Expr | undefined,
	plans: PlanCompiler,
): (context: ExecutionContext) => number {
	if (expr === undefined) return () => Infinity;
	const value = compileRowless(expr, plans);
	return context => {
		const count = rowCountFrom(value(context));
		return count < 0 ? Infinity : count;
	};
}

export function compileOffsetValue(
	expr: Expr | undefined,
	plans: PlanCompiler,
): (context: ExecutionContext) => number {
	if (expr === undefined) return () => 0;
	const value = compileRowless(expr, plans);
	return context => Math.max(0, rowCountFrom(value(context)));
}

export function compileLimit(node: Limit, plans: PlanCompiler): CompiledQuery {
	const input = plans.compile(node.input);
	const limit = compileLimitValue(node.limit, plans);
	const offset = compileOffsetValue(node.offset, plans);
	return {
		open(context) {
			const rows = limit(context);
			const skipped = offset(context);
			if (rows === 0) return emptyCursor;
			return new LimitCursor(openRowByRow(input, context), rows, skipped);
		},
	};
}

export class LimitCursor implements BatchCursor {
	readonly #input: BatchCursor;
	#remaining: number;
	#toSkip: number;

	constructor(input: BatchCursor, limit: number, offset: number) {
		this.#input = input;
		this.#remaining = limit;
		this.#toSkip = offset;
	}

	next(): Batch | undefined {
		while (this.#remaining > 0) {
			const batch = this.#input.next();
			if (batch === undefined) break;
			if (this.#toSkip >= batch.count) {
				this.#toSkip -= batch.count;
				continue;
			}
			const skipped = this.#toSkip;
			this.#toSkip = 0;
			const count = Math.min(batch.count - skipped, this.#remaining);
			this.#remaining -= count;
			return cut(batch, skipped, count);
		}
		this.close();
		return undefined;
	}

	close(): void {
		this.#remaining = 0;
		this.#input.close();
	}
}

/** The batch's rows skipped .. skipped + count - 1. */
function cut(batch: Batch, skipped: number, count: number): Batch {
	const { columns, selection, start } = batch;
	if (skipped === 0) return { columns, selection, start, count };
	if (selection === undefined) return { columns, selection, start: start + skipped, count };
	return { columns, selection: selection.slice(skipped, skipped + count), start, count };
}
