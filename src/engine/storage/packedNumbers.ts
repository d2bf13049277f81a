/**
 * Lists of numbers in little memory: keys, columns of numbers, codes, lengths. The first form that fits is taken.
 *
 *   constant     7 7 7 7           { value: 7 }
 *   sequence     5 6 7 8           { first: 5, step: 1 }
 *   runs         1 1 1 9 9         { values: [1, 9], lengths: '\u0003\u0002' }
 *   codes        90 93 NaN 91      { base: 90, codes: '\u0001\u0004\u0000\u0002' }     NaN is code 0
 *   decimals     1.25 3.5          codes of 125 350, scale 100
 *   choices      .1 .7 .1 .7       { values: [.1, .7], codes: '\u0000\u0001\u0000\u0001' }
 *   plain        anything else, as it is
 *
 * Codes are characters: a string of codes below 256 takes one byte each and no more than 16 beside them, a tenth of the
 * overhead of a typed array.
 */

import { arrayBytes, objectBytes } from './byteSizes.js';

export type PackedNumbers =
	| { readonly kind: 'constant'; readonly value: number }
	| { readonly kind: 'sequence'; readonly first: number; readonly step: number }
	| { readonly kind: 'runs'; readonly values: readonly number[]; readonly lengths: string }
	| {
			readonly kind: 'codes';
			readonly base: number;
			readonly codes: string;
			/** The upper sixteen bits; undefined: all are 0. */
			readonly upper: string | undefined;
			readonly scale: number;
	  }
	| { readonly kind: 'choices'; readonly values: readonly number[]; readonly codes: string }
	| { readonly kind: 'plain'; readonly values: number[] };

/** A copy of the first `count`. */
export function packNumbers(numbers: readonly number[], count: number): PackedNumbers {
	const values = numbers.slice(0, count);
	return (
		packRegular(values) ??
		packRuns(values) ??
		packCodes(values, 1) ??
		packDecimals(values) ??
		packChoices(values) ?? { kind: 'plain', values }
	);
}

export function unpackNumbers(packed: PackedNumbers, count: number): number[] {
	const numbers: number[] = [];
	switch (packed.kind) {
		case 'constant':
			for (let position = 0; position < count; position++) numbers.push(packed.value);
			return numbers;
		case 'sequence': {
			const { first, step } = packed;
			for (let position = 0; position < count; position++) numbers.push(first + position * step);
			return numbers;
		}
		case 'runs':
			for (const [run, value] of packed.values.entries()) {
				const end = numbers.length + packed.lengths.charCodeAt(run);
				while (numbers.length < end) numbers.push(value);
			}
			return numbers;
		case 'codes': {
			const { base, codes, upper, scale } = packed;
			for (let position = 0; position < count; position++) {
				const high = upper === undefined ? 0 : upper.charCodeAt(position) * 65_536;
				const code = codes.charCodeAt(position) + high;
				numbers.push(code === 0 ? NaN : (base + code - 1) / scale);
			}
			return numbers;
		}
		case 'choices':
			for (let position = 0; position < count; position++) {
				numbers.push(packed.values[packed.codes.charCodeAt(position)] as number);
			}
			return numbers;
		case 'plain':
			return packed.values;
	}
}

export function packedBytes(packed: PackedNumbers): number {
	switch (packed.kind) {
		case 'constant':
		case 'sequence':
			return objectBytes;
		case 'runs':
			return objectBytes + arrayBytes(packed.values.length) + codeBytes(packed.lengths);
		case 'codes':
			return (
				objectBytes +
				codeBytes(packed.codes) +
				(packed.upper === undefined ? 0 : codeBytes(packed.upper))
			);
		case 'choices':
			return objectBytes + arrayBytes(packed.values.length) + codeBytes(packed.codes);
		case 'plain':
			return objectBytes + arrayBytes(packed.values.length);
	}
}

/** Two bytes a character as soon as one needs them. */
function codeBytes(codes: string): number {
	for (let position = 0; position < codes.length; position++) {
		if (codes.charCodeAt(position) > 255) return 16 + 2 * codes.length;
	}
	return 16 + codes.length;
}

function packRegular(values: readonly number[]): PackedNumbers | undefined {
	const [first = NaN, second = first] = values;
	if (values.every(value => Object.is(value, first))) return { kind: 'constant', value: first };
	const step = second - first;
	if (!Number.isSafeInteger(first) || !Number.isSafeInteger(step)) return undefined;
	const isSequence = values.every((value, position) => Object.is(value, first + position * step));
	return isSequence ? { kind: 'sequence', first, step } : undefined;
}

function packRuns(values: readonly number[]): PackedNumbers | undefined {
	const distinct: number[] = [];
	const lengths: number[] = [];
	for (const value of values) {
		const last = lengths.length - 1;
		if (last >= 0 && Object.is(distinct[last], value)) (lengths[last] as number)++;
		else {
			if (lengths.length * 8 > values.length) return undefined;
			distinct.push(value);
			lengths.push(1);
		}
	}
	// *Pushing leaves spare capacity, which slices do not have.
	return { kind: 'runs', values: distinct.slice(), lengths: textOfCodes(lengths) };
}

const largestCode = 2 ** 32 - 1;

/** Whole numbers that lie close together. */
function packCodes(values: readonly number[], scale: number): PackedNumbers | undefined {
	let base = Infinity;
	let maximum = -Infinity;
	for (const value of values) {
		if (value !== value) continue;
		if (!Number.isSafeInteger(value) || Object.is(value, -0)) return undefined;
		if (value < base) base = value;
		if (value > maximum) maximum = value;
	}
	if (maximum - base >= largestCode) return undefined;
	const lower: number[] = [];
	const upper: number[] = [];
	let hasUpper = false;
	for (const value of values) {
		const code = value !== value ? 0 : value - base + 1;
		const high = Math.floor(code / 65_536);
		lower.push(code - high * 65_536);
		upper.push(high);
		hasUpper ||= high > 0;
	}
	const codes = textOfCodes(lower);
	return { kind: 'codes', base, codes, upper: hasUpper ? textOfCodes(upper) : undefined, scale };
}

/** Numbers with a few decimals: prices. */
function packDecimals(values: readonly number[]): PackedNumbers | undefined {
	for (const scale of [10, 100, 1000, 10_000]) {
		const scaled: number[] = [];
		for (const value of values) {
			const whole = Math.round(value * scale) + 0;
			if (!Object.is(whole / scale, value)) break;
			scaled.push(whole);
		}
		if (scaled.length === values.length) return packCodes(scaled, scale);
	}
	return undefined;
}

function packChoices(values: readonly number[]): PackedNumbers | undefined {
	// *A Map takes 0 and -0 for the same.
	if (values.some(value => Object.is(value, -0))) return undefined;
	const codes = new Map<number, number>();
	const coded: number[] = [];
	for (const value of values) {
		let code = codes.get(value);
		if (code === undefined) {
			code = codes.size;
			if (code * 4 > values.length || code > 255) return undefined;
			codes.set(value, code);
		}
		coded.push(code);
	}
	return { kind: 'choices', values: [...codes.keys()].slice(), codes: textOfCodes(coded) };
}

/** Below 65,536 each. */
export function textOfCodes(codes: readonly number[]): string {
	return String.fromCharCode(...codes);
}
