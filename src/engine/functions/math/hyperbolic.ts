/**
 * Hyperbolic functions and their inverses by the formulas that C libraries use, on an exp and a ln that are right
 * to the last digit. expm1 and log1p are JavaScript's.
 */

import { exp, ln } from './exponential.js';

/** Above it e^-x no longer counts beside e^x. */
const LARGE = 22;
const TINY = 2 ** -28;
/** e^x alone would overflow beyond. */
const OVERFLOWING = 709.782712893384;

function halfExp(size: number): number {
	if (size <= OVERFLOWING) return 0.5 * exp(size);
	const root = exp(0.5 * size);
	return 0.5 * root * root;
}

export function sinh(value: number): number {
	const size = Math.abs(value);
	if (!(size >= TINY)) return value;
	const half = value < 0 ? -0.5 : 0.5;
	if (size >= LARGE) return 2 * half * halfExp(size);
	const t = Math.expm1(size);
	return half * (size < 1 ? 2 * t - (t * t) / (t + 1) : t + t / (t + 1));
}

export function cosh(value: number): number {
	const size = Math.abs(value);
	if (!(size < LARGE)) return halfExp(size);
	if (size < 0.5 * Math.LN2) {
		const t = Math.expm1(size);
		const whole = 1 + t;
		return 1 + (t * t) / (whole + whole);
	}
	const t = exp(size);
	return 0.5 * t + 0.5 / t;
}

export function tanh(value: number): number {
	const size = Math.abs(value);
	if (size < 2 ** -55) return value;
	if (!(size < LARGE)) return value > 0 ? 1 : value < 0 ? -1 : value;
	const t = Math.expm1(size >= 1 ? 2 * size : -2 * size);
	const result = size >= 1 ? 1 - 2 / (t + 2) : -t / (t + 2);
	return value < 0 ? -result : result;
}

export function asinh(value: number): number {
	const size = Math.abs(value);
	if (!(size >= TINY)) return value;
	const result = asinhOf(size);
	return value < 0 ? -result : result;
}

function asinhOf(size: number): number {
	if (size > 1 / TINY) return ln(size) + Math.LN2;
	if (size > 2) return ln(2 * size + 1 / (Math.sqrt(size * size + 1) + size));
	const square = size * size;
	return Math.log1p(size + square / (1 + Math.sqrt(1 + square)));
}

export function acosh(value: number): number {
	if (!(value >= 1)) return NaN;
	if (value > 1 / TINY) return ln(value) + Math.LN2;
	if (value > 2) return ln(2 * value - 1 / (value + Math.sqrt(value * value - 1)));
	const beyond = value - 1;
	return Math.log1p(beyond + Math.sqrt(2 * beyond + beyond * beyond));
}
