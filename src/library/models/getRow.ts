/** One row by its primary key. */

import type { SqlValue } from '../../engine/index.js';
import { quoteName } from '../query/sql.js';
import type { Definition } from './definition.js';
import type { StoredTable } from './ensureTable.js';
import type { Field } from './field.js';
import { columnsSql, rowMaker } from './rows.js';
import { describeValue, ValidationError } from './validationError.js';

const texts = new WeakMap<Definition, string>();

/** `key`: the value of the only field of the key, or an object with all. */
export function getRow(
	{ connection }: StoredTable,
	definition: Definition,
	key: unknown,
): object | undefined {
	const { name, primaryKey } = definition.table;
	if (primaryKey.length === 0) {
		throw new TypeError(`${name} has no primary key: use first({ where })`);
	}
	const params = primaryKey.map(field => keyValue(definition, field, key));
	const values = connection
		.prepare<unknown[], SqlValue[]>(textOf(definition))
		.raw()
		.get(...params);
	return values && rowMaker(definition)(values);
}

function textOf(definition: Definition): string {
	let known = texts.get(definition);
	if (known === undefined) {
		const { name, primaryKey } = definition.table;
		const where = primaryKey.map(({ column }) => `${quoteName(column)} = ?`).join(' AND ');
		known = `SELECT ${columnsSql(definition).toString()} FROM ${quoteName(name)} WHERE ${where}`;
		texts.set(definition, known);
	}
	return known;
}

function keyValue({ table }: Definition, field: Field, key: unknown): SqlValue {
	const isAll = isObject(key);
	if (table.primaryKey.length > 1 && !isAll) {
		const names = table.primaryKey.map(({ name }) => name).join(', ');
		throw new TypeError(`${table.name} has several fields as primary key: give { ${names} }`);
	}
	const value = isAll ? key[field.name] : key;
	if (field.type.accepts(value)) return field.type.encode(value);
	const { expected } = field.type;
	const got = describeValue(value);
	throw new ValidationError([
		{ table: table.name, field: field.name, expected, got, row: undefined, hint: 'the key' },
	]);
}

function isObject(key: unknown): key is Readonly<Record<string, unknown>> {
	return (
		typeof key === 'object' &&
		key !== null &&
		!(key instanceof Date) &&
		!(key instanceof Uint8Array)
	);
}
