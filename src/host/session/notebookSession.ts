/**
 * One notebook's running database: the engine worker, what is known of its catalog and layers, and its recent
 * changes. Started on first use; replaced when the worker crashes; outlives its document for a moment, because saving an
 * untitled notebook closes one document and opens another (sessions.ts).
 *
 * A database that is kept in files is opened by the first run, and closed, its log folded into the files, by `close`.
 */

import * as vscode from 'vscode';
import type { CatalogSnapshot, LayerInfo } from '../../protocol/catalog.js';
import type { ChangeBatch, ChangeMessage } from '../../protocol/events.js';
import type { CellOutput, CellRunResult } from '../../protocol/output.js';
import type {
	RunCell,
	SessionSettings,
	WorkerNotifications,
	WorkerRequests,
} from '../../protocol/workerMessages.js';
import type { StoreInfo, StoreLocation } from '../../protocol/storeMessages.js';
import { SETTINGS } from '../names.js';
import { ServedStores, takeStore } from '../store/serveStore.js';
import type { StoreHold } from '../store/openStores.js';
import type { EnginePort, RequestName, StartEngine } from './enginePort.js';

export interface SessionOptions {
	readonly id: string;
	readonly name: string;
	readonly folder: vscode.Uri | undefined;
	readonly start: StartEngine;
	/** Where the notebook says now that its database is kept. */
	readonly locateStore: () => Promise<StoreLocation | undefined>;
	readonly log: vscode.LogOutputChannel;
}

const KEPT_CHANGES = 5000;
/** A worker that does not close its database in this time is ended: its log has what its files have not. */
const CLOSING_MS = 4000;

export class NotebookSession implements vscode.Disposable {
	readonly #options: SessionOptions;
	/** Counts the databases of this session. */
	#generation = 1;
	#refreshing: Promise<void> | undefined;
	#isOutdated = false;
	#engine: Promise<EnginePort> | undefined;
	#running: EnginePort | undefined;
	#isDisposed = false;
	/** Of the database that is open. */
	#store: StoreLocation | undefined;
	#hold: StoreHold | undefined;
	#served = new ServedStores();
	storeInfo: StoreInfo | undefined;
	catalog: CatalogSnapshot | undefined;
	layers: readonly LayerInfo[] = [];
	isInTransaction = false;
	readonly recentChanges: ChangeMessage[] = [];
	droppedChanges = 0;

	readonly #onDidChangeDatabase = new vscode.EventEmitter<void>();
	/** Catalog, row counts or layers differ. */
	readonly onDidChangeDatabase = this.#onDidChangeDatabase.event;
	readonly #onDidReceiveChanges = new vscode.EventEmitter<ChangeBatch>();
	readonly onDidReceiveChanges = this.#onDidReceiveChanges.event;
	readonly #onDidOutput = new vscode.EventEmitter<{ cellId: string; output: CellOutput }>();
	readonly onDidOutput = this.#onDidOutput.event;
	readonly #onDidProgress = new vscode.EventEmitter<WorkerNotifications['cell/progress']>();
	readonly onDidProgress = this.#onDidProgress.event;
	readonly #onDidReplace = new vscode.EventEmitter<void>();
	/** The database is gone; the next run makes an empty one. */
	readonly onDidReplace = this.#onDidReplace.event;
	readonly #onDidCrash = new vscode.EventEmitter<string>();
	/** It is gone because the worker ended by itself; says why. */
	readonly onDidCrash = this.#onDidCrash.event;

	constructor(options: SessionOptions) {
		this.#options = options;
	}

	/** Another one for each database: what an output points to must never be found in a later one. */
	get id(): string {
		return `${this.#options.id}.${this.#generation}`;
	}

	get isStarted(): boolean {
		return this.#running !== undefined;
	}

	async request<K extends RequestName>(
		name: K,
		params: WorkerRequests[K]['params'],
	): Promise<WorkerRequests[K]['result']> {
		const engine = await this.#start();
		return engine.request(name, params);
	}

	/** Its files, when it is kept in some. */
	get store(): StoreLocation | undefined {
		return this.#store;
	}

