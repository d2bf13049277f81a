/** The module `memory`: tables in the engine's own trees, with everything that CREATE TABLE can do. */

import type { TableSchema } from '../catalog/schema.js';
import type { RowStore, RowStoreModule, RowStoreTable } from './module.js';

/** The module `memory`, which every database has: tables with everything that CREATE TABLE can do. */
export class MemoryTableModule implements RowStoreModule {
	/** Rows are kept in the engine's own trees. */
	readonly storage = 'rowStore' as const;

	/** A new table. */
	create(table: TableSchema, store: RowStore): MemoryTable {
		store.addTrees(table);
		return this.connect(table, store);
	}

	/** A table that is there. */
	connect(table: TableSchema, store: RowStore): MemoryTable {
		return new MemoryTable(table, store);
	}

	/** The table is dropped. */
	destroy(table: TableSchema, store: RowStore): void {
		store.removeTree(table.id);
		for (const index of table.indexes) store.removeTree(index.id);
	}
}

class MemoryTable implements RowStoreTable {
	readonly schema: TableSchema;
	readonly #store: RowStore;

	constructor(schema: TableSchema, store: RowStore) {
		this.schema = schema;
		this.#store = store;
	}

	get size(): number {
		return this.#store.findTree(this.schema.id)?.size ?? 0;
	}
}

/** Under the name `memory` in every database, and behind every CREATE TABLE that names no module. */
export const memoryModule = new MemoryTableModule();
