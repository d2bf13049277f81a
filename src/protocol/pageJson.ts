/**
 * The JSON-safe form of a result page: notebook outputs and renderer messages pass through JSON, which
 * loses typed arrays, bigints and infinities.
 *
 * A column is {type, values} and values is one entry a row, null for NULL:
 *   int    number                     real   number, or "Infinity" / "-Infinity" / "-0"
 *   int64  decimal digits as string   text   string
 *   blob   base64 string
 *   mixed  string = TEXT, number = INTEGER, and one-key objects for the rest:
 *          {"$int": "9007199254740993"}  {"$real": 1}  {"$real": "-Infinity"}  {"$blob": "AAEC"}
 *
 * A dictionary batch becomes `text`. pageFromJson(pageToJson(page)) reads the same values.
 */

import { cellText } from './cellText.js';
import type { ColumnBatch, ResultPage, TruncatedCell, WireValue } from './page.js';
import { encodePage, intToWire, isBoxedReal, readValue, realToWire } from './pageCodec.js';

export type JsonReal = number | 'Infinity' | '-Infinity' | '-0';

export type JsonMixedValue =
	| null
	| number
	| string
	| { readonly $int: string }
	| { readonly $real: JsonReal }
	| { readonly $blob: string };

export type JsonColumn =
	| { readonly type: 'int'; readonly values: readonly (number | null)[] }
	| { readonly type: 'int64'; readonly values: readonly (string | null)[] }
	| { readonly type: 'real'; readonly values: readonly (JsonReal | null)[] }
	| { readonly type: 'text'; readonly values: readonly (string | null)[] }
	| { readonly type: 'blob'; readonly values: readonly (string | null)[] }
	| { readonly type: 'mixed'; readonly values: readonly JsonMixedValue[] };

export interface JsonPage {
	readonly offset: number;
	readonly rowCount: number;
	readonly columns: readonly JsonColumn[];
	readonly truncated: readonly TruncatedCell[];
}

export function pageToJson(page: ResultPage): JsonPage {
	const { offset, rowCount, truncated } = page;
	return { offset, rowCount, columns: page.columns.map(c => columnToJson(c, rowCount)), truncated };
}

export function pageFromJson(page: JsonPage): ResultPage {
	const columns = page.columns.map(column => ({
		kind: 'generic' as const,
		data: columnFromJson(column),
	}));
	const { offset, rowCount, truncated } = page;
	return { ...encodePage(columns, { offset, end: rowCount }), truncated };
}

function columnToJson(batch: ColumnBatch, rowCount: number): JsonColumn {
	const rows = Array.from({ length: rowCount }, (_, row) => readValue(batch, row));
	switch (batch.type) {
		case 'int':
			return { type: 'int', values: rows as (number | null)[] };
		case 'int64':
			return { type: 'int64', values: rows.map(v => (v === null ? null : cellText(v))) };
		case 'real':
			return { type: 'real', values: rows.map(v => (v === null ? null : realToJson(v))) };
		case 'text':
		case 'dict':
			return { type: 'text', values: rows as (string | null)[] };
		case 'blob':
			return {
				type: 'blob',
				values: rows.map(v => (v === null ? null : bytesToBase64(v as Uint8Array))),
			};
		case 'mixed':
			return { type: 'mixed', values: rows.map(valueToJson) };
	}
}

function columnFromJson(column: JsonColumn): WireValue[] {
	switch (column.type) {
		case 'int':
		case 'text':
			return column.values.slice();
		case 'int64':
			return column.values.map(v => (v === null ? null : intToWire(BigInt(v))));
		case 'real':
			return column.values.map(v => (v === null ? null : realToWire(Number(v))));
		case 'blob':
			return column.values.map(v => (v === null ? null : base64ToBytes(v)));
		case 'mixed':
			return column.values.map(valueFromJson);
	}
}

function realToJson(value: WireValue): JsonReal {
	const real = isBoxedReal(value) ? value.value : (value as number);
	if (Object.is(real, -0)) return '-0';
	return Number.isFinite(real) ? real : real > 0 ? 'Infinity' : '-Infinity';
}

/** A single value by the rules of a `mixed` column. */
export function valueToJson(value: WireValue): JsonMixedValue {
	if (value === null || typeof value === 'string') return value;
	if (typeof value === 'bigint') return { $int: String(value) };
	if (value instanceof Uint8Array) return { $blob: bytesToBase64(value) };
	if (typeof value === 'number' && Number.isSafeInteger(value) && !Object.is(value, -0)) {
		return value;
	}
	return { $real: realToJson(value) };
}

export function valueFromJson(value: JsonMixedValue): WireValue {
	if (value === null || typeof value !== 'object') return value;
	if ('$int' in value) return intToWire(BigInt(value.$int));
	if ('$real' in value) return realToWire(Number(value.$real));
	return base64ToBytes(value.$blob);
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

// Written out because this folder has neither Buffer (Node) nor btoa (DOM).
function bytesToBase64(bytes: Uint8Array): string {
	let out = '';
	for (let at = 0; at < bytes.length; at += 3) {
		const left = bytes.length - at;
		const group = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
		out += BASE64.charAt(group >> 18) + BASE64.charAt((group >> 12) & 63);
		out += left > 1 ? BASE64.charAt((group >> 6) & 63) : '=';
		out += left > 2 ? BASE64.charAt(group & 63) : '=';
	}
	return out;
}

function base64ToBytes(text: string): Uint8Array {
	const digits = text.replace(/=+$/, '');
	const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
	let group = 0;
	let at = 0;
	for (let index = 0; index < digits.length; index++) {
		group = ((group << 6) | BASE64.indexOf(digits.charAt(index))) & 0xffffff;
		const bits = (index % 4) * 6 + 6;
		if (index % 4 > 0) bytes[at++] = (group >> (bits - 8 * (index % 4))) & 255;
	}
	return bytes;
}
