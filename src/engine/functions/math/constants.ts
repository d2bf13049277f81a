/**
 * Constants and tables in more than double precision, from integer series, computed when first needed.
 * A fixed-point number is a bigint: the value times 2^bits.
 */

import type { Wide } from './doubleDouble.js';

/** Enough for tables of Wide numbers. */
export const TABLE_BITS = 160;

/** The two doubles nearest to a fixed-point number of at most 900 fraction bits. */
export function wideOfFixed(value: bigint, bits: number): Wide {
	const scale = 2 ** -bits;
	const high = Number(value);
	return { hi: high * scale, lo: Number(value - BigInt(high)) * scale };
}

/**
 * A fixed-point number as `count` doubles of `size` bits each and a last one with what remains: products of the
 * former with integers of up to 53 - size bits are exact.
 */
export function splitFixed(value: bigint, bits: number, count: number, size: number): number[] {
	const parts: number[] = [];
	let rest = value;
	let shift = BigInt(value.toString(2).length);
	for (let index = 0; index < count; index++) {
		shift -= BigInt(size);
		const part = (rest >> shift) << shift;
		parts.push(Number(part) * 2 ** -bits);
		rest -= part;
	}
	parts.push(Number(rest) * 2 ** -bits);
	return parts;
}

/** arctan(1/n), or artanh(1/n). */
function arcSeries(n: bigint, bits: number, kind: 'circular' | 'hyperbolic'): bigint {
	let power = (1n << BigInt(bits)) / n;
	let sum = 0n;
	for (let odd = 1n; power !== 0n; odd += 2n) {
		const isNegative = kind === 'circular' && (odd & 2n) !== 0n;
		sum += isNegative ? -(power / odd) : power / odd;
		power /= n * n;
	}
	return sum;
}

/** ln 2 = 2 artanh(1/3). */
export function fixedLn2(bits: number): bigint {
	return (2n * arcSeries(3n, bits + 16, 'hyperbolic')) >> 16n;
}

/** pi/2 = 8 arctan(1/5) - 2 arctan(1/239) (Machin). */
export function fixedHalfPi(bits: number): bigint {
	const wide = bits + 16;
	return (8n * arcSeries(5n, wide, 'circular') - 2n * arcSeries(239n, wide, 'circular')) >> 16n;
}

/** sin and cos of a fixed-point angle below 1. */
export function fixedSinCos(angle: bigint, bits: number): { sin: bigint; cos: bigint } {
	const shift = BigInt(bits);
	let term = 1n << shift;
	let sin = 0n;
	let cos = 0n;
	for (let order = 0n; term !== 0n; order++) {
		const signed = (order & 2n) === 0n ? term : -term;
		if ((order & 1n) === 0n) cos += signed;
		else sin += signed;
		term = ((term * angle) >> shift) / (order + 1n);
	}
	return { sin, cos };
}

/** 2^(index/64) for index 0 to 63. */
export function rootsOfTwo(): Wide[] {
	const shift = BigInt(TABLE_BITS);
	let root = 2n << shift;
	for (let halvings = 0; halvings < 6; halvings++) root = squareRoot(root << shift);
	const table: Wide[] = [];
	let power = 1n << shift;
	for (let index = 0; index < 64; index++) {
		table.push(wideOfFixed(power, TABLE_BITS));
		power = (power * root) >> shift;
	}
	return table;
}

function squareRoot(value: bigint): bigint {
	let guess = 1n << BigInt((value.toString(2).length + 1) >> 1);
	for (;;) {
		const next = (guess + value / guess) >> 1n;
		if (next >= guess) return guess;
		guess = next;
	}
}
