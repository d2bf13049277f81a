/**
 * The files of a store where a worker has no file system: held in memory, and every change told in order, for somebody
 * who can write it (in a browser: the extension, through the editor's file systems).
 *
 * Guarantees: carrying out the writes of `pending`, in order and each as a whole, leaves what is held here; stopping
 * between two of them leaves what a program leaves that ends at that moment, which opening a store mends. What this
 * cannot give: a commit is not in the file when it is acknowledged to the engine, but when whoever calls `settled` says
 * so. Syncing is nothing here.
 */

import type { OpenFile, StoragePort } from '../../engine/index.js';
import type { StoreWrite } from '../../protocol/storeMessages.js';

export interface MirroredStorageOptions {
	/** Paths begin with it. */
	readonly root: string;
	/** By path below the root. */
	readonly files: Iterable<readonly [string, Uint8Array]>;
	readonly process: StoragePort['process'];
	/** Whether a lock of this kind of storage is still held by somebody else. */
	readonly isHeldElsewhere: boolean;
}

type Pending =
	{ readonly type: 'grow'; readonly path: string; readonly file: GrowingFile } | StoreWrite;

export class MirroredStorage implements StoragePort {
	readonly process: StoragePort['process'];
	readonly #prefix: string;
	readonly #files = new Map<string, GrowingFile>();
	readonly #isHeldElsewhere: boolean;
	#pending: Pending[] = [];

	constructor(options: MirroredStorageOptions) {
		this.#prefix = `${options.root}/`;
		this.process = options.process;
		this.#isHeldElsewhere = options.isHeldElsewhere;
		for (const [path, bytes] of options.files) this.#files.set(path, new GrowingFile(bytes));
	}

	/** What is to be written, oldest first. It stays pending until `settled` takes it off. */
	pending(): readonly StoreWrite[] {
		this.#closeLast();
		return this.#pending as StoreWrite[];
	}

	get hasPending(): boolean {
		return this.#pending.length > 0;
	}

	/** The first `count` of them are written. */
	settled(count: number): void {
		this.#pending.splice(0, count);
	}

	createFolder(path: string): void {
		this.#tell({ type: 'folder', path: this.#below(path) });
	}

	list(path: string): string[] {
		const folder = `${this.#below(path)}/`;
		return [...this.#files.keys()]
			.filter(file => file.startsWith(folder))
			.map(file => file.slice(folder.length))
			.filter(name => !name.includes('/'));
	}

	read(path: string): Uint8Array | undefined {
		return this.#files.get(this.#below(path))?.content();
	}

	size(path: string): number | undefined {
		return this.#files.get(this.#below(path))?.length;
	}

	open(path: string, mode: 'new' | 'append'): OpenFile {
		const below = this.#below(path);
		const known = this.#files.get(below);
		const file = mode === 'append' && known ? known : new GrowingFile();
		if (file !== known) {
			this.#files.set(below, file);
			this.#grown(below, file);
		}
		return {
			append: bytes => {
				file.append(bytes);
				this.#grown(below, file);
			},
			truncate: size => {
				file.truncate(size);
				this.#grown(below, file);
			},
			sync: () => undefined,
			close: () => undefined,
		};
	}

	createOnce(path: string, bytes: Uint8Array): boolean {
		const below = this.#below(path);
		if (this.#files.has(below)) return false;
		const file = new GrowingFile(bytes);
		this.#files.set(below, file);
		this.#grown(below, file);
		return true;
	}

	rename(from: string, to: string): void {
		const below = this.#below(from);
		const file = this.#files.get(below);
		if (!file) throw Object.assign(new Error(`no such file: ${from}`), { code: 'ENOENT' });
		this.#files.delete(below);
		this.#files.set(this.#below(to), file);
		this.#tell({ type: 'rename', path: below, to: this.#below(to) });
	}

	remove(path: string): void {
		const below = this.#below(path);
		if (this.#files.delete(below)) this.#tell({ type: 'remove', path: below });
	}

	syncFolder(): void {}

	isRunning(): boolean {
		return this.#isHeldElsewhere;
	}

	#below(path: string): string {
		return path.startsWith(this.#prefix) ? path.slice(this.#prefix.length) : path;
	}

	/** Appends in a row are one write. */
	#grown(path: string, file: GrowingFile): void {
		const last = this.#pending.at(-1);
		if (last?.type === 'grow' && last.path === path && last.file === file) return;
		this.#closeLast();
		this.#pending.push({ type: 'grow', path, file });
	}

	#tell(write: StoreWrite): void {
		this.#closeLast();
		this.#pending.push(write);
	}

	/** What follows must not be seen in it. */
	#closeLast(): void {
		const last = this.#pending.at(-1);
		if (last?.type !== 'grow') return;
		const bytes = last.file.content().slice();
		this.#pending[this.#pending.length - 1] = { type: 'write', path: last.path, bytes };
	}
}

/** Room grows by doubling: a log is appended to often. */
class GrowingFile {
	#bytes: Uint8Array;
	#length: number;

	constructor(bytes: Uint8Array = new Uint8Array(0)) {
		this.#bytes = bytes;
		this.#length = bytes.length;
	}

	get length(): number {
		return this.#length;
	}

	/** Shared with the file: to be copied by who keeps it. */
	content(): Uint8Array {
		return this.#bytes.subarray(0, this.#length);
	}

	append(bytes: Uint8Array): void {
		const length = this.#length + bytes.length;
		if (length > this.#bytes.length) {
			const room = new Uint8Array(Math.max(length, 2 * this.#bytes.length));
			room.set(this.content());
			this.#bytes = room;
		}
		this.#bytes.set(bytes, this.#length);
		this.#length = length;
	}

	truncate(size: number): void {
		this.#length = Math.min(this.#length, size);
	}
}
