/** The schema of `main` as files have it: objects with texts, and how the rows of each table are written. */

import type { Catalog } from '../../catalog/catalog.js';
import { primaryKeyParts } from '../../catalog/schema.js';
import type { TableSchema } from '../../catalog/schema.js';
import type { StoredObject } from '../../persistence/commit.js';
import { RecordCodec, rowidProperty } from '../../persistence/recordText.js';
import type { RecordShape } from '../../persistence/recordText.js';

/** Engine ids of objects to the ids that files have: those are kept when a database is opened again. */
export class StoredIds {
	readonly #ids = new Map<number, number>();
	#last = 0;

	/** Of an object read from the files. */
	add(id: number, stored: number): void {
		this.#ids.set(id, stored);
		this.#last = Math.max(this.#last, stored);
	}

	/** Engine ids grow in the order in which objects are made, so new objects come behind all others. */
	of(id: number): number {
		const known = this.#ids.get(id);
		if (known !== undefined) return known;
		this.#ids.set(id, ++this.#last);
		return this.#last;
	}
}

/** In the order in which they were made, by engine id. */
export function storedObjects(catalog: Catalog, ids: StoredIds): Map<number, StoredObject> {
	const main = catalog.schemas.get('main');
	const objects = new Map<number, StoredObject>();
	if (!main) return objects;
	const relations = [...main.relations.values()];
	const indexes = [...main.indexes.values()].filter(({ sql }) => sql !== undefined);
	const triggers = [...main.triggers.values()];
	const all = [...relations, ...indexes, ...triggers].sort((one, other) => one.id - other.id);
	for (const object of all) {
		const { kind: type, id, name, sql = '' } = object;
		const stored = { id: ids.of(id), type, name, sql };
		if (object.kind === 'index' || object.kind === 'trigger') {
			const owner = main.relations.get(object.tableKey);
			objects.set(id, { ...stored, ...(owner && { of: ids.of(owner.id) }) });
		} else if (object.kind === 'table' && keepsRows(object)) {
			objects.set(id, { ...stored, record: codecOf(object).shape });
		} else objects.set(id, stored);
	}
	return objects;
}

/** Tables that are functions of the program have no rows of their own. */
export function keepsRows(table: TableSchema): boolean {
	return !table.source;
}

const codecs = new WeakMap<TableSchema, RecordCodec>();

export function codecOf(table: TableSchema): RecordCodec {
	const known = codecs.get(table);
	if (known) return known;
	const made = new RecordCodec(shapeOf(table));
	codecs.set(table, made);
	return made;
}

function shapeOf(table: TableSchema): RecordShape {
	const columns = table.columns.map(({ name }) => name);
	const reals = table.columns.flatMap(({ affinity }, at) => (affinity === 'real' ? [at] : []));
	if (!table.hasRowid) {
		const key = primaryKeyParts(table).map(({ columnIndex }) => columnIndex);
		return { columns, reals, rowid: undefined, key };
	}
	const rowid = columns[table.rowidAlias] ?? rowidProperty(columns);
	return { columns, reals, rowid, key: [] };
}
