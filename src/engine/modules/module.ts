/** What `registerModule` takes: makers of tables for CREATE VIRTUAL TABLE ... USING name(...). */

import type { TableFunction } from '../functions/function.js';

export type TableModule = RowStoreModule | RowsModule;

/**
 * The arguments are column definitions and constraints, and the engine keeps the rows in its own trees, as for CREATE
 * TABLE.
 */
export interface RowStoreModule {
	readonly storage: 'rowStore';
}

/** The table is a function: it gives its rows whenever it is read, and cannot be written. */
export interface RowsModule {
	readonly storage: 'none';
	/** `args`: the arguments as text. */
	define(schema: string, table: string, args: readonly string[]): TableFunction;
}
