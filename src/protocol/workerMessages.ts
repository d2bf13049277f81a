/**
 * The wire between the extension host and an engine worker, as types only.
 *
 * One worker serves one notebook. A request name is a key of WorkerRequests (host -> worker) or
 * HostRequests (worker -> host); a notification is a key of WorkerNotifications or HostNotifications.
 * Every request ends with a result or with an error whose `data` is an ErrorMessage. The transport is
 * JSON-RPC over structured clone: typed arrays and bigints travel as they are.
 *
 * Cancelling: in Node the host writes 1 into the shared flag given to session/open, which the engine
 * polls; everywhere it also sends `session/interrupt`, which reaches a worker that yields.
 */

import type { CatalogSnapshot, LayerInfo } from './catalog.js';
import type { ChangeBatch } from './events.js';
import type { CellOutput, CellRunResult, GridOutput, ResultHandle } from './output.js';
import type { ResultPage, WireValue } from './page.js';
import type {
	StoreFiles,
	StoreInfo,
	StoreLocation,
	StoreWrite,
	StoreWritten,
} from './storeMessages.js';
import type { RunTests, TestOutcome } from './testMessages.js';

export interface OpenSession {
	/** Names the session in result payloads. */
	readonly session: string;
	/** For people: the notebook's file name. */
	readonly name: string;
	/** Folder that relative file paths start from; undefined for an untitled notebook. */
	readonly folder: string | undefined;
	/** Files are read only in a trusted workspace. */
	readonly isTrusted: boolean;
	/** false: the ordinary shared session, nothing is restored on re-runs. */
	readonly layeredCells: boolean;
	/** Rows in an output's first page. */
	readonly firstPageRows: number;
	/** Bytes that the database may take; 0: no limit. */
	readonly memoryLimit?: number;
	/** The files that keep the database; undefined: it is in memory alone. */
	readonly store?: StoreLocation | undefined;
	/** Int32, one element; 1 = stop. undefined where there is no SharedArrayBuffer. */
	readonly cancelFlag: SharedArrayBufferLike | undefined;
}

/** SharedArrayBuffer, named without needing a lib that has it. */
export interface SharedArrayBufferLike {
	readonly byteLength: number;
}

export interface SessionSettings {
	readonly memoryLimit?: number;
	readonly layeredCells?: boolean;
	readonly isTrusted?: boolean;
	readonly firstPageRows?: number;
	readonly folder?: string | undefined;
}

export interface RunCell {
	readonly cellId: string;
	readonly source: string;
	/** Makes the last result readable as a relation of this name. */
	readonly name: string | undefined;
	/** sql, assert, or what the marker says. */
	readonly kind: string;
	/** The notebook's `-- param` lines: bound where the cell's SQL names them. */
	readonly parameters?: readonly RunParameter[];
	/** The notebook's yaml cells, which declare destinations. */
	readonly declarations?: readonly RunDeclaration[];
	/** Where there is no shared flag: a blob: URL that the host revokes to stop this run. */
	readonly cancelUrl?: string;
}

export interface RunDeclaration {
	readonly cellId: string;
	readonly source: string;
}

export interface RunParameter {
	readonly name: string;
	/** SQL expression; undefined is NULL. */
	readonly defaultValue: string | undefined;
}

export interface PageRequest {
	readonly handle: ResultHandle;
	readonly offset: number;
	readonly limit: number;
	readonly sort?: readonly PageSort[];
	/** SQL condition over the result's columns. */
	readonly filter?: string;
	readonly maxCellLength?: number;
}

export interface PageSort {
	readonly column: number;
	readonly direction: 'ascending' | 'descending';
}

export interface PageResponse {
	readonly page: ResultPage;
	/** Rows of the whole result, after the filter. */
	readonly rowCount: number;
}

export type DropKind = 'table' | 'view' | 'index' | 'trigger';

export type ExportFormat = 'json' | 'sql' | 'sqlite';

export interface ImportReport {
	/** Rows written, by table. */
	readonly tables: Readonly<Record<string, number>>;
	readonly rows: number;
	/** What was left out, and why. */
	readonly skipped: readonly {
		readonly type: string;
		readonly name: string;
		readonly reason: string;
	}[];
}

