/**
 * Values of one column to dense ids, equal values (under a collation, NULLs equal) to the same id. Numbers go
 * through a typed table, texts and the rest through a Map, dictionary codes through a list per dictionary.
 */

import { compareValues, groupKey, type GroupKey } from '../../types/compare.js';
import type { Collation } from '../../types/collation.js';
import type { SqlValue } from '../../types/value.js';
import type { Dictionary, Vector } from '../../storage/vector.js';
import type { Batch } from '../contract.js';
import { NumberIds } from './numberIds.js';

export class ValueIds {
	readonly #collation: Collation;
	readonly #numbers = new NumberIds();
	#others: Map<GroupKey, number> | undefined = undefined;
	/** For collations that cannot be hashed: values in order, with their ids. */
	#ordered: { readonly value: string; readonly id: number }[] | undefined = undefined;
	#dictionary: Dictionary | undefined = undefined;
	/** id + 1 by code of #dictionary; 0: not known. */
	#codeIds: number[] = [];

	constructor(collation: Collation) {
		this.#collation = collation;
	}

	get count(): number {
		return this.#numbers.count;
	}

	idOf(value: SqlValue): number {
		if (typeof value === 'number') return this.#numbers.idOf(value);
		if (value === null) return this.#numbers.idOf(NaN);
		if (typeof value === 'string' && this.#collation.hashKey === undefined) {
			return this.#orderedId(value, 'add');
		}
		const key = groupKey(value, this.#collation);
		if (typeof key === 'number') return this.#numbers.idOf(key);
		const others = (this.#others ??= new Map<GroupKey, number>());
		const known = others.get(key);
		if (known !== undefined) return known;
		const id = this.#numbers.count++;
		others.set(key, id);
		return id;
	}

	/** -1 when the value is not known. */
	find(value: SqlValue): number {
		if (typeof value === 'number') return this.#numbers.find(value);
		if (value === null) return this.#numbers.find(NaN);
		if (typeof value === 'string' && this.#collation.hashKey === undefined) {
			return this.#orderedId(value, 'find');
		}
		const key = groupKey(value, this.#collation);
		return typeof key === 'number' ? this.#numbers.find(key) : (this.#others?.get(key) ?? -1);
	}

	/** Ids of the batch's rows, by position. */
	assign(vector: Vector, batch: Batch, ids: number[]): void {
		const { selection, start, count } = batch;
		if (vector.kind === 'int' || vector.kind === 'real') {
			this.#numbers.assign(vector.data, ids, selection, start, count);
			return;
		}
		if (vector.kind === 'dict') {
			this.#assignCodes(vector.data, vector.dictionary, batch, ids);
			return;
		}
		const { data } = vector;
		for (let index = 0; index < count; index++) {
			const position = selection === undefined ? start + index : (selection[index] as number);
			ids[position] = this.idOf(data[position] as SqlValue);
		}
	}

	/** As assign, but -1 for values that are not known. */
	lookup(vector: Vector, batch: Batch, ids: number[]): void {
		const { selection, start, count } = batch;
		if (vector.kind === 'int' || vector.kind === 'real') {
			for (let index = 0; index < count; index++) {
				const position = selection === undefined ? start + index : (selection[index] as number);
				ids[position] = this.#numbers.find(vector.data[position] as number);
			}
			return;
		}
		const values: readonly SqlValue[] =
			vector.kind === 'dict' ? vector.dictionary.values : vector.data;
		for (let index = 0; index < count; index++) {
			const position = selection === undefined ? start + index : (selection[index] as number);
			const at = vector.kind === 'dict' ? (vector.data[position] as number) : position;
			ids[position] = this.find(values[at] as SqlValue);
		}
	}

	#assignCodes(
		codes: readonly number[],
		dictionary: Dictionary,
		batch: Batch,
		ids: number[],
	): void {
		const { selection, start, count } = batch;
		if (dictionary !== this.#dictionary) {
			this.#dictionary = dictionary;
			this.#codeIds = [];
		}
		const codeIds = this.#codeIds;
		while (codeIds.length < dictionary.values.length) codeIds.push(0);
		for (let index = 0; index < count; index++) {
			const position = selection === undefined ? start + index : (selection[index] as number);
			const code = codes[position] as number;
			let id = codeIds[code] as number;
			if (id === 0) {
				id = this.idOf(dictionary.values[code] as string | null) + 1;
				codeIds[code] = id;
			}
			ids[position] = id - 1;
		}
	}

	#orderedId(value: string, mode: 'add' | 'find'): number {
		const ordered = (this.#ordered ??= []);
		let low = 0;
		let high = ordered.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			const entry = ordered[middle] as (typeof ordered)[0];
			const order = compareValues(entry.value, value, this.#collation);
			if (order === 0) return entry.id;
			if (order < 0) low = middle + 1;
			else high = middle;
		}
		if (mode === 'find') return -1;
		const id = this.#numbers.count++;
		ordered.splice(low, 0, { value, id });
		return id;
	}
}
