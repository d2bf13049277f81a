/** The stored texts of a schema's objects, in the order of sqlite_schema: what ALTER TABLE reads and rewrites. */

import type { Catalog } from '../../catalog/catalog.js';
import type { SchemaName } from '../../catalog/schema.js';
import { SqlError } from '../../types/sqlError.js';

export interface SchemaText {
	readonly type: 'table' | 'index' | 'view' | 'trigger';
	readonly id: number;
	readonly schema: SchemaName;
	readonly name: string;
	/** Folded name of the table it belongs to; of a table or view: its own. */
	readonly tableKey: string;
	readonly sql: string;
}

/** `own`: the bodies of views and triggers are not looked into (PRAGMA legacy_alter_table). */
export type NameDepth = 'own' | 'all';

/** Automatic indexes have no text and are left out, and so are the tables of the engine itself. */
export function schemaTexts(catalog: Catalog, schema: SchemaName): SchemaText[] {
	const objects = catalog.schemas.get(schema);
	if (!objects) return [];
	const texts: SchemaText[] = [];
	for (const { kind: type, id, name, key, sql } of objects.relations.values()) {
		if (key.startsWith('sqlite_')) continue;
		texts.push({ type, id, schema, name, tableKey: key, sql });
	}
	for (const { id, name, tableKey, sql } of objects.indexes.values()) {
		if (sql !== undefined) texts.push({ type: 'index', id, schema, name, tableKey, sql });
	}
	for (const { id, name, tableKey, sql } of objects.triggers.values()) {
		texts.push({ type: 'trigger', id, schema, name, tableKey, sql });
	}
	return texts.sort((left, right) => left.id - right.id);
}

/** Runs `work`; an error of it is told as one in the stored text, in SQLite's words. `when` is empty or `after rename`. */
export function inText<T>(text: SchemaText, when: string, work: () => T): T {
	try {
		return work();
	} catch (error) {
		if (!(error instanceof SqlError)) throw error;
		const after = when === '' ? '' : ` ${when}`;
		const message = `error in ${text.type} ${text.name}${after}: ${error.message}`;
		throw new SqlError('SQLITE_ERROR', message, { hint: error.hint });
	}
}
