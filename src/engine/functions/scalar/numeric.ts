/** abs, sign, round and the mathematical functions. Anything but a number gives NULL, as do domain errors. */

import { isInteger, toInteger, toReal } from '../../types/convert.js';
import { numberOfScan, scanNumber } from '../../types/numericText.js';
import { realDigits } from '../../types/realDigits.js';
import { Real, integerValue, realValue } from '../../types/value.js';
import type { SqlValue } from '../../types/value.js';
import { realFromText } from '../../util/realFromText.js';
import { alias, functionError, scalar } from '../define.js';
import type { ScalarFunction } from '../function.js';
import { exp, ln, log10, power } from '../math/exponential.js';
import { acosh, asinh, cosh, sinh, tanh } from '../math/hyperbolic.js';
import { cos, sin } from '../math/trigonometry.js';

function abs(value: SqlValue): SqlValue {
	if (value === null) return null;
	if (typeof value === 'bigint') {
		if (value === -9223372036854775808n) throw functionError('integer overflow');
		return value < 0n ? integerValue(-value) : value;
	}
	if (isInteger(value)) return Math.abs(value);
	const real = toReal(value);
	return realValue(real < 0 ? -real : real);
}

/** Numbers, and text that is a number as a whole; undefined for the rest. */
function numericArgument(value: SqlValue): number | bigint | Real | undefined {
	if (typeof value === 'number' || typeof value === 'bigint' || value instanceof Real) return value;
	if (typeof value !== 'string') return undefined;
	const scan = scanNumber(value);
	if (!scan.isWhole) return undefined;
	const parsed = numberOfScan(value, scan);
	if (!parsed.isReal) return parsed.value;
	return realValue(parsed.value as number) as number | Real;
}

function sign(value: SqlValue): SqlValue {
	const number = numericArgument(value);
	if (number === undefined) return null;
	const real = toReal(number);
	return real < 0 ? -1 : real > 0 ? 1 : 0;
}

/** Above 2^52 a double has no fraction. */
const NO_FRACTION = 4503599627370496;

function round(value: SqlValue, places: SqlValue | undefined): SqlValue {
	if (value === null || places === null) return null;
	const decimals = places === undefined ? 0 : Math.min(Math.max(Number(toInteger(places)), 0), 30);
	const real = toReal(value);
	if (real < -NO_FRACTION || real > NO_FRACTION) return realValue(real);
	if (decimals === 0) return realValue(Math.trunc(real + (real < 0 ? -0.5 : 0.5)) + 0);
	const { isNegative, digits, pointAt } = realDigits(real, -decimals, 26);
	const keptPlaces = pointAt + decimals;
	const kept = keptPlaces <= 0 ? '0' : digits.slice(0, keptPlaces);
	const text = keptPlaces <= 0 ? '0' : `${kept}e${pointAt - kept.length}`;
	return realValue(realFromText(`${isNegative ? '-' : ''}${text}`));
}

/** Integers stay integers; reals go through `compute`. */
function rounding(name: string, compute: (value: number) => number): ScalarFunction {
	return scalar(name, 1, (_context, value = null) => {
		const number = numericArgument(value);
		if (number === undefined) return null;
		return isInteger(number) ? number : realValue(compute(toReal(number)));
	});
}

function math1(name: string, compute: (value: number) => number): ScalarFunction {
	return scalar(name, 1, (_context, value = null) => {
		const number = numericArgument(value);
		return number === undefined ? null : realValue(compute(toReal(number)));
	});
}

function math2(name: string, compute: (left: number, right: number) => number): ScalarFunction {
	return scalar(name, 2, (_context, left = null, right = null) => {
		const a = numericArgument(left);
		const b = numericArgument(right);
		if (a === undefined || b === undefined) return null;
		return realValue(compute(toReal(a), toReal(b)));
	});
}

/** Logarithms have no value at or below zero. */
function positive(compute: (value: number) => number): (value: number) => number {
	return value => (value > 0 ? compute(value) : NaN);
}

function logarithmToBase(base: number, value: number): number {
	if (base <= 0 || value <= 0) return NaN;
	const divisor = ln(base);
	return divisor > 0 ? ln(value) / divisor : NaN;
}

const ceil = rounding('ceil', Math.ceil);
const pow = math2('pow', power);

export const numericFunctions: readonly ScalarFunction[] = [
	scalar('abs', 1, (_context, value = null) => abs(value)),
	scalar('sign', 1, (_context, value = null) => sign(value)),
	scalar('round', [1, 2], (_context, value = null, places?: SqlValue) => round(value, places)),
	ceil,
	alias('ceiling', ceil),
	rounding('floor', Math.floor),
	rounding('trunc', Math.trunc),
	math1('ln', positive(ln)),
	math1('log', positive(log10)),
	math1('log10', positive(log10)),
	math1('log2', positive(Math.log2)),
	scalar('log', 2, (_context, base = null, value = null) => {
		const number = numericArgument(base);
		return number === undefined || value === null
			? null
			: realValue(logarithmToBase(toReal(number), toReal(value)));
	}),
	math1('exp', exp),
	pow,
	alias('power', pow),
	math2('mod', (left, right) => left % right),
	math1('sqrt', Math.sqrt),
	math1('sin', sin),
	math1('cos', cos),
	math1('tan', Math.tan),
	math1('asin', Math.asin),
	math1('acos', Math.acos),
	math1('atan', Math.atan),
	math2('atan2', Math.atan2),
	math1('sinh', sinh),
	math1('cosh', cosh),
	math1('tanh', tanh),
	math1('asinh', asinh),
	math1('acosh', acosh),
	math1('atanh', Math.atanh),
	math1('radians', degrees => degrees * (Math.PI / 180)),
	math1('degrees', radians => radians * (180 / Math.PI)),
	scalar('pi', 0, () => Math.PI),
];
