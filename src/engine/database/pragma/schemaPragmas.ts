/** Pragmas that describe tables and indexes, column for column as SQLite gives them. */

import type { Relation } from '../../catalog/catalog.js';
import type { IndexSchema, TableSchema } from '../../catalog/schema.js';
import { COMPILE_OPTIONS } from '../../functions/scalar/conditional.js';
import { relationColumns } from '../relationColumns.js';
import { inSqliteOrder } from '../tableOrder.js';
import { functionList } from './functionList.js';
import { foldKey } from '../../util/foldKey.js';
import type { Row, SqlValue } from '../../types/value.js';
import { describedColumns } from './describedColumns.js';
import { foreignKeyCheck } from './foreignKeyCheck.js';
import type { PragmaCall, PragmaDefinition } from './pragma.js';
import { writtenCollations } from './writtenCollations.js';

const INFO = ['cid', 'name', 'type', 'notnull', 'dflt_value', 'pk'];

export const schemaPragmas: readonly PragmaDefinition[] = [
	{
		name: 'table_info',
		columns: INFO,
		isSetting: false,
		run: call => tableInfo(call).map(row => row.slice(0, INFO.length)),
	},
	{ name: 'table_xinfo', columns: [...INFO, 'hidden'], isSetting: false, run: describedColumns },
	{
		name: 'table_list',
		hidden: ['arg'],
		columns: ['schema', 'name', 'type', 'ncol', 'wr', 'strict'],
		isSetting: false,
		run: tableList,
	},
	{
		name: 'index_list',
		columns: ['seq', 'name', 'unique', 'origin', 'partial'],
		isSetting: false,
		run: indexList,
	},
	{
		name: 'index_info',
		columns: ['seqno', 'cid', 'name'],
		isSetting: false,
		run: call =>
			indexXinfo(call)
				.filter(row => row[5] === 1)
				.map(row => row.slice(0, 3)),
	},
	{
		name: 'index_xinfo',
		columns: ['seqno', 'cid', 'name', 'desc', 'coll', 'key'],
		isSetting: false,
		run: indexXinfo,
	},
	{
		name: 'foreign_key_list',
		columns: ['id', 'seq', 'table', 'from', 'to', 'on_update', 'on_delete', 'match'],
		isSetting: false,
		run: foreignKeyList,
	},
	{
		name: 'foreign_key_check',
		columns: ['table', 'rowid', 'parent', 'fkid'],
		isSetting: false,
		run: foreignKeyCheck,
	},
	{
		name: 'database_list',
		hidden: [],
		columns: ['seq', 'name', 'file'],
		isSetting: false,
		run: databaseList,
	},
	{
		name: 'collation_list',
		hidden: [],
		columns: ['seq', 'name'],
		isSetting: false,
		run: ({ connection }) =>
			[...connection.database.collations.values()].reverse().map((one, seq) => [seq, one.name]),
	},
	{
		name: 'function_list',
		hidden: [],
		columns: ['name', 'builtin', 'type', 'enc', 'narg', 'flags'],
		isSetting: false,
		run: ({ connection: { database } }) => functionList(database.functions),
	},
	{
		name: 'compile_options',
		hidden: [],
		columns: ['compile_options'],
		isSetting: false,
		run: () => COMPILE_OPTIONS.map(option => [option]),
	},
	{
		name: 'module_list',
		hidden: [],
		columns: ['name'],
		isSetting: false,
		run: ({ connection }) => [...connection.database.modules.keys()].map(name => [name]),
	},
];

function findRelation({ connection, schema, value }: PragmaCall): Relation | undefined {
	if (value === undefined) return undefined;
	return connection.state.catalog.findRelation(foldKey(value), schema);
}

function findIndex({ connection, schema, value }: PragmaCall): IndexSchema | undefined {
	if (value === undefined) return undefined;
	const { catalog } = connection.state;
	const key = foldKey(value);
	const found = catalog.findIndex(key, schema);
	if (found) return found;
	// A WITHOUT ROWID table is an index itself.
	const table = catalog.findRelation(key, schema);
	return table?.kind === 'table' ? table.indexes.find(index => index.id === table.id) : undefined;
}

function tableInfo(call: PragmaCall): Row[] {
	return describedColumns(call)
		.filter(row => row[6] === 0)
		.map((row, cid) => [cid, ...row.slice(1)]);
}

