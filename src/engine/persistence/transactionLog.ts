/**
 * The log being written. A line is in the file, and with `always` on the disk, when `append` returns; when it throws, the
 * line is not there: it is cut off again. When that cannot be made sure, every further call fails.
 */

import { logLine } from './logFormat.js';
import { ioError } from './storeErrors.js';
import type { OpenFile, StoragePort } from './storagePort.js';

/**
 * always: a commit is on the disk before it is acknowledged. normal: it is handed to the system, and commits go to the
 * disk in groups, a moment later. off: the system decides. A program that is killed loses nothing either way.
 */
export type SyncPolicy = 'always' | 'normal' | 'off';

/** How long a commit may wait for its group. */
const GROUP_MILLISECONDS = 20;

export class TransactionLog {
	readonly path: string;
	readonly #port: StoragePort;
	readonly #policy: SyncPolicy;
	readonly #file: OpenFile;
	#size: number;
	#failure: unknown = undefined;
	#unsynced = false;
	#flush: Promise<void> | undefined = undefined;
	#cancelSync: (() => void) | undefined = undefined;

	/** What is behind `size` is cut off. */
	constructor(port: StoragePort, path: string, policy: SyncPolicy, size: number) {
		this.#port = port;
		this.path = path;
		this.#policy = policy;
		this.#size = size;
		try {
			this.#file = port.open(path, 'append');
			this.#file.truncate(size);
		} catch (error) {
			throw ioError(error, 'write', path);
		}
	}

	get size(): number {
		return this.#size;
	}

	append(commit: string): void {
		this.checkSound();
		const line = logLine(commit);
		try {
			this.#file.append(line);
		} catch (error) {
			this.#cutBack();
			throw ioError(error, 'write', this.path);
		}
		if (this.#policy === 'always') {
			try {
				this.#file.sync();
			} catch (error) {
				// Nobody knows what is on the disk after that, and asking again may not tell.
				this.#failure = error;
				this.#cutBack();
				throw ioError(error, 'fsync', this.path);
			}
		} else this.#unsynced = true;
		this.#size += line.length;
		if (this.#policy === 'normal') this.#syncLater();
	}

	/** The same, once for all who ask before it is done; rejects when it fails. */
	flush(): Promise<void> {
		this.#flush ??= Promise.resolve().then(() => {
			this.#flush = undefined;
			this.sync();
		});
		return this.#flush;
	}

	/** Waits until the disk has all of it, unless the policy is off. */
	sync(): void {
		this.checkSound();
		if (!this.#unsynced || this.#policy === 'off') return;
		try {
			this.#file.sync();
		} catch (error) {
			this.#failure = error;
			throw ioError(error, 'fsync', this.path);
		}
		this.#unsynced = false;
	}

	close(): void {
		this.#unsynced = false;
		this.#cancelSync?.();
		this.#cancelSync = undefined;
		this.#file.close();
	}

	/** Throws after a failure that left the end of the file unknown. */
	checkSound(): void {
		if (this.#failure !== undefined) throw ioError(this.#failure, 'fsync', this.path);
	}

	#cutBack(): void {
		try {
			this.#file.truncate(this.#size);
		} catch (error) {
			this.#failure ??= error;
		}
	}

	#syncLater(): void {
		if (this.#cancelSync || !this.#port.later) return;
		this.#cancelSync = this.#port.later(GROUP_MILLISECONDS, () => {
			this.#cancelSync = undefined;
			try {
				this.sync();
			} catch {
				// The next commit tells.
			}
		});
	}
}
