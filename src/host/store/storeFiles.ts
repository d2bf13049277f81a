/**
 * The files of a store through the editor's file systems, for a worker that has none: reads them all, and carries out
 * writes in order.
 *
 * A file is written beside its name and then renamed, so that it holds the old or the new content wherever the file
 * system renames at once. What is asked for a store is done one after another, also across workers.
 */

import * as vscode from 'vscode';
import type { StoreFiles, StoreWrite, StoreWritten } from '../../protocol/storeMessages.js';

const FOLDERS = ['schema', 'data', 'wal'];
/** Written, not yet in its place. */
const DRAFT = '.part';

const queues = new Map<string, Promise<unknown>>();

export function loadStore(uri: vscode.Uri): Promise<StoreFiles['files']> {
	return inTurn(uri, async () => {
		const folders = await Promise.all(FOLDERS.map(folder => filesIn(uri, folder)));
		return folders.flat();
	});
}

export function writeStore(uri: vscode.Uri, writes: readonly StoreWrite[]): Promise<StoreWritten> {
	return inTurn(uri, async () => {
		let count = 0;
		try {
			for (const write of writes) {
				await carryOut(uri, write);
				count++;
			}
			return { count, problem: undefined };
		} catch (error) {
			return { count, problem: error instanceof Error ? error.message : String(error) };
		}
	});
}

function inTurn<T>(uri: vscode.Uri, work: () => Promise<T>): Promise<T> {
	const key = uri.toString();
	const done = (queues.get(key) ?? Promise.resolve()).then(work);
	queues.set(
		key,
		done.catch(() => undefined),
	);
	return done;
}

async function filesIn(uri: vscode.Uri, folder: string): Promise<StoreFiles['files']> {
	const { fs } = vscode.workspace;
	const at = vscode.Uri.joinPath(uri, folder);
	const entries = await fs.readDirectory(at).then(
		found => found,
		(error: unknown) => {
			if (isMissing(error)) return [];
			throw error;
		},
	);
	const names = entries
		.filter(([name, type]) => (type & vscode.FileType.File) !== 0 && !name.endsWith(DRAFT))
		.map(([name]) => name);
	return Promise.all(
		names.map(async name => ({
			path: `${folder}/${name}`,
			bytes: new Uint8Array(await fs.readFile(vscode.Uri.joinPath(at, name))),
		})),
	);
}

async function carryOut(uri: vscode.Uri, write: StoreWrite): Promise<void> {
	const { fs } = vscode.workspace;
	const at = vscode.Uri.joinPath(uri, write.path);
	switch (write.type) {
		case 'folder':
			await fs.createDirectory(at);
			return;
		case 'write': {
			const draft = at.with({ path: at.path + DRAFT });
			await fs.writeFile(draft, write.bytes);
			await fs.rename(draft, at, { overwrite: true });
			return;
		}
		case 'rename':
			await fs.rename(at, vscode.Uri.joinPath(uri, write.to), { overwrite: true });
			return;
		case 'remove':
			await fs.delete(at, { useTrash: false }).then(undefined, (error: unknown) => {
				if (!isMissing(error)) throw error;
			});
	}
}

function isMissing(error: unknown): boolean {
	return error instanceof vscode.FileSystemError && error.code === 'FileNotFound';
}
