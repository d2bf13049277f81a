/**
 * The catalog of one database state: every schema object by folded name. Immutable; DDL makes a new one.
 */

import type { IndexSchema, SchemaName, TableSchema, TriggerSchema, ViewSchema } from './schema.js';

export type Relation = TableSchema | ViewSchema;

/** Objects of one schema (main, temp or attached). Keys are folded names. */
export interface SchemaObjects {
	readonly relations: ReadonlyMap<string, Relation>;
	readonly indexes: ReadonlyMap<string, IndexSchema>;
	readonly triggers: ReadonlyMap<string, TriggerSchema>;
	/** Of an attached database, as ATTACH wrote it; its key otherwise. */
	readonly name?: string;
}

export class Catalog {
	/** Changes with every DDL; never reused within a database. Prepared statements compare it. */
	readonly version: number;
	readonly schemas: ReadonlyMap<SchemaName, SchemaObjects>;

	constructor(version: number, schemas: ReadonlyMap<SchemaName, SchemaObjects>) {
		this.version = version;
		this.schemas = schemas;
	}

	/** Resolves as SQLite does: temp before main before attached, unless a schema is named. Keys are folded. */
	findRelation(key: string, schema: string | undefined): Relation | undefined {
		if (schema !== undefined) return this.schemas.get(schema)?.relations.get(key);
		const temporary = this.schemas.get('temp')?.relations.get(key);
		if (temporary) return temporary;
		for (const objects of this.schemas.values()) {
			const relation = objects.relations.get(key);
			if (relation) return relation;
		}
		return undefined;
	}

	findIndex(key: string, schema: string | undefined): IndexSchema | undefined {
		if (schema !== undefined) return this.schemas.get(schema)?.indexes.get(key);
		const temporary = this.schemas.get('temp')?.indexes.get(key);
		if (temporary) return temporary;
		for (const objects of this.schemas.values()) {
			const index = objects.indexes.get(key);
			if (index) return index;
		}
		return undefined;
	}
}
