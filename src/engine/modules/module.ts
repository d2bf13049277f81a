/** What `registerModule` takes: makers of tables for CREATE VIRTUAL TABLE ... USING name(...). */

import type { TableSchema } from '../catalog/schema.js';
import type { TableFunction } from '../functions/function.js';
import type { Tree } from '../storage/contract.js';
import type { VirtualTableModule } from './virtualModule.js';

/** A maker of tables: rows in the engine's trees, a table function, or a virtual table of your own. */
export type TableModule = RowStoreModule | RowsModule | VirtualTableModule;

/**
 * The arguments are column definitions and constraints, and the engine keeps the rows in its own trees, as for CREATE
 * TABLE. The trees belong to a database state, which is what layers, transactions and savepoints are made of; what this
 * module gives out knows one connection's way to them.
 */
export interface RowStoreModule {
	readonly storage: 'rowStore';
	/** A new table: its trees, empty, enter the store. */
	create(table: TableSchema, store: RowStore): RowStoreTable;
	/** A table that is there. */
	connect(table: TableSchema, store: RowStore): RowStoreTable;
	/** The table is dropped: its trees leave the store. */
	destroy(table: TableSchema, store: RowStore): void;
}

/** The trees of the state that a connection reads or changes. */
export interface RowStore {
	/** Empty trees for the table and its indexes. */
	addTrees(table: TableSchema): void;
	removeTree(id: number): void;
	/** Undefined when there is no such table in the connection's state. */
	findTree(id: number): Tree | undefined;
}

/** One connection's view of one table: it keeps nothing, every call asks the store. */
export interface RowStoreTable {
	readonly schema: TableSchema;
	/** Number of rows. */
	readonly size: number;
}

/** The table is a function: it gives its rows whenever it is read, and cannot be written. */
export interface RowsModule {
	readonly storage: 'none';
	/** `args`: the arguments as text. */
	define(schema: string, table: string, args: readonly string[]): TableFunction;
}
