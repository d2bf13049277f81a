/**
 * Records as JSON objects, one property a column, and back without loss.
 *
 *   NULL null   TEXT "text"   INTEGER 7   REAL 1.5   and, where JSON has no number or no type for it:
 *   {"int":"9223372036854775807"}   {"real":1} {"real":"-0"} {"real":"Infinity"}   {"blob":"base64"}
 *
 * In a column of REAL affinity a whole number is a REAL and is written plainly. The rowid of a table that has no
 * column for it stands under a name that no column has.
 */

import { Real, integerValue, realValue } from '../types/value.js';
import type { RowId, SqlValue } from '../types/value.js';
import { fromBase64, toBase64 } from './base64.js';

/** What the text of a record depends on. Plain data: it stands in files. */
export interface RecordShape {
	readonly columns: readonly string[];
	/** Positions of columns of REAL affinity. */
	readonly reals: readonly number[];
	/** Property that holds the rowid; undefined: the table has none. A column's name when the column is the rowid. */
	readonly rowid: string | undefined;
	/** Positions of the primary key's columns, of a table without rowids. */
	readonly key: readonly number[];
}

/** Working rows: the columns, then the rowid if the table has one. */
export class RecordCodec {
	readonly shape: RecordShape;
	readonly #names: readonly string[];
	readonly #isReal: readonly boolean[];
	/** The rowid is a property of its own. */
	readonly #rowidName: string | undefined;

	constructor(shape: RecordShape) {
		this.shape = shape;
		const { columns, reals, rowid } = shape;
		const own = rowid !== undefined && !columns.includes(rowid) ? rowid : undefined;
		this.#rowidName = own;
		this.#names = columns.map((name, column) => {
			const comma = column > 0 || own !== undefined ? ',' : '';
			return `${comma}${JSON.stringify(name)}:`;
		});
		this.#isReal = columns.map((_, column) => reals.includes(column));
	}

	write(row: readonly SqlValue[]): string {
		const names = this.#names;
		const own = this.#rowidName;
		let text = '{';
		if (own !== undefined)
			text += `${JSON.stringify(own)}:${valueText(row[names.length] as RowId)}`;
		for (let column = 0; column < names.length; column++) {
			text += names[column] as string;
			text += valueText(row[column] as SqlValue, this.#isReal[column]);
		}
		return `${text}}`;
	}

	/** Undefined: this is no record of the table. */
	read(record: unknown): SqlValue[] | undefined {
		if (typeof record !== 'object' || record === null) return undefined;
		const properties = record as Readonly<Record<string, unknown>>;
		const { columns, rowid } = this.shape;
		const row: SqlValue[] = [];
		for (let column = 0; column < columns.length; column++) {
			const name = columns[column] as string;
			if (!Object.hasOwn(properties, name)) return undefined;
			const value = readValue(properties[name], this.#isReal[column]);
			if (value === undefined) return undefined;
			row.push(value);
		}
		if (rowid !== undefined) {
			const key = readValue(properties[rowid]);
			if (typeof key !== 'number' && typeof key !== 'bigint') return undefined;
			row.push(key);
		}
		return row;
	}
}

/** For a table of these columns that has no column for its rowid. */
export function rowidProperty(columns: readonly string[]): string {
	let name = 'rowid';
	while (columns.includes(name)) name = `_${name}_`;
	return name;
}

export function valueText(value: SqlValue, isReal = false): string {
	switch (typeof value) {
		case 'string':
			return JSON.stringify(value);
		case 'number':
			return numberText(value, isReal);
		case 'bigint':
			return `{"int":"${value}"}`;
		default:
			if (value === null) return 'null';
			if (value instanceof Real) return realText(value.value, isReal);
			return `{"blob":"${toBase64(value)}"}`;
	}
}

function numberText(value: number, isReal: boolean): string {
	if (Number.isSafeInteger(value)) return isReal ? `{"int":"${value}"}` : String(value);
	return Number.isFinite(value) ? String(value) : `{"real":"${value}"}`;
}

/** A safe integer or -0. */
function realText(value: number, isReal: boolean): string {
	if (Object.is(value, -0)) return '{"real":"-0"}';
	return isReal ? String(value) : `{"real":${value}}`;
}

/** Undefined: it stands for no value. */
export function readValue(json: unknown, isReal = false): SqlValue | undefined {
	if (json === null || typeof json === 'string') return json;
	if (typeof json === 'number') {
		return isReal && Number.isSafeInteger(json) ? new Real(json) : json;
	}
	if (typeof json !== 'object') return undefined;
	const { int, real, blob } = json as { int?: unknown; real?: unknown; blob?: unknown };
	if (typeof int === 'string') return readInteger(int);
	if (typeof blob === 'string') return fromBase64(blob);
	if (typeof real === 'number') return realValue(real);
	if (typeof real !== 'string') return undefined;
	const number = Number(real);
	return Number.isNaN(number) ? undefined : realValue(number);
}

function readInteger(text: string): SqlValue | undefined {
	if (!/^-?\d{1,19}$/.test(text)) return undefined;
	const value = BigInt(text);
	return BigInt.asIntN(64, value) === value ? integerValue(value) : undefined;
}
