// A file system in memory that forgets what was not synced when the power fails, and whose calls fail when told to.
import type { OpenFile, StoragePort } from '../../src/library/index.js';

interface Content {
	bytes: Uint8Array;
	/** What is on the disk for sure. */
	synced: Uint8Array;
}

type Entries = Map<string, Content>;

export class Stopped extends Error {}

/** Every change counts as one step. */
export class MemoryFiles implements StoragePort {
	/** What programs see. */
	#entries: Entries = new Map();
	/** The names on the disk for sure, and changes of names that are not, in order. */
	#durable: Entries = new Map();
	#pending: { readonly folder: string; readonly apply: (entries: Entries) => void }[] = [];
	#process = 1;
	steps = 0;
	/** Called before each step; may throw. */
	beforeStep: (step: number, call: string, path: string) => void = () => undefined;

	get process(): StoragePort['process'] {
		return { id: this.#process, host: 'test', started: 0 };
	}

	isRunning(id: number): boolean {
		return id === this.#process;
	}

	/** The program has ended: another one comes. */
	restart(): void {
		this.#process++;
		this.beforeStep = () => undefined;
	}

	/** What was not synced is gone, all of it or the later part; `random`: 0 to 1. */
	failPower(random: () => number): void {
		const names = new Map(this.#durable);
		const folders = new Set(this.#pending.map(({ folder }) => folder));
		for (const folder of folders) {
			const changes = this.#pending.filter(change => change.folder === folder);
			const kept = Math.floor(random() * (changes.length + 1));
			for (const { apply } of changes.slice(0, kept)) apply(names);
		}
		for (const content of new Set(names.values())) {
			const { bytes, synced } = content;
			if (bytes.length > synced.length) {
				const kept = synced.length + Math.floor(random() * (bytes.length - synced.length + 1));
				content.bytes = bytes.slice(0, kept);
				// A block that was never written.
				if (random() < 0.3) content.bytes.fill(0, synced.length);
			} else if (random() < 0.5) content.bytes = synced;
			content.synced = content.bytes;
		}
		this.#entries = new Map(names);
		this.#durable = names;
		this.#pending = [];
		this.restart();
	}

	createFolder(): void {
		// Folders are there by being named.
	}

	list(path: string): string[] {
		const prefix = `${path}/`;
		return [...this.#entries.keys()]
			.filter(name => name.startsWith(prefix))
			.map(name => name.slice(prefix.length));
	}

	read(path: string): Uint8Array | undefined {
		return this.#entries.get(path)?.bytes.slice();
	}

	/** For tests: the file holds this, on the disk. */
	put(path: string, bytes: Uint8Array): void {
		const content = { bytes, synced: bytes };
		this.#entries.set(path, content);
		this.#durable.set(path, content);
	}

	get paths(): string[] {
		return [...this.#entries.keys()].sort();
	}

	/** The same files once more. */
	copy(): MemoryFiles {
		const copy = new MemoryFiles();
		for (const [path, { bytes }] of this.#entries) copy.put(path, bytes.slice());
		copy.#process = this.#process + 1;
		return copy;
	}

	size(path: string): number | undefined {
		return this.#entries.get(path)?.bytes.length;
	}

	open(path: string, mode: 'new' | 'append'): OpenFile {
		this.#step('open', path);
		let content = this.#entries.get(path);
		if (!content || mode === 'new') {
			const made = { bytes: new Uint8Array(), synced: new Uint8Array() };
			content = made;
			this.#rename(path, entries => entries.set(path, made));
		}
		const file = content;
		return {
			append: bytes => {
				this.#partial('append', path, bytes, part => {
					const longer = new Uint8Array(file.bytes.length + part.length);
					longer.set(file.bytes);
					longer.set(part, file.bytes.length);
					file.bytes = longer;
				});
			},
			truncate: size => {
				this.#step('truncate', path);
				file.bytes = file.bytes.slice(0, size);
			},
			sync: () => {
				this.#step('sync', path);
				file.synced = file.bytes;
			},
			close: () => undefined,
		};
	}

	createOnce(path: string, bytes: Uint8Array): boolean {
		this.#step('createOnce', path);
		if (this.#entries.has(path)) return false;
		this.#rename(path, entries => entries.set(path, { bytes, synced: bytes }));
		return true;
	}

	rename(from: string, to: string): void {
		this.#step('rename', to);
		this.#rename(to, entries => {
			const content = entries.get(from);
			if (!content) return;
			entries.delete(from);
			entries.set(to, content);
		});
	}

	remove(path: string): void {
		this.#step('remove', path);
		this.#rename(path, entries => void entries.delete(path));
	}

	syncFolder(path: string): void {
		this.#step('syncFolder', path);
		for (const { folder, apply } of this.#pending) if (folder === path) apply(this.#durable);
		this.#pending = this.#pending.filter(({ folder }) => folder !== path);
	}

	#rename(path: string, apply: (entries: Entries) => void): void {
		apply(this.#entries);
		this.#pending.push({ folder: path.slice(0, path.lastIndexOf('/')), apply });
	}

	/** A write that fails may have written a part. */
	#partial(call: string, path: string, bytes: Uint8Array, write: (part: Uint8Array) => void): void {
		try {
			this.#step(call, path);
		} catch (error) {
			write(bytes.subarray(0, Math.floor(bytes.length / 2)));
			throw error;
		}
		write(bytes);
	}

	#step(call: string, path: string): void {
		this.beforeStep(++this.steps, call, path);
	}
}

/** As a file system says it. */
export function systemError(code: string): Error {
	return Object.assign(new Error(`${code}: said by the test`), { code });
}
