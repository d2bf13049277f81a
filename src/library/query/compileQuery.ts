/** A query as SQL, and how its rows are read. */

import type { SqlValue } from '../../engine/index.js';
import { columnsSql, rowMaker } from '../models/rows.js';
import { Aggregate } from './aggregates.js';
import { conditionToSql } from './conditions.js';
import type { FindColumn } from './conditions.js';
import { functionToSql } from './functionFilter.js';
import type { FindField } from './functionFilter.js';
import { findColumn, referenceBetween } from './sources.js';
import type { Source } from './sources.js';
import { join, Sql, sql, text } from './sql.js';

/** What has been said of a query, as it was said: names are looked up when all tables are known. */
export interface QueryParts {
	readonly sources: readonly Source[];
	readonly where: readonly unknown[];
	readonly groupBy: readonly unknown[];
	readonly having: readonly unknown[];
	readonly orderBy: readonly unknown[];
	readonly selection: readonly unknown[] | undefined;
	readonly isDistinct: boolean;
	readonly limit: number | undefined;
	readonly offset: number | undefined;
}

export interface CompiledQuery {
	readonly sql: Sql;
	/** Undefined: rows are objects as SQL gives them. */
	readonly makeRow: ((values: readonly SqlValue[]) => object) | undefined;
}

interface Column {
	readonly key: string;
	readonly sql: Sql;
	readonly decode: ((value: SqlValue) => unknown) | undefined;
	/** Whether its name in the result must be said. */
	readonly isNamed: boolean;
}

/** `strictField` says of a field of the only table whether functions may be pushed down to it. */
export function compileQuery(parts: QueryParts, strictField: FindField): CompiledQuery {
	const { sources } = parts;
	const [first] = sources;
	if (!first) throw new TypeError('a query needs a table');
	const selected = parts.selection && selectedColumns(sources, parts.selection);
	const find: FindColumn = name => findColumn(sources, name);
	const findAlias: FindColumn = name => {
		const column = selected?.find(({ key, isNamed }) => isNamed && key === name);
		if (!column) return find(name);
		return { name: sql.id(name), type: undefined, table: first.table, field: name };
	};
	const where = conditions(parts.where, given => filterToSql(given, find, strictField));
	const having = conditions(parts.having, given => conditionToSql(given, findAlias));
	const pieces = [
		sql`SELECT ${text(parts.isDistinct ? 'DISTINCT ' : '')}${selectList(first, sources, selected)}`,
		sql`FROM ${fromClause(sources)}`,
		where && sql`WHERE ${where}`,
		parts.groupBy.length > 0 && sql`GROUP BY ${list(parts.groupBy, one => named(one, findAlias))}`,
		having && sql`HAVING ${having}`,
		parts.orderBy.length > 0 && sql`ORDER BY ${list(parts.orderBy, one => order(one, findAlias))}`,
		limitClause(parts),
	];
	return {
		sql: join(
			pieces.filter(piece => piece instanceof Sql),
			' ',
		),
		makeRow: rowReader(first, selected),
	};
}

function filterToSql(given: unknown, find: FindColumn, strictField: FindField): Sql | undefined {
	if (typeof given !== 'function') return conditionToSql(given, find);
	const pushed = functionToSql(given as () => unknown, strictField);
	if (pushed) return pushed;
	throw new TypeError(
		'this function cannot be said in SQL: compare fields of one table with literals, ' +
			`s => s.gpa > 3.5, or give an object, { gpa: { gt: limit } }; ${Function.prototype.toString.call(given)}`,
	);
}

function conditions(
	given: readonly unknown[],
	toSql: (one: unknown) => Sql | undefined,
): Sql | undefined {
	const all = given.map(toSql).filter(one => one !== undefined);
	return all.length === 0 ? undefined : join(all, ' AND ');
}

