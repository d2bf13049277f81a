/**
 * The order of entries in a key tree, and heads: one double per entry that decides most comparisons.
 *
 * head(a) < head(b) implies a < b; equal heads decide nothing. Nodes keep the heads of their entries in a
 * packed array of doubles, so a binary search touches one array instead of an object per step (random
 * inserts take half the time of searching the entries themselves).
 *
 *   numeric heads   NULL -Infinity   5 -> 5   2^60+1 -> nearest double   text, blob Infinity
 *   text heads      NULL -Infinity   numbers -1   'ab' -> its first 7 units, 7 bits each   blob Infinity
 *
 * Which of the two a tree uses is a guess from its first entries; a wrong guess costs speed only.
 */

import type { Collation } from '../types/collation.js';
import { BINARY, NOCASE, RTRIM, compareBinary } from '../types/collations.js';
import { compareValues } from '../types/compare.js';
import { Real, type SqlValue } from '../types/value.js';
import type { KeyPart } from './contract.js';

export type Entry = readonly SqlValue[];
export type HeadKind = 'numeric' | 'text';

export class KeyOrder {
	readonly parts: readonly KeyPart[];
	readonly #positions: readonly number[];
	readonly #collations: readonly Collation[];
	readonly #isDescending: readonly boolean[];
	/** Entries open with their key parts, in order: an entry is its own probe. */
	readonly #isPlain: boolean;
	readonly #headSign: number;
	readonly #headCollation: Collation;

	constructor(parts: readonly KeyPart[]) {
		this.parts = parts;
		this.#positions = parts.map(part => part.position);
		this.#collations = parts.map(part => part.collation);
		this.#isDescending = parts.map(part => part.descending);
		this.#isPlain = parts.every((part, index) => part.position === index);
		this.#headSign = parts[0]?.descending === true ? -1 : 1;
		this.#headCollation = parts[0]?.collation ?? BINARY;
	}

	/** The key values of an entry in key part order. May have more values than key parts. */
	probeOf(entry: Entry): Entry {
		if (this.#isPlain) return entry;
		return this.#positions.map(position => entry[position] as SqlValue);
	}

	headKindFor(probe: Entry): HeadKind {
		return typeof probe[0] === 'string' ? 'text' : 'numeric';
	}

	/** The kind that most of the entries would choose. */
	commonHeadKind(entries: readonly Entry[]): HeadKind {
		let texts = 0;
		let numbers = 0;
		for (const entry of entries) {
			const value = this.probeOf(entry)[0];
			if (typeof value === 'string') texts++;
			else if (value !== null) numbers++;
		}
		return texts > numbers ? 'text' : 'numeric';
	}

	headOf(probe: Entry, kind: HeadKind): number {
		const value = probe[0] as SqlValue;
		if (typeof value === 'number' && kind === 'numeric') return value * this.#headSign;
		return this.#headSign * (kind === 'numeric' ? numericHead(value) : this.#textHead(value));
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

	#textHead(value: SqlValue): number {
		if (value === null) return -Infinity;
		if (typeof value !== 'string') return value instanceof Uint8Array ? Infinity : -1;
		switch (this.#headCollation) {
			case BINARY:
				return prefixHead(value, Infinity);
			case NOCASE:
				return prefixHead(value, FIRST_LOWER);
			case RTRIM:
				return prefixHead(value.replace(TRAILING_SPACES, ''), Infinity);
			default:
				return 0;
		}
	}
}

const TRAILING_SPACES = / +$/;
const FIRST_LOWER = 97;
const headUnits = 7;

function numericHead(value: SqlValue): number {
	if (value === null) return -Infinity;
	if (typeof value === 'number') return value;
	if (typeof value === 'bigint') return Number(value);
	return value instanceof Real ? value.value : Infinity;
}

/**
 * Units 0..125 as 1..126; the first unit above ends the head as 127, since what follows it cannot be told
 * in order. Letters of the case that does not begin at `firstLower` are folded when that is given.
 */
function prefixHead(text: string, firstLower: number): number {
	let head = 0;
	let index = 0;
	for (; index < headUnits && index < text.length; index++) {
		let unit = text.charCodeAt(index);
		if (firstLower === FIRST_LOWER && unit >= 65 && unit <= 90) unit += 32;
		if (unit > 125) {
			head = head * 128 + 127;
			index++;
			break;
		}
		head = head * 128 + unit + 1;
	}
	for (; index < headUnits; index++) head *= 128;
	return head;
}
