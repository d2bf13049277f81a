/**
 * Files for backups in Node. Its modules are looked for only when a backup is made, so that the library loads in browsers
 * and bundlers do not meet them.
 */

import type * as FileSystem from 'node:fs/promises';
import type * as Path from 'node:path';
import type { FilePort } from '../engine/index.js';

/** Undefined where the program does not run in Node. */
export function nodeFiles(): FilePort | undefined {
	const { process } = globalThis as { readonly process?: Partial<NodeJS.Process> };
	if (process?.versions?.node === undefined) return undefined;
	return {
		async hasFolderOf(file) {
			const { fs, path } = await modules();
			return fs.access(path.dirname(file)).then(
				() => true,
				() => false,
			);
		},
		async create(file) {
			const { fs } = await modules();
			const isFolder = await fs.stat(file).then(
				entry => entry.isDirectory(),
				() => false,
			);
			if (isFolder) throw new Error(`${file} is a folder`);
			const draft = `${file}-backup`;
			const handle = await fs.open(draft, 'w');
			return {
				append: bytes => handle.appendFile(bytes),
				async keep() {
					await handle.sync();
					await handle.close();
					await fs.rename(draft, file);
				},
				async discard() {
					await handle.close();
					await fs.rm(draft, { force: true });
				},
			};
		},
	};
}

async function modules(): Promise<{ fs: typeof FileSystem; path: typeof Path }> {
	return {
		fs: (await load('node:fs/promises')) as typeof FileSystem,
		path: (await load('node:path')) as typeof Path,
	};
}

/** The name is no literal at the place of the import: that keeps bundlers away from it. */
async function load(name: string): Promise<unknown> {
	return import(/* @vite-ignore */ /* webpackIgnore: true */ name);
}
