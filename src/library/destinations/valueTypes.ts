/**
 * Types of columns told from their values: what a table made for the rows declares, and what the values of a table that is
 * there are compared with.
 *
 * Each type is declared so that values are stored as they are, and read back as what they were: bigints by BIGINT, booleans by
 * BOOLEAN, dates by TIMESTAMP, objects and arrays by JSON TEXT. Mixed columns declare no type.
 */

import { Real } from '../../engine/index.js';

/** What JavaScript values are to a column. */
export type ValueType =
	'null' | 'integer' | 'real' | 'bigint' | 'text' | 'blob' | 'boolean' | 'date' | 'json';

/** What is told of a column before a table is made. */
export interface InferredColumn {
	readonly name: string;
	/** The types of its values, without NULL. */
	readonly types: ReadonlySet<ValueType>;
	/** '' when the values are of several types. */
	readonly declaredType: string;
	readonly isNullable: boolean;
}

export function typeOfValue(value: unknown): ValueType {
	switch (typeof value) {
		case 'number':
			if (value !== value) return 'null';
			return Number.isSafeInteger(value) ? 'integer' : 'real';
		case 'string':
			return 'text';
		case 'bigint':
			return 'bigint';
		case 'boolean':
			return 'boolean';
		case 'object':
			return value === null ? 'null' : typeOfObject(value);
		default:
			return 'null';
	}
}

function typeOfObject(value: object): ValueType {
	if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'null' : 'date';
	if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return 'blob';
	// REAL values of the engine that are whole numbers.
	return value instanceof Real ? 'real' : 'json';
}

const DECLARED: Readonly<Record<Exclude<ValueType, 'null'>, string>> = {
	integer: 'INTEGER',
	real: 'REAL',
	bigint: 'BIGINT',
	text: 'TEXT',
	blob: 'BLOB',
	boolean: 'BOOLEAN',
	date: 'TIMESTAMP',
	json: 'JSON TEXT',
};

export function declaredTypeOf(types: ReadonlySet<ValueType>): string {
	const all = [...types].filter(type => type !== 'null');
	const [only] = all;
	if (only === undefined) return '';
	if (all.length === 1) return DECLARED[only];
	if (all.every(type => type === 'integer' || type === 'real')) return 'REAL';
	return '';
}

/** The columns of the rows, in the order in which they come up. */
export class ColumnTypes {
	readonly #types = new Map<string, Set<ValueType>>();
	readonly #rows = new Map<string, number>();
	#count = 0;

	addRow(row: Readonly<Record<string, unknown>>): void {
		this.#count++;
		for (const name in row) this.#add(name, row[name]);
	}

	addColumn(name: string, values: ArrayLike<unknown>): void {
		this.#count = Math.max(this.#count, values.length);
		this.#typesOf(name);
		for (let row = 0; row < values.length; row++) this.#add(name, values[row]);
	}

	columns(): InferredColumn[] {
		return [...this.#types].map(([name, all]) => {
			const types = new Set([...all].filter(type => type !== 'null'));
			const isNullable = all.has('null') || this.#rows.get(name) !== this.#count;
			return { name, types, declaredType: declaredTypeOf(types), isNullable };
		});
	}

	#add(name: string, value: unknown): void {
		this.#typesOf(name).add(typeOfValue(value));
		this.#rows.set(name, (this.#rows.get(name) ?? 0) + 1);
	}

	#typesOf(name: string): Set<ValueType> {
		let types = this.#types.get(name);
		if (!types) this.#types.set(name, (types = new Set()));
		return types;
	}
}

/** What a value of the table was when it was written; `declaredType`: of its column. */
export function restoredValue(value: unknown, declaredType: string): unknown {
	if (value === null) return null;
	switch (declaredType.toUpperCase()) {
		case 'BOOLEAN':
			return value === 0 ? false : value === 1 ? true : value;
		case 'BIGINT':
			return typeof value === 'number' ? BigInt(value) : value;
		case 'TIMESTAMP':
			return typeof value === 'string' ? dateOf(value) : value;
		case 'JSON TEXT':
			return typeof value === 'string' ? parsed(value) : value;
		default:
			return value;
	}
}

/** ISO texts as Date writes them; any other text stays. */
function dateOf(text: string): Date | string {
	const date = new Date(text);
	return !Number.isNaN(date.getTime()) && date.toISOString() === text ? date : text;
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return text;
	}
}
