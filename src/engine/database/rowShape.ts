/** How result rows look to the caller: objects, arrays, single values, or objects grouped by table. */

import type { Batch } from '../executor/contract.js';
import type { ResultColumn } from '../plan/statements.js';
import type { Vector } from '../storage/vector.js';
import type { Row, SqlValue } from '../types/value.js';
import { resultAt, toResult, toSafeResult } from './values.js';
import type { ResultValue } from './values.js';

export type RowMode = 'object' | 'raw' | 'pluck' | 'expand';

export type ResultRow = Record<string, ResultValue>;

/** Turns rows of one statement into what `mode` says. */
export class RowShape {
	readonly #mode: RowMode;
	readonly #isSafe: boolean;
	readonly #names: readonly string[];
	/** For `expand`: the table of each column, `$` for computed ones. */
	readonly #tables: readonly string[];

	constructor(columns: readonly ResultColumn[], mode: RowMode, isSafe: boolean) {
		this.#mode = mode;
		this.#isSafe = isSafe;
		this.#names = columns.map(column => column.name);
		this.#tables = columns.map(column => column.origin?.table ?? '$');
	}

	/** Rows of a batch, pushed to `rows`. */
	addBatch(batch: Batch, rows: unknown[]): void {
		const { selection, start, count } = batch;
		for (let row = 0; row < count; row++) {
			const position = selection ? (selection[row] as number) : start + row;
			rows.push(this.rowAt(batch.columns, position));
		}
	}

	rowAt(columns: readonly Vector[], position: number): unknown {
		const isSafe = this.#isSafe;
		if (this.#mode === 'object') {
			const names = this.#names;
			const row: ResultRow = {};
			for (let column = 0; column < names.length; column++) {
				row[names[column] as string] = resultAt(columns[column] as Vector, position, isSafe);
			}
			return row;
		}
		if (this.#mode === 'pluck') return resultAt(columns[0] as Vector, position, isSafe);
		const values: ResultValue[] = [];
		for (const column of columns) values.push(resultAt(column, position, isSafe));
		return this.#mode === 'raw' ? values : this.#expanded(values);
	}

	row(row: Row): unknown {
		const convert = this.#isSafe ? toSafeResult : toResult;
		if (this.#mode === 'object') {
			const names = this.#names;
			const object: ResultRow = {};
			for (let column = 0; column < names.length; column++) {
				object[names[column] as string] = convert(row[column] as SqlValue);
			}
			return object;
		}
		if (this.#mode === 'pluck') return convert(row[0] as SqlValue);
		const values = row.map(convert);
		return this.#mode === 'raw' ? values : this.#expanded(values);
	}

	#expanded(values: readonly ResultValue[]): Record<string, ResultRow> {
		const row: Record<string, ResultRow> = {};
		values.forEach((value, column) => {
			const table = (row[this.#tables[column] as string] ??= {});
			table[this.#names[column] as string] = value;
		});
		return row;
	}
}
