/**
 * The dictionary of one TEXT column: texts to small codes, shared by all leaves and layers of the column.
 *
 * Only ever grows, so codes stay true in every layer, rolled back or not. It gives up (`isDropped`) when the
 * column turns out not to repeat itself; leaves that hold codes keep `values` alive and are decoded when
 * they are next rewritten.
 */

import type { Dictionary } from './vector.js';

/** Measured: beyond this many distinct texts a dictionary costs more (encode, memory) than it gives. */
const maxDistinct = 65_536;
/**
 * Below this many distinct texts the share of the rows is not judged: any order looks unique at first, and
 * a unique column costs some 3 ms until it gets here, unless a sample is judged before.
 */
const judgedDistinct = 16_384;
/** Of texts picked anywhere in the column: with fewer repeated it has some 32,000 distinct ones at least. */
const repeatedOfSample = 1 / 64;
/** Long texts are not looked up: hashing them costs more than the code saves. */
const maxTextLength = 200;

export const misfit = -1;

export class ColumnDictionary implements Dictionary {
	readonly values: (string | null)[] = [null];
	isDropped = false;
	#codes: Map<string, number> | undefined;
	#textBytes = 0;

	/** The code, given out now if need be; `misfit` once the dictionary is dropped (perhaps by this text). */
	encode(text: string, rowCount: number): number {
		if (this.isDropped) return misfit;
		const codes = (this.#codes ??= new Map<string, number>());
		const known = codes.get(text);
		if (known !== undefined) return known;
		if (this.#isHopeless(text, rowCount)) {
			this.#drop();
			return misfit;
		}
		const code = this.values.length;
		this.values.push(text);
		codes.set(text, code);
		this.#textBytes += 16 + text.length;
		return code;
	}

	/** Gives up beforehand when hardly any of the texts that are about to come repeats itself. */
	judge(sample: readonly string[]): void {
		if (this.values.length > 1) return;
		const repeated = sample.length - new Set(sample).size;
		if (repeated <= sample.length * repeatedOfSample) this.#drop();
	}

	/** The code of a text that some row may hold, `misfit` when none does (or no longer known: dropped). */
	codeOf(text: string): number {
		return this.#codes?.get(text) ?? misfit;
	}

	/** Estimated. */
	byteSize(): number {
		const lookup = this.#codes === undefined ? 0 : this.#codes.size * 40;
		return 128 + this.values.length * 8 + this.#textBytes + lookup;
	}

	#isHopeless(text: string, rowCount: number): boolean {
		if (text.length > maxTextLength) return true;
		const distinct = this.values.length - 1;
		if (distinct >= maxDistinct) return true;
		return distinct >= judgedDistinct && distinct * 4 > rowCount;
	}

	#drop(): void {
		this.isDropped = true;
		this.#codes = undefined;
	}
}
