/** REAL as text, character for character as SQLite prints it: always with a point, at most 17 digits. */

import { realDigits } from './realDigits.js';
import type { RealDigits } from './realDigits.js';

/** `1.0`, `0.1`, `1.0e+20`, `Inf`. */
export function realToText(value: number): string {
	if (Number.isInteger(value) && value < 1e15 && value > -1e15) {
		return value === 0 ? '0.0' : `${value}.0`;
	}
	if (value === Infinity) return 'Inf';
	if (value === -Infinity) return '-Inf';
	// A short decimal that reads back as the value is what SQLite prints too.
	const magnitude = Math.abs(value);
	if (magnitude >= 1e-4 && magnitude < 1e15) {
		const text = String(value);
		if (text.length <= 14) return text;
	}
	return layOutReal(realDigits(value, 17, 17));
}

/** %!g: plain between 1e-4 and 1e17, else with an exponent of at least two digits. */
function layOutReal({ isNegative, digits, pointAt }: RealDigits): string {
	const sign = isNegative ? '-' : '';
	const exponent = pointAt - 1;
	if (exponent < -4 || exponent > 16) {
		const fraction = digits.length > 1 ? digits.slice(1) : '0';
		const size = String(Math.abs(exponent)).padStart(2, '0');
		return `${sign}${digits[0] as string}.${fraction}e${exponent < 0 ? '-' : '+'}${size}`;
	}
	if (pointAt <= 0) return `${sign}0.${'0'.repeat(-pointAt)}${digits}`;
	if (digits.length <= pointAt) return `${sign}${digits.padEnd(pointAt, '0')}.0`;
	return `${sign}${digits.slice(0, pointAt)}.${digits.slice(pointAt)}`;
}
