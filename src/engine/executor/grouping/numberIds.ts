/**
 * Numbers to dense ids, in order of first appearance: open addressing over typed arrays, half full at most. NaN
 * stands for NULL and has an id of its own; 0 and -0 are the same. The first few are found by looking through a plain
 * array: making the typed ones took as long as grouping ten rows (2 % of statements that run once on small tables).
 */

const initialCapacity = 32;
const fewNumbers = 8;

const bits = new Float64Array(1);
const words = new Uint32Array(bits.buffer);
const noKeys = new Float64Array(0);
const noIds = new Int32Array(0);

export function hashNumber(value: number): number {
	const small = value | 0;
	let hash: number;
	if (small === value) hash = Math.imul(small, 0x9e3779b1);
	else {
		bits[0] = value;
		hash = Math.imul((words[0] as number) ^ Math.imul(words[1] as number, 0x85ebca6b), 0x9e3779b1);
	}
	return (hash ^ (hash >>> 15)) >>> 0;
}

export class NumberIds {
	/** Ids given out; the next new number gets this one. Shared with other kinds of values by the owner. */
	count = 0;
	/** Emptied when there are more: then the tables hold all of them. */
	#few: number[] | undefined = [];
	readonly #fewIds: number[] = [];
	#keys: Float64Array = noKeys;
	/** id + 1; 0: free. */
	#ids: Int32Array = noIds;
	#used = 0;
	#nullId = -1;

	/** The id, a new one when the number is not known. */
	idOf(value: number): number {
		if (value !== value) return this.#nullId < 0 ? (this.#nullId = this.count++) : this.#nullId;
		if (this.#few !== undefined) return this.#idAmongFew(value, this.#few);
		const mask = this.#keys.length - 1;
		let slot = hashNumber(value) & mask;
		for (;;) {
			const id = this.#ids[slot] as number;
			if (id === 0) break;
			if (this.#keys[slot] === value) return id - 1;
			slot = (slot + 1) & mask;
		}
		const id = this.count++;
		this.#keys[slot] = value;
		this.#ids[slot] = id + 1;
		if (++this.#used * 2 > this.#keys.length) this.#grow();
		return id;
	}

	/** -1 when the number is not known (or is NULL and no NULL came). */
	find(value: number): number {
		if (value !== value) return this.#nullId;
		if (this.#few !== undefined) {
			const at = this.#few.indexOf(value);
			return at < 0 ? -1 : (this.#fewIds[at] as number);
		}
		const mask = this.#keys.length - 1;
		let slot = hashNumber(value) & mask;
		for (;;) {
			const id = this.#ids[slot] as number;
			if (id === 0) return -1;
			if (this.#keys[slot] === value) return id - 1;
			slot = (slot + 1) & mask;
		}
	}

	/** Ids of the batch's rows, by position. */
	assign(
		data: readonly number[],
		ids: number[],
		selection: readonly number[] | undefined,
		start: number,
		count: number,
	): void {
		if (selection === undefined) {
			const end = start + count;
			for (let position = start; position < end; position++) {
				ids[position] = this.idOf(data[position] as number);
			}
			return;
		}
		for (let index = 0; index < count; index++) {
			const position = selection[index] as number;
			ids[position] = this.idOf(data[position] as number);
		}
	}

	#idAmongFew(value: number, few: number[]): number {
		const at = few.indexOf(value);
		if (at >= 0) return this.#fewIds[at] as number;
		const id = this.count++;
		if (few.length < fewNumbers) {
			few.push(value);
			this.#fewIds.push(id);
			return id;
		}
		this.#few = undefined;
		this.#keys = new Float64Array(initialCapacity);
		this.#ids = new Int32Array(initialCapacity);
		for (let index = 0; index < few.length; index++) {
			this.#put(few[index] as number, this.#fewIds[index] as number);
		}
		this.#put(value, id);
		return id;
	}

	/** Precondition: not there, and there is room. */
	#put(value: number, id: number): void {
		const mask = this.#keys.length - 1;
		let slot = hashNumber(value) & mask;
		while (this.#ids[slot] !== 0) slot = (slot + 1) & mask;
		this.#keys[slot] = value;
		this.#ids[slot] = id + 1;
		this.#used++;
	}

	#grow(): void {
		const oldKeys = this.#keys;
		const oldIds = this.#ids;
		const capacity = oldKeys.length * 2;
		const keys = new Float64Array(capacity);
		const ids = new Int32Array(capacity);
		const mask = capacity - 1;
		for (let from = 0; from < oldKeys.length; from++) {
			if (oldIds[from] === 0) continue;
			let slot = hashNumber(oldKeys[from] as number) & mask;
			while (ids[slot] !== 0) slot = (slot + 1) & mask;
			keys[slot] = oldKeys[from] as number;
			ids[slot] = oldIds[from] as number;
		}
		this.#keys = keys;
		this.#ids = ids;
	}
}
