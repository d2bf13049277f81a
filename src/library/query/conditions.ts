/**
 * `where` objects as SQL: `{ gpa: { gt: 3.5 }, or: [{ name: 'Alice' }, { name: 'Bob' }] }`. Every part must hold.
 *
 * A value that is undefined is refused: it is a mistake somewhere else, and leaving the condition out would be the worst
 * answer to it.
 */

import { encodeAny } from '../models/fieldTypes.js';
import type { FieldType } from '../models/fieldTypes.js';
import { describeValue, ValidationError } from '../models/validationError.js';
import { bound, join, sql, Sql, text } from './sql.js';

export interface ConditionColumn {
	readonly name: Sql;
	/** Undefined where nothing is known of the column. */
	readonly type: FieldType | undefined;
	/** For messages. */
	readonly table: string;
	readonly field: string;
}

/** Throws for a name that is no column. */
export type FindColumn = (name: string) => ConditionColumn;

/** Undefined where everything is asked for. */
export function conditionToSql(given: unknown, find: FindColumn): Sql | undefined {
	if (given instanceof Sql) return sql`(${given})`;
	const object = asObject(given, 'where');
	const parts = Object.entries(object).flatMap(([name, value]) => partsOf(name, value, find));
	return parts.length === 0 ? undefined : join(parts, ' AND ');
}

function partsOf(name: string, value: unknown, find: FindColumn): Sql[] {
	if (value === undefined) {
		throw new TypeError(
			`where: ${name} is undefined; leave it out for no condition, or give null for NULL`,
		);
	}
	if (name === 'and' && Array.isArray(value)) return listOf(value, find);
	if (name === 'or' && Array.isArray(value)) {
		const choices = listOf(value, find);
		return [choices.length === 0 ? sql`FALSE` : sql`(${join(choices, ' OR ')})`];
	}
	if (name === 'not' && isOperators(value)) {
		const inner = conditionToSql(value, find) ?? sql`TRUE`;
		return [sql`(${inner}) IS NOT TRUE`];
	}
	const column = find(name);
	if (value instanceof Sql) return [sql`${column.name} = ${value}`];
	if (!isComparison(value, column)) return [equal(column, value)];
	const comparisons = Object.entries(value);
	if (comparisons.length === 0) throw new TypeError(`where: ${name} is an empty object`);
	return comparisons.map(([operator, operand]) => compare(name, column, operator, operand));
}

function listOf(given: readonly unknown[], find: FindColumn): Sql[] {
	return given.map(one => sql`(${conditionToSql(one, find) ?? sql`TRUE`})`);
}

type Operation = (column: ConditionColumn, operand: unknown, name: string) => Sql;

const symbol =
	(operator: string): Operation =>
	(column, operand) =>
		sql`${column.name} ${text(operator)} ${valueFor(column, operand)}`;

const pattern =
	(operator: string): Operation =>
	(column, operand, name) => {
		if (typeof operand !== 'string') throw wrongOperand(name, operator, 'a string', operand);
		return sql`${column.name} ${text(operator)} ${operand}`;
	};

const list =
	(operator: string): Operation =>
	(column, operand, name) => {
		const word = operator === 'IN' ? 'in' : 'notIn';
		if (!Array.isArray(operand)) throw wrongOperand(name, word, 'an array', operand);
		const values = (operand as unknown[]).filter(value => value !== null);
		const hasNull = values.length < operand.length;
		const encoded = values.map(value => valueFor(column, value));
		const within = sql`${column.name} ${text(operator)} (${longList(encoded) ?? join(encoded, ', ')})`;
		if (operator === 'IN') return hasNull ? sql`(${within} OR ${column.name} IS NULL)` : within;
		return hasNull
			? sql`(${within} AND ${column.name} IS NOT NULL)`
			: sql`(${within} OR ${column.name} IS NULL)`;
	};

/** SQL takes some 32,000 bound values. Longer lists are one: the text of a JSON array. */
function longList(values: readonly Sql[]): Sql | undefined {
	if (values.length <= LONGEST_LIST) return undefined;
	const items: string[] = [];
	for (const value of values) {
		const { params } = value.toSQL();
		const [only] = params;
		const isPlain = typeof only === 'number' ? Number.isFinite(only) : typeof only !== 'object';
		if (params.length !== 1 || only === undefined || !isPlain) return undefined;
		items.push(typeof only === 'bigint' ? String(only) : JSON.stringify(only));
	}
	return sql`SELECT value FROM json_each(${`[${items.join()}]`})`;
}

