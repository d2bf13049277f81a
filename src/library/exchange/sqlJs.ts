/**
 * SQLite itself (the package sql.js), for reading and writing its files. Looked for only when it is needed: programs that
 * never need it do not install it, and bundlers do not meet it.
 */

import { SqlError } from '../../engine/index.js';

/** A database of sql.js. */
export interface SqlJsDatabase {
	run(sql: string): unknown;
	exec(sql: string): { readonly values: readonly (readonly unknown[])[] }[];
	prepare(sql: string): SqlJsStatement;
	export(): Uint8Array;
	close(): void;
}

/** A statement of sql.js. */
export interface SqlJsStatement {
	step(): boolean;
	get(params: null, options: { readonly useBigInt: true }): unknown[];
	free(): boolean;
}

/** What is used of sql.js. */
export interface SqlJs {
	readonly Database: new (bytes?: Uint8Array) => SqlJsDatabase;
}

/** What `initSqlJs` of the package is, or calls. */
export type SqlJsLoader = () => Promise<SqlJs>;

let load: SqlJsLoader = loadPackage;
let loaded: Promise<SqlJs> | undefined;

/** For programs that bring sql.js along, as in browsers: `provideSqlJs(() => initSqlJs({ locateFile }))`. */
export function provideSqlJs(loader: SqlJsLoader): void {
	load = loader;
	loaded = undefined;
}

export async function loadSqlJs(): Promise<SqlJs> {
	loaded ??= load();
	try {
		return await loaded;
	} catch (error) {
		loaded = undefined;
		if (error instanceof SqlError) throw error;
		const reason = error instanceof Error ? error.message : String(error);
		throw new SqlError('SQLITE_CANTOPEN', `SQLite files need the package sql.js: ${reason}`, {
			hint: 'npm install sql.js, or give it to provideSqlJs()',
		});
	}
}

/** The name is no literal at the place of the import: that keeps bundlers away from it. */
async function loadPackage(): Promise<SqlJs> {
	const name = 'sql.js';
	const found: unknown = await import(/* @vite-ignore */ /* webpackIgnore: true */ name);
	const { default: init } = found as { default: (config: object) => Promise<SqlJs> };
	// SQLite's own functions, not the older ones that sql.js would put over them.
	return init({ useOldExtensionFunctions: false });
}
