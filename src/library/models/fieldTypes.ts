/**
 * The types a field may have: what values each takes, how SQL stores them and how they are read back.
 *
 * A table made by a model is STRICT, so that a value read is of the type the model says, whoever wrote it.
 */

import type { SqlValue } from '../../engine/index.js';

export interface FieldTypes {
	int: number;
	real: number;
	text: string;
	bool: boolean;
	bytes: Uint8Array;
	date: Date;
	json: unknown;
	bigint: bigint;
	any: SqlValue;
}

/** Other words for the same. */
interface Synonyms {
	integer: 'int';
	float: 'real';
	number: 'real';
	string: 'text';
	str: 'text';
	boolean: 'bool';
	blob: 'bytes';
}

/** Types of fields: int, real, text, bool, bytes, date, json, bigint, any; and float, number, string, boolean ... for the same. */
export type FieldTypeName = keyof FieldTypes | keyof Synonyms;

/** The TypeScript type of values of a field type. */
export type ValueOf<Name extends FieldTypeName> = Name extends keyof FieldTypes
	? FieldTypes[Name]
	: Name extends keyof Synonyms
		? FieldTypes[Synonyms[Name]]
		: never;

export interface FieldType {
	readonly name: keyof FieldTypes;
	/** In a STRICT table. */
	readonly sqlType: 'INTEGER' | 'REAL' | 'TEXT' | 'BLOB' | 'ANY';
	/** For messages: `expected ...`. */
	readonly expected: string;
	readonly accepts: (value: unknown) => boolean;
	readonly encode: (value: unknown) => SqlValue;
	/** Undefined where SQL's value is the value. Never called for NULL. */
	readonly decode: ((value: SqlValue) => unknown) | undefined;
	/** What SQL must check beyond the type of the column. */
	readonly check: ((column: string) => string) | undefined;
}

const same = (value: unknown): SqlValue => value as SqlValue;

const types: Readonly<Record<keyof FieldTypes, FieldType>> = {
	int: {
		name: 'int',
		sqlType: 'INTEGER',
		expected: 'an integer',
		accepts: value =>
			typeof value === 'bigint' ? is64Bit(value) : typeof value === 'number' && isWhole(value),
		encode: same,
		decode: undefined,
		check: undefined,
	},
	bigint: {
		name: 'bigint',
		sqlType: 'INTEGER',
		expected: 'a bigint of 64 bits',
		accepts: value => typeof value === 'bigint' && is64Bit(value),
		encode: same,
		decode: value => BigInt(value as number | bigint),
		check: undefined,
	},
	real: {
		name: 'real',
		sqlType: 'REAL',
		expected: 'a number',
		accepts: value => typeof value === 'number' && !Number.isNaN(value),
		encode: same,
		decode: undefined,
		check: undefined,
	},
	text: {
		name: 'text',
		sqlType: 'TEXT',
		expected: 'a string',
		accepts: value => typeof value === 'string',
		encode: same,
		decode: undefined,
		check: undefined,
	},
	bool: {
		name: 'bool',
		sqlType: 'INTEGER',
		expected: 'true or false',
		accepts: value => typeof value === 'boolean',
		encode: value => (value === true ? 1 : 0),
		decode: value => value !== 0,
		check: column => `${column} IN (0, 1)`,
	},
	bytes: {
		name: 'bytes',
		sqlType: 'BLOB',
		expected: 'a Uint8Array',
		accepts: value => value instanceof Uint8Array,
		encode: same,
		// No Buffer, which Node makes of them: the same everywhere.
		decode: value => Uint8Array.from(value as Uint8Array),
		check: undefined,
	},
	date: {
		name: 'date',
		sqlType: 'TEXT',
		expected: 'a Date',
		accepts: value => value instanceof Date && !Number.isNaN(value.getTime()),
		encode: value => (value as Date).toISOString(),
		decode: value => dateOf(value as string),
		check: undefined,
	},
	json: {
		name: 'json',
		sqlType: 'TEXT',
		expected: 'a value that JSON can hold',
		accepts: isJson,
		encode: value => JSON.stringify(value),
		decode: value => JSON.parse(value as string) as unknown,
		check: column => `json_valid(${column})`,
	},
	any: {
		name: 'any',
		sqlType: 'ANY',
		expected: 'a number, bigint, string, boolean or Uint8Array',
		accepts: value =>
			['number', 'bigint', 'string', 'boolean'].includes(typeof value) ||
			value instanceof Uint8Array,
		encode: value => (typeof value === 'boolean' ? Number(value) : same(value)),
		decode: undefined,
		check: undefined,
	},
};

const synonyms: { readonly [Name in keyof Synonyms]: Synonyms[Name] } = {
	integer: 'int',
	float: 'real',
	number: 'real',
	string: 'text',
	str: 'text',
	boolean: 'bool',
	blob: 'bytes',
};

/** Undefined for a name that is none. */
export function fieldType(name: string): FieldType | undefined {
	if (Object.hasOwn(types, name)) return types[name as keyof FieldTypes];
	return Object.hasOwn(synonyms, name) ? types[synonyms[name as keyof Synonyms]] : undefined;
}

export const fieldTypeNames: readonly string[] = Object.keys(types);

/** The type of the fields that have this value as their initialiser; undefined for what cannot be stored. */
export function typeOfValue(value: unknown): FieldType | undefined {
	switch (typeof value) {
		case 'string':
			return types.text;
		case 'number':
			return types.real;
		case 'boolean':
			return types.bool;
		case 'bigint':
			return types.bigint;
		case 'object':
			if (value === null) return types.any;
			if (value instanceof Date) return types.date;
			if (value instanceof Uint8Array) return types.bytes;
			return isPlain(value) ? types.json : undefined;
		default:
			return undefined;
	}
}

/** Any value as SQL takes it, where no field says how. */
export function encodeAny(value: unknown): SqlValue {
	return typeOfValue(value)?.encode(value) ?? null;
}

function isPlain(value: object): boolean {
	if (Array.isArray(value)) return true;
	const prototype: unknown = Object.getPrototypeOf(value);
	return prototype === null || prototype === Object.prototype;
}

function isJson(value: unknown): boolean {
	try {
		return (JSON.stringify(value) as string | undefined) !== undefined;
	} catch {
		return false;
	}
}

function isWhole(value: number): boolean {
	return Number.isSafeInteger(value);
}

function is64Bit(value: bigint): boolean {
	return BigInt.asIntN(64, value) === value;
}

/** SQLite's own `datetime()` writes UTC without saying so, which JavaScript would take for local time. */
function dateOf(text: string): Date {
	return new Date(
		/^\d{4}-\d\d-\d\d \d\d:\d\d[\d:.]*$/.test(text) ? `${text.replace(' ', 'T')}Z` : text,
	);
}
