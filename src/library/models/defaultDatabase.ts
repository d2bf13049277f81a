/**
 * The database of models that were given none: in memory, made when it is first needed. The tables of such models are
 * there as soon as somebody asks for it.
 */

import type { Connection } from '../../engine/index.js';
import { Database } from '../database.js';
import type { Definition } from './definition.js';
import { ensureTable } from './ensureTable.js';

let current: Database | undefined;
const definitions = new Set<Definition>();

/** Where models are that were given no database: one in memory, unless another was set. */
export function defaultDatabase(): Database {
	const database = currentDatabase();
	for (const definition of definitions) {
		try {
			ensureTable(database, definition);
		} catch {
			// Its first use tells what is wrong with it.
		}
	}
	return database;
}

/** Where a model belongs that is used nowhere else. */
export function databaseOf({ database }: Definition): Connection {
	if (database === undefined) return currentDatabase();
	return typeof database === 'function' ? database() : database;
}

/** For all models without a database of their own; undefined: a new one in memory when it is needed. */
export function setDefaultDatabase(database: Database | undefined): void {
	current = database;
	if (database) defaultDatabase();
}

/** Makes the table of a new model at once where that can be done. */
export function introduce(definition: Definition): void {
	const { database } = definition;
	if (database === undefined) definitions.add(definition);
	else if (typeof database !== 'function') {
		try {
			ensureTable(database, definition);
		} catch (error) {
			// It refers to a class that is not there yet: then when it is first used.
			if (!(error instanceof ReferenceError)) throw error;
		}
	}
}

function currentDatabase(): Database {
	current ??= new Database();
	return current;
}
