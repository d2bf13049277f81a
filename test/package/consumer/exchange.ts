// Types of export and import, bulk writes and files. Compiled, never run: see engine.ts.
import {
	Database,
	exportDatabase,
	exportPieces,
	importDatabase,
	provideSqlJs,
	provideStorage,
} from 'strata-sql';
import type { BulkResult, ImportReport, StoragePort, StoreStatistics } from 'strata-sql';
import { typeOf } from './typeOf.js';

const db = new Database();

// What is given depends on the format.
typeOf(db.export({ format: 'json' })).is<Promise<string>>();
typeOf(db.export({ format: 'sqlite', tables: ['users'] })).is<Promise<Uint8Array>>();
typeOf(exportDatabase(db, { format: 'sql' })).is<Promise<string>>();
typeOf(exportPieces(db, { format: 'sql' })).is<Iterable<string>>();
// @ts-expect-error -- an SQLite file comes in one piece
exportPieces(db, { format: 'sqlite' });
// @ts-expect-error -- there is no such format
void db.export({ format: 'xml' });

typeOf(db.import('CREATE TABLE t(a)')).is<Promise<ImportReport>>();
typeOf(importDatabase(db, new Uint8Array(), { mode: 'merge' })).is<Promise<ImportReport>>();
void db.import({ tables: [] }, { onProgress: ({ rows }) => typeOf(rows).is<number>() });
// @ts-expect-error -- a mode is replace or merge
void db.import('', { mode: 'append' });
// @ts-expect-error -- what loads sql.js gives a promise of it
provideSqlJs(() => undefined);

// Rows may be objects, arrays with names for them, or columns.
interface User {
	readonly id: number;
	readonly name?: string;
}
const users: User[] = [{ id: 1, name: 'Ann' }, { id: 2 }];
typeOf(db.bulkWrite('users', users)).is<BulkResult>();
db.bulkWrite('users', new Set(users).values(), { mode: 'merge', keys: ['id'] });
db.bulkWrite('users', [[1, 'Ann']], {
	columns: ['id', 'name'],
	signal: new AbortController().signal,
});
db.bulkWrite('users', { id: new Float64Array([1, 2]), name: ['Ann', 'Bob'] });
// @ts-expect-error -- a row is no number
db.bulkWrite('users', [1, 2]);
// @ts-expect-error -- there are three modes
db.bulkWrite('users', users, { mode: 'upsert' });

// Files of other hosts.
declare const port: StoragePort;
provideStorage(port);
// @ts-expect-error -- most is missing
provideStorage({ list: () => [] });
typeOf(db.storeStatistics()).is<StoreStatistics | undefined>();
typeOf(db.serialize()).is<Uint8Array>();
typeOf(Database.deserialize(new Uint8Array())).is<Database>();