	async runCell(cell: RunCell): Promise<CellRunResult> {
		const notices = await this.#followHeader();
		const result = await this.request('cell/run', cell);
		this.isInTransaction = result.inTransaction;
		return { ...result, notices: [...notices, ...result.notices] };
	}

	interrupt(): void {
		this.#running?.interrupt();
	}

	/** Reads catalog and layers again; nothing happens before the first cell has run. */
	refresh(): Promise<void> {
		this.#isOutdated = true;
		this.#refreshing ??= this.#readUntilCurrent().finally(() => {
			this.#refreshing = undefined;
		});
		return this.#refreshing;
	}

	/**
	 * An empty database, or the one in the files anew, at once, whatever runs; outputs keep only their first pages.
	 */
	restart(): void {
		this.#hold?.end();
		this.#running?.dispose();
		this.#forgetDatabase();
	}

	/** Everything that is to be kept is in the files when it resolves; the next run opens them again. */
	async close(): Promise<void> {
		const engine = this.#running;
		if (!engine) return;
		const isKept = this.#store !== undefined;
		this.#hold?.end();
		// It ends itself after its answer, which is no crash.
		if (!this.#isDisposed) this.#forgetDatabase();
		if (isKept) {
			const late = new Promise<void>(resolve => setTimeout(resolve, CLOSING_MS));
			const closed = engine.request('session/close', null).then(
				() => undefined,
				(error: unknown) => {
					this.#options.log.error(`${this.#options.name}: ${String(error)}`);
				},
			);
			await Promise.race([closed, late]);
		}
		engine.dispose();
		await engine.ended;
	}

	/** Makes a database in files with the contents of this one. Precondition: there is none. */
	async copyInto(store: StoreLocation): Promise<void> {
		const hold = await takeStore(store, this.#options.name);
		this.#served.allow(store, hold);
		try {
			await this.request('database/copy', { store });
		} finally {
			this.#served.forbid(store);
			hold.release();
		}
	}

	async configure(settings: SessionSettings): Promise<void> {
		if (this.#running) await this.request('session/configure', settings);
	}

	forgetChanges(): void {
		this.recentChanges.length = 0;
		this.droppedChanges = 0;
	}

	dispose(): void {
		this.#isDisposed = true;
		this.#hold?.end();
		this.#running?.dispose();
		this.#running = undefined;
		this.#onDidChangeDatabase.dispose();
		this.#onDidReceiveChanges.dispose();
		this.#onDidOutput.dispose();
		this.#onDidProgress.dispose();
		this.#onDidReplace.dispose();
		this.#onDidCrash.dispose();
	}

	#start(): Promise<EnginePort> {
		this.#engine ??= this.#open().catch((error: unknown) => {
			this.#engine = undefined; // so that the next run tries again
			throw error;
		});
		return this.#engine;
	}

	/** At most one read is under way, however often it is asked for. */
	async #readUntilCurrent(): Promise<void> {
		while (this.#isOutdated && this.#running) {
			this.#isOutdated = false;
			const engine = this.#running;
			try {
				const [catalog, layers, storeInfo] = await Promise.all([
					engine.request('catalog/snapshot', null),
					engine.request('layers/list', null),
					engine.request('store/info', null),
				]);
				if (engine !== this.#running) continue;
				this.storeInfo = storeInfo ?? undefined;
				this.catalog = catalog;
				this.layers = layers;
				this.#onDidChangeDatabase.fire();
			} catch (error) {
				this.#options.log.warn(`the database view could not be refreshed: ${String(error)}`);
			}
		}
	}

	/** A header that was changed since: the database is another one now. */
	async #followHeader(): Promise<readonly string[]> {
		if (!this.#running) return [];
		const location = await this.#options.locateStore();
		if (location?.uri === this.#store?.uri) return [];
		await this.close();
		const where = location ? `kept in ${location.label}` : 'in memory';
		return [`The database is ${where} now.`];
	}

	async #open(): Promise<EnginePort> {
		const { name, start } = this.#options;
		const store = await this.#options.locateStore();
		const hold = store && (await takeStore(store, name));
		let engine: EnginePort;
		try {
			engine = await start(path => this.#readFile(path));
		} catch (error) {
			hold?.release();
			throw error;
		}
		void engine.ended.then(() => hold?.release());
		try {
			await this.#openDatabase(engine, store, hold);
		} catch (error) {
			hold?.end();
			engine.dispose();
			throw error;
		}
		this.#store = store;
		this.#hold = hold;
		this.#running = engine;
		return engine;
	}

	async #openDatabase(
		engine: EnginePort,
		store: StoreLocation | undefined,
		hold: StoreHold | undefined,
	): Promise<void> {
		const { id, name, folder } = this.#options;
		this.#listen(engine);
		this.#served.serve(engine);
		if (store && hold) this.#served.allow(store, hold);
		await engine.request('session/open', {
			session: id,
			name,
			folder: folder?.scheme === 'file' ? folder.fsPath : folder?.toString(),
			isTrusted: vscode.workspace.isTrusted,
			...sessionSettings(),
			store,
			cancelFlag: engine.cancelFlag,
		});
		await engine.request('events/subscribe', { isEnabled: true });
	}

	#listen(engine: EnginePort): void {
		const { log } = this.#options;
		engine.onNotification('changes/batch', batch => {
			this.#keep(batch);
		});
		engine.onNotification('catalog/changed', catalog => {
			this.catalog = catalog;
			this.#onDidChangeDatabase.fire();
		});
		engine.onNotification('data/changed', ({ inTransaction }) => {
			this.isInTransaction = inTransaction;
			void this.refresh();
		});
		engine.onNotification('cell/output', message => {
			this.#onDidOutput.fire(message);
		});
		engine.onNotification('cell/progress', message => {
			this.#onDidProgress.fire(message);
		});
		engine.onNotification('log', ({ level, message }) => {
			if (level === 'error') log.error(message);
			else if (level === 'warning') log.warn(message);
			else log.info(message);
		});
		engine.onCrash(reason => {
			if (engine === this.#running) this.#forgetEngine(reason);
		});
	}

	#forgetEngine(reason: string): void {
		if (this.#isDisposed) return;
		this.#options.log.error(`the engine of ${this.#options.name} ended: ${reason}`);
		this.#forgetDatabase();
		this.#onDidCrash.fire(reason);
	}

	#forgetDatabase(): void {
		this.#generation++;
		this.#engine = undefined;
		this.#running = undefined;
		this.#store = undefined;
		this.#hold = undefined;
		this.#served = new ServedStores();
		this.storeInfo = undefined;
		this.catalog = undefined;
		this.layers = [];
		this.isInTransaction = false;
		this.forgetChanges();
		this.#onDidReplace.fire();
		this.#onDidChangeDatabase.fire();
	}

	#keep(batch: ChangeBatch): void {
		this.recentChanges.push(...batch.changes);
		this.droppedChanges += batch.dropped;
		const excess = this.recentChanges.length - KEPT_CHANGES;
		if (excess > KEPT_CHANGES / 2) {
			this.recentChanges.splice(0, excess);
			this.droppedChanges += excess;
		}
		this.#onDidReceiveChanges.fire(batch);
	}

	/** Only for workers without a file system; they ask only in trusted workspaces, and so do we. */
	async #readFile(path: string): Promise<Uint8Array> {
		const { folder } = this.#options;
		if (!vscode.workspace.isTrusted) throw new Error('files are read only in a trusted workspace');
		if (!folder) throw new Error(`save the notebook first: ${path} is looked up beside it`);
		return vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, path));
	}
}

export function sessionSettings(): {
	layeredCells: boolean;
	firstPageRows: number;
	memoryLimit: number;
} {
	const settings = vscode.workspace.getConfiguration(SETTINGS.section);
	return {
		layeredCells: settings.get(SETTINGS.layeredCells, true),
		firstPageRows: settings.get(SETTINGS.firstPageRows, 200),
		memoryLimit: Math.max(0, settings.get(SETTINGS.memoryLimit, 0)) * 1024 * 1024,
	};
}
