/**
 * Values in JSON, without loss: as in the files of a database that is kept in a folder (docs/persistence.md).
 *
 *   NULL null   TEXT "text"   INTEGER 7   REAL 1.5   and where JSON has no number or type:
 *   {"int":"9223372036854775807"}   {"real":1}   {"real":"Infinity"}   {"blob":"base64"}
 */

import { fromBase64, toBase64 } from '../../engine/index.js';
import type { ExactValue } from './contents.js';

/** `isReal`: for a column in which whole numbers are REAL, and need not say so. */
export function jsonValue(value: ExactValue, isReal: boolean): string {
	switch (typeof value) {
		case 'string':
			return JSON.stringify(value);
		case 'bigint':
			return isReal || !Number.isSafeInteger(Number(value)) ? `{"int":"${value}"}` : String(value);
		case 'number':
			return jsonReal(value, isReal);
		default:
			return value === null ? 'null' : `{"blob":"${toBase64(value)}"}`;
	}
}

function jsonReal(value: number, isReal: boolean): string {
	if (Object.is(value, -0)) return '{"real":"-0"}';
	if (!Number.isFinite(value)) return `{"real":"${value}"}`;
	return isReal || !Number.isSafeInteger(value) ? String(value) : `{"real":${value}}`;
}

/** Undefined: it stands for no value. */
export function exactValue(json: unknown, isReal: boolean): ExactValue | undefined {
	if (json === null || typeof json === 'string') return json;
	if (typeof json === 'boolean') return json ? 1n : 0n;
	if (typeof json === 'number') {
		return Number.isSafeInteger(json) && !isReal ? BigInt(json) : json;
	}
	if (typeof json !== 'object') return undefined;
	const { int, real, blob } = json as { int?: unknown; real?: unknown; blob?: unknown };
	if (typeof int === 'string') return exactInteger(int);
	if (typeof blob === 'string') return fromBase64(blob);
	if (typeof real === 'number') return real;
	if (typeof real !== 'string') return undefined;
	const number = Number(real);
	return Number.isNaN(number) ? undefined : number;
}

function exactInteger(text: string): bigint | undefined {
	if (!/^-?\d{1,19}$/.test(text)) return undefined;
	const value = BigInt(text);
	return BigInt.asIntN(64, value) === value ? value : undefined;
}

/** SQLite's rule for the affinity REAL. */
export function isRealType(type: string): boolean {
	return !/int|char|clob|text|blob/i.test(type) && /real|floa|doub/i.test(type);
}
