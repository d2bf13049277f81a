/** From what the files hold to a database: objects are made of their texts, in order, and get the rows read. */

import type { TableSchema } from '../../catalog/schema.js';
import { storedNumbers } from '../../persistence/commit.js';
import type { StoredObject } from '../../persistence/commit.js';
import type { Image, TableImage } from '../../persistence/image.js';
import { valueAt } from '../../storage/columnVector.js';
import type { KeyTreeContract, RowTreeContract } from '../../storage/contract.js';
import type { Vector } from '../../storage/vector.js';
import { SqlError } from '../../types/sqlError.js';
import type { RowId } from '../../types/value.js';
import type { ConnectionCore } from '../connectionCore.js';
import { fillIndex } from '../ddl/fillIndex.js';
import { ensureSystemTable } from '../ddl/systemTable.js';
import { runScript } from '../script.js';
import type { State } from '../state.js';
import { keepsRows } from './storedSchema.js';
import type { StoredIds } from './storedSchema.js';

/** Precondition: the database is empty, and nobody listens. Gives the tables whose rows the files do not have. */
export function loadImage(connection: ConnectionCore, image: Image, ids: StoredIds): Set<number> {
	const changed = new Set<number>();
	for (const object of image.sortedObjects) {
		try {
			const id = loadObject(connection, image, object);
			ids.add(id, object.id);
			if (image.changed.has(object.id)) changed.add(id);
		} catch (error) {
			throw unreadable(object, error);
		}
	}
	// The numbers that the planner reads.
	if (connection.state.catalog.findRelation('sqlite_stat1', 'main')) {
		runScript(connection, 'ANALYZE sqlite_master', undefined, undefined);
	}
	connection.runSchemaChange(state => {
		for (const name of storedNumbers) state.setNumber('main', name, image.numbers[name] ?? 0);
	});
	return changed;
}

function loadObject(connection: ConnectionCore, image: Image, object: StoredObject): number {
	const { type, name } = object;
	const kind = type === 'index' ? 'indexes' : type === 'trigger' ? 'triggers' : 'relations';
	const known = new Set(connection.state.catalog.schemas.get('main')?.[kind].keys());
	if (type === 'table' && name.startsWith('sqlite_')) makeSystemTable(connection, object);
	else runScript(connection, object.sql, undefined, undefined);
	const objects = connection.state.catalog.schemas.get('main')?.[kind] ?? new Map();
	for (const [key, made] of objects as ReadonlyMap<string, { readonly id: number }>) {
		const isOwn = name.startsWith('sqlite_') ? key === name : !known.has(key);
		if (!isOwn || (type !== 'index' && key !== name && key.startsWith('sqlite_'))) continue;
		const rows = image.tables.get(object.id);
		const table = made as TableSchema;
		if (rows && type === 'table' && keepsRows(table)) fillTable(connection, table, rows);
		return made.id;
	}
	throw new SqlError('SQLITE_CORRUPT', `its text makes no ${type} ${name}`);
}

/** AUTOINCREMENT brings its table with it; no statement makes that of ANALYZE. */
function makeSystemTable(connection: ConnectionCore, { name, sql, record }: StoredObject): void {
	connection.runSchemaChange((state, log) => {
		const environment = { connection, state, log, text: sql, parameters: [] };
		ensureSystemTable(environment, 'main', name, record?.columns ?? []);
	});
}

function fillTable(connection: ConnectionCore, table: TableSchema, rows: TableImage): void {
	if (rows.size === 0) return;
	if (rows.shape.columns.length !== table.columns.length) {
		throw new SqlError('SQLITE_CORRUPT', 'its records have other columns than its text');
	}
	connection.runSchemaChange((state, log) => {
		putRows(state, table, rows);
		const environment = { connection, state, log, text: '', parameters: [] };
		for (const index of table.indexes) {
			if (index.id !== table.id) fillIndex(environment, index);
		}
	});
}

function putRows(state: State, table: TableSchema, rows: TableImage): void {
	if (table.hasRowid && !table.partitioning) state.putTree(table.id, rows.tree);
	else if (table.hasRowid) insertRows(state.writable(table.id) as RowTreeContract, rows);
	else (state.writable(table.id) as KeyTreeContract).insertAll([...rows.entries]);
}

/** Each goes to its partition. */
function insertRows(tree: RowTreeContract, { tree: rows, shape }: TableImage): void {
	const cursor = rows.scan();
	while (cursor.next()) {
		for (let position = cursor.start; position < cursor.end; position++) {
			const row = shape.columns.map((_, column) =>
				valueAt(cursor.columns[column] as Vector, position),
			);
			tree.insert(cursor.keys[position] as RowId, row);
		}
	}
}

function unreadable(object: StoredObject, error: unknown): unknown {
	if (!(error instanceof SqlError)) return error;
	const code = error.code.startsWith('SQLITE_CONSTRAINT') ? 'SQLITE_CORRUPT' : error.code;
	const message = `malformed database schema (${object.name}): ${error.message}`;
	return new SqlError(code, message, { hint: error.hint });
}
