/**
 * ANALYZE: counts distinct keys of every index and writes them into sqlite_stat1, in SQLite's form: the number of rows, then
 * for each prefix of the key the rows that share it on average. The planner reads them from the indexes themselves, where
 * `loadStatistics` puts what the table says.
 */

import { replaceObjects } from '../../catalog/changeCatalog.js';
import type { Relation, SchemaObjects } from '../../catalog/catalog.js';
import type { IndexSchema, SchemaName, TableSchema } from '../../catalog/schema.js';
import type { KeyTreeContract, RowTreeContract } from '../../storage/contract.js';
import type { Analyze } from '../../syntax/ast/statement.js';
import { compareValues } from '../../types/compare.js';
import { SqlError } from '../../types/sqlError.js';
import type { RowId, SqlValue } from '../../types/value.js';
import { foldKey } from '../../util/foldKey.js';
import { schemaTableName } from '../ddl/environment.js';
import type { DdlEnvironment } from '../ddl/environment.js';
import { ensureSystemTable } from '../ddl/systemTable.js';
import type { ConnectionCore } from '../connectionCore.js';
import type { State } from '../state.js';
import { inSqliteOrder } from '../tableOrder.js';
import { tableRows } from '../tableRows.js';

const STATISTICS = 'sqlite_stat1';

export function analyze(environment: DdlEnvironment, { object }: Analyze): void {
	const { catalog } = environment.state;
	if (!object) {
		for (const schema of catalog.schemas.keys()) {
			if (schema !== 'temp') analyzeSchema(environment, schema);
		}
		return;
	}
	const { schema, name, span } = object;
	if (!schema && catalog.schemas.has(name.key)) {
		analyzeSchema(environment, name.key);
		return;
	}
	if (schema && !catalog.schemas.has(schema.key)) {
		throw new SqlError('SQLITE_ERROR', `unknown database ${schema.name}`, { span: schema.span });
	}
	const index = catalog.findIndex(name.key, schema?.key);
	if (index) {
		const table = catalog.findRelation(index.tableKey, index.schema);
		if (table) analyzeObject(environment, table, index);
		return;
	}
	const relation = catalog.findRelation(name.key, schema?.key);
	if (relation) {
		analyzeObject(environment, relation, undefined);
		return;
	}
	const system = schemaTableName(object);
	if (system === undefined) {
		const written = schema ? `${schema.name}.${name.name}` : name.name;
		throw new SqlError('SQLITE_ERROR', `no such table: ${written}`, { span });
	}
	// Nothing is counted, but the numbers are read again.
	const own = system === 'sqlite_temp_master' ? 'temp' : (schema?.key ?? 'main');
	openStatistics(environment, own);
	loadStatistics(environment, own);
}

function analyzeSchema(environment: DdlEnvironment, schema: SchemaName): void {
	const objects = environment.state.catalog.schemas.get(schema);
	const relations = objects ? inSqliteOrder(schema, objects) : [];
	const statistics = openStatistics(environment, schema);
	deleteRows(environment, statistics, () => true);
	for (const relation of relations) {
		if (relation?.kind === 'table') writeTable(environment, statistics, relation, undefined);
	}
	loadStatistics(environment, schema);
}

function analyzeObject(
	environment: DdlEnvironment,
	relation: Relation,
	index: IndexSchema | undefined,
): void {
	const { schema } = relation;
	const statistics = openStatistics(environment, schema);
	const [column, name] = index ? [1, index.name] : [0, relation.name];
	deleteRows(environment, statistics, row => row[column] === name);
	if (relation.kind === 'table') writeTable(environment, statistics, relation, index);
	loadStatistics(environment, schema);
}

function openStatistics(environment: DdlEnvironment, schema: SchemaName): TableSchema {
	return ensureSystemTable(environment, schema, STATISTICS, ['tbl', 'idx', 'stat']);
}

function writeTable(
	{ state, connection }: DdlEnvironment,
	statistics: TableSchema,
	table: TableSchema,
	only: IndexSchema | undefined,
): void {
	if (table.key.startsWith('sqlite_') || table.module !== undefined) return;
	const output = state.writable(statistics.id) as RowTreeContract;
	const write = (index: string | null, text: string): void => {
		const last = output.lastKey();
		const rowid = last === undefined ? 1 : Number(last) + 1;
		output.insert(rowid, [table.name, index, text]);
	};
	const indexes = only ? [only] : newestFirst(table);
	for (const index of indexes) {
		if (index.type !== undefined) continue;
		const tree = state.tree(index.id) as KeyTreeContract;
		if (tree.size === 0 && !index.where) continue;
		const keys = distinctPrefixes(table, index, tree, connection.database.checkInterrupt);
		// A table that is its own index goes by its own name.
		write(index.id === table.id ? table.name : index.name, statOf(tree.size, keys));
	}
	measureColumns(state, connection, table);
	const { size } = state.tree(table.id);
	if (!only && size > 0 && indexes.every(index => index.where)) write(null, String(size));
}

