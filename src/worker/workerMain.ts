/**
 * The engine worker: one notebook session behind typed requests. Node and browser entries differ only in
 * the surroundings they give.
 *
 * Every request ends with its result or with an error whose data is an ErrorMessage. Cells run in turn;
 * while a statement runs nothing else is answered, between statements everything is.
 */

import { createMessageConnection, ResponseError, type MessageConnection } from 'vscode-jsonrpc';
import type { StoragePort } from '../engine/index.js';
import type { FilePort } from '../notebook/csv/filePort.js';
import { provideSqlite, type SqlJs } from '../notebook/session/exchange.js';
import { openNotebook, type OpenNotebook } from '../notebook/session/openNotebook.js';
import { errorMessage, SessionError } from '../notebook/session/sessionError.js';
import { quoteName } from '../notebook/session/statementText.js';
import { CODE_GONE, CODE_UNTRUSTED, type CellRunResult } from '../protocol/output.js';
import type { StoreLocation } from '../protocol/storeMessages.js';
import type {
	HostRequests,
	OpenSession,
	RunCell,
	SessionSettings,
	WorkerNotifications,
	WorkerRequests,
} from '../protocol/workerMessages.js';
import { serveDatabaseTasks } from './databaseTasks.js';
import type { RunTests, TestOutcome } from '../protocol/testMessages.js';
import { runNotebookTests } from './testRun.js';
import { PortReader, PortWriter, type Port } from './transport.js';
import { WorkerStore } from './workerStore.js';

export interface Surroundings {
	readonly port: Port;
	files(options: FileAccess): FilePort;
	/** The file system of the machine; undefined: files are the host's. */
	readonly storage: StoragePort | undefined;
	/** SQLite itself, for its files. */
	loadSqlite(readAsset: (name: string) => Promise<Uint8Array>): Promise<SqlJs>;
	/** Lets waiting messages in. */
	pause(): Promise<void>;
	/** Without a shared flag: whether the run with this URL was asked to stop. */
	isRevoked(cancelUrl: string): boolean;
	exit(): void;
}

export interface FileAccess {
	readonly folder: () => string | undefined;
	readonly isTrusted: () => boolean;
	readonly fetch: (path: string) => Promise<Uint8Array>;
}

/** Milliseconds between two looks at a cancel URL: each costs a load of an empty script. */
const URL_CHECK_MS = 100;
/** Data events kept between two flushes; the rest is counted. */
const EVENT_LIMIT = 5_000;
const PREVIEW_ROWS = 1_000;
/** Requests that are answered when what they changed is written; cells tell it as an output. */
const CHANGING: ReadonlySet<string> = new Set<keyof WorkerRequests>([
	'store/save',
	'database/import',
	'table/clear',
	'object/drop',
]);

export function serve(surroundings: Surroundings): void {
	const { port } = surroundings;
	const connection = createMessageConnection(new PortReader(port), new PortWriter(port));
	new Worker(connection, surroundings).listen();
}

class Worker {
	readonly #connection: MessageConnection;
	readonly #surroundings: Surroundings;
	readonly #cancel: CancelState;
	#settings: OpenSession | undefined;
	#notebook: OpenNotebook | undefined;
	#store: WorkerStore | undefined;
	#sentCatalog = -1;
	#hasEvents = false;

	constructor(connection: MessageConnection, surroundings: Surroundings) {
		this.#connection = connection;
		this.#surroundings = surroundings;
		this.#cancel = new CancelState(surroundings);
	}

