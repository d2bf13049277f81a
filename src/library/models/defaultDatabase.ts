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

/** Models that refer to classes which are not there yet. */
const waiting = new Set<Definition>();

/** Makes the table of a new model at once where that can be done, and those of models that have waited for it. */
export function introduce(definition: Definition): void {
	const { database } = definition;
	if (database === undefined) definitions.add(definition);
	else if (typeof database !== 'function') waiting.add(definition);
	for (const one of [...waiting]) makeTable(one);
	// A class has its name only when all of its decorators have run.
	if (waiting.size > 0) void Promise.resolve().then(makeWaiting);
}

function makeWaiting(): void {
	for (const one of [...waiting]) {
		if (databaseOf(one).inTransaction) continue;
		try {
			makeTable(one);
		} catch {
			// Its first use tells what is wrong with it.
		}
	}
}

function makeTable(definition: Definition): void {
	waiting.delete(definition);
	const database = databaseOf(definition);
	if (!database.open) return;
	try {
		ensureTable(database, definition);
	} catch (error) {
		if (!(error instanceof ReferenceError)) throw error;
		waiting.add(definition);
	}
}

function currentDatabase(): Database {
	current ??= new Database();
	return current;
}
