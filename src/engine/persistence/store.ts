/**
 * A database's files: opening them (checkpoint, then log), appending commits, checkpoints, closing.
 *
 * Guarantees: a commit is in the log when `append` returns, and nowhere when it throws; opening gives exactly the commits
 * of the log whose lines are whole; a line that is damaged is an error that names it. Nothing here knows SQL.
 */

import { isCommit } from './commit.js';
import { finishCheckpoint, writeCheckpoint, writeFile } from './checkpoint.js';
import type { CheckpointFile, CheckpointTarget } from './checkpoint.js';
import {
	archivedLog,
	archivedLogs,
	folders,
	lockFile,
	logFile,
	manifestFile,
} from './fileNames.js';
import type { Image } from './image.js';
import { readLog } from './logFormat.js';
import { emptyManifest, formatVersion, manifestBytes, readManifest } from './manifest.js';
import type { Manifest } from './manifest.js';
import { readCheckpoint } from './readCheckpoint.js';
import type { StoragePort } from './storagePort.js';
import { SqlError } from '../types/sqlError.js';
import { damaged, ioError } from './storeErrors.js';
import { TransactionLog } from './transactionLog.js';
import type { SyncPolicy } from './transactionLog.js';
import { WriterLock } from './writerLock.js';

export interface StoreOptions {
	readonly sync: SyncPolicy;
	/** Archived logs to keep. */
	readonly archives: number;
	readonly now: () => number;
	/** Takes no lock and changes no file. */
	readonly isReadonly: boolean;
	/** None is made. */
	readonly mustExist: boolean;
}

/** What the files of a database are and take. */
export interface FileStatistics {
	/** The folder. */
	readonly root: string;
	/** Of the last commit. */
	readonly commit: number;
	/** Of the last commit in the checkpoint. */
	readonly checkpointCommit: number;
	readonly checkpointTime: string;
	readonly logBytes: number;
	/** Schema files and record files, as the last checkpoint wrote them: bytes by path. */
	readonly files: Readonly<Record<string, number>>;
	/** Names, oldest first. */
	readonly archivedLogs: readonly string[];
	/** Of every file of the store but the lock: bytes by path. Their sum is what it takes on the disk. */
	readonly allFiles: Readonly<Record<string, number>>;
	readonly totalBytes: number;
}

/** Of reading a store while another program makes one checkpoint after the other. */
const MOST_ATTEMPTS = 20;

export class Store {
	readonly root: string;
	readonly #port: StoragePort;
	readonly #options: StoreOptions;
	readonly #target: CheckpointTarget;
	#lock: WriterLock | undefined = undefined;
	/** Opened when it is needed. */
	#log: TransactionLog | undefined = undefined;
	/** Of the log, while it is not open. */
	#logEnd = 0;
	#isWritable = false;
	#manifest: Manifest;
	#commit = 0;
	#image: Image | undefined;