function selectedColumns(sources: readonly Source[], selection: readonly unknown[]): Column[] {
	const columns = selection.flatMap(one => {
		if (typeof one === 'string') return [plainColumn(sources, one)];
		if (typeof one === 'object' && one !== null) {
			return Object.entries(one as Record<string, unknown>).map(([key, value]) =>
				namedColumn(sources, key, value),
			);
		}
		throw new TypeError(
			"select: expected names of columns and objects, such as { n: count('id') }",
		);
	});
	const keys = new Set<string>();
	for (const { key } of columns) {
		if (keys.has(key))
			throw new TypeError(`select: there are two columns ${key}; give one another name`);
		keys.add(key);
	}
	return columns;
}

function plainColumn(sources: readonly Source[], given: string): Column {
	const { name, type, key } = findColumn(sources, given);
	return { key, sql: name, decode: type?.decode, isNamed: false };
}

function namedColumn(sources: readonly Source[], key: string, value: unknown): Column {
	if (value instanceof Sql) return { key, sql: value, decode: value.decode, isNamed: true };
	if (value instanceof Aggregate) {
		const of: unknown = value.column;
		const column = typeof of === 'string' ? findColumn(sources, of) : undefined;
		const decode = value.keepsType ? column?.type?.decode : undefined;
		return { key, sql: value.toSql(column?.name), decode, isNamed: true };
	}
	if (typeof value === 'string') return { ...plainColumn(sources, value), key, isNamed: true };
	throw new TypeError(
		`select: ${key} is no column, no aggregate such as avg('gpa'), and no sql\`...\``,
	);
}

function selectList(
	first: Source,
	sources: readonly Source[],
	selected: readonly Column[] | undefined,
): Sql {
	if (selected) {
		return join(
			selected.map(column =>
				column.isNamed ? sql`${column.sql} AS ${sql.id(column.key)}` : column.sql,
			),
			', ',
		);
	}
	const qualifier = sources.length > 1 ? first.alias : undefined;
	if (first.definition) return columnsSql(first.definition, qualifier);
	return qualifier === undefined ? text('*') : sql`${sql.id(qualifier)}.*`;
}

function rowReader(
	first: Source,
	selected: readonly Column[] | undefined,
): CompiledQuery['makeRow'] {
	if (!selected) return first.definition && rowMaker(first.definition);
	return values => {
		const row: Record<string, unknown> = {};
		selected.forEach(({ key, decode }, index) => {
			const value = values[index] as SqlValue;
			row[key] = decode && value !== null ? decode(value) : value;
		});
		return row;
	};
}

function fromClause(sources: readonly Source[]): Sql {
	const parts = sources.map((source, index) => {
		const { table, alias, join: joined } = source;
		const name = alias === table ? sql.id(table) : sql`${sql.id(table)} AS ${sql.id(alias)}`;
		if (!joined) return name;
		const before = sources.slice(0, index);
		return sql`${text(joined.kind)} ${name} ON ${joinCondition(before, source)}`;
	});
	return join(parts, ' ');
}

function joinCondition(before: readonly Source[], source: Source): Sql {
	const on = source.join?.on;
	if (on === undefined) return referenceBetween(before, source);
	if (on instanceof Sql) return on;
	const all = [...before, source];
	const equations = Object.entries(on).map(([left, right]) => {
		if (typeof right !== 'string') throw new TypeError(`join: ${left} must be equal to a column`);
		return sql`${findColumn(all, left).name} = ${findColumn(all, right).name}`;
	});
	if (equations.length === 0) throw new TypeError('join: expected columns that must be equal');
	return join(equations, ' AND ');
}

function list(given: readonly unknown[], toSql: (one: unknown) => Sql): Sql {
	return join(given.map(toSql), ', ');
}

function named(given: unknown, find: FindColumn): Sql {
	return given instanceof Sql ? given : find(String(given)).name;
}

function order(given: unknown, find: FindColumn): Sql {
	if (given instanceof Sql) return given;
	const [, sign = '', name = ''] = /^([-+]?)(.*)$/s.exec(String(given)) ?? [];
	return sign === '-' ? sql`${find(name).name} DESC` : find(name).name;
}

function limitClause({ limit, offset }: QueryParts): Sql | undefined {
	if (limit === undefined && offset === undefined) return undefined;
	const start = offset === undefined ? text('') : sql` OFFSET ${offset}`;
	return sql`LIMIT ${limit ?? -1}${start}`;
}
