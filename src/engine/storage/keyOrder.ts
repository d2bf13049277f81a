/**
 * The order of entries in a key tree, and heads: one double per entry that decides most comparisons.
 *
 * head(a) < head(b) implies a < b; equal heads decide nothing. Nodes keep the heads of their entries in a
 * packed array of doubles, so a binary search touches one array instead of an object per step (random
 * inserts take half the time of searching the entries themselves).
 *
 *   numeric heads   NULL -Infinity   5 -> 5   2^60+1 -> nearest double   text, blob Infinity
 *   text heads      NULL -Infinity   numbers -2   blob Infinity
 *                   with the tree's prefix 'user ': 'abc' -1   'user 17' -> '17'   'zoe' 2^50
 *                   seven units of what follows the prefix, 7 bits each
 *
 * Kind and prefix are guesses from a sample of entries; a wrong guess costs speed only.
 */

import type { Collation } from '../types/collation.js';
import { BINARY, NOCASE, RTRIM, compareBinary, foldAscii } from '../types/collations.js';
import { compareValues } from '../types/compare.js';
import { Real, type SqlValue } from '../types/value.js';
import type { KeyPart } from './contract.js';

export type Entry = readonly SqlValue[];

/** How a tree makes its heads. */
export interface HeadPlan {
	readonly kind: 'numeric' | 'text';
	/** What most texts begin with, as the collation folds it. */
	readonly prefix: string;
}

export const numericHeads: HeadPlan = { kind: 'numeric', prefix: '' };

export class KeyOrder {
	readonly parts: readonly KeyPart[];
	readonly #positions: readonly number[];
	readonly #collations: readonly Collation[];
	readonly #isDescending: readonly boolean[];
	/** Entries open with their key parts, in order: an entry is its own probe. */
	readonly #isPlain: boolean;
	/** Of numeric heads: -1 when the first part is descending. */
	readonly headSign: number;
	readonly #headCollation: Collation;
	readonly #hasHeads: boolean;

	constructor(parts: readonly KeyPart[]) {
		this.parts = parts;
		this.#positions = parts.map(part => part.position);
		this.#collations = parts.map(part => part.collation);
		this.#isDescending = parts.map(part => part.descending);
		this.#isPlain = parts.every((part, index) => part.position === index);
		this.headSign = parts[0]?.descending === true ? -1 : 1;
		this.#headCollation = parts[0]?.collation ?? BINARY;
		this.#hasHeads = [BINARY, NOCASE, RTRIM].includes(this.#headCollation);
	}

	/** The key values of an entry in key part order. May have more values than key parts. */
	probeOf(entry: Entry): Entry {
		if (this.#isPlain) return entry;
		return this.#positions.map(position => entry[position] as SqlValue);
	}

	/** The best plan for a sample of entries in tree order. */
	planHeads(sample: readonly Entry[]): HeadPlan {
		const texts: string[] = [];
		let numbers = 0;
		for (const entry of sample) {
			const value = this.probeOf(entry)[0];
			if (typeof value === 'string') texts.push(this.#folded(value));
			else if (value !== null) numbers++;
		}
		if (texts.length <= numbers) return numericHeads;
		// *What three quarters share: strangers at the ends must not spoil it for the others.
		const margin = texts.length >>> 3;
		const first = texts[margin] as string;
		const last = texts[texts.length - 1 - margin] as string;
		return { kind: 'text', prefix: commonPrefix(first, last) };
	}

	headOf(probe: Entry, plan: HeadPlan): number {
		return this.headOfValue(probe[0] as SqlValue, plan);
	}

	/** Of the first key part. */
	headOfValue(value: SqlValue, plan: HeadPlan): number {
		if (plan.kind === 'text') return this.headSign * this.#textHead(value, plan.prefix);
		return this.headSign * (typeof value === 'number' ? value : numericHead(value));
	}

	/** Sign of entry - probe over the first `length` key parts. */
	compare(entry: Entry, probe: Entry, length: number): number {
		for (let index = 0; index < length; index++) {
			const left = entry[this.#positions[index] as number] as SqlValue;
			const right = probe[index] as SqlValue;
			let difference;
			if (typeof left === 'number' && typeof right === 'number') {
				if (left === right) continue;
				difference = left < right ? -1 : 1;
			} else {
				const collation = this.#collations[index] as Collation;
				difference =
					collation === BINARY && typeof left === 'string' && typeof right === 'string'
						? compareBinary(left, right)
						: compareValues(left, right, collation);
				if (difference === 0) continue;
			}
			return this.#isDescending[index] === true ? -difference : difference;
		}
		return 0;
	}

	/** Sign of left - right over all key parts. */
	compareEntries(left: Entry, right: Entry): number {
		return this.compare(left, this.probeOf(right), this.parts.length);
	}

	#textHead(value: SqlValue, prefix: string): number {
		if (value === null) return -Infinity;
		if (typeof value !== 'string') return value instanceof Uint8Array ? Infinity : -2;
		if (!this.#hasHeads) return 0;
		const text = this.#folded(value);
		if (text.startsWith(prefix)) return prefixHead(text, prefix.length);
		return compareBinary(text, prefix) < 0 ? -1 : aboveAllHeads;
	}

	/** Texts of built-in collations compare as their folded forms do in BINARY. */
	#folded(text: string): string {
		if (this.#headCollation === NOCASE) return foldAscii(text);
		return this.#headCollation === RTRIM ? text.replace(trailingSpaces, '') : text;
	}
}

const trailingSpaces = / +$/;
const headUnits = 7;
const aboveAllHeads = 2 ** 50;

function numericHead(value: SqlValue): number {
	if (value === null) return -Infinity;
	if (typeof value === 'number') return value;
	if (typeof value === 'bigint') return Number(value);
	return value instanceof Real ? value.value : Infinity;
}

/**
 * Units 0..125 as 1..126; the first unit above ends the head as 127, since what follows it cannot be told
 * in order.
 */
function prefixHead(text: string, start: number): number {
	const end = start + headUnits;
	let head = 0;
	let index = start;
	for (; index < end && index < text.length; index++) {
		const unit = text.charCodeAt(index);
		if (unit > 125) {
			head = head * 128 + 127;
			index++;
			break;
		}
		head = head * 128 + unit + 1;
	}
	for (; index < end; index++) head *= 128;
	return head;
}

function commonPrefix(left: string, right: string): string {
	let length = 0;
	while (length < left.length && left.charCodeAt(length) === right.charCodeAt(length)) length++;
	return left.slice(0, length);
}