export interface WorkerRequests {
	'session/open': { params: OpenSession; result: { readonly engineVersion: string } };
	'session/configure': { params: SessionSettings; result: null };
	/** A fresh database; result handles are released. */
	'session/restart': { params: null; result: null };
	'session/close': { params: null; result: null };
	'cell/run': { params: RunCell; result: CellRunResult };
	/** Folds the log into the files of the tables. null: the database is in memory alone. */
	'store/save': { params: null; result: StoreInfo | null };
	'store/info': { params: null; result: StoreInfo | null };
	/** A notebook's tests, on a database of their own: a session that is open is not touched. */
	'tests/run': { params: RunTests; result: readonly TestOutcome[] };
	'result/page': { params: PageRequest; result: PageResponse };
	/** One value in full. */
	'result/value': {
		params: { readonly handle: ResultHandle; readonly row: number; readonly column: number };
		result: { readonly value: WireValue };
	};
	'result/release': { params: { readonly handles: readonly ResultHandle[] }; result: null };
	'catalog/snapshot': { params: null; result: CatalogSnapshot };
	'layers/list': { params: null; result: readonly LayerInfo[] };
	/** Without subscribers the engine builds no events. */
	'events/subscribe': { params: { readonly isEnabled: boolean }; result: null };
	'table/preview': {
		params: { readonly schemaName: string; readonly tableName: string };
		result: GridOutput;
	};
	/** All of it at the moment of the call. */
	'database/export': {
		params: { readonly format: ExportFormat };
		result: { readonly bytes: Uint8Array };
	};
	/** JSON, an SQL script or an SQLite file, found out by looking: all of it or nothing. */
	'database/import': {
		params: {
			readonly bytes: Uint8Array;
			/** Of what the database holds; absent: it has to be empty. */
			readonly mode: 'replace' | 'merge' | undefined;
		};
		result: ImportReport;
	};
	/** Makes a database in files with the contents of this one. Precondition: nobody has it open. */
	'database/copy': { params: { readonly store: StoreLocation }; result: null };
	/** Takes all rows out: of one table, or of every table there is. Gives their number. */
	'table/clear': {
		params: { readonly schemaName: string; readonly tableName: string } | null;
		result: { readonly rows: number };
	};
	'object/drop': {
		params: { readonly type: DropKind; readonly schemaName: string; readonly name: string };
		result: null;
	};
}

/** Worker -> host, answered by the host: what only it can reach. */
export interface HostRequests {
	/** Bytes of a file; used where the worker has no file system. */
	'file/read': { params: { readonly path: string }; result: { readonly bytes: Uint8Array } };
	/** A file of the extension's own. */
	'asset/read': { params: { readonly name: string }; result: { readonly bytes: Uint8Array } };
	/** Every file of a store that the worker cannot reach. */
	'store/load': { params: { readonly uri: string }; result: StoreFiles };
	/** Carries out the writes in order, up to the first that fails. */
	'store/write': {
		params: { readonly uri: string; readonly writes: readonly StoreWrite[] };
		result: StoreWritten;
	};
}

/** Worker -> host. */
export interface WorkerNotifications {
	'changes/batch': ChangeBatch;
	/** After every committed or pending schema change, with row counts as of now. */
	'catalog/changed': CatalogSnapshot;
	/** Row counts or layers differ; ask for what is shown. Sent at most ten times a second. */
	'data/changed': { readonly inTransaction: boolean };
	/** An output as soon as its statement has ended; the run's result repeats it. */
	'cell/output': { readonly cellId: string; readonly output: CellOutput };
	'cell/progress': {
		readonly cellId: string;
		readonly statementIndex: number;
		/** 0: no statement, but rows are written. */
		readonly statementCount: number;
		readonly message: string;
	};
	'tests/started': { readonly id: string };
	'tests/ended': TestOutcome;
	log: { readonly level: 'info' | 'warning' | 'error'; readonly message: string };
}

/** Host -> worker. */
export interface HostNotifications {
	'session/interrupt': null;
}