function tableList(call: PragmaCall): Row[] {
	const { connection, schema, value } = call;
	const rows: SqlValue[][] = [];
	for (const [schemaName, objects] of connection.state.catalog.schemas) {
		if (schema !== undefined && schema !== schemaName) continue;
		const writtenAs = objects.name ?? schemaName;
		for (const relation of inSqliteOrder(schemaName, objects)) {
			if (!relation) {
				// SQLite lists it under this name and finds it under its old one.
				const ownTable = schemaName === 'temp' ? 'sqlite_temp_schema' : 'sqlite_schema';
				const isWanted =
					value === undefined || foldKey(value) === ownTable.replace('schema', 'master');
				if (isWanted) rows.push([writtenAs, ownTable, 'table', 5, 0, 0]);
				continue;
			}
			const isTable = relation.kind === 'table';
			rows.push([
				writtenAs,
				relation.name,
				isTable && relation.module !== undefined ? 'virtual' : relation.kind,
				relationColumns(connection, relation).length,
				isTable && !relation.hasRowid ? 1 : 0,
				isTable && relation.isStrict ? 1 : 0,
			]);
		}
	}
	if (value === undefined) return rows;
	const wanted = foldKey(value).replace(/^(sqlite_(?:temp_)?)master$/, '$1schema');
	return rows.filter(row => foldKey(row[1] as string) === wanted);
}

/** Newest first, ON CONFLICT REPLACE last, as SQLite keeps them. */
function indexList(call: PragmaCall): Row[] {
	const table = findRelation(call);
	if (table?.kind !== 'table') return [];
	const indexes = indexesInOrder(table).reverse();
	const isReplacing = (index: IndexSchema) => index.conflict === 'replace';
	return [...indexes.filter(index => !isReplacing(index)), ...indexes.filter(isReplacing)].map(
		(index, seq) => [seq, index.name, index.isUnique ? 1 : 0, index.origin, index.where ? 1 : 0],
	);
}

/** A WITHOUT ROWID table lists its key first in the schema; here it stands where it was declared. */
function indexesInOrder(table: TableSchema): IndexSchema[] {
	const automatic = table.indexes.filter(index => index.origin !== 'c');
	const number = (index: IndexSchema) => Number(index.name.slice(index.name.lastIndexOf('_') + 1));
	automatic.sort((left, right) => number(left) - number(right));
	return [...automatic, ...table.indexes.filter(index => index.origin === 'c')];
}

function indexXinfo(call: PragmaCall): Row[] {
	const index = findIndex(call);
	if (!index) return [];
	const table = call.connection.state.catalog.findRelation(index.tableKey, index.schema);
	if (table?.kind !== 'table') return [];
	const name = (columnIndex: number) => table.columns[columnIndex]?.name ?? null;
	const collations = writtenCollations(table, index);
	const rows: SqlValue[][] = index.columns.map((column, seqno) => [
		seqno,
		column.columnIndex,
		name(column.columnIndex),
		column.descending ? 1 : 0,
		collations.ofPart(seqno),
		1,
	]);
	for (const { columnIndex, descending } of trailingColumns(table, index)) {
		const collation = collations.ofColumn(columnIndex);
		rows.push([rows.length, columnIndex, name(columnIndex), descending ? 1 : 0, collation, 0]);
	}
	for (const columnIndex of index.included ?? []) {
		const collation = collations.ofColumn(columnIndex);
		rows.push([rows.length, columnIndex, name(columnIndex), 0, collation, 0]);
	}
	return rows;
}

interface TrailingColumn {
	readonly columnIndex: number;
	readonly descending: boolean;
}

/** What an entry holds behind the indexed columns. */
function trailingColumns(table: TableSchema, index: IndexSchema): TrailingColumn[] {
	if (table.hasRowid) return [{ columnIndex: -1, descending: false }];
	const own = index.columns.map(column => column.columnIndex);
	const key = table.indexes.find(other => other.id === table.id);
	const wanted: TrailingColumn[] =
		index.id === table.id
			? table.columns.map((_, columnIndex) => ({ columnIndex, descending: false }))
			: (key?.columns ?? []).map(({ columnIndex, descending }) => ({
					columnIndex,
					descending: descending && index.origin === 'c',
				}));
	return wanted.filter(({ columnIndex }) => !own.includes(columnIndex));
}

const ACTIONS = {
	noAction: 'NO ACTION',
	restrict: 'RESTRICT',
	setNull: 'SET NULL',
	setDefault: 'SET DEFAULT',
	cascade: 'CASCADE',
} as const;

function foreignKeyList(call: PragmaCall): Row[] {
	const table = findRelation(call);
	if (table?.kind !== 'table') return [];
	return [...table.foreignKeys]
		.reverse()
		.flatMap((foreignKey, id) =>
			foreignKey.columns.map((columnIndex, seq) => [
				id,
				seq,
				foreignKey.parentTable,
				table.columns[columnIndex]?.name ?? null,
				foreignKey.parentColumnNames[seq] ?? null,
				ACTIONS[foreignKey.onUpdate],
				ACTIONS[foreignKey.onDelete],
				'NONE',
			]),
		);
}

function databaseList({ connection }: PragmaCall): Row[] {
	const rows: Row[] = [];
	let seq = 0;
	for (const [name, objects] of connection.state.catalog.schemas) {
		// temp is listed once it is used.
		const isUsed = objects.relations.size > 0 || objects.triggers.size > 0;
		if (name !== 'temp' || isUsed) rows.push([seq, objects.name ?? name, '']);
		seq++;
	}
	return rows;
}
