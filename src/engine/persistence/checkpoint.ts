/**
 * Writing the files of a checkpoint. Whatever fails and whenever the program ends, the files that count are either all of
 * the checkpoint before or all of this one: new files get other names first, then the manifest is replaced, then they
 * take their places. `finishCheckpoint` does the last step, also for a program that ended before it.
 */

import { encodeUtf8 } from '../types/utf8.js';
import { crc32, hexOf } from './checksum.js';
import { folders, manifestFile } from './fileNames.js';
import { manifestBytes, pendingName } from './manifest.js';
import type { FileEntry, Manifest } from './manifest.js';
import type { StoragePort } from './storagePort.js';
import { ioError } from './storeErrors.js';

/** Text is handed over in pieces of about this many characters. */
const PIECE = 1 << 18;

/** `lines`: the file's text, in any pieces; undefined: the file stays as it is. */
export interface CheckpointFile {
	readonly path: string;
	readonly lines: Iterable<string> | undefined;
}

export interface CheckpointTarget {
	readonly port: StoragePort;
	readonly root: string;
	readonly isSynced: boolean;
}

/** The manifest of the new checkpoint, which counts from now on. `finishCheckpoint` remains to be called. */
export function writeCheckpoint(
	target: CheckpointTarget,
	before: Manifest,
	next: Pick<Manifest, 'commit' | 'time' | 'numbers'>,
	contents: Iterable<CheckpointFile>,
): Manifest {
	const { port, root, isSynced } = target;
	const files: Record<string, FileEntry> = {};
	const written: string[] = [];
	const manifestPath = `${root}/${manifestFile}`;
	try {
		for (const { path, lines } of contents) {
			const known = before.files[path];
			if (!lines && known) {
				files[path] = known;
				continue;
			}
			const name = `${root}/${pendingName(path, next.commit)}`;
			written.push(name);
			files[path] = writeFile(target, name, lines ?? []);
		}
		const obsolete = Object.keys(before.files).filter(path => !(path in files));
		const { format, version } = before;
		const manifest: Manifest = { format, version, ...next, files, obsolete };
		written.push(`${manifestPath}.new`);
		writeFile(target, `${manifestPath}.new`, manifestBytes(manifest));
		if (isSynced) for (const folder of folders) port.syncFolder(`${root}/${folder}`);
		port.rename(`${manifestPath}.new`, manifestPath);
		return manifest;
	} catch (error) {
		for (const name of written) quietly(() => port.remove(name));
		throw ioError(error, 'write', root);
	}
}

/** Gives files their names and removes those that are no longer needed. Can be done again. */
export function finishCheckpoint(target: CheckpointTarget, manifest: Manifest): void {
	const { port, root, isSynced } = target;
	try {
		// The manifest first: files must not take the place of others that an older one still lists.
		if (isSynced) port.syncFolder(`${root}/schema`);
		for (const folder of folders) {
			let isChanged = false;
			for (const name of port.list(`${root}/${folder}`)) {
				const [path, number] = `${folder}/${name}`.split('.new-') as [string, string?];
				if (number === undefined) continue;
				const isOfThis = Number(number) === manifest.commit && path in manifest.files;
				if (isOfThis) port.rename(`${root}/${folder}/${name}`, `${root}/${path}`);
				else port.remove(`${root}/${folder}/${name}`);
				isChanged = true;
			}
			if (isChanged && isSynced) port.syncFolder(`${root}/${folder}`);
		}
		for (const path of manifest.obsolete) port.remove(`${root}/${path}`);
	} catch (error) {
		throw ioError(error, 'write', root);
	}
}

export function writeFile(
	{ port, isSynced }: CheckpointTarget,
	path: string,
	content: Iterable<string> | Uint8Array,
): FileEntry {
	const file = port.open(path, 'new');
	try {
		let bytes = 0;
		let sum = 0;
		for (const piece of content instanceof Uint8Array ? [content] : pieces(content)) {
			file.append(piece);
			sum = crc32(piece, 0, piece.length, sum);
			bytes += piece.length;
		}
		if (isSynced) file.sync();
		return { bytes, crc32: hexOf(sum) };
	} finally {
		file.close();
	}
}

function* pieces(lines: Iterable<string>): Generator<Uint8Array> {
	let text = '';
	for (const line of lines) {
		text += line;
		if (text.length < PIECE) continue;
		yield encodeUtf8(text);
		text = '';
	}
	if (text !== '') yield encodeUtf8(text);
}

function quietly(work: () => void): void {
	try {
		work();
	} catch {
		// What is left over is removed by the next checkpoint.
	}
}
