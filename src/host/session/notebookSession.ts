/**
 * One notebook's running database: the engine worker, what is known of its catalog and layers, and its recent
 * changes. Started on first use; replaced when the worker crashes; outlives its document for a moment, because saving an
 * untitled notebook closes one document and opens another (sessions.ts).
 */

import * as vscode from 'vscode';
import type { CatalogSnapshot, LayerInfo } from '../../protocol/catalog.js';
import type { ChangeBatch, ChangeMessage } from '../../protocol/events.js';
import type { CellOutput, CellRunResult } from '../../protocol/output.js';
import type { RunCell, SessionSettings, WorkerRequests } from '../../protocol/workerMessages.js';
import { SETTINGS } from '../names.js';
import type { EnginePort, RequestName, StartEngine } from './enginePort.js';

export interface SessionOptions {
	readonly id: string;
	readonly name: string;
	readonly folder: vscode.Uri | undefined;
	readonly start: StartEngine;
	readonly log: vscode.LogOutputChannel;
}

const KEPT_CHANGES = 5000;

export class NotebookSession implements vscode.Disposable {
	readonly #options: SessionOptions;
	/** Counts the databases of this session. */
	#generation = 1;
	#refreshing: Promise<void> | undefined;
	#isOutdated = false;
	#engine: Promise<EnginePort> | undefined;
	#running: EnginePort | undefined;
	#isDisposed = false;
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

	async runCell(cell: RunCell): Promise<CellRunResult> {
		const result = await this.request('cell/run', cell);
		this.isInTransaction = result.inTransaction;
		return result;
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

	/** An empty database, at once, whatever runs; outputs keep only their first pages. */
	restart(): void {
		this.#running?.dispose();
		this.#forgetDatabase();
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
		this.#running?.dispose();
		this.#running = undefined;
		this.#onDidChangeDatabase.dispose();
		this.#onDidReceiveChanges.dispose();
		this.#onDidOutput.dispose();
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
				const [catalog, layers] = await Promise.all([
					engine.request('catalog/snapshot', null),
					engine.request('layers/list', null),
				]);
				if (engine !== this.#running) continue;
				this.catalog = catalog;
				this.layers = layers;
				this.#onDidChangeDatabase.fire();
			} catch (error) {
				this.#options.log.warn(`the database view could not be refreshed: ${String(error)}`);
			}
		}
	}

	async #open(): Promise<EnginePort> {
		const { id, name, folder, log, start } = this.#options;
		const engine = await start(path => this.#readFile(path));
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
		engine.onNotification('log', ({ level, message }) => {
			if (level === 'error') log.error(message);
			else if (level === 'warning') log.warn(message);
			else log.info(message);
		});
		engine.onCrash(reason => {
			this.#forgetEngine(reason);
		});
		await engine.request('session/open', {
			session: id,
			name,
			folder: folder?.scheme === 'file' ? folder.fsPath : folder?.toString(),
			isTrusted: vscode.workspace.isTrusted,
			...sessionSettings(),
			cancelFlag: engine.cancelFlag,
		});
		await engine.request('events/subscribe', { isEnabled: true });
		this.#running = engine;
		return engine;
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

export function sessionSettings(): { layeredCells: boolean; firstPageRows: number } {
	const settings = vscode.workspace.getConfiguration(SETTINGS.section);
	return {
		layeredCells: settings.get(SETTINGS.layeredCells, true),
		firstPageRows: settings.get(SETTINGS.firstPageRows, 200),
	};
}
