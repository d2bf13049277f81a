/** What listeners are told when the present state is replaced by another one as a whole: by RESTORE, CHECKOUT, MERGE. */

import type { Relation } from '../../catalog/catalog.js';
import type { IndexSchema, TableSchema, TriggerSchema } from '../../catalog/schema.js';
import { diffTables } from '../diff.js';
import { ChangeLog } from '../events.js';
import type { Listeners } from '../events.js';
import type { State } from '../state.js';

export function changesBetween(from: State, to: State, listeners: Listeners): ChangeLog {
	const log = new ChangeLog();
	if (listeners.schema.size > 0) schemaChanges(from, to, log);
	if (listeners.data.size > 0) dataChanges(from, to, log);
	return log;
}

const KINDS = ['relations', 'indexes', 'triggers'] as const;

function schemaChanges(from: State, to: State, log: ChangeLog): void {
	for (const kind of KINDS) {
		const before = objectsOf(from, kind);
		const after = objectsOf(to, kind);
		for (const [key, { kind: objectType, name: objectName }] of before) {
			if (!after.has(key)) log.schemaChanged({ type: 'drop', objectType, objectName });
		}
		for (const [key, object] of after) {
			const { kind: objectType, name: objectName, sql: ddl } = object;
			const old = before.get(key);
			if (old === object) continue;
			log.schemaChanged({ type: old ? 'alter' : 'create', objectType, objectName, ddl });
		}
	}
}

function objectsOf(
	{ catalog }: State,
	kind: (typeof KINDS)[number],
): ReadonlyMap<string, Relation | IndexSchema | TriggerSchema> {
	return catalog.schemas.get('main')?.[kind] ?? new Map<string, never>();
}

/** Rows of a table that went or came as a whole are not told one by one, as with DROP and CREATE TABLE AS. */
function dataChanges(from: State, to: State, log: ChangeLog): void {
	for (const table of mainTables(to)) {
		if (!from.peekTree(table.id)) continue;
		for (const { oldRow, newRow } of diffTables(table, from, to)) {
			if (oldRow && newRow) log.updated(table, oldRow, newRow);
			else if (oldRow) log.deleted(table, oldRow);
			else if (newRow) log.inserted(table, newRow);
		}
	}
}

export function* mainTables({ catalog }: State): Generator<TableSchema> {
	for (const relation of catalog.schemas.get('main')?.relations.values() ?? []) {
		if (relation.kind === 'table') yield relation;
	}
}
