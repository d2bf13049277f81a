/**
 * Makes result pages from columns of values, and reads values out of them again.
 *
 * decodePage(encodePage(columns)) gives every value back unchanged. Encoding looks at a column once to
 * find the narrowest batch type; typed engine vectors (`int`, `real`, `dict`) skip the look. The input
 * vectors are structurally the engine's, which this folder may not import.
 */

import type {
	BoxedReal,
	ColumnBatch,
	NullMask,
	ResultPage,
	TruncatedCell,
	WireValue,
} from './page.js';

/** What a page is made from. `int` and `real` write NULL as NaN; dictionary code 0 is NULL. */
export type PageColumn =
	| { readonly kind: 'int' | 'real'; readonly data: readonly number[] }
	| {
			readonly kind: 'dict';
			readonly data: readonly number[];
			readonly dictionary: { readonly values: readonly (string | null)[] };
	  }
	| { readonly kind: 'generic'; readonly data: readonly WireValue[] };

export interface PageOptions {
	/** Rows [start, end) of the columns; the whole by default. */
	readonly start?: number;
	readonly end?: number;
	/** Position of the page's first row within the result. */
	readonly offset?: number;
	/** Longest TEXT (UTF-16 units) or BLOB (bytes) sent whole. */
	readonly maxCellLength?: number;
}

export function encodePage(columns: readonly PageColumn[], options: PageOptions = {}): ResultPage {
	const start = options.start ?? 0;
	const end = options.end ?? columns[0]?.data.length ?? 0;
	const limit = options.maxCellLength ?? Infinity;
	const truncated: TruncatedCell[] = [];
	const batches = columns.map((column, columnIndex) => {
		if (column.kind === 'int') return typed('int', column.data, start, end);
		if (column.kind === 'real') return typed('real', column.data, start, end);
		if (column.kind === 'dict' && limit === Infinity) {
			return encodeDict(column.data, column.dictionary.values, start, end);
		}
		const values =
			column.kind === 'dict'
				? column.data.slice(start, end).map(code => column.dictionary.values[code] ?? null)
				: column.data.slice(start, end);
		return encodeValues(shorten(values, limit, columnIndex, truncated));
	});
	return { offset: options.offset ?? 0, rowCount: end - start, columns: batches, truncated };
}

/** The buffers that may be transferred instead of copied when the page is posted. */
export function pageBuffers(page: ResultPage): ArrayBuffer[] {
	const buffers = new Set<ArrayBuffer>();
	const add = (view: ArrayBufferView | undefined) => {
		if (view?.buffer instanceof ArrayBuffer) buffers.add(view.buffer);
	};
	for (const column of page.columns) {
		if (column.type === 'int' || column.type === 'real') add(column.data);
		if (column.type === 'int64') add(column.data);
		if (column.type === 'dict') add(column.codes);
		if (column.type === 'text') add(column.offsets);
		if (column.type === 'blob') {
			add(column.bytes);
			add(column.offsets);
		}
	}
	return [...buffers];
}

/** Reads values out of a page; nothing is unpacked before it is asked for. */
export interface PageReader {
	readonly offset: number;
	readonly rowCount: number;
	readonly columnCount: number;
	/** Row within the page. */
	value(row: number, column: number): WireValue;
	row(row: number): WireValue[];
	/** Full length when the page holds only the value's beginning. */
	fullLength(row: number, column: number): number | undefined;
}

export function decodePage(page: ResultPage): PageReader {
	const longer = new Map<string, number>();
	for (const cell of page.truncated) longer.set(`${cell.row}:${cell.column}`, cell.length);
	const value = (row: number, column: number): WireValue => {
		const batch = page.columns[column];
		if (batch === undefined || row < 0 || row >= page.rowCount) return null;
		return readValue(batch, row);
	};
	return {
		offset: page.offset,
		rowCount: page.rowCount,
		columnCount: page.columns.length,
		value,
		row: row => page.columns.map((_, column) => value(row, column)),
		fullLength: (row, column) => longer.get(`${row}:${column}`),
	};
}

export function readValue(batch: ColumnBatch, row: number): WireValue {
	switch (batch.type) {
		case 'int':
			return orNull(batch.data[row] as number);
		case 'real':
			return realToWire(batch.data[row] as number);
		case 'int64':
			return batch.nulls?.[row] === 1 ? null : intToWire(batch.data[row] as bigint);
		case 'text':
			if (batch.nulls?.[row] === 1) return null;
			return batch.text.slice(batch.offsets[row], batch.offsets[row + 1]);
		case 'dict':
			return batch.values[batch.codes[row] as number] ?? null;
		case 'blob':
			if (batch.nulls?.[row] === 1) return null;
			return batch.bytes.subarray(batch.offsets[row], batch.offsets[row + 1]);
		case 'mixed':
			return batch.values[row] ?? null;
	}
}

export function isBoxedReal(value: WireValue): value is BoxedReal {
	return typeof value === 'object' && value !== null && !(value instanceof Uint8Array);
}

