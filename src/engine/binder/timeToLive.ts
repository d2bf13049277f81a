/**
 * Tables WITH (ttl = column): what reads one reads `SELECT *, rowid FROM t WHERE` the row has not expired. The column holds
 * seconds since 1970, or a time as text; NULL never expires. Writes go to the table itself, so that DELETE can
 * purge what has expired.
 */

import { quotedName } from '../syntax/quoteName.js';
import type { TableSchema, ViewSchema } from '../catalog/schema.js';
import type { QueryRelation, Relation } from '../plan/logical.js';
import type { TableReference } from '../syntax/ast/query.js';
import type { Query } from '../syntax/ast/query.js';
import { parse } from '../syntax/parse.js';
import { bindView } from './bindRelation.js';
import type { BindState } from './bindState.js';
import type { Scope } from './scope.js';

/** The SQL condition under which a row of the table is still there. */
export function aliveCondition(table: TableSchema): string {
	const column = quotedName(table.columns[table.timeToLive ?? 0]?.name ?? '');
	const seconds = `CASE typeof(${column}) WHEN 'text' THEN unixepoch(${column}) ELSE ${column} END`;
	return `coalesce(${seconds} >= unixepoch(), 1)`;
}

/** Whether rows of the table have to be left out where it is read here. */
export function hidesExpired(state: BindState, table: TableSchema): boolean {
	if (table.timeToLive === undefined || state.observer) return false;
	return !state.viewStack.includes(`${table.schema}.${table.key}`);
}

/** The table without what has expired; its rowid is a column that `*` leaves out. */
export function bindAlive(
	state: BindState,
	scope: Scope,
	syntax: TableReference,
	table: TableSchema,
): Relation {
	const { query, columns } = bindView(state, viewOf(table), syntax.span);
	const relation: QueryRelation = {
		kind: 'query',
		alias: syntax.alias?.name ?? table.name,
		key: syntax.alias?.key ?? table.key,
		used: [],
		query,
		source: 'view',
		shared: undefined,
		hasQueryIds: true,
	};
	const count = table.columns.length;
	const hidden = new Set(query.columns.length > count ? [count] : []);
	scope.relations.push({
		relation,
		schemaKey: table.schema,
		columns: { ...columns, hidden },
		using: [],
		join: 'inner',
		exprs: [],
	});
	return relation;
}

const views = new WeakMap<TableSchema, ViewSchema>();

function viewOf(table: TableSchema): ViewSchema {
	let view = views.get(table);
	if (!view) {
		view = makeView(table);
		views.set(table, view);
	}
	return view;
}

function makeView(table: TableSchema): ViewSchema {
	const { id, schema, name, key, hasRowid } = table;
	const isNameFree = !table.columns.some(column => column.key === 'rowid');
	const columns = hasRowid && isNameFree ? '*, rowid' : '*';
	const from = `${quotedName(schema)}.${quotedName(name)} AS ${quotedName(name)}`;
	const sql = `SELECT ${columns} FROM ${from} WHERE ${aliveCondition(table)}`;
	const [statement] = parse(sql).statements;
	const query = (statement as { query: Query }).query;
	return { kind: 'view', id, schema, name, key, columnNames: undefined, query, sql };
}
