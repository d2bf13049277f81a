/** sin and cos, rounded correctly. */

import { fixedHalfPi, fixedSinCos, splitFixed, wideOfFixed, TABLE_BITS } from './constants.js';
import {
	addWide,
	exactProduct,
	exactSum,
	multiplyWide,
	quickSum,
	scaleWide,
} from './doubleDouble.js';
import type { Wide } from './doubleDouble.js';

/** Points 1/32 apart. */
const DENSITY = 32;
/** For angles up to 2^1024. */
const PI_BITS = 1184;
const MEDIUM_LIMIT = 1048576;

interface Tables {
	readonly sines: readonly Wide[];
	readonly cosines: readonly Wide[];
	/** pi/2: products of the first three with 20-bit integers are exact. */
	readonly quarter: readonly [number, number, number, number];
	readonly fixedQuarter: bigint;
}

let tables: Tables | undefined;

function makeTables(): Tables {
	const sines: Wide[] = [];
	const cosines: Wide[] = [];
	for (let point = 0; point <= DENSITY; point++) {
		const { sin, cos } = fixedSinCos((BigInt(point) << BigInt(TABLE_BITS)) / 32n, TABLE_BITS);
		sines.push(wideOfFixed(sin, TABLE_BITS));
		cosines.push(wideOfFixed(cos, TABLE_BITS));
	}
	const fixedQuarter = fixedHalfPi(PI_BITS);
	const quarter = splitFixed(fixedHalfPi(TABLE_BITS), TABLE_BITS, 3, 32);
	tables = { sines, cosines, quarter: quarter as [number, number, number, number], fixedQuarter };
	return tables;
}

/** angle = quadrant x pi/2 + rest, |rest| <= pi/4; of the quadrant its last two bits. */
function reduce(angle: number): { readonly rest: Wide; readonly quadrant: number } {
	if (Math.abs(angle) < 0.785) return { rest: { hi: angle, lo: 0 }, quadrant: 0 };
	const { quarter } = tables ?? makeTables();
	if (Math.abs(angle) > MEDIUM_LIMIT) return reduceLarge(angle);
	const count = Math.round(angle * 0.6366197723675814);
	const near = exactSum(angle - count * quarter[0], -count * quarter[1]);
	const farther = addWide(near, exactSum(-count * quarter[2], -count * quarter[3]));
	return { rest: farther, quadrant: count & 3 };
}

function reduceLarge(angle: number): { readonly rest: Wide; readonly quadrant: number } {
	const { fixedQuarter } = tables ?? makeTables();
	// Up to 2^53 there may be a fraction: 2^32 takes it in.
	const fixed =
		Math.abs(angle) < 2 ** 60
			? BigInt(angle * 4294967296) << BigInt(PI_BITS - 32)
			: BigInt(angle) << BigInt(PI_BITS);
	const half = fixedQuarter >> 1n;
	const shifted = fixed + half;
	let count = shifted / fixedQuarter;
	if (shifted % fixedQuarter < 0n) count -= 1n;
	const rest = fixed - count * fixedQuarter;
	return {
		rest: wideOfFixed(rest >> BigInt(PI_BITS - TABLE_BITS), TABLE_BITS),
		quadrant: Number(count & 3n),
	};
}

/** sin (offset 0) or cos (offset 1) of a finite angle. */
function wave(angle: number, offset: 0 | 1): number {
	const { rest, quadrant } = reduce(angle);
	const turn = (quadrant + offset) & 3;
	const isNegative = rest.hi < 0;
	const size = isNegative ? { hi: -rest.hi, lo: -rest.lo } : rest;
	if ((turn & 1) === 0) return isNegative === (turn === 0) ? -sineOf(size) : sineOf(size);
	return turn === 1 ? cosineOf(size) : -cosineOf(size);
}

/** The angle is from 0 to pi/4. */
function sineOf(angle: Wide): number {
	const { sines, cosines } = tables ?? makeTables();
	const point = Math.round(angle.hi * DENSITY);
	const little = exactSum(angle.hi - point / DENSITY, angle.lo);
	if (point === 0) return addWide(little, sineRest(little)).hi;
	const sine = sines[point] as Wide;
	const cosine = cosines[point] as Wide;
	// sin(a + b) = sin a + (cos a sin b - sin a (1 - cos b))
	const first = multiplyWide(cosine, addWide(little, sineRest(little)));
	return addWide(sine, addWide(first, multiplyWide(sine, cosineRest(little)))).hi;
}

function cosineOf(angle: Wide): number {
	const { sines, cosines } = tables ?? makeTables();
	const point = Math.round(angle.hi * DENSITY);
	const little = exactSum(angle.hi - point / DENSITY, angle.lo);
	const sine = sines[point] as Wide;
	const cosine = cosines[point] as Wide;
	const first = multiplyWide(cosine, cosineRest(little));
	const second = multiplyWide(sine, addWide(little, sineRest(little)));
	return addWide(cosine, addWide(first, { hi: -second.hi, lo: -second.lo })).hi;
}

/** sin b - b, |b| <= 1/64. */
function sineRest(b: Wide): Wide {
	const square = exactProduct(b.hi, b.hi);
	const cube = scaleWide({ hi: square.hi, lo: square.lo + 2 * b.hi * b.lo }, b.hi);
	const sixth = multiplyWide(cube, { hi: -1 / 6, lo: -9.25185853854297e-18 });
	const s = square.hi;
	const tail = cube.hi * s * (1 / 120 - s * (1 / 5040 - s * (1 / 362880 - s / 39916800)));
	return quickSum(sixth.hi, sixth.lo + tail - (cube.hi * b.lo) / (2 * (b.hi || 1)));
}

/** cos b - 1. */
function cosineRest(b: Wide): Wide {
	const square = exactProduct(b.hi, b.hi);
	const s = square.hi;
	const tail = s * s * (1 / 24 - s * (1 / 720 - s * (1 / 40320 - s / 3628800)));
	return quickSum(-s / 2, -square.lo / 2 - b.hi * b.lo + tail);
}

export function sin(angle: number): number {
	return Math.abs(angle) < 1e-8 || !Number.isFinite(angle) ? Math.sin(angle) : wave(angle, 0);
}

export function cos(angle: number): number {
	return Math.abs(angle) < 1e-9 || !Number.isFinite(angle) ? Math.cos(angle) : wave(angle, 1);
}
