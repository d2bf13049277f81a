/** `Database` of the library: the engine's, with export and import. */

import { Database as EngineDatabase, callable } from '../engine/index.js';
import type { DatabaseOptions } from '../engine/index.js';
import type { ImportReport } from './exchange/applyContents.js';
import { exportDatabase } from './exchange/exportDatabase.js';
import type { Exported, ExportFormat, ExportOptions } from './exchange/exportDatabase.js';
import { importDatabase } from './exchange/importDatabase.js';
import type { ImportOptions, ImportSource } from './exchange/importDatabase.js';

class LibraryDatabase extends EngineDatabase {
	/** A database kept in files: in the folder, or in the one called `name` in it. Made when it is not there. */
	static override open(folder: string, options?: DatabaseOptions | null): LibraryDatabase {
		return super.open(folder, options) as LibraryDatabase;
	}

	/** A new database with the contents that `serialize()` gave. */
	static override deserialize(bytes: Uint8Array, options?: DatabaseOptions): LibraryDatabase {
		return super.deserialize(bytes, options) as LibraryDatabase;
	}

	/** As JSON, as an SQL script or as an SQLite file: schema, rows and counters of the moment of the call. */
	export<Format extends ExportFormat>(options: ExportOptions<Format>): Promise<Exported<Format>> {
		return exportDatabase(this, options);
	}

	/** What `export` gave, or any SQL script or SQLite file: all of it or nothing. */
	import(source: ImportSource, options?: ImportOptions): Promise<ImportReport> {
		return importDatabase(this, source, options);
	}
}

/** A database, in memory unless it is told otherwise. `Database(...)` without `new` makes one, too. */
export const Database = callable(LibraryDatabase);
export type Database = LibraryDatabase;
/** The class itself: `typeof Database`. */
export type DatabaseConstructor = typeof Database;
