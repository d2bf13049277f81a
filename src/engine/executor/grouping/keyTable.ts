/**
 * Rows of key columns to dense ids, in order of first appearance. Each column's values get ids, and pairs of ids get
 * ids in turn, so that any number of columns comes down to one number: (a, b, c) -> ((a, b), c).
 */

import type { Collation } from '../../types/collation.js';
import type { Vector } from '../../storage/vector.js';
import type { Batch } from '../contract.js';
import { endOf } from '../vectors/batch.js';
import { StoredRows } from '../vectors/storedRows.js';
import { NumberIds } from './numberIds.js';
import { ValueIds } from './valueIds.js';

/** Ids stay below this, so that two of them fit one safe integer. */
const idRange = 0x4000000;

/** Ids only, without the keys. Without columns all rows have the same key, which is there after the first assign. */
export class KeyIds {
	readonly #columns: readonly ValueIds[];
	/** pairs[c] joins the id of columns 0..c with that of column c + 1. */
	readonly #pairs: readonly NumberIds[];
	readonly #columnIds: number[] = [];
	#hasEmptyKey = false;

	constructor(collations: readonly Collation[]) {
		this.#columns = collations.map(collation => new ValueIds(collation));
		this.#pairs = collations.slice(1).map(() => new NumberIds());
	}

	get count(): number {
		if (this.#columns.length === 0) return this.#hasEmptyKey ? 1 : 0;
		return (this.#pairs.at(-1) ?? (this.#columns[0] as ValueIds)).count;
	}

	/** Ids of the batch's rows, by position. */
	assign(columns: readonly Vector[], batch: Batch, ids: number[]): void {
		const { selection, start, count } = batch;
		padded(ids, endOf(batch));
		if (this.#columns.length === 0) {
			this.#hasEmptyKey ||= count > 0;
			ids.fill(0);
			return;
		}
		(this.#columns[0] as ValueIds).assign(columns[0] as Vector, batch, ids);
		for (let column = 1; column < this.#columns.length; column++) {
			const more = padded(this.#columnIds, endOf(batch));
			(this.#columns[column] as ValueIds).assign(columns[column] as Vector, batch, more);
			joinIds(ids, more, batch);
			(this.#pairs[column - 1] as NumberIds).assign(more, ids, selection, start, count);
		}
	}

	/** Ids of the batch's rows, by position; -1 for keys that are not there. */
	lookup(columns: readonly Vector[], batch: Batch, ids: number[]): void {
		const { selection, start, count } = batch;
		padded(ids, endOf(batch));
		if (this.#columns.length === 0) {
			ids.fill(this.count - 1);
			return;
		}
		(this.#columns[0] as ValueIds).lookup(columns[0] as Vector, batch, ids);
		for (let column = 1; column < this.#columns.length; column++) {
			const more = padded(this.#columnIds, endOf(batch));
			(this.#columns[column] as ValueIds).lookup(columns[column] as Vector, batch, more);
			const pairs = this.#pairs[column - 1] as NumberIds;
			for (let index = 0; index < count; index++) {
				const position = selection === undefined ? start + index : (selection[index] as number);
				const left = ids[position] as number;
				const right = more[position] as number;
				ids[position] = left < 0 || right < 0 ? -1 : pairs.find(left * idRange + right);
			}
		}
	}
}

/** No holes: they would slow every later access down. */
function padded(ids: number[], length: number): number[] {
	while (ids.length < length) ids.push(0);
	return ids;
}

/** Both ids in one number, into `more`. */
function joinIds(ids: readonly number[], more: number[], batch: Batch): void {
	const { selection, start, count } = batch;
	for (let index = 0; index < count; index++) {
		const position = selection === undefined ? start + index : (selection[index] as number);
		more[position] = (ids[position] as number) * idRange + (more[position] as number);
	}
}

/** Ids and the keys they stand for. */
export class KeyTable {
	/** The keys themselves; row = id. */
	readonly keys: StoredRows;
	readonly #ids: KeyIds | undefined;

	constructor(collations: readonly Collation[]) {
		this.keys = new StoredRows(collations.length);
		this.#ids = collations.length === 0 ? undefined : new KeyIds(collations);
	}

	get count(): number {
		return this.keys.count;
	}

	/** Ids of the batch's rows, by position; new keys are stored. */
	assign(columns: readonly Vector[], batch: Batch, ids: number[]): void {
		const { selection, start, count } = batch;
		if (this.#ids === undefined) {
			for (let position = 0; position < endOf(batch); position++) ids[position] = 0;
			if (count > 0 && this.keys.count === 0) this.keys.appendRow([]);
			return;
		}
		this.#ids.assign(columns, batch, ids);
		if (this.#ids.count === this.keys.count) return;
		for (let index = 0; index < count; index++) {
			const position = selection === undefined ? start + index : (selection[index] as number);
			if (ids[position] === this.keys.count) this.keys.appendPosition(columns, position);
		}
	}

	lookup(columns: readonly Vector[], batch: Batch, ids: number[]): void {
		if (this.#ids !== undefined) {
			this.#ids.lookup(columns, batch, ids);
			return;
		}
		for (let position = 0; position < endOf(batch); position++) {
			ids[position] = this.keys.count - 1;
		}
	}
}
