/**
 * For expressions that call functions of the program, when the rows may not all be asked for (LIMIT, get, iterate): their
 * input comes a row at a time, so that such a function runs when its row is asked for, as often as in SQLite, and what
 * it throws comes after the rows before.
 */

import type { Expr } from '../../plan/expression.js';
import { someExpr } from '../../plan/exprTree.js';
import type { Batch, BatchCursor, CompiledQuery, ExecutionContext } from '../contract.js';

export function rowByRowIfAsked(input: CompiledQuery, exprs: readonly Expr[]): CompiledQuery {
	if (!exprs.some(callsProgram)) return input;
	return {
		open(context) {
			const cursor = input.open(context);
			return context.isRowByRow ? new RowCursor(cursor) : cursor;
		},
	};
}

export function openRowByRow(query: CompiledQuery, context: ExecutionContext): BatchCursor {
	const before = context.isRowByRow === true;
	context.isRowByRow = true;
	try {
		return query.open(context);
	} finally {
		context.isRowByRow = before;
	}
}

export function callsProgram(expr: Expr): boolean {
	return someExpr(expr, node => node.kind === 'call' && node.function.isOfProgram === true);
}

class RowCursor implements BatchCursor {
	readonly #input: BatchCursor;
	#batch: Batch | undefined = undefined;
	#row = 0;

	constructor(input: BatchCursor) {
		this.#input = input;
	}

	next(): Batch | undefined {
		if (this.#batch === undefined || this.#row >= this.#batch.count) {
			this.#batch = this.#input.next();
			this.#row = 0;
			if (this.#batch === undefined) return undefined;
		}
		const { columns, selection, start } = this.#batch;
		const row = this.#row++;
		const position = selection ? (selection[row] as number) : start + row;
		return { columns, selection: undefined, start: position, count: 1 };
	}

	close(): void {
		this.#input.close();
	}
}