	constructor(port: StoragePort, root: string, options: StoreOptions) {
		this.root = root;
		this.#port = port;
		this.#options = options;
		this.#target = { port, root, isSynced: options.sync !== 'off' };
		if (options.mustExist && port.size(`${root}/${manifestFile}`) === undefined) {
			throw new SqlError('SQLITE_CANTOPEN', `unable to open database file: ${root}`, {
				hint: 'there is no database in this folder',
			});
		}
		if (!options.isReadonly) this.#prepareFolders();
		try {
			this.#manifest = this.#findManifest();
			const image = options.isReadonly ? this.#readBesideWriter() : this.#readFiles();
			this.#commit = image.commit;
			this.#image = image;
			if (options.isReadonly) return;
			finishCheckpoint(this.#target, this.#manifest);
			this.#upgrade();
			this.#isWritable = true;
			this.#openLog();
		} catch (error) {
			this.#lock?.release();
			throw error;
		}
	}

	/** What the files hold; to be asked for once. */
	takeImage(): Image {
		const image = this.#image;
		if (!image) throw new Error('the image is taken');
		this.#image = undefined;
		return image;
	}

	get lastCommit(): number {
		return this.#commit;
	}

	get logBytes(): number {
		return this.#log?.size ?? this.#logEnd;
	}

	get checkpointBytes(): number {
		return Object.values(this.#manifest.files).reduce((sum, { bytes }) => sum + bytes, 0);
	}

	/** `commit`: JSON of the commit with the number after the last one. */
	append(commit: string): void {
		this.#openLog().append(commit);
		this.#commit++;
	}

	/** The files hold the last commit from now on, and the log is put aside. `files`: all there are to be. */
	checkpoint(files: Iterable<CheckpointFile>, numbers: Readonly<Record<string, number>>): void {
		const log = this.#openLog();
		// What an earlier one could not finish.
		finishCheckpoint(this.#target, this.#manifest);
		log.checkSound();
		const time = this.#time();
		const next = { commit: this.#commit, time, numbers };
		if (next.commit > this.#manifest.commit) {
			this.#manifest = writeCheckpoint(this.#target, this.#manifest, next, files);
			finishCheckpoint(this.#target, this.#manifest);
		}
		if (log.size > 0) this.#archiveLog(log, time);
	}

	statistics(): FileStatistics {
		const { commit, time, files } = this.#manifest;
		const archived = archivedLogs(this.#port.list(this.#path('wal')));
		const allFiles: Record<string, number> = {};
		const logs = [logFile, ...archived.map(name => `wal/${name}`)];
		for (const path of [manifestFile, ...Object.keys(files), ...logs]) {
			const bytes = this.#port.size(this.#path(path));
			if (bytes !== undefined) allFiles[path] = bytes;
		}
		return {
			root: this.root,
			commit: this.#commit,
			checkpointCommit: commit,
			checkpointTime: time,
			logBytes: this.#port.size(this.#path(logFile)) ?? 0,
			files: Object.fromEntries(Object.entries(files).map(([path, { bytes }]) => [path, bytes])),
			archivedLogs: archived,
			allFiles,
			totalBytes: Object.values(allFiles).reduce((sum, bytes) => sum + bytes, 0),
		};
	}

	/** Settles when the log is on the disk, with those who wait at the same time. */
	flush(): Promise<void> {
		return this.#log?.flush() ?? Promise.resolve();
	}

	/** What is in the log stays there. */
	close(): void {
		const log = this.#log;
		this.#log = undefined;
		this.#isWritable = false;
		try {
			log?.sync();
		} finally {
			try {
				log?.close();
			} finally {
				this.#lock?.release();
				this.#lock = undefined;
			}
		}
	}

	#readFiles(): Image {
		const image = readCheckpoint(this.#port, this.root, this.#manifest);
		this.#logEnd = this.#readLog(image);
		return image;
	}

	/** Another program may make a checkpoint meanwhile: what looks damaged may be of the next one. */
	#readBesideWriter(): Image {
		for (let attempt = 1; ; attempt++) {
			try {
				const image = this.#readFiles();
				// The files may be replaced later.
				for (const table of image.tables.values()) table.read();
				return image;
			} catch (error) {
				const next = readManifest(this.#port, this.root);
				const isOther = next !== undefined && next.commit !== this.#manifest.commit;
				if (!isOther || attempt === MOST_ATTEMPTS) throw error;
				this.#manifest = next;
			}
		}
	}

	#prepareFolders(): void {
		const { now } = this.#options;
		try {
			for (const folder of folders) this.#port.createFolder(this.#path(folder));
		} catch (error) {
			throw ioError(error, 'write', this.root);
		}
		this.#lock = new WriterLock(this.#port, this.#path(lockFile), now());
	}

	#findManifest(): Manifest {
		const manifest = readManifest(this.#port, this.root);
		if (manifest) return manifest;
		const made = emptyManifest(this.#time());
		const path = this.#path(manifestFile);
		if (this.#port.size(this.#path(logFile)) !== undefined || this.#hasRecords()) {
			throw damaged(path, undefined, 'the file is missing');
		}
		this.#replaceManifest(made);
		if (this.#target.isSynced) this.#syncAbove();
		return made;
	}

	/** The folders may be new, too: a commit is not safe in one that has no name on the disk. */
	#syncAbove(): void {
		for (const folder of [this.root, this.#path('..'), this.#path('../..')]) {
			try {
				this.#port.syncFolder(folder);
			} catch (error) {
				// Those above may be closed to this program: then it has not made them.
				if (folder === this.root) throw ioError(error, 'fsync', folder);
			}
		}
	}

	/** Releases that know only an older version must not take what is written from now on for theirs. */
	#upgrade(): void {
		if (this.#manifest.version === formatVersion) return;
		const manifest = { ...this.#manifest, version: formatVersion };
		this.#replaceManifest(manifest);
		this.#manifest = manifest;
	}

	#replaceManifest(manifest: Manifest): void {
		const path = this.#path(manifestFile);
		try {
			writeFile(this.#target, `${path}.new`, manifestBytes(manifest));
			this.#port.rename(`${path}.new`, path);
			if (this.#target.isSynced) {
				for (const folder of folders) this.#port.syncFolder(this.#path(folder));
			}
		} catch (error) {
			throw ioError(error, 'write', path);
		}
	}

	#hasRecords(): boolean {
		return this.#port.list(this.#path('data')).some(name => name.endsWith('.records'));
	}

	/** Where the log's whole lines end. */
	#readLog(image: Image): number {
		const path = this.#path(logFile);
		const bytes = this.#port.read(path);
		let end = 0;
		if (!bytes) return end;
		for (const entry of readLog(bytes, path)) {
			const { commit, line } = entry;
			if (!isCommit(commit)) throw damaged(path, line, 'this is no commit');
			end = entry.end;
			// A program may end between a checkpoint and putting its log aside.
			if (commit.number <= this.#manifest.commit) continue;
			if (commit.number !== image.commit + 1) {
				throw damaged(path, line, `commit ${commit.number} follows commit ${image.commit}`);
			}
			try {
				image.apply(commit);
			} catch (error) {
				if (!(error instanceof RangeError)) throw error;
				throw damaged(path, line, error.message);
			}
		}
		return end;
	}

	#openLog(): TransactionLog {
		if (this.#log) return this.#log;
		if (!this.#isWritable) throw new Error('the store is not open for writing');
		const path = this.#path(logFile);
		const log = new TransactionLog(this.#port, path, this.#options.sync, this.#logEnd);
		try {
			// It may be new: commits in a file without a name would be lost.
			if (this.#target.isSynced) this.#port.syncFolder(this.#path('wal'));
		} catch (error) {
			log.close();
			throw ioError(error, 'fsync', path);
		}
		this.#log = log;
		return log;
	}

	/** When a step fails, the log is where it was or begins anew; commits in it that the files have are passed over. */
	#archiveLog(log: TransactionLog, time: string): void {
		const path = this.#path(logFile);
		this.#logEnd = log.size;
		this.#log = undefined;
		log.close();
		try {
			this.#port.rename(path, this.#path(archivedLog(time, this.#commit)));
			this.#logEnd = 0;
			this.#openLog();
			const old = archivedLogs(this.#port.list(this.#path('wal')));
			for (const name of old.slice(0, Math.max(0, old.length - this.#options.archives))) {
				this.#port.remove(this.#path(`wal/${name}`));
			}
		} catch (error) {
			throw ioError(error, 'write', path);
		}
	}

	#path(file: string): string {
		return `${this.root}/${file}`;
	}

	#time(): string {
		return new Date(this.#options.now()).toISOString();
	}
}
