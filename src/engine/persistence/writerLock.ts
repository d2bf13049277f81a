/**
 * One program at a time writes a store: the lock is a file that says who. The lock of a program that has ended is taken
 * over. Two that want to take over the same lock agree by a second file.
 */

import { decodeUtf8, encodeUtf8 } from '../types/utf8.js';
import { SqlError } from '../types/sqlError.js';
import type { StoragePort } from './storagePort.js';
import { ioError } from './storeErrors.js';

interface Owner {
	readonly process: number;
	readonly host: string;
	/** Milliseconds since 1970. */
	readonly since: number;
}

export class WriterLock {
	readonly #port: StoragePort;
	readonly #path: string;

	/** Throws SQLITE_BUSY when another one holds it. */
	constructor(port: StoragePort, path: string, now: number) {
		this.#port = port;
		this.#path = path;
		const { id, host } = port.process;
		const own: Owner = { process: id, host, since: now };
		const bytes = encodeUtf8(`${JSON.stringify(own)}\n`);
		try {
			for (let round = 0; round < 3; round++) {
				if (port.createOnce(path, bytes)) return;
				this.#removeStale(bytes);
			}
		} catch (error) {
			throw ioError(error, 'write', path);
		}
		throw this.#busy(this.#read(path));
	}

	release(): void {
		this.#port.remove(this.#path);
	}

	#removeStale(own: Uint8Array): void {
		const port = this.#port;
		const path = this.#path;
		const takeover = `${path}.takeover`;
		const owner = this.#read(path);
		if (!this.#isStale(owner)) throw this.#busy(owner);
		if (!port.createOnce(takeover, own)) {
			const other = this.#read(takeover);
			if (!this.#isStale(other)) throw this.#busy(other);
			port.remove(takeover);
			return;
		}
		try {
			// Another one may have taken it over meanwhile.
			if (this.#isStale(this.#read(path))) port.remove(path);
		} finally {
			port.remove(takeover);
		}
	}

	/** Who cannot be told may be anyone. */
	#isStale(owner: Owner | undefined): boolean {
		if (!owner) return false;
		const { process } = this.#port;
		if (owner.host !== process.host) return false;
		if (owner.process === process.id) return owner.since < process.started;
		return !this.#port.isRunning(owner.process);
	}

	#read(path: string): Owner | undefined {
		const bytes = this.#port.read(path);
		if (!bytes) return undefined;
		try {
			const json: unknown = JSON.parse(decodeUtf8(bytes));
			const owner = json as Partial<Owner> | null;
			const isOwner = typeof owner?.process === 'number' && typeof owner.host === 'string';
			return isOwner ? (owner as Owner) : undefined;
		} catch {
			return undefined;
		}
	}

	#busy(owner: Owner | undefined): SqlError {
		const { process } = this.#port;
		const isOwn = owner?.process === process.id && owner.host === process.host;
		const who = owner
			? `process ${owner.process} on ${owner.host} has it open since ${new Date(owner.since).toISOString()}`
			: 'another process has it open';
		return new SqlError('SQLITE_BUSY', `database is locked: ${who}`, {
			hint: isOwn
				? 'that is this program: a worker of it, or another copy of strata-sql in it'
				: `close it there, open it here with readonly: true, or, if that process is gone, remove ${this.#path}`,
		});
	}
}
