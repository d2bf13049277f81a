/**
 * The host's end of the wire to an engine worker, the same for both kinds of worker: requests, notifications, files,
 * interrupting, and what happens when the worker ends by itself.
 *
 * Every request ends: with the worker's answer, or with an EngineError when the worker is gone. Interrupting is tried in
 * every way there is: the shared flag, a message, a URL that stops loading. Only when a run goes on all the same is
 * its reader asked whether to end the worker, because that costs the database.
 */

import { ResponseError, type MessageConnection } from 'vscode-jsonrpc';
import { CODE_CRASHED, type ErrorMessage } from '../../protocol/output.js';
import type {
	HostNotifications,
	HostRequests,
	WorkerNotifications,
	WorkerRequests,
} from '../../protocol/workerMessages.js';
import { EngineError } from '../session/engineError.js';
import type { EnginePort, NotificationName, ReadFile, RequestName } from '../session/enginePort.js';

export interface EngineClientOptions {
	/** Not yet listening. */
	readonly connection: MessageConnection;
	readonly readFile: ReadFile;
	/** A file of the extension's own. */
	readonly readAsset?: ReadFile;
	readonly cancelFlag: SharedArrayBuffer | undefined;
	/** Where there is no flag: URLs that a busy worker can try to load. */
	readonly cancelUrls: CancelUrls | undefined;
	/** Ends the worker at once; resolves when it has. May be called more than once. */
	readonly terminate: () => unknown;
	/** Asked when a run goes on for `patienceMs` after an interrupt: may the worker be ended? */
	readonly askToEnd: () => Promise<boolean>;
	readonly patienceMs: number;
}

export interface CancelUrls {
	create(): string;
	/** From now on it cannot be loaded. */
	revoke(url: string): void;
}

type Reject = (error: EngineError) => void;

interface Run {
	readonly cancelUrl: string | undefined;
}

export class EngineClient implements EnginePort {
	readonly cancelFlag: SharedArrayBuffer | undefined;
	readonly #options: EngineClientOptions;
	readonly #connection: MessageConnection;
	readonly #flag: Int32Array | undefined;
	readonly #pending = new Set<Reject>();
	/** Runs under way, each with the URL that stops it. */
	readonly #runs = new Set<Run>();
	#patience: ReturnType<typeof setTimeout> | undefined;
	#onCrash: ((reason: string) => void) | undefined;
	/** Why there is no worker any more. */
	#end: ErrorMessage | undefined;
	readonly ended: Promise<void>;
	#hasEnded: () => void = () => undefined;

	constructor(options: EngineClientOptions) {
		this.#options = options;
		this.#connection = options.connection;
		this.cancelFlag = options.cancelFlag;
		this.#flag = options.cancelFlag && new Int32Array(options.cancelFlag);
		this.ended = new Promise(resolve => {
			this.#hasEnded = resolve;
		});
		this.onRequest('asset/read', async ({ name }) => {
			if (!options.readAsset) throw new Error(`there is no ${name} here`);
			return { bytes: await options.readAsset(name) };
		});
		this.onRequest('file/read', async ({ path }) => ({ bytes: await options.readFile(path) }));
		this.#connection.onUnhandledNotification(() => undefined);
		this.#connection.listen();
	}