const LONGEST_LIST = 1000;

const operations: Readonly<Record<string, Operation>> = {
	eq: (column, operand) => equal(column, operand),
	ne: (column, operand) => sql`${column.name} IS NOT ${valueFor(column, operand)}`,
	gt: symbol('>'),
	gte: symbol('>='),
	lt: symbol('<'),
	lte: symbol('<='),
	in: list('IN'),
	notIn: list('NOT IN'),
	between(column, operand, name) {
		if (!Array.isArray(operand) || operand.length !== 2) {
			throw wrongOperand(name, 'between', 'an array of two', operand);
		}
		const [low, high] = operand as readonly unknown[];
		return sql`${column.name} BETWEEN ${valueFor(column, low)} AND ${valueFor(column, high)}`;
	},
	isNull(column, operand, name) {
		if (typeof operand !== 'boolean') throw wrongOperand(name, 'isNull', 'true or false', operand);
		return sql`${column.name} ${text(operand ? 'IS NULL' : 'IS NOT NULL')}`;
	},
	like: pattern('LIKE'),
	notLike: pattern('NOT LIKE'),
	glob: pattern('GLOB'),
	startsWith: (column, operand) =>
		// GLOB finds its rows by an index.
		!/[*?[]/.test(stringOf(operand))
			? sql`${column.name} GLOB ${`${stringOf(operand)}*`}`
			: sql`substr(${column.name}, 1, length(${stringOf(operand)})) = ${stringOf(operand)} COLLATE BINARY`,
	endsWith: (column, operand) =>
		stringOf(operand) === ''
			? sql`${column.name} IS NOT NULL`
			: sql`substr(${column.name}, -length(${stringOf(operand)})) = ${stringOf(operand)} COLLATE BINARY`,
	contains: (column, operand) => sql`instr(${column.name}, ${stringOf(operand)}) > 0`,
};

function compare(name: string, column: ConditionColumn, operator: string, operand: unknown): Sql {
	const operation = Object.hasOwn(operations, operator) ? operations[operator] : undefined;
	if (!operation) {
		const known = Object.keys(operations).join(', ');
		throw new TypeError(`where: ${name} has no operator ${operator}; there are ${known}`);
	}
	if (operand === undefined) {
		throw new TypeError(`where: ${name}.${operator} is undefined; leave it out for no condition`);
	}
	return operation(column, operand, name);
}

function equal(column: ConditionColumn, value: unknown): Sql {
	if (value === null) return sql`${column.name} IS NULL`;
	return sql`${column.name} = ${valueFor(column, value)}`;
}

function valueFor({ type, table, field }: ConditionColumn, value: unknown): Sql {
	if (value instanceof Sql) return sql`(${value})`;
	if (value === undefined) throw new TypeError(`where: a value for ${field} is undefined`);
	if (!type || value === null) return bound(encodeAny(value));
	if (type.accepts(value)) return bound(type.encode(value));
	const isNumber = typeof value === 'number' || typeof value === 'bigint';
	if (isNumber && numeric.has(type.name)) return bound(value);
	const { expected } = type;
	const got = describeValue(value);
	throw new ValidationError([{ table, field, expected, got, row: undefined, hint: 'in where' }]);
}

/** Compared with any number. */
const numeric: ReadonlySet<string> = new Set(['int', 'real', 'bigint']);

/** Of a JSON field an object is a value, unless its members are operators. */
function isComparison(value: unknown, column: ConditionColumn): value is object {
	if (!isOperators(value)) return false;
	if (column.type?.name !== 'json') return true;
	const names = Object.keys(value);
	return names.length > 0 && names.every(name => Object.hasOwn(operations, name));
}

function isOperators(value: unknown): value is object {
	return (
		typeof value === 'object' &&
		value !== null &&
		!Array.isArray(value) &&
		!(value instanceof Date) &&
		!(value instanceof Uint8Array)
	);
}

function asObject(given: unknown, place: string): object {
	if (isOperators(given)) return given;
	throw new TypeError(
		`${place}: expected an object of conditions, such as { gpa: { gt: 3.5 } }, a function or sql\`...\``,
	);
}

function stringOf(operand: unknown): string {
	if (typeof operand === 'string') return operand;
	throw new TypeError('where: startsWith, endsWith and contains take a string');
}

function wrongOperand(name: string, operator: string, expected: string, got: unknown): TypeError {
	const shown = typeof got === 'string' ? `'${got}'` : String(got);
	return new TypeError(`where: ${name}.${operator} takes ${expected}, got ${shown}`);
}
