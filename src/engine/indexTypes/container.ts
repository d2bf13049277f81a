/**
 * Sets of numbers below 65,536, the parts of rowidSet.ts: a sorted array, or a bitmap of 2,048 words when there are more
 * than 4,096. Containers of another owner are copied before they are changed.
 */

import type { OwnerTag } from '../storage/limits.js';

export interface Container {
	readonly owner: OwnerTag | undefined;
	count: number;
	/** Ascending; empty when there are words. */
	readonly positions: number[];
	readonly words: Uint32Array | undefined;
}

const MOST_IN_ARRAY = 4096;
/** Only well below the limit an array is made again, so that a container at the limit does not change all the time. */
const LEAST_IN_BITMAP = 3072;
const WORDS = 2048;
const NONE: readonly never[] = [];

export function newContainer(owner: OwnerTag | undefined, low: number): Container {
	return { owner, count: 1, positions: [low], words: undefined };
}

export function containerHas({ positions, words }: Container, low: number): boolean {
	if (words) return ((words[low >>> 5] as number) & (1 << (low & 31))) !== 0;
	return positions[placeOf(positions, low)] === low;
}

/** The container with the number in it: the same when it may be changed. */
export function addTo(known: Container, low: number, owner: OwnerTag | undefined): Container {
	if (containerHas(known, low)) return known;
	const container = known.words ? own(known, owner) : ownArray(known, owner);
	if (container.words) container.words[low >>> 5] = wordWith(container.words, low);
	else container.positions.splice(placeOf(container.positions, low), 0, low);
	container.count++;
	return container;
}

export function removeFrom(known: Container, low: number, owner: OwnerTag | undefined): Container {
	if (!containerHas(known, low)) return known;
	const container = own(known, owner);
	if (container.words) {
		const word = container.words[low >>> 5] as number;
		container.words[low >>> 5] = word & ~(1 << (low & 31));
	} else container.positions.splice(placeOf(container.positions, low), 1);
	container.count--;
	return container.words && container.count < LEAST_IN_BITMAP ? toArray(container) : container;
}

export function* positionsOf({ positions, words }: Container): Generator<number, void, undefined> {
	if (!words) {
		yield* positions;
		return;
	}
	for (let index = 0; index < WORDS; index++) {
		let word = words[index] as number;
		while (word !== 0) {
			const bit = word & -word;
			yield index * 32 + 31 - Math.clz32(bit);
			word ^= bit;
		}
	}
}

export function intersectContainers(left: Container, right: Container): Container {
	if (left.words && right.words) {
		const words = left.words.map((word, index) => word & (right.words?.[index] as number));
		return settled(words);
	}
	const [small, other] = left.words || left.count > right.count ? [right, left] : [left, right];
	const positions = small.positions.filter(low => containerHas(other, low));
	return { owner: undefined, count: positions.length, positions, words: undefined };
}

export function uniteContainers(left: Container, right: Container): Container {
	if (!left.words && !right.words && left.count + right.count <= MOST_IN_ARRAY) {
		const positions = [...new Set([...left.positions, ...right.positions])].sort((a, b) => a - b);
		return { owner: undefined, count: positions.length, positions, words: undefined };
	}
	const words = (left.words ?? wordsOf(left)).slice();
	if (right.words)
		for (let i = 0; i < WORDS; i++) words[i] = (words[i] as number) | (right.words[i] as number);
	else for (const low of right.positions) words[low >>> 5] = wordWith(words, low);
	return settled(words);
}

function settled(words: Uint32Array): Container {
	let count = 0;
	for (const word of words) count += bitsOf(word);
	const container = { owner: undefined, count, positions: [], words };
	return count < LEAST_IN_BITMAP ? toArray(container) : container;
}

function toArray(container: Container): Container {
	const positions = [...positionsOf(container)];
	return { owner: container.owner, count: positions.length, positions, words: undefined };
}

function own(known: Container, owner: OwnerTag | undefined): Container {
	return known.owner === owner ? known : copy(known, owner);
}

/** Turned into a bitmap when it is full. */
function ownArray(known: Container, owner: OwnerTag | undefined): Container {
	if (known.count < MOST_IN_ARRAY) return own(known, owner);
	return { owner, count: known.count, positions: [...NONE], words: wordsOf(known) };
}

function copy({ count, positions, words }: Container, owner: OwnerTag | undefined): Container {
	return { owner, count, positions: positions.slice(), words: words?.slice() };
}

function wordsOf({ positions }: Container): Uint32Array {
	const words = new Uint32Array(WORDS);
	for (const low of positions) words[low >>> 5] = wordWith(words, low);
	return words;
}

function wordWith(words: Uint32Array, low: number): number {
	return (words[low >>> 5] as number) | (1 << (low & 31));
}

function placeOf(positions: readonly number[], wanted: number): number {
	let low = 0;
	let high = positions.length;
	if (high > 0 && (positions[high - 1] as number) < wanted) return high;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((positions[middle] as number) < wanted) low = middle + 1;
		else high = middle;
	}
	return low;
}

function bitsOf(word: number): number {
	let bits = word - ((word >>> 1) & 0x55555555);
	bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
	return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