	listen(): void {
		provideSqlite(() =>
			this.#surroundings.loadSqlite(async name => (await this.#ask('asset/read', { name })).bytes),
		);
		this.#on('session/open', async settings => {
			await this.#open(settings);
			return { engineVersion: '1' };
		});
		this.#on('session/configure', settings => this.#configure(settings));
		this.#on('session/restart', () => this.#restart());
		this.#on('session/close', async () => {
			try {
				await this.#close();
			} finally {
				setTimeout(() => this.#surroundings.exit(), 0);
			}
			return null;
		});
		serveDatabaseTasks((name, answer) => this.#on(name, answer), {
			current: () => this.#current,
			store: () => this.#store,
			openStore: location => this.#openStore(location),
			flush: () => this.#flush(),
		});
		this.#on('cell/run', cell => this.#runCell(cell));
		this.#on('tests/run', tests => this.#runTests(tests));
		this.#on('result/page', ({ handle, offset, limit, maxCellLength }) => {
			const result = this.#session.results.get(handle);
			const page = this.#session.results.page(handle, offset, limit, maxCellLength);
			return { page, rowCount: result.rowCount };
		});
		this.#on('result/value', ({ handle, row, column }) => ({
			value: this.#session.results.value(handle, row, column),
		}));
		this.#on('result/release', ({ handles }) => {
			this.#session.results.release(handles);
			return null;
		});
		this.#on('catalog/snapshot', () => this.#current.catalog());
		this.#on('layers/list', () => this.#current.layers());
		this.#on('events/subscribe', ({ isEnabled }) => {
			this.#hasEvents = isEnabled;
			this.#current.feed.subscribe(isEnabled);
			return null;
		});
		this.#on('table/preview', ({ schemaName, tableName }) => {
			const table = `${quoteName(schemaName)}.${quoteName(tableName)}`;
			return this.#session.exclusively(() =>
				this.#session.preview(`SELECT * FROM ${table} LIMIT ${PREVIEW_ROWS}`),
			);
		});
		this.#on('object/drop', ({ type, schemaName, name }) =>
			this.#session.exclusively(() => {
				const object = `${quoteName(schemaName)}.${quoteName(name)}`;
				this.#current.database.prepare(`DROP ${type.toUpperCase()} ${object}`).run();
				this.#flush();
				return null;
			}),
		);
		this.#connection.onNotification('session/interrupt', () => this.#cancel.request());
		this.#connection.listen();
	}

	get #current(): OpenNotebook {
		if (this.#notebook) return this.#notebook;
		throw new SessionError(CODE_GONE, 'no session is open');
	}

	get #session(): OpenNotebook['session'] {
		return this.#current.session;
	}

	async #open(settings: OpenSession): Promise<void> {
		await this.#close();
		this.#settings = settings;
		this.#store = settings.store && (await this.#openStore(settings.store));
		this.#cancel.useFlag(settings.cancelFlag);
		const files = this.#surroundings.files({
			folder: () => this.#settings?.folder,
			isTrusted: () => this.#settings?.isTrusted ?? false,
			fetch: path => this.#fetch(path),
		});
		this.#notebook = openNotebook({
			files,
			store: this.#store?.options,
			memoryLimit: settings.memoryLimit,
			layeredCells: settings.layeredCells,
			firstPageRows: settings.firstPageRows,
			isCancelled: () => this.#cancel.isRequested(),
			pause: () => this.#surroundings.pause(),
			eventLimit: EVENT_LIMIT,
			listener: {
				output: (cellId, output) => {
					this.#notify('cell/output', { cellId, output });
					this.#flush();
				},
				progress: (cellId, statementIndex, statementCount) => {
					const message = `statement ${statementIndex + 1} of ${statementCount}`;
					this.#notify('cell/progress', { cellId, statementIndex, statementCount, message });
				},
				written: (cellId, rows, total, table) => {
					const message = `${rows} of ${total} rows written to ${table}`;
					this.#notify('cell/progress', { cellId, statementIndex: 0, statementCount: 0, message });
				},
			},
		});
		this.#notebook.feed.subscribe(this.#hasEvents);
		await this.#store?.settle();
	}

	async #openStore(store: StoreLocation): Promise<WorkerStore> {
		if (this.#settings?.isTrusted !== true) {
			throw new SessionError(
				CODE_UNTRUSTED,
				`a database is kept in files only in a trusted workspace: ${store.label}`,
				'trust the workspace, or take the `-- persist:` line out of the notebook',
			);
		}
		return WorkerStore.open(store, this.#surroundings.storage, {
			load: uri => this.#ask('store/load', { uri }),
			write: (uri, writes) => this.#ask('store/write', { uri, writes }),
		});
	}

	/** With everything written that is to be. */
	async #close(): Promise<void> {
		const store = this.#store;
		this.#store = undefined;
		this.#notebook?.close();
		this.#notebook = undefined;
		await store?.settle();
	}

	async #runCell(cell: RunCell): Promise<CellRunResult> {
		const { session } = this.#current;
		this.#cancel.begin(cell.cancelUrl);
		try {
			const result = await session.runCell(cell);
			try {
				await this.#store?.settle();
				return result;
			} catch (error) {
				return withFailure(result, error);
			}
		} finally {
			this.#cancel.end();
			this.#flush();
			this.#notify('data/changed', { inTransaction: this.#current.database.inTransaction });
		}
	}

	#runTests(tests: RunTests): Promise<readonly TestOutcome[]> {
		return runNotebookTests(tests, {
			files: options => this.#surroundings.files(options),
			pause: () => this.#surroundings.pause(),
			fetch: path => this.#fetch(path),
			started: id => this.#notify('tests/started', { id }),
			ended: outcome => this.#notify('tests/ended', outcome),
		});
	}

	#configure(settings: SessionSettings): null {
		const { memoryLimit } = settings;
		if (memoryLimit !== undefined && memoryLimit !== (this.#settings?.memoryLimit ?? 0)) {
			this.#current.database.pragma(`memory_limit = ${memoryLimit}`);
		}
		if (this.#settings) this.#settings = { ...this.#settings, ...settings };
		if (settings.layeredCells !== undefined) this.#session.setLayeredCells(settings.layeredCells);
		return null;
	}

	async #restart(): Promise<null> {
		if (this.#settings) await this.#open(this.#settings);
		this.#flush();
		return null;
	}

	async #fetch(path: string): Promise<Uint8Array> {
		const { bytes } = await this.#ask('file/read', { path });
		return bytes;
	}

	#ask<K extends keyof HostRequests>(
		name: K,
		params: HostRequests[K]['params'],
	): Promise<HostRequests[K]['result']> {
		return this.#connection.sendRequest<HostRequests[K]['result']>(name, params);
	}

	/** Sends the events that have come, and the catalog when it is another one. */
	#flush(): void {
		const notebook = this.#current;
		const batch = notebook.feed.take();
		if (batch) this.#notify('changes/batch', batch);
		const version = notebook.catalogVersion();
		if (version === this.#sentCatalog) return;
		this.#sentCatalog = version;
		this.#notify('catalog/changed', notebook.catalog());
	}

	#notify<K extends keyof WorkerNotifications>(name: K, params: WorkerNotifications[K]): void {
		void this.#connection.sendNotification(name, params);
	}

	#on<K extends keyof WorkerRequests>(
		name: K,
		answer: (
			params: WorkerRequests[K]['params'],
		) => WorkerRequests[K]['result'] | Promise<WorkerRequests[K]['result']>,
	): void {
		this.#connection.onRequest(
			name,
			async (params: WorkerRequests[K]['params']): Promise<unknown> => {
				try {
					const result = await answer(params);
					if (CHANGING.has(name)) await this.#store?.settle();
					return result;
				} catch (error) {
					const data = errorMessage(error);
					throw new ResponseError(-32000, data.message, data);
				}
			},
		);
	}
}

