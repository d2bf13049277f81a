/** exp, ln, log10 and pow, rounded correctly: JavaScript's own are off by one in the last digit too often. */

import { TABLE_BITS, fixedLn2, rootsOfTwo, splitFixed, wideOfFixed } from './constants.js';
import {
	addWide,
	exactProduct,
	exactSum,
	multiplyWide,
	quickSum,
	roundScaled,
	scaleWide,
} from './doubleDouble.js';
import type { Wide } from './doubleDouble.js';

interface Tables {
	/** 2^(index/64). */
	readonly roots: readonly Wide[];
	/** ln2/64: products of the first two with 17-bit integers are exact. */
	readonly steps: readonly [number, number, number];
	readonly ln2: Wide;
	readonly third: Wide;
	readonly inverseLn10: Wide;
}

let tables: Tables | undefined;

function makeTables(): Tables {
	const one = 1n << BigInt(TABLE_BITS);
	const ln2 = fixedLn2(TABLE_BITS);
	tables = {
		roots: rootsOfTwo(),
		steps: splitFixed(ln2, TABLE_BITS + 6, 2, 36) as [number, number, number],
		ln2: wideOfFixed(ln2, TABLE_BITS),
		third: wideOfFixed(one / 3n, TABLE_BITS),
		inverseLn10: { hi: 1, lo: 0 },
	};
	tables = { ...tables, inverseLn10: reciprocal(logarithm(10)) };
	return tables;
}

function reciprocal(value: Wide): Wide {
	const first = 1 / value.hi;
	const product = multiplyWide(value, { hi: first, lo: 0 });
	return quickSum(first, (1 - product.hi - product.lo) * first);
}

/** e^power = mantissa x 2^exponent; |power| below 800. */
function exponential(power: Wide): { readonly mantissa: Wide; readonly exponent: number } {
	const { roots, steps } = tables ?? makeTables();
	const count = Math.round(power.hi * 92.33248261893024);
	const near = power.hi - count * steps[0];
	const sum = exactSum(near, -count * steps[1]);
	const rest = quickSum(sum.hi, sum.lo + (power.lo - count * steps[2]));
	// |rest| < 0.0055: beyond the square a double is enough.
	const r = rest.hi;
	const tail = r * r * r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r * (1 / 720 + r / 5040))));
	const square = exactProduct(r, r);
	const half = quickSum(square.hi / 2, square.lo / 2 + r * rest.lo);
	const growth = addWide(rest, quickSum(half.hi, half.lo + tail));
	const index = count & 63;
	const root = roots[index] as Wide;
	return { mantissa: addWide(root, multiplyWide(root, growth)), exponent: (count - index) / 64 };
}

const bits = new DataView(new ArrayBuffer(8));

/** The value is positive and finite. */
function logarithm(value: number): Wide {
	const offset = value - 1;
	if (Math.abs(offset) < 0.0078125) return logarithmNearOne(offset);
	let exponent = 0;
	let mantissa = value;
	if (mantissa < 2.2250738585072014e-308) {
		mantissa *= 18014398509481984;
		exponent = -54;
	}
	bits.setFloat64(0, mantissa);
	const high = bits.getUint32(0);
	// Mantissas from 0.71 to 1.41.
	const carry = (high & 0xfffff) > 0x6a09e ? 1 : 0;
	exponent += (high >>> 20) - 1023 + carry;
	bits.setUint32(0, (high & 0xfffff) | ((1023 - carry) << 20));
	mantissa = bits.getFloat64(0);
	// One step of Newton from the double: m x e^-guess is 1 + a little.
	const { ln2 } = tables ?? makeTables();
	const guess = Math.log(mantissa);
	const inverse = exponential({ hi: -guess, lo: 0 });
	const ratio = scaleWide(inverse.mantissa, mantissa * 2 ** inverse.exponent);
	const little = ratio.hi - 1 + ratio.lo;
	const correction = little - (little * little) / 2;
	const near = quickSum(guess, correction);
	return exponent === 0 ? near : addWide(scaleWide(ln2, exponent), near);
}

/** ln(1 + t) by its series. */
function logarithmNearOne(t: number): Wide {
	if (t === 0) return { hi: 0, lo: 0 };
	const { third } = tables ?? makeTables();
	const square = exactProduct(t, t);
	const cube = scaleWide(square, t);
	let tail = 0;
	for (let order = 12; order >= 4; order--) tail = t * tail + (order % 2 === 0 ? -1 : 1) / order;
	const last = multiplyWide(cube, third);
	const higher = quickSum(last.hi, last.lo + square.hi * square.hi * tail);
	return addWide(addWide({ hi: t, lo: 0 }, { hi: -square.hi / 2, lo: -square.lo / 2 }), higher);
}

export function exp(value: number): number {
	if (!(value < 709.79)) return value > 0 ? Infinity : value;
	if (value < -745.14) return 0;
	const { mantissa, exponent } = exponential({ hi: value, lo: 0 });
	return roundScaled(mantissa, exponent);
}

/** The value is above zero. */
export function ln(value: number): number {
	return value === Infinity ? value : logarithm(value).hi;
}

/** The value is above zero. */
export function log10(value: number): number {
	if (value === Infinity) return value;
	const natural = logarithm(value);
	const { inverseLn10 } = tables ?? makeTables();
	return multiplyWide(natural, inverseLn10).hi;
}

/** C's pow: 1 to any power is 1, where JavaScript has NaN. */
export function power(base: number, exponent: number): number {
	if (base === 1 || (base === -1 && Math.abs(exponent) === Infinity)) return 1;
	const rough = base ** exponent;
	// Zeros, infinities and what has no value are as in JavaScript, and small powers of integers exact.
	if (!(rough !== 0 && Math.abs(rough) < Infinity)) return isNearEnd(base, exponent, rough);
	if (exponent === 1) return base;
	if (Number.isSafeInteger(rough) && Number.isInteger(base) && Number.isInteger(exponent))
		return rough;
	return powerOf(base, exponent);
}

/** Where the exact power may still be a double. */
function isNearEnd(base: number, exponent: number, rough: number): number {
	if (rough !== rough || base === 0 || !Number.isFinite(base) || !Number.isFinite(exponent)) {
		return rough;
	}
	const size = Math.abs(exponent * Math.log(Math.abs(base)));
	return size > 700 && size < 746 ? powerOf(base, exponent) : rough;
}

function powerOf(base: number, exponent: number): number {
	const natural = logarithm(Math.abs(base));
	const size = exponential(scaleWide(natural, exponent));
	const result = roundScaled(size.mantissa, size.exponent);
	// A negative base has a power only for integers; odd ones keep the sign.
	return base < 0 && Math.abs(exponent % 2) === 1 ? -result : result;
}
