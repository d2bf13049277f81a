/**
 * From what the files hold to a database: objects are made of their texts, in order, and then get the rows read. Tables
 * whose files need not be read yet get them when they are asked for something.
 */

import type { TableSchema } from '../../catalog/schema.js';
import { storedNumbers } from '../../persistence/commit.js';
import type { StoredObject } from '../../persistence/commit.js';
import type { Image, TableImage } from '../../persistence/image.js';
import { SqlError } from '../../types/sqlError.js';
import type { ConnectionCore } from '../connectionCore.js';
import { ensureSystemTable } from '../ddl/systemTable.js';
import { runScript } from '../script.js';
import { loadModuleTable } from '../virtual/moduleTables.js';
import { fillTable } from './fillTable.js';
import { explained } from './explained.js';
import { keepsRows } from './storedSchema.js';
import type { StoredIds } from './storedSchema.js';
import { UnloadedTable } from './unloadedTable.js';

export interface Loaded {
	/** Ids of the tables whose rows the files do not have. */
	readonly changed: Set<number>;
	readonly unloaded: readonly UnloadedTable[];
}

/** Precondition: the database is empty, and nobody listens. */
export function loadImage(connection: ConnectionCore, image: Image, ids: StoredIds): Loaded {
	const changed = new Set<number>();
	const tables: { readonly object: StoredObject; readonly id: number }[] = [];
	for (const object of image.sortedObjects) {
		const id = explained(object.name, () => loadObject(connection, object));
		ids.add(id, object.id);
		if (image.changed.has(object.id)) changed.add(id);
		if (object.type === 'table') tables.push({ object, id });
	}
	const unloaded: UnloadedTable[] = [];
	for (const { object, id } of tables) {
		const table = tableOfId(connection, id);
		const rows = image.tables.get(object.id);
		if (!table || !keepsRows(table) || !rows || rows.size === 0) continue;
		const fill = (): void => explained(object.name, () => rows.read());
		if (rows.isRead || object.name.startsWith('sqlite_')) {
			fill();
			explained(object.name, () => fillNow(connection, table, rows));
		} else unloaded.push(new UnloadedTable(connection, table, rows));
	}
	connection.runSchemaChange(state => {
		for (const table of unloaded) table.putInto(state);
	});
	// The numbers that the planner reads.
	if (connection.state.catalog.findRelation('sqlite_stat1', 'main')) {
		runScript(connection, 'ANALYZE sqlite_master', undefined, undefined);
	}
	connection.runSchemaChange(state => {
		for (const name of storedNumbers) state.setNumber('main', name, image.numbers[name] ?? 0);
	});
	return { changed, unloaded };
}

function fillNow(connection: ConnectionCore, table: TableSchema, rows: TableImage): void {
	connection.runSchemaChange(state => fillTable(connection, state, table, rows));
}

function tableOfId({ state }: ConnectionCore, id: number): TableSchema | undefined {
	for (const relation of state.catalog.schemas.get('main')?.relations.values() ?? []) {
		if (relation.id === id && relation.kind === 'table') return relation;
	}
	return undefined;
}

function loadObject(connection: ConnectionCore, object: StoredObject): number {
	const { type, name } = object;
	const kind = type === 'index' ? 'indexes' : type === 'trigger' ? 'triggers' : 'relations';
	const known = new Set(connection.state.catalog.schemas.get('main')?.[kind].keys());
	if (type === 'table' && name.startsWith('sqlite_')) makeSystemTable(connection, object);
	else if (type !== 'table' || !loadModuleTable(connection, object.sql)) {
		runScript(connection, object.sql, undefined, undefined);
	}
	const objects = connection.state.catalog.schemas.get('main')?.[kind] ?? new Map();
	for (const [key, made] of objects as ReadonlyMap<string, { readonly id: number }>) {
		const isOwn = name.startsWith('sqlite_') ? key === name : !known.has(key);
		if (!isOwn || (type !== 'index' && key !== name && key.startsWith('sqlite_'))) continue;
		return made.id;
	}
	throw new SqlError(
		'SQLITE_CORRUPT',
		`malformed database schema (${name}): its text makes no ${type} of that name`,
	);
}

/** AUTOINCREMENT brings its table with it; no statement makes that of ANALYZE. */
function makeSystemTable(connection: ConnectionCore, { name, sql, record }: StoredObject): void {
	connection.runSchemaChange((state, log) => {
		const environment = { connection, state, log, text: sql, parameters: [] };
		ensureSystemTable(environment, 'main', name, record?.columns ?? []);
	});
}