/** The cell ran, but what it changed is not kept. */
function withFailure(result: CellRunResult, error: unknown): CellRunResult {
	const last = result.outputs.at(-1);
	const span = last?.span ?? { start: 0, end: 0 };
	const statementIndex = result.outputs.length;
	const failure = { ...errorMessage(error), span: undefined };
	const output = { type: 'error', statementIndex, span, elapsedMs: 0, error: failure } as const;
	return { ...result, status: 'failed', outputs: [...result.outputs, output] };
}

/** Whether what runs was asked to stop, by flag (the host lowers it), by message or by a revoked URL. */
class CancelState {
	readonly #surroundings: Surroundings;
	#flag: Int32Array | undefined;
	#isRunning = false;
	#isRequested = false;
	#url: string | undefined;
	#checkedAt = 0;

	constructor(surroundings: Surroundings) {
		this.#surroundings = surroundings;
	}

	useFlag(buffer: OpenSession['cancelFlag']): void {
		this.#flag = buffer && new Int32Array(buffer as SharedArrayBuffer);
	}

	begin(url: string | undefined): void {
		this.#isRunning = true;
		this.#isRequested = false;
		this.#url = url;
		this.#checkedAt = Date.now();
	}

	/** What asked the run to stop is not meant for a preview after it. */
	end(): void {
		this.#isRunning = false;
	}

	request(): void {
		this.#isRequested = true;
	}

	isRequested(): boolean {
		if (!this.#isRunning) return false;
		if (this.#isRequested) return true;
		if (this.#flag) return Atomics.load(this.#flag, 0) === 1;
		if (this.#url === undefined) return false;
		const now = Date.now();
		if (now - this.#checkedAt < URL_CHECK_MS) return false;
		this.#isRequested = this.#surroundings.isRevoked(this.#url);
		this.#checkedAt = Date.now();
		return this.#isRequested;
	}
}
