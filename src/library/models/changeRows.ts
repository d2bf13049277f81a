/** Rows of a model changed and deleted, by a condition in SQL or by a function that is asked of each row. */

import type { SqlValue } from '../../engine/index.js';
import { join, sql, Sql, text } from '../query/sql.js';
import type { StoredTable } from './ensureTable.js';
import type { Definition } from './definition.js';
import type { Field } from './field.js';
import { filterOf } from './rowFilter.js';
import { columnsSql, rowMaker } from './rows.js';
import { valuesToUpdate } from './rowValues.js';

type Changes = ReadonlyMap<Field, SqlValue | Sql>;

export function changeRows(
	bound: StoredTable,
	definition: Definition,
	where: unknown,
	given: unknown,
): number {
	const { condition, test } = filterOf(definition, bound, where);
	if (typeof given === 'function') {
		const changesOf = given as (row: object) => unknown;
		return byKey(bound, definition, condition, test, row => {
			const changes = valuesToUpdate(definition, changesOf(row));
			return changes.size > 0 ? updateSql(definition, changes) : undefined;
		});
	}
	const changes = valuesToUpdate(definition, given);
	if (changes.size === 0) return 0;
	const update = updateSql(definition, changes);
	if (test) return byKey(bound, definition, condition, test, () => update);
	return run(bound, whereSql(update, condition));
}

export function deleteRows(bound: StoredTable, definition: Definition, where: unknown): number {
	const { condition, test } = filterOf(definition, bound, where);
	const statement = sql`DELETE FROM ${sql.id(definition.table.name)}`;
	if (test) return byKey(bound, definition, condition, test, () => statement);
	return run(bound, whereSql(statement, condition));
}

/** All rows are chosen before the first is changed. */
function byKey(
	bound: StoredTable,
	definition: Definition,
	condition: Sql | undefined,
	test: ((row: object) => boolean) | undefined,
	statementFor: (row: object) => Sql | undefined,
): number {
	const { connection } = bound;
	const { table } = definition;
	const keys =
		table.primaryKey.length > 0
			? table.primaryKey.map(({ column }) => sql.id(column))
			: [text('rowid')];
	const columns = sql`${columnsSql(definition)}, ${join(keys, ', ')}`;
	const select = whereSql(sql`SELECT ${columns} FROM ${sql.id(table.name)}`, condition);
	const makeRow = rowMaker(definition);
	return connection.transaction(() => {
		const { sql: query, params } = select.toSQL();
		const rows = connection
			.prepare<unknown[], SqlValue[]>(query)
			.raw()
			.all(...params);
		let changed = 0;
		for (const values of rows) {
			const row = makeRow(values);
			if (test && !test(row)) continue;
			const statement = statementFor(row);
			if (!statement) continue;
			const key = keys.map((name, index) => {
				const value = values[table.fields.length + index];
				return sql`${name} IS ${value ?? null}`;
			});
			changed += run(bound, whereSql(statement, join(key, ' AND ')));
		}
		return changed;
	})();
}

function updateSql({ table }: Definition, changes: Changes): Sql {
	const assignments = [...changes].map(([{ column }, value]) => {
		const isSql = value instanceof Sql;
		return sql`${sql.id(column)} = ${isSql ? sql`(${value})` : value}`;
	});
	return sql`UPDATE ${sql.id(table.name)} SET ${join(assignments, ', ')}`;
}

function whereSql(statement: Sql, condition: Sql | undefined): Sql {
	return condition ? sql`${statement} WHERE ${condition}` : statement;
}

function run({ connection }: StoredTable, statement: Sql): number {
	const { sql: query, params } = statement.toSQL();
	return connection.prepare(query).run(...params).changes;
}
