/**
 * count, sum, total, avg. Reals are summed with Kahan-Babuska-Neumaier compensation, as SQLite does; a sum of
 * integers only is exact and fails beyond 64 bits.
 */

import { isInteger, toReal } from '../../types/convert.js';
import { numberOfScan, parseRealPrefix, scanNumber } from '../../types/numericText.js';
import { decodeUtf8 } from '../../types/utf8.js';
import { Real, integerValue, realValue } from '../../types/value.js';
import type { Row, SqlValue } from '../../types/value.js';
import { aggregate, functionError } from '../define.js';
import type { AggregateFunction } from '../function.js';

interface SumState {
	/** Values that were not NULL. */
	count: number;
	/** True once a value was not an integer; from then on only the real sum counts. */
	isApproximate: boolean;
	/** Exact sum while safe; the bigint takes over beyond. */
	integerSum: number;
	wideSum: bigint | undefined;
	hasOverflow: boolean;
	realSum: number;
	correction: number;
}

function createSum(): SumState {
	return {
		count: 0,
		isApproximate: false,
		integerSum: 0,
		wideSum: undefined,
		hasOverflow: false,
		realSum: 0,
		correction: 0,
	};
}

/** Neumaier: the part that rounding loses goes to the correction. */
function addReal(state: SumState, value: number): void {
	const sum = state.realSum;
	const total = sum + value;
	if (Math.abs(sum) > Math.abs(value)) state.correction += sum - total + value;
	else state.correction += value - total + sum;
	state.realSum = total;
}

/** From here on an integer is added in two parts. */
const WIDE_INTEGER = 4503599627370496;

/** Large integers go in two parts, so that no bit is lost on the way to a double. */
function addInteger(state: SumState, value: number | bigint): void {
	if (typeof value === 'number' && Math.abs(value) < WIDE_INTEGER) {
		addReal(state, value);
		return;
	}
	const wide = BigInt(value);
	const small = wide % 16384n;
	addReal(state, Number(wide - small));
	addReal(state, Number(small));
}

/** The sum goes on as a real one: what a double cannot hold starts as its correction. */
function startReal(state: SumState): void {
	const sum = integerSumOf(state);
	const isWide = typeof sum === 'bigint' || Math.abs(sum) >= WIDE_INTEGER;
	const small = isWide ? BigInt(sum) % 16384n : 0n;
	state.realSum = isWide ? Number(BigInt(sum) - small) : sum;
	state.correction = Number(small);
	state.isApproximate = true;
}

const SMALLEST = -9223372036854775808n;
const LARGEST = 9223372036854775807n;

function addToInteger(state: SumState, value: number | bigint): boolean {
	if (typeof value === 'number' && state.wideSum === undefined) {
		const sum = state.integerSum + value;
		if (Number.isSafeInteger(sum)) {
			state.integerSum = sum;
			return true;
		}
	}
	const wide = (state.wideSum ?? BigInt(state.integerSum)) + BigInt(value);
	if (wide < SMALLEST || wide > LARGEST) return false;
	state.wideSum = wide;
	return true;
}

function integerSumOf(state: SumState): number | bigint {
	return state.wideSum ?? state.integerSum;
}

/** Integers count as such, also in text that is one as a whole; all else is real. */
function numericOf(value: SqlValue): number | bigint | Real {
	if (typeof value === 'number' || typeof value === 'bigint' || value instanceof Real) return value;
	const text = value instanceof Uint8Array ? decodeUtf8(value) : (value as string);
	const scan = scanNumber(text);
	if (scan.isWhole && typeof value === 'string') {
		const parsed = numberOfScan(text, scan);
		if (!parsed.isReal) return parsed.value;
	}
	return realValue(parseRealPrefix(text)) as number | Real;
}

function stepSum(state: SumState, args: Row): SumState {
	const value = args[0] as SqlValue;
	if (value === null) return state;
	state.count++;
	const number = numericOf(value);
	if (state.isApproximate) {
		if (isInteger(number)) addInteger(state, number);
		else {
			state.hasOverflow = false;
			addReal(state, toReal(number));
		}
		return state;
	}
	if (!isInteger(number)) {
		startReal(state);
		addReal(state, toReal(number));
	} else if (!addToInteger(state, number)) {
		state.hasOverflow = true;
		startReal(state);
		addInteger(state, number);
	}
	return state;
}

function inverseSum(state: SumState, args: Row): SumState {
	const value = args[0] as SqlValue;
	if (value === null) return state;
	state.count--;
	const number = numericOf(value);
	if (!state.isApproximate && isInteger(number)) {
		addToInteger(state, integerValue(-BigInt(number)));
	} else if (isInteger(number)) {
		addInteger(state, integerValue(-BigInt(number)));
	} else {
		addReal(state, -toReal(number));
	}
	return state;
}

function realTotal(state: SumState): number {
	const { realSum, correction } = state;
	return Number.isFinite(correction) ? realSum + correction : realSum;
}

function finalizeSum(state: SumState): SqlValue {
	if (state.count === 0) return null;
	if (!state.isApproximate) return integerValueOf(integerSumOf(state));
	if (state.hasOverflow) throw functionError('integer overflow');
	return realValue(realTotal(state));
}

function integerValueOf(value: number | bigint): number | bigint {
	return typeof value === 'bigint' ? integerValue(value) : value;
}

function approximateTotal(state: SumState): number {
	return state.isApproximate ? realTotal(state) : Number(integerSumOf(state));
}

interface CountState {
	count: number;
}

export const sumFunctions: readonly AggregateFunction[] = [
	aggregate<CountState>('count', [0, 1], {
		create: () => ({ count: 0 }),
		step(state, args) {
			if (args.length === 0 || args[0] !== null) state.count++;
			return state;
		},
		inverse(state, args) {
			if (args.length === 0 || args[0] !== null) state.count--;
			return state;
		},
		finalize: state => state.count,
		kernel: 'count',
	}),
	aggregate<SumState>('sum', 1, {
		create: createSum,
		step: stepSum,
		inverse: inverseSum,
		finalize: finalizeSum,
		kernel: 'sum',
	}),
	aggregate<SumState>('total', 1, {
		create: createSum,
		step: stepSum,
		inverse: inverseSum,
		finalize: state => realValue(approximateTotal(state)),
		kernel: 'total',
	}),
	aggregate<SumState>('avg', 1, {
		create: createSum,
		step: stepSum,
		inverse: inverseSum,
		finalize: state =>
			state.count === 0 ? null : realValue(approximateTotal(state) / state.count),
		kernel: 'avg',
	}),
];
