/**
 * The files of the notebook's database, as the worker has them: its own file system where it has one that reaches them,
 * else a mirror in memory whose changes the host writes.
 *
 * With a mirror nothing is on the disk before `settle` has resolved, so every request that may change the database waits
 * for it. When the host cannot write, `settle` rejects, and what is left is written with the next one, in order.
 */

import type { Database, StoragePort } from '../engine/index.js';
import { SessionError } from '../notebook/session/sessionError.js';
import type { NotebookStore } from '../notebook/session/openNotebook.js';
import { MirroredStorage } from '../notebook/store/mirroredStorage.js';
import type {
	StoreFiles,
	StoreInfo,
	StoreLocation,
	StoreWritten,
} from '../protocol/storeMessages.js';
import type { StoreWrite } from '../protocol/storeMessages.js';

export interface StoreHost {
	load(uri: string): Promise<StoreFiles>;
	write(uri: string, writes: readonly StoreWrite[]): Promise<StoreWritten>;
}

/** A mirror's log is written whole with each cell: it is kept short. */
const MIRRORED_LOG_BYTES = 1024 * 1024;

export class WorkerStore {
	readonly options: NotebookStore;
	readonly #location: StoreLocation;
	readonly #mirror: MirroredStorage | undefined;
	readonly #host: StoreHost;
	#settling: Promise<void> = Promise.resolve();

	private constructor(
		location: StoreLocation,
		options: NotebookStore,
		mirror: MirroredStorage | undefined,
		host: StoreHost,
	) {
		this.options = options;
		this.#location = location;
		this.#mirror = mirror;
		this.#host = host;
	}

	static async open(
		location: StoreLocation,
		own: StoragePort | undefined,
		host: StoreHost,
	): Promise<WorkerStore> {
		const { path, uri, fsync } = location;
		if (own && path !== undefined) {
			return new WorkerStore(location, { root: path, storage: own, fsync }, undefined, host);
		}
		const { files, isHeldElsewhere } = await host.load(uri);
		const id = Math.floor(Math.random() * 2 ** 31);
		const mirror = new MirroredStorage({
			root: uri,
			files: files.map(file => [file.path, file.bytes]),
			process: { id, host: 'editor', started: 0 },
			isHeldElsewhere,
		});
		const checkpointBytes = MIRRORED_LOG_BYTES;
		const options: NotebookStore = { root: uri, storage: mirror, fsync: 'always', checkpointBytes };
		return new WorkerStore(location, options, mirror, host);
	}

	/** Everything that was changed before the call is written when it resolves. */
	settle(): Promise<void> {
		const mirror = this.#mirror;
		if (!mirror) return Promise.resolve();
		const settled = this.#settling.then(() => this.#write(mirror));
		this.#settling = settled.catch(() => undefined);
		return settled;
	}

	info(database: Database): StoreInfo | undefined {
		const statistics = database.storeStatistics();
		if (!statistics) return undefined;
		const { commit, checkpointCommit, checkpointTime, logBytes, files } = statistics;
		return {
			label: this.#location.label,
			root: this.#location.path ?? this.#location.uri,
			commit,
			logBytes,
			tableBytes: Object.values(files).reduce((sum, bytes) => sum + bytes, 0),
			checkpointTime,
			unsaved: commit - checkpointCommit,
		};
	}

	async #write(mirror: MirroredStorage): Promise<void> {
		if (!mirror.hasPending) return;
		const { count, problem } = await this.#host.write(this.#location.uri, mirror.pending());
		mirror.settled(count);
		if (problem === undefined) return;
		throw new SessionError(
			'SQLITE_IOERR_WRITE',
			`disk I/O error: the database in ${this.#location.label} could not be written: ${problem}`,
			'the changes are in memory only; they are written with the next cell that runs, or by "Strata: Save Database"',
		);
	}
}
