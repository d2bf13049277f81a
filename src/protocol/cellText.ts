/**
 * How a SQL value reads as text: one rule for the grid, the HTML and plain fallbacks, copy and the CLI.
 *
 * A REAL always shows that it is one (1.0, not 1) with the shortest digits that read back the same.
 * NULL has no text of its own: the caller decides how to show it.
 */

import type { WireValue } from './page.js';
import { isBoxedReal } from './pageCodec.js';

export type ValueClass = 'null' | 'integer' | 'real' | 'text' | 'blob';

export function valueClass(value: WireValue): ValueClass {
	if (value === null) return 'null';
	if (typeof value === 'string') return 'text';
	if (typeof value === 'bigint') return 'integer';
	if (value instanceof Uint8Array) return 'blob';
	if (isBoxedReal(value)) return 'real';
	return Number.isSafeInteger(value) && !Object.is(value, -0) ? 'integer' : 'real';
}

export function cellText(value: Exclude<WireValue, null>): string {
	if (typeof value === 'string') return value;
	if (typeof value === 'bigint') return String(value);
	if (value instanceof Uint8Array) return `x'${hex(value)}'`;
	if (isBoxedReal(value)) return realText(value.value);
	return valueClass(value) === 'integer' ? String(value) : realText(value);
}

/** As CAST(x AS TEXT) gives it: 1 -> 1.0, 1e17 -> 1.0e+17, 0.00001 -> 1.0e-05, Infinity -> Inf. */
export function realText(value: number): string {
	if (value === Infinity) return 'Inf';
	if (value === -Infinity) return '-Inf';
	if (value === 0) return '0.0';
	const [mantissa = '', exponent = '0'] = value.toExponential().split('e');
	const power = Number(exponent);
	if (power < -4 || power > 16) {
		const digits = mantissa.includes('.') ? mantissa : `${mantissa}.0`;
		const sign = power < 0 ? '-' : '+';
		return `${digits}e${sign}${String(Math.abs(power)).padStart(2, '0')}`;
	}
	const text = String(value);
	return text.includes('.') ? text : `${text}.0`;
}

export function hex(bytes: Uint8Array): string {
	let out = '';
	for (const byte of bytes) out += byte.toString(16).padStart(2, '0');
	return out.toUpperCase();
}
