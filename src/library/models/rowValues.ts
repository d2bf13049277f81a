/** Rows given by programs, checked and turned into what SQL stores. All mistakes of all rows are told together. */

import type { SqlValue } from '../../engine/index.js';
import { Sql } from '../query/sql.js';
import type { Definition } from './definition.js';
import type { Field } from './field.js';
import { describeValue, ValidationError } from './validationError.js';
import type { ValidationIssue } from './validationError.js';

/** In the order of the table's fields; undefined where the database makes the value. */
export type StoredValues = readonly (SqlValue | undefined)[];

export function valuesToInsert(definition: Definition, given: unknown): StoredValues {
	const issues: ValidationIssue[] = [];
	const values = insertedValues(definition, given, undefined, issues);
	if (issues.length > 0) throw new ValidationError(issues);
	return values;
}

/** By columns, as a bulk write takes them: undefined is left to the database. */
export type StoredColumns = Readonly<Record<string, readonly (SqlValue | undefined)[]>>;

export function valuesToInsertMany(
	definition: Definition,
	given: Iterable<unknown>,
): { readonly columns: StoredColumns; readonly count: number } {
	const issues: ValidationIssue[] = [];
	const { fields } = definition.table;
	const columns = fields.map((): (SqlValue | undefined)[] => []);
	let count = 0;
	for (const row of given) {
		const values = insertedValues(definition, row, count++, issues);
		for (let index = 0; index < columns.length; index++) columns[index]?.push(values[index]);
	}
	if (issues.length > 0) throw new ValidationError(issues);
	const byName = fields.map(({ column }, index) => [column, columns[index] ?? []] as const);
	return { columns: Object.fromEntries(byName), count };
}

/** What `update` sets: only what is given; SQL as it is. */
export function valuesToUpdate(definition: Definition, given: unknown): Map<Field, SqlValue | Sql> {
	const { table } = definition;
	const issues: ValidationIssue[] = [];
	const object = rowObject(table.name, given);
	refuseUnknown(definition, object, undefined, issues);
	const values = new Map<Field, SqlValue | Sql>();
	for (const field of table.fields) {
		const value = object[field.name];
		if (value === undefined) continue;
		if (value instanceof Sql) values.set(field, value);
		else values.set(field, checked(table.name, field, value, undefined, issues));
	}
	if (issues.length > 0) throw new ValidationError(issues);
	return values;
}

function insertedValues(
	definition: Definition,
	given: unknown,
	row: number | undefined,
	issues: ValidationIssue[],
): StoredValues {
	const { table } = definition;
	const object = rowObject(table.name, given);
	refuseUnknown(definition, object, row, issues);
	const values: (SqlValue | undefined)[] = [];
	let initial: Readonly<Record<string, unknown>> | undefined;
	for (const field of table.fields) {
		let value = object[field.name];
		if (value === undefined) {
			if (field.defaults.kind === 'initialiser') initial ??= definition.initialValues();
			value = defaultOf(field, initial);
		}
		const isLeft = value === undefined || (value === null && field.isAutoIncrement);
		const isMade = isLeft && (field.isAutoIncrement || field.isGenerated);
		values.push(isMade ? undefined : checked(table.name, field, value, row, issues));
	}
	return values;
}

function defaultOf(field: Field, initial: Readonly<Record<string, unknown>> | undefined): unknown {
	const { defaults } = field;
	switch (defaults.kind) {
		case 'none':
			return undefined;
		case 'constant':
			return defaults.value;
		case 'made':
			return defaults.make();
		case 'initialiser':
			return initial?.[field.name];
	}
}

function checked(
	table: string,
	field: Field,
	value: unknown,
	row: number | undefined,
	issues: ValidationIssue[],
): SqlValue {
	const { type, name } = field;
	if (value === null || value === undefined) {
		if (field.isNullable) return null;
		const hint = `NOT NULL constraint failed: ${table}.${name}`;
		const got = describeValue(value);
		issues.push({ table, field: name, expected: type.expected, got, row, hint });
		return null;
	}
	if (!type.accepts(value)) {
		const expected = field.isNullable ? `${type.expected} or null` : type.expected;
		const got = describeValue(value);
		const hint = type.name === 'any' ? "say its type, @field('date')" : undefined;
		issues.push({ table, field: name, expected, got, row, hint });
		return null;
	}
	for (const validator of field.validators) {
		const verdict = validator(value as never);
		if (verdict !== false && typeof verdict !== 'string') continue;
		const expected = typeof verdict === 'string' ? verdict : checkText(validator);
		issues.push({ table, field: name, expected, got: describeValue(value), row, hint: 'check' });
	}
	return type.encode(value);
}

function checkText(validator: (value: never) => unknown): string {
	return `what ${Function.prototype.toString.call(validator)} allows`;
}

function rowObject(table: string, given: unknown): Readonly<Record<string, unknown>> {
	if (typeof given === 'object' && given !== null && !Array.isArray(given)) {
		return given as Readonly<Record<string, unknown>>;
	}
	throw new TypeError(`${table}: expected an object with its fields, got ${describeValue(given)}`);
}

function refuseUnknown(
	{ table, relations, others }: Definition,
	object: object,
	row: number | undefined,
	issues: ValidationIssue[],
): void {
	for (const [name, value] of Object.entries(object)) {
		// A row that was read may be given back, with what else it has.
		if (table.find(name) || value === undefined || relations.has(name) || others.has(name))
			continue;
		const expected = `one of its fields: ${table.fields.map(field => field.name).join(', ')}`;
		const got = `${name} = ${describeValue(value)}`;
		issues.push({ table: table.name, field: name, expected, got, row, hint: 'no such field' });
	}
}