	async request<K extends RequestName>(
		name: K,
		params: WorkerRequests[K]['params'],
	): Promise<WorkerRequests[K]['result']> {
		if (this.#end) throw new EngineError(this.#end);
		if (name !== 'cell/run') return this.#send(name, params);
		const { cancelUrls } = this.#options;
		const cancelUrl = cancelUrls?.create();
		const run: Run = { cancelUrl };
		// An interrupt that came before this run was not meant for it.
		if (this.#runs.size === 0) this.#raiseFlag(0);
		this.#runs.add(run);
		try {
			return await this.#send(name, cancelUrl === undefined ? params : { ...params, cancelUrl });
		} finally {
			this.#runs.delete(run);
			if (cancelUrl !== undefined) cancelUrls?.revoke(cancelUrl);
			this.#stopWaiting();
		}
	}

	onNotification<K extends NotificationName>(
		name: K,
		listener: (params: WorkerNotifications[K]) => void,
	): void {
		this.#connection.onNotification(name, listener);
	}

	onRequest<K extends keyof HostRequests>(
		name: K,
		answer: (params: HostRequests[K]['params']) => Promise<HostRequests[K]['result']>,
	): void {
		this.#connection.onRequest(
			name,
			async (params: HostRequests[K]['params']): Promise<unknown> => {
				try {
					return await answer(params);
				} catch (error) {
					throw new ResponseError(FILE_ERROR, asError(error).message);
				}
			},
		);
	}

	interrupt(): void {
		if (this.#end || this.#runs.size === 0) return;
		this.#raiseFlag(1);
		for (const { cancelUrl } of this.#runs) {
			if (cancelUrl !== undefined) this.#options.cancelUrls?.revoke(cancelUrl);
		}
		const name: keyof HostNotifications = 'session/interrupt';
		void this.#connection.sendNotification(name, null).catch(() => undefined);
		if (this.#patience !== undefined) return;
		const runs = [...this.#runs];
		this.#patience = setTimeout(() => void this.#endIfAllowed(runs), this.#options.patienceMs);
	}

	onCrash(listener: (reason: string) => void): void {
		this.#onCrash = listener;
	}

	/** To be called by whoever watches the worker; only the first call counts. */
	crashed(reason: string): void {
		if (this.#end) return;
		this.#finish({
			code: CODE_CRASHED,
			message: `The SQL engine of this notebook stopped: ${reason}.`,
			span: undefined,
			hint: 'The notebook is unharmed; its database is empty. Run its cells again.',
		});
		this.#onCrash?.(reason);
	}

	dispose(): void {
		if (this.#end) return;
		this.#finish({
			code: CODE_CRASHED,
			message: 'The SQL engine of this notebook was closed.',
			span: undefined,
			hint: undefined,
		});
	}

	async #endIfAllowed(runs: readonly Run[]): Promise<void> {
		const mayEnd = await this.#options.askToEnd();
		this.#stopWaiting();
		const isStillRunning = runs.some(run => this.#runs.has(run));
		if (mayEnd && isStillRunning) this.crashed('it was ended because the query did not stop');
	}

	#finish(end: ErrorMessage): void {
		this.#end = end;
		this.#stopWaiting();
		void Promise.resolve(this.#options.terminate()).then(this.#hasEnded, this.#hasEnded);
		this.#connection.dispose();
		const pending = [...this.#pending];
		this.#pending.clear();
		for (const reject of pending) reject(new EngineError(end));
	}

	/** Settles when the worker answers or ends, whichever comes first. */
	#send<K extends RequestName>(
		name: K,
		params: WorkerRequests[K]['params'],
	): Promise<WorkerRequests[K]['result']> {
		return new Promise((resolve, reject) => {
			this.#pending.add(reject);
			this.#connection
				.sendRequest<WorkerRequests[K]['result']>(name, params)
				.then(resolve, (error: unknown) => {
					// Disposing of the connection rejects too: then it is `#finish` that says why.
					reject(this.#end ? new EngineError(this.#end) : asError(error));
				})
				.finally(() => this.#pending.delete(reject));
		});
	}

	#raiseFlag(value: 0 | 1): void {
		if (this.#flag) Atomics.store(this.#flag, 0, value);
	}

	#stopWaiting(): void {
		clearTimeout(this.#patience);
		this.#patience = undefined;
	}
}

/** JSON-RPC's range for errors of the application. */
const FILE_ERROR = -32000;

function asError(error: unknown): Error {
	return error instanceof Error ? error : new Error(String(error));
}
