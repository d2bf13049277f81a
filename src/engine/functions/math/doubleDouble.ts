/**
 * Numbers of about 106 bits as the unevaluated sum of two doubles (Dekker, Knuth). What is computed with them
 * and then rounded once to a double is right to the last digit but for arguments closer to a tie than these
 * numbers can tell, about one in 100,000.
 */

/** hi + lo, where lo is at most half a unit in the last place of hi. */
export interface Wide {
	readonly hi: number;
	readonly lo: number;
}

/** |a| >= |b|, or a is 0. */
export function quickSum(a: number, b: number): Wide {
	const hi = a + b;
	return { hi, lo: b - (hi - a) };
}

export function exactSum(a: number, b: number): Wide {
	const hi = a + b;
	const part = hi - a;
	return { hi, lo: a - (hi - part) + (b - part) };
}

/** 2^27 + 1 cuts a double into two halves of 26 bits. */
const SPLITTER = 134217729;

/** Neither factor above 2^995. */
export function exactProduct(a: number, b: number): Wide {
	const hi = a * b;
	const scaledA = SPLITTER * a;
	const highA = scaledA - (scaledA - a);
	const lowA = a - highA;
	const scaledB = SPLITTER * b;
	const highB = scaledB - (scaledB - b);
	const lowB = b - highB;
	return { hi, lo: highA * highB - hi + highA * lowB + lowA * highB + lowA * lowB };
}

export function addWide(a: Wide, b: Wide): Wide {
	const high = exactSum(a.hi, b.hi);
	const low = exactSum(a.lo, b.lo);
	const sum = quickSum(high.hi, high.lo + low.hi);
	return quickSum(sum.hi, sum.lo + low.lo);
}

export function multiplyWide(a: Wide, b: Wide): Wide {
	const product = exactProduct(a.hi, b.hi);
	return quickSum(product.hi, product.lo + (a.hi * b.lo + a.lo * b.hi));
}

export function scaleWide(a: Wide, factor: number): Wide {
	const product = exactProduct(a.hi, factor);
	return quickSum(product.hi, product.lo + a.lo * factor);
}

const SMALLEST_NORMAL_EXPONENT = -1022;

/** (value.hi + value.lo) x 2^exponent rounded once; value.hi is between 1/4 and 4. */
export function roundScaled(value: Wide, exponent: number): number {
	if (exponent > SMALLEST_NORMAL_EXPONENT + 2) {
		// In two steps: 2^1024 is no double.
		const half = exponent >> 1;
		return value.hi * 2 ** half * 2 ** (exponent - half);
	}
	// A subnormal result: rounded to its coarser grid first, so that scaling is exact.
	const grid = 2 ** Math.max(-1074 - exponent, -60);
	if (grid > 8) return 0;
	const anchor = 6755399441055744 * grid;
	const near = anchor + value.hi;
	const rest = value.hi - (near - anchor) + value.lo;
	const step = rest > grid / 2 ? grid : rest < -grid / 2 ? -grid : 0;
	const half = exponent >> 1;
	return (near - anchor + step) * 2 ** half * 2 ** (exponent - half);
}
