/** What a store holds and takes, by table and by file: for `db.storeStatistics()` and `strata_files()`. */

import { logFile, manifestFile, recordsFile, schemaFile } from '../../persistence/fileNames.js';
import type { FileStatistics } from '../../persistence/store.js';
import type { Row } from '../../types/value.js';
import type { State } from '../state.js';
import type { OwnTable } from '../tables/ownTables.js';
import { keepsRows } from './storedSchema.js';
import type { StoredIds } from './storedSchema.js';

/** What the files of a database are and take. */
export interface StoreStatistics extends FileStatistics {
	readonly tables: readonly TableStatistics[];
}

/** What a table takes in the files. */
export interface TableStatistics {
	readonly name: string;
	/** Rows, those of the log included. */
	readonly records: number;
	/** With those that PRIMARY KEY and UNIQUE make. */
	readonly indexes: number;
	/** Of its files, which the last checkpoint wrote; 0: it is younger. */
	readonly dataBytes: number;
	readonly schemaBytes: number;
	/** Paths. */
	readonly files: readonly string[];
	/** Its rows are in memory; otherwise they are read when the table is used. */
	readonly isLoaded: boolean;
}

export function storeStatistics(
	files: FileStatistics,
	state: State,
	ids: StoredIds,
): StoreStatistics {
	const tables: TableStatistics[] = [];
	for (const table of state.catalog.schemas.get('main')?.relations.values() ?? []) {
		if (table.kind !== 'table' || !keepsRows(table)) continue;
		const { name } = table;
		const id = ids.of(table.id);
		const paths = { schema: schemaFile(name, id), data: recordsFile(name, id) };
		const tree = state.peekTree(table.id);
		tables.push({
			name,
			records: tree?.size ?? 0,
			indexes: table.indexes.length,
			dataBytes: files.files[paths.data] ?? 0,
			schemaBytes: files.files[paths.schema] ?? 0,
			files: Object.values(paths),
			isLoaded: tree !== undefined && !('load' in tree),
		});
	}
	return { ...files, tables };
}

type Kind = 'manifest' | 'schema' | 'records' | 'log' | 'archive';

/** One row a file; none for a database in memory. `records`: of the table, or commits that are in the log alone. */
export const strataFiles: OwnTable = {
	name: 'strata_files',
	columns: ['path TEXT', 'kind TEXT', 'tbl TEXT', 'records INTEGER', 'bytes INTEGER'],
	*rows({ database }): Generator<Row> {
		const statistics = (database.durability ?? database.reader)?.statistics();
		if (!statistics) return;
		const { allFiles, tables, commit, checkpointCommit } = statistics;
		for (const [path, bytes] of Object.entries(allFiles)) {
			const kind = kindOf(path);
			const owner = tables.find(({ files }) => files.includes(path));
			const records = kind === 'log' ? commit - checkpointCommit : owner?.records;
			yield [path, kind, owner?.name ?? null, records ?? null, bytes];
		}
	},
};

function kindOf(path: string): Kind {
	if (path === manifestFile) return 'manifest';
	if (path === logFile) return 'log';
	if (path.startsWith('schema/')) return 'schema';
	return path.startsWith('data/') ? 'records' : 'archive';
}