/** Histograms and the like are no rows of a table: strata_stats() shows them. */
function measureColumns(state: State, { database }: ConnectionCore, table: TableSchema): void {
	for (let column = 0; column < table.columns.length; column++) {
		database.checkInterrupt();
		database.statistics.measure(state, table, column);
	}
}

/** SQLite keeps those that replace rows behind the others. */
function newestFirst({ indexes }: TableSchema): IndexSchema[] {
	const reversed = indexes.toReversed();
	return [
		...reversed.filter(index => index.conflict !== 'replace'),
		...indexes.filter(index => index.conflict === 'replace').toReversed(),
	];
}

/** By prefix length: how many different ones there are. NULLs are equal. */
function distinctPrefixes(
	table: TableSchema,
	index: IndexSchema,
	tree: KeyTreeContract,
	checkInterrupt: () => void,
): number[] {
	const isTable = index.id === table.id;
	const parts = index.columns.map(({ columnIndex, collation }, position) => ({
		position: isTable ? columnIndex : position,
		collation,
	}));
	const counts = parts.map(() => 1);
	const cursor = tree.scan();
	let last: readonly SqlValue[] | undefined;
	while (cursor.next()) {
		checkInterrupt();
		for (let at = cursor.start; at < cursor.end; at++) {
			const entry = cursor.entries[at] as readonly SqlValue[];
			if (last) countDifference(counts, parts, last, entry);
			last = entry;
		}
	}
	return counts;
}

function countDifference(
	counts: number[],
	parts: readonly { position: number; collation: IndexSchema['columns'][number]['collation'] }[],
	last: readonly SqlValue[],
	entry: readonly SqlValue[],
): void {
	const first = parts.findIndex(
		({ position, collation }) =>
			compareValues(last[position] as SqlValue, entry[position] as SqlValue, collation) !== 0,
	);
	if (first < 0) return;
	for (let length = first; length < counts.length; length++)
		counts[length] = (counts[length] ?? 0) + 1;
}

function statOf(rows: number, distinct: readonly number[]): string {
	const averages = distinct.map(count => {
		const average = Math.ceil(rows / count);
		// Nearly unique counts as unique.
		return average === 2 && rows * 10 <= count * 11 ? 1 : average;
	});
	return [rows, ...averages].join(' ');
}

/** What sqlite_stat1 says, put where the planner finds it. */
function loadStatistics({ state, connection }: DdlEnvironment, schema: SchemaName): void {
	const { catalog } = state;
	const objects = catalog.schemas.get(schema) as SchemaObjects;
	const statistics = objects.relations.get(STATISTICS);
	const byIndex = new Map<string, readonly number[]>();
	if (statistics?.kind === 'table') {
		for (const [, index, stat] of tableRows(state.tree(statistics.id), statistics)) {
			if (typeof index !== 'string' || typeof stat !== 'string') continue;
			byIndex.set(foldKey(index), numbersOf(stat));
		}
	}
	const withNumbers = (table: TableSchema, index: IndexSchema): IndexSchema => ({
		...index,
		rowsPerPrefix: byIndex.get(index.id === table.id ? table.key : index.key),
	});
	const relations = [...objects.relations.values()].map(relation =>
		relation.kind === 'view' || relation.indexes.length === 0
			? relation
			: { ...relation, indexes: relation.indexes.map(index => withNumbers(relation, index)) },
	);
	const indexes = relations.flatMap(relation =>
		relation.kind === 'table' ? relation.indexes : [],
	);
	state.catalog = replaceObjects(catalog, connection.database.newVersion(), schema, {
		relations: new Map(relations.map(relation => [relation.key, relation])),
		indexes: new Map(indexes.map(index => [index.key, index])),
		triggers: objects.triggers,
	});
}

/** Without the number of rows, which the planner knows; words at the end are hints for SQLite. */
function numbersOf(stat: string): number[] {
	return stat
		.split(' ')
		.slice(1)
		.map(Number)
		.filter(number => Number.isFinite(number));
}

/** The rows of a table or index that is dropped. */
export function forgetStatistics(
	environment: DdlEnvironment,
	schema: SchemaName,
	column: 'tbl' | 'idx',
	name: string,
): void {
	const statistics = environment.state.catalog.findRelation(STATISTICS, schema);
	if (statistics?.kind !== 'table' || statistics.name === name) return;
	const position = statistics.columns.findIndex(({ key }) => key === column);
	deleteRows(environment, statistics, row => row[position] === name);
}

function deleteRows(
	{ state }: DdlEnvironment,
	table: TableSchema,
	isGone: (row: readonly SqlValue[]) => boolean,
): void {
	const rows = [...tableRows(state.tree(table.id), table)].filter(isGone);
	if (rows.length === 0) return;
	const tree = state.writable(table.id) as RowTreeContract;
	for (const row of rows) tree.delete(row[table.columns.length] as RowId);
}
