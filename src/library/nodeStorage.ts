/**
 * The file system of Node for databases that are kept in files. Its modules are asked of the running program, so that the
 * library loads in browsers and bundlers do not meet them.
 */

import type * as FileSystem from 'node:fs';
import type * as OperatingSystem from 'node:os';
import type { OpenFile, StoragePort } from '../engine/index.js';

/** Undefined where the program does not run in Node, or in one older than 20.16. */
export function nodeStorage(): StoragePort | undefined {
	const { process } = globalThis as { readonly process?: Partial<NodeJS.Process> };
	const builtin = process?.getBuiltinModule?.bind(process);
	if (!process || !builtin) return undefined;
	let fs: typeof FileSystem | undefined;
	const files = (): typeof FileSystem => (fs ??= builtin('node:fs'));
	return {
		createFolder: path => void files().mkdirSync(path, { recursive: true }),
		list: path => orMissing(() => files().readdirSync(path)) ?? [],
		read: path => orMissing(() => files().readFileSync(path)),
		size: path => orMissing(() => files().statSync(path).size),
		open: (path, mode) => new NodeFile(files(), path, mode),
		createOnce: (path, bytes) => createOnce(files(), path, bytes),
		rename: (from, to) => files().renameSync(from, to),
		remove: path => files().rmSync(path, { force: true }),
		syncFolder: path => syncFolder(files(), path),
		get process() {
			return owner(process as NodeJS.Process, builtin('node:os'));
		},
		isRunning: id => isRunning(process as NodeJS.Process, id),
		absolute(path) {
			const full = builtin('node:path').resolve(path);
			return orMissing(() => files().realpathSync(full)) ?? full;
		},
		later(milliseconds, call) {
			const timer = setTimeout(call, milliseconds);
			timer.unref();
			return () => clearTimeout(timer);
		},
	};
}

class NodeFile implements OpenFile {
	readonly #fs: typeof FileSystem;
	readonly #descriptor: number;

	constructor(fs: typeof FileSystem, path: string, mode: 'new' | 'append') {
		this.#fs = fs;
		this.#descriptor = fs.openSync(path, mode === 'new' ? 'w' : 'a');
	}

	append(bytes: Uint8Array): void {
		// One call may write less than all.
		for (let at = 0; at < bytes.length;) {
			at += this.#fs.writeSync(this.#descriptor, bytes, at, bytes.length - at);
		}
	}

	truncate(size: number): void {
		this.#fs.ftruncateSync(this.#descriptor, size);
	}

	sync(): void {
		this.#fs.fdatasyncSync(this.#descriptor);
	}

	close(): void {
		this.#fs.closeSync(this.#descriptor);
	}
}

/** Nobody sees the file without its content: it gets its name when it is written. */
function createOnce(fs: typeof FileSystem, path: string, bytes: Uint8Array): boolean {
	const draft = `${path}.${Math.random().toString(36).slice(2)}`;
	fs.writeFileSync(draft, bytes, { flag: 'wx', flush: true });
	try {
		fs.linkSync(draft, path);
		return true;
	} catch (error) {
		if (codeOf(error) === 'EEXIST') return false;
		// Some file systems have no links.
		if (fs.existsSync(path)) return false;
		fs.writeFileSync(path, bytes, { flag: 'wx' });
		return true;
	} finally {
		fs.rmSync(draft, { force: true });
	}
}

/** Windows does not open folders, and needs no such thing. */
function syncFolder(fs: typeof FileSystem, path: string): void {
	let descriptor: number;
	try {
		descriptor = fs.openSync(path, 'r');
	} catch (error) {
		if (codeOf(error) === 'EISDIR' || codeOf(error) === 'EPERM') return;
		throw error;
	}
	try {
		fs.fsyncSync(descriptor);
	} finally {
		fs.closeSync(descriptor);
	}
}

function owner(process: NodeJS.Process, os: typeof OperatingSystem): StoragePort['process'] {
	const started = Date.now() - process.uptime() * 1000;
	return { id: process.pid, host: os.hostname(), started };
}

function isRunning(process: NodeJS.Process, id: number): boolean {
	try {
		process.kill(id, 0);
		return true;
	} catch (error) {
		// It runs, but is not ours.
		return codeOf(error) === 'EPERM';
	}
}

function orMissing<T>(work: () => T): T | undefined {
	try {
		return work();
	} catch (error) {
		// Below a file nothing is.
		if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
		throw error;
	}
}

function codeOf(error: unknown): unknown {
	return (error as { readonly code?: unknown }).code;
}
