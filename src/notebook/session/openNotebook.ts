/**
 * A session on a database of its own, with files, events, catalog and layers put together: what the worker
 * and the CLI open for a notebook.
 */

import {
	provideStorage,
	typedRow,
	type DataChange,
	type DatabaseOptions,
	type StoragePort,
	type SyncPolicy,
} from '../../engine/index.js';
import { Database } from '../../library/database.js';
import type { CatalogSnapshot, LayerInfo } from '../../protocol/catalog.js';
import { csvFunction } from '../csv/csvFunction.js';
import type { FilePort } from '../csv/filePort.js';
import { tableDestinations } from '../into/tableDestinations.js';
import { ChangeFeed } from './changeFeed.js';
import { layerInfos } from './layerInfos.js';
import { Session, type SessionListener } from './session.js';

export interface OpenNotebookOptions {
	readonly files: FilePort;
	/** Keeps the database; absent: it is in memory alone. */
	readonly store?: NotebookStore | undefined;
	/** Bytes that the database may take; absent or 0: no limit. */
	readonly memoryLimit?: number | undefined;
	readonly layeredCells: boolean;
	readonly firstPageRows: number;
	readonly isCancelled: () => boolean;
	readonly pause: () => Promise<void>;
	/** Data events kept between two takes of the feed. */
	readonly eventLimit: number;
	readonly listener: SessionListener;
}

export interface NotebookStore {
	/** The database's folder. */
	readonly root: string;
	/** For all databases of this program. */
	readonly storage: StoragePort;
	readonly fsync: SyncPolicy;
	/** A longer log is folded into the files after a commit. */
	readonly checkpointBytes?: number;
	/** It is only where the database begins: what cells write stays in memory. */
	readonly copy?: boolean;
}

export interface OpenNotebook {
	readonly database: Database;
	readonly session: Session;
	readonly feed: ChangeFeed;
	catalog(): CatalogSnapshot;
	/** Another number when the schema is another. */
	catalogVersion(): number;
	layers(): readonly LayerInfo[];
	close(): void;
}

export function openNotebook(options: OpenNotebookOptions): OpenNotebook {
	const { files, listener, isCancelled } = options;
	const { memoryLimit = 0 } = options;
	const database = openDatabase({ shouldInterrupt: isCancelled, memoryLimit }, options.store);
	const csv = csvFunction(files);
	const registerCsv = () => database.table('read_csv', { ...csv, parameters: ['path', 'options'] });
	registerCsv();
	const feed = new ChangeFeed({
		engine: {
			onDataChange: listen => database.onDataChange(change => listen(typed(change))),
			onSchemaChange: listen => database.onSchemaChange(listen),
			columnNames: (schemaName, tableName) => columnNames(database, schemaName, tableName),
		},
		now: () => Date.now(),
		limit: options.eventLimit,
	});
	const session = new Session({
		database,
		destinations: tableDestinations(database),
		files,
		layeredCells: options.layeredCells,
		firstPageRows: options.firstPageRows,
		isCancelled,
		pause: options.pause,
		now: () => performance.now(),
		listener: {
			...listener,
			running(cellId) {
				// Columns of a file are found when a statement is prepared: a changed file must be looked at again.
				if (cellId !== undefined) registerCsv();
				database.setSource(cellId);
				listener.running?.(cellId);
			},
			muted(isMuted) {
				feed.isMuted = isMuted;
			},
		},
	});
	return {
		database,
		session,
		feed,
		catalog: () => database.catalogSnapshot(),
		catalogVersion: () => database.catalogVersion,
		layers: () => layerInfos(database.layers(), session),
		close() {
			feed.subscribe(false);
			session.close();
			database.close();
		},
	};
}

function openDatabase(settings: DatabaseOptions, store: NotebookStore | undefined): Database {
	if (!store) return new Database(settings);
	const { root, storage, ...policy } = store;
	provideStorage(storage);
	return Database.open(root, { ...settings, ...policy });
}

function columnNames(
	database: Database,
	schemaName: string,
	tableName: string,
): readonly string[] | undefined {
	const schema = database.catalogSnapshot().schemas.find(({ name }) => name === schemaName);
	return schema?.tables.find(({ name }) => name === tableName)?.columns.map(({ name }) => name);
}

/** The feed shows a REAL as one, though it is a whole number. */
function typed(change: DataChange): DataChange {
	const { key, oldRow, newRow } = change;
	return {
		...change,
		key: typedRow(key),
		oldRow: oldRow && typedRow(oldRow),
		newRow: newRow && typedRow(newRow),
	};
}
