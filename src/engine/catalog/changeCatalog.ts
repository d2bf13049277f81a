/**
 * Catalog changes: each function takes a catalog and gives a new one with a new version.
 *
 * They keep the redundancy consistent (a table lists its own indexes, indexes are also found by name) and check
 * nothing: whether a name is free or an object exists is the caller's business.
 */

import { Catalog } from './catalog.js';
import type { Relation, SchemaObjects } from './catalog.js';
import type { IndexSchema, SchemaName, TableSchema, TriggerSchema } from './schema.js';

export function emptyCatalog(version: number): Catalog {
	return new Catalog(
		version,
		new Map<SchemaName, SchemaObjects>([
			['main', emptyObjects()],
			['temp', emptyObjects()],
		]),
	);
}

/** Of a connection's own schemas. */
export function emptyLocalCatalog(version: number): Catalog {
	return new Catalog(version, new Map<SchemaName, SchemaObjects>([['temp', emptyObjects()]]));
}

export function addSchema(
	catalog: Catalog,
	version: number,
	schema: SchemaName,
	name: string,
): Catalog {
	const objects: SchemaObjects = { ...emptyObjects(), name };
	return new Catalog(version, new Map(catalog.schemas).set(schema, objects));
}

export function removeSchema(catalog: Catalog, version: number, schema: SchemaName): Catalog {
	const schemas = new Map(catalog.schemas);
	schemas.delete(schema);
	return new Catalog(version, schemas);
}

/** A table comes with its automatic indexes (`relation.indexes`). */
export function addRelation(catalog: Catalog, version: number, relation: Relation): Catalog {
	return withObjects(catalog, version, relation.schema, objects => {
		const relations = new Map(objects.relations).set(relation.key, relation);
		if (relation.kind === 'view') return { ...objects, relations };
		const indexes = new Map(objects.indexes);
		for (const index of relation.indexes) indexes.set(index.key, index);
		return { ...objects, relations, indexes };
	});
}

/** Removes a table or view with its indexes and triggers, also those of temp. */
export function removeRelation(catalog: Catalog, version: number, relation: Relation): Catalog {
	const rest = withoutTemporaryTriggers(catalog, version, relation);
	return withObjects(rest, version, relation.schema, objects => {
		const relations = new Map(objects.relations);
		relations.delete(relation.key);
		return {
			relations,
			indexes: withoutTable(objects.indexes, relation.key),
			triggers: new Map(
				[...objects.triggers].filter(
					([, { tableKey, tableSchema }]) =>
						tableKey !== relation.key || tableSchema !== relation.schema,
				),
			),
		};
	});
}

export function addIndex(catalog: Catalog, version: number, index: IndexSchema): Catalog {
	return withObjects(catalog, version, index.schema, objects => ({
		...objects,
		relations: withTableIndexes(objects, index.tableKey, indexes => [...indexes, index]),
		indexes: new Map(objects.indexes).set(index.key, index),
	}));
}

export function removeIndex(catalog: Catalog, version: number, index: IndexSchema): Catalog {
	return withObjects(catalog, version, index.schema, objects => {
		const indexes = new Map(objects.indexes);
		indexes.delete(index.key);
		const relations = withTableIndexes(objects, index.tableKey, list =>
			list.filter(other => other.key !== index.key),
		);
		return { ...objects, relations, indexes };
	});
}

export function addTrigger(catalog: Catalog, version: number, trigger: TriggerSchema): Catalog {
	return withObjects(catalog, version, trigger.schema, objects => ({
		...objects,
		triggers: new Map(objects.triggers).set(trigger.key, trigger),
	}));
}

export function removeTrigger(catalog: Catalog, version: number, trigger: TriggerSchema): Catalog {
	return withObjects(catalog, version, trigger.schema, objects => {
		const triggers = new Map(objects.triggers);
		triggers.delete(trigger.key);
		return { ...objects, triggers };
	});
}

function withoutTemporaryTriggers(catalog: Catalog, version: number, relation: Relation): Catalog {
	const isOwn = (trigger: TriggerSchema): boolean =>
		trigger.tableKey === relation.key && trigger.tableSchema === relation.schema;
	const temporary = catalog.schemas.get('temp')?.triggers ?? new Map<string, TriggerSchema>();
	let rest = catalog;
	for (const trigger of temporary.values()) {
		if (isOwn(trigger)) rest = removeTrigger(rest, version, trigger);
	}
	return rest;
}

/** The schema holds exactly these objects. */
export function replaceObjects(
	catalog: Catalog,
	version: number,
	schema: SchemaName,
	objects: SchemaObjects,
): Catalog {
	return withObjects(catalog, version, schema, () => objects);
}

function emptyObjects(): SchemaObjects {
	return { relations: new Map(), indexes: new Map(), triggers: new Map() };
}

function withObjects(
	catalog: Catalog,
	version: number,
	schema: SchemaName,
	change: (objects: SchemaObjects) => SchemaObjects,
): Catalog {
	const schemas = new Map(catalog.schemas);
	const objects = schemas.get(schema) ?? emptyObjects();
	const changed = change(objects);
	schemas.set(schema, objects.name === undefined ? changed : { ...changed, name: objects.name });
	return new Catalog(version, schemas);
}

function withTableIndexes(
	objects: SchemaObjects,
	tableKey: string,
	change: (indexes: readonly IndexSchema[]) => readonly IndexSchema[],
): ReadonlyMap<string, Relation> {
	const table = objects.relations.get(tableKey);
	if (table?.kind !== 'table') return objects.relations;
	const changed: TableSchema = { ...table, indexes: change(table.indexes) };
	return new Map(objects.relations).set(tableKey, changed);
}

function withoutTable<T extends { readonly tableKey: string }>(
	objects: ReadonlyMap<string, T>,
	tableKey: string,
): ReadonlyMap<string, T> {
	return new Map([...objects].filter(([, object]) => object.tableKey !== tableKey));
}