function orNull(value: number): number | null {
	return value !== value ? null : value;
}

/** REAL from a JS number: boxed when it would read as an INTEGER; NaN is NULL. */
export function realToWire(value: number): WireValue {
	if (value !== value) return null;
	return Number.isSafeInteger(value) ? { value } : value;
}

/** INTEGER from a bigint: a number while safe. */
export function intToWire(value: bigint): number | bigint {
	return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value;
}

function typed(
	type: 'int' | 'real',
	data: readonly number[],
	start: number,
	end: number,
): ColumnBatch {
	const out = new Float64Array(end - start);
	for (let at = start; at < end; at++) out[at - start] = data[at] as number;
	return { type, data: out };
}

/** Renumbers the codes that occur, so that a page never carries a whole dictionary. */
function encodeDict(
	data: readonly number[],
	values: readonly (string | null)[],
	start: number,
	end: number,
): ColumnBatch {
	const codes = new Uint32Array(end - start);
	const renumbered = new Map<number, number>([[0, 0]]);
	const used: (string | null)[] = [null];
	for (let at = start; at < end; at++) {
		const code = data[at] as number;
		let short = renumbered.get(code);
		if (short === undefined) {
			short = used.length;
			renumbered.set(code, short);
			used.push(values[code] ?? null);
		}
		codes[at - start] = short;
	}
	return { type: 'dict', codes, values: used };
}

function encodeValues(values: readonly WireValue[]): ColumnBatch {
	switch (narrowestType(values)) {
		case 'int':
			return { type: 'int', data: Float64Array.from(values, v => (v === null ? NaN : Number(v))) };
		case 'real':
			return { type: 'real', data: Float64Array.from(values, realNumber) };
		case 'int64':
			return {
				type: 'int64',
				data: BigInt64Array.from(values, v => (v === null ? 0n : BigInt(v as number))),
				nulls: nullMask(values),
			};
		case 'text':
			return encodeText(values as readonly (string | null)[]);
		case 'blob':
			return encodeBlobs(values as readonly (Uint8Array | null)[]);
		default:
			return { type: 'mixed', values: values.slice() };
	}
}

type ValueType = 'int' | 'int64' | 'real' | 'text' | 'blob';

function narrowestType(values: readonly WireValue[]): ValueType | 'mixed' {
	let found: ValueType | undefined;
	for (const value of values) {
		if (value === null) continue;
		const type = typeOf(value);
		if (found === undefined || found === type) found = type;
		else if (found === 'int' && type === 'int64') found = 'int64';
		else if (found !== 'int64' || type !== 'int') return 'mixed';
	}
	return found ?? 'mixed';
}

function typeOf(value: Exclude<WireValue, null>): ValueType {
	if (typeof value === 'string') return 'text';
	if (typeof value === 'bigint') return 'int64';
	if (typeof value !== 'number') return value instanceof Uint8Array ? 'blob' : 'real';
	return Number.isSafeInteger(value) && !Object.is(value, -0) ? 'int' : 'real';
}

function realNumber(value: WireValue): number {
	if (value === null) return NaN;
	return typeof value === 'number' ? value : (value as BoxedReal).value;
}

function nullMask(values: readonly WireValue[]): NullMask {
	if (!values.includes(null)) return undefined;
	return Uint8Array.from(values, value => (value === null ? 1 : 0));
}

function encodeText(values: readonly (string | null)[]): ColumnBatch {
	const offsets = new Uint32Array(values.length + 1);
	let at = 0;
	values.forEach((value, row) => {
		at += value?.length ?? 0;
		offsets[row + 1] = at;
	});
	return { type: 'text', text: values.join(''), offsets, nulls: nullMask(values) };
}

function encodeBlobs(values: readonly (Uint8Array | null)[]): ColumnBatch {
	const offsets = new Uint32Array(values.length + 1);
	let at = 0;
	values.forEach((value, row) => {
		at += value?.length ?? 0;
		offsets[row + 1] = at;
	});
	const bytes = new Uint8Array(at);
	values.forEach((value, row) => {
		if (value !== null) bytes.set(value, offsets[row]);
	});
	return { type: 'blob', bytes, offsets, nulls: nullMask(values) };
}

function shorten(
	values: readonly WireValue[],
	limit: number,
	column: number,
	truncated: TruncatedCell[],
): readonly WireValue[] {
	if (limit === Infinity) return values;
	return values.map((value, row) => {
		if (typeof value !== 'string' && !(value instanceof Uint8Array)) return value;
		if (value.length <= limit) return value;
		truncated.push({ row, column, length: value.length });
		return typeof value === 'string' ? cutText(value, limit) : value.slice(0, limit);
	});
}

/** Never between the halves of a surrogate pair. */
function cutText(text: string, limit: number): string {
	const last = text.charCodeAt(limit - 1);
	return text.slice(0, last >= 0xd800 && last < 0xdc00 ? limit - 1 : limit);
}
