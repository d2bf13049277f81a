/** The operators that need no more than a few lines each: one row, VALUES, filter, project. */

import type { SqlValue } from '../../types/value.js';
import type { Filter, OneRow, Project, Values } from '../../plan/nodes.js';
import type { Batch, BatchCursor, CompiledQuery } from '../contract.js';
import { compileVector } from '../expression/compileVector.js';
import { compileRowless } from '../expression/compileScalar.js';
import type { FilterEval, PlanCompiler, VectorEval } from '../expression/scope.js';
import { Frame } from '../frame.js';
import { batchRows, denseBatch } from '../vectors/batch.js';
import { StoredRows } from '../vectors/storedRows.js';
import { inputScope } from './inputScope.js';
import { rowByRowIfAsked } from './rowByRow.js';

export function compileOneRow(_node: OneRow): CompiledQuery {
	return {
		open() {
			let isDone = false;
			return {
				next() {
					if (isDone) return undefined;
					isDone = true;
					return denseBatch([], 0, 1);
				},
				close() {
					isDone = true;
				},
			};
		},
	};
}

export function compileValues(node: Values, plans: PlanCompiler): CompiledQuery {
	const tuples = node.tuples.map(tuple => tuple.map(expr => compileRowless(expr, plans)));
	const columnCount = node.output.length;
	return {
		open(context) {
			let at = 0;
			return {
				next() {
					context.checkInterrupt();
					if (at >= tuples.length) return undefined;
					const rows = new StoredRows(columnCount);
					const end = Math.min(tuples.length, at + batchRows);
					for (; at < end; at++) {
						const row: SqlValue[] = [];
						for (const value of tuples[at] as (typeof tuples)[0]) row.push(value(context));
						rows.appendRow(row);
					}
					return denseBatch(rows.columns, 0, rows.count);
				},
				close() {
					at = tuples.length;
				},
			};
		},
	};
}

export function compileFilterNode(node: Filter, plans: PlanCompiler): CompiledQuery {
	const input = rowByRowIfAsked(plans.compile(node.input), [node.predicate]);
	const scope = inputScope(plans, node.input.output);
	const predicate = scope.filter(node.predicate, scope);
	return {
		open: context => new FilterCursor(input.open(context), new Frame(context), predicate),
	};
}

class FilterCursor implements BatchCursor {
	readonly #input: BatchCursor;
	readonly #frame: Frame;
	readonly #predicate: FilterEval;

	constructor(input: BatchCursor, frame: Frame, predicate: FilterEval) {
		this.#input = input;
		this.#frame = frame;
		this.#predicate = predicate;
	}

	next(): Batch | undefined {
		for (;;) {
			const batch = this.#input.next();
			if (batch === undefined) return undefined;
			const kept = this.#predicate(this.#frame, batch);
			if (kept.count > 0) return kept;
		}
	}

	close(): void {
		this.#input.close();
	}
}

export function compileProject(node: Project, plans: PlanCompiler): CompiledQuery {
	const exprs = node.columns.map(column => column.expr);
	const input = rowByRowIfAsked(plans.compile(node.input), exprs);
	const scope = inputScope(plans, node.input.output);
	const columns = exprs.map(expr => compileVector(expr, scope));
	return {
		open: context => new ProjectCursor(input.open(context), new Frame(context), columns),
	};
}

class ProjectCursor implements BatchCursor {
	readonly #input: BatchCursor;
	readonly #frame: Frame;
	readonly #columns: readonly VectorEval[];

	constructor(input: BatchCursor, frame: Frame, columns: readonly VectorEval[]) {
		this.#input = input;
		this.#frame = frame;
		this.#columns = columns;
	}

	next(): Batch | undefined {
		const batch = this.#input.next();
		if (batch === undefined) return undefined;
		const columns = [];
		for (const column of this.#columns) columns.push(column(this.#frame, batch));
		return {
			columns,
			selection: batch.selection,
			start: batch.start,
			count: batch.count,
		};
	}

	close(): void {
		this.#input.close();
	}
}
