/**
 * A database as bytes and back: the schema as SQL, the rows as tagged values.
 *
 *   "strata 1\n"  user_version  application_id
 *   tables:   sql, row count, width, rows (columns, then the rowid when there is one)
 *   the rest: sql of indexes, views, triggers, and tables of modules, whose rows are the modules'
 *
 * Numbers are LEB128 (zigzag when signed); text and blobs are length and bytes.
 */

import type { TableSchema } from '../catalog/schema.js';
import type { KeyTreeContract, RowTreeContract } from '../storage/contract.js';
import { SqlError } from '../types/sqlError.js';
import type { RowId, SqlValue } from '../types/value.js';
import { ByteReader, ByteWriter } from './bytes.js';
import { compiledIndexes } from './compiledIndexes.js';
import { ensureSystemTable } from './ddl/systemTable.js';
import { QueryExecution } from './execution.js';
import type { ConnectionCore } from './connectionCore.js';
import { schemaRows } from './schemaTables.js';
import { runScript } from './script.js';
import type { State } from './state.js';
import { tableRows } from './tableRows.js';
import { loadModuleTable } from './virtual/moduleTables.js';
import { foldKey } from '../util/foldKey.js';
import { entryOf } from '../executor/write/tableIndexes.js';

const MAGIC = 'strata 1\n';
const SEQUENCES = 'sqlite_sequence';
const STATISTICS = 'sqlite_stat1';

export function serialize(state: State): Uint8Array {
	const writer = new ByteWriter();
	writer.text(MAGIC);
	writer.value(state.userVersion);
	writer.value(state.applicationId);
	const tables = storedTables(state);
	writer.unsigned(tables.length);
	for (const table of tables) {
		const tree = state.tree(table.id);
		writer.text(table.key === SEQUENCES ? '' : table.sql);
		writer.unsigned(tree.size);
		writer.unsigned(table.columns.length + (table.hasRowid ? 1 : 0));
		for (const row of tableRows(tree, table)) for (const value of row) writer.value(value);
	}
	const isOfModule = (name: SqlValue | undefined) => {
		const table = state.catalog.findRelation(foldKey(name as string), 'main');
		return table?.kind === 'table' && table.source !== undefined;
	};
	const others = schemaRows(state.catalog, 'main')
		.filter(([type, name, , , sql]) => sql !== null && (type !== 'table' || isOfModule(name)))
		.map(row => row[4] as string);
	writer.unsigned(others.length);
	for (const sql of others) writer.text(sql);
	return writer.finish();
}

/** Precondition: the database is empty. */
export function deserialize(connection: ConnectionCore, bytes: Uint8Array): void {
	const reader = new ByteReader(bytes);
	let version: SqlValue;
	let application: SqlValue;
	try {
		if (reader.text() !== MAGIC) throw new RangeError('other format');
		version = reader.value();
		application = reader.value();
	} catch {
		throw new SqlError('SQLITE_NOTADB', 'file is not a database');
	}
	const { database } = connection;
	const { isReadonly } = database;
	database.isReadonly = false;
	try {
		readObjects(connection, reader);
	} catch (error) {
		// What SQL refuses says why; everything else is a length or a tag that makes no sense.
		throw error instanceof SqlError ? error : malformed();
	}
	connection.runSchemaChange(state => {
		state.userVersion = version as number;
		state.applicationId = application as number;
	});
	database.isReadonly = isReadonly;
}

function readObjects(connection: ConnectionCore, reader: ByteReader): void {
	let tables = reader.unsigned();
	while (tables-- > 0) readTable(connection, reader);
	let others = reader.unsigned();
	while (others-- > 0) {
		const sql = reader.text();
		if (!loadModuleTable(connection, sql)) runScript(connection, sql, undefined, undefined);
	}
	// The numbers that the planner reads.
	if (connection.state.catalog.findRelation(STATISTICS, 'main')) {
		runScript(connection, 'ANALYZE sqlite_master', undefined, undefined);
	}
	// Keys that are no keys, or stand twice, make a tree that answers wrongly.
	for (const [, tree] of connection.state.trees) tree.checkValid();
}

function malformed(): SqlError {
	return new SqlError('SQLITE_CORRUPT', 'database disk image is malformed');
}

/** AUTOINCREMENT's own table last: the others bring it into being. */
function storedTables(state: State): TableSchema[] {
	const relations = [...(state.catalog.schemas.get('main')?.relations.values() ?? [])];
	// Tables that are functions of the program have no rows of their own.
	const tables = relations
		.filter(relation => relation.kind === 'table')
		.filter(table => !table.source);
	const isSequences = (table: TableSchema) => table.key === SEQUENCES;
	return [...tables.filter(table => !isSequences(table)), ...tables.filter(isSequences)];
}

function readTable(connection: ConnectionCore, reader: ByteReader): void {
	const sql = reader.text();
	const before = new Set(connection.state.catalog.schemas.get('main')?.relations.keys());
	if (sql === STATISTICS_SQL) makeStatistics(connection);
	else if (sql !== '') runScript(connection, sql, undefined, undefined);
	const relations = connection.state.catalog.schemas.get('main')?.relations;
	const key = sql === '' ? SEQUENCES : newTableKey(relations?.keys() ?? [], before);
	const table = relations?.get(key);
	if (table?.kind !== 'table') throw malformed();
	const count = reader.unsigned();
	const width = reader.unsigned();
	if (width !== table.columns.length + (table.hasRowid ? 1 : 0)) throw malformed();
	connection.runSchemaChange(state => fillTable(connection, state, table, reader, count, width));
}

const STATISTICS_SQL = `CREATE TABLE ${STATISTICS}(tbl,idx,stat)`;

/** No statement may make a table of that name. */
function makeStatistics(connection: ConnectionCore): void {
	connection.runSchemaChange((state, log) => {
		const environment = { connection, state, log, text: STATISTICS_SQL, parameters: [] };
		ensureSystemTable(environment, 'main', STATISTICS, ['tbl', 'idx', 'stat']);
	});
}

/** A table with AUTOINCREMENT may bring sqlite_sequence with it. */
function newTableKey(keys: Iterable<string>, before: ReadonlySet<string>): string {
	for (const key of keys) if (!before.has(key) && key !== SEQUENCES) return key;
	return '';
}

function fillTable(
	connection: ConnectionCore,
	state: State,
	table: TableSchema,
	reader: ByteReader,
	count: number,
	width: number,
): void {
	const { database, services } = connection;
	const indexes = compiledIndexes(database, state.catalog, table);
	const context = new QueryExecution(state, [], 0, services, database.checkInterrupt);
	const tree = state.writable(table.id);
	for (let number = 0; number < count; number++) {
		const row: SqlValue[] = [];
		for (let column = 0; column < width; column++) row.push(reader.value());
		for (const index of indexes) {
			const entry = entryOf(index, context, row);
			if (entry) (state.writable(index.schema.id) as KeyTreeContract).insert(entry);
		}
		if (table.hasRowid) (tree as RowTreeContract).insert(row.pop() as RowId, row);
		else (tree as KeyTreeContract).insert(row);
	}
}
