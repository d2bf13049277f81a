/** Files of a session in Node: read synchronously, in stretches, relative to the notebook's folder. */

import fs from 'node:fs';
import path from 'node:path';
import { FileProblem, missingFile, untrustedFile, type FilePort } from './filePort.js';

export interface NodeFilesOptions {
	/** undefined: an untitled notebook. */
	readonly folder: () => string | undefined;
	readonly isTrusted: () => boolean;
}

const STRETCH = 512 * 1024;

export function nodeFiles(options: NodeFilesOptions): FilePort {
	return {
		read(file) {
			if (!options.isTrusted()) throw untrustedFile(file);
			return stretches(file, options.folder());
		},
		prefetch: () => Promise.resolve(),
	};
}

function* stretches(file: string, folder: string | undefined): Generator<Uint8Array> {
	if (folder === undefined && !path.isAbsolute(file)) throw missingFile(file, folder);
	const descriptor = open(file, folder);
	try {
		for (;;) {
			const buffer = new Uint8Array(STRETCH);
			const length = fs.readSync(descriptor, buffer);
			if (length === 0) return;
			yield buffer.subarray(0, length);
		}
	} finally {
		fs.closeSync(descriptor);
	}
}

function open(file: string, folder: string | undefined): number {
	const full = path.resolve(folder ?? '', file);
	try {
		const descriptor = fs.openSync(full, 'r');
		if (fs.fstatSync(descriptor).isFile()) return descriptor;
		fs.closeSync(descriptor);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw missingFile(file, folder);
		throw new FileProblem('unreadable', file, `cannot read ${file}: ${(error as Error).message}`);
	}
	throw new FileProblem('unreadable', file, `cannot read ${file}: it is not a file`);
}
