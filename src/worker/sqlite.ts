/** SQLite for reading and writing its files: sql.js, whose program the host hands over when it is first needed. */

import initSqlJs from 'sql.js';
import type { SqlJs } from '../notebook/session/exchange.js';

export async function loadSqlite(readAsset: (name: string) => Promise<Uint8Array>): Promise<SqlJs> {
	const wasm = await readAsset('sqlite.wasm');
	// The type wants an ArrayBuffer of its own.
	const wasmBinary = wasm.slice().buffer;
	const config = { wasmBinary, useOldExtensionFunctions: false };
	const loaded: unknown = await initSqlJs(config);
	return loaded as SqlJs;
}
