/**
 * schema/database.json: which files make up the checkpoint. Replacing it is the moment at which a checkpoint is done: the
 * files it lists may then still have the name they were written under (`pendingName`).
 */

import { decodeUtf8, encodeUtf8 } from '../types/utf8.js';
import { SqlError } from '../types/sqlError.js';
import { crc32, hexOf } from './checksum.js';
import { manifestFile } from './fileNames.js';
import type { StoragePort } from './storagePort.js';
import { damaged } from './storeErrors.js';

export interface FileEntry {
	readonly bytes: number;
	readonly crc32: string;
}

export interface Manifest {
	readonly format: 'strata';
	readonly version: number;
	/** Of the last commit whose changes the files hold. */
	readonly commit: number;
	readonly time: string;
	readonly numbers: Readonly<Record<string, number>>;
	readonly files: Readonly<Record<string, FileEntry>>;
	/** Files of the checkpoint before, to be removed. */
	readonly obsolete: readonly string[];
}

/**
 * 1: the first. 2: a commit may say where the columns of an altered table come from. What is older is read as it is, and
 * becomes what this release writes when it is opened for writing.
 */
export const formatVersion = 2;

export function emptyManifest(time: string): Manifest {
	const version = formatVersion;
	return { format: 'strata', version, commit: 0, time, numbers: {}, files: {}, obsolete: [] };
}

export function pendingName(file: string, commit: number): string {
	return `${file}.new-${commit}`;
}

/** Undefined: there is none. */
export function readManifest(port: StoragePort, root: string): Manifest | undefined {
	const path = `${root}/${manifestFile}`;
	const bytes = port.read(path);
	if (!bytes) return undefined;
	let json: unknown;
	try {
		json = JSON.parse(decodeUtf8(bytes));
	} catch {
		throw damaged(path, undefined, 'it is no JSON');
	}
	const { format, version, crc32: sum, ...rest } = (json ?? {}) as Partial<Sealed>;
	if (format !== 'strata' || typeof version !== 'number') {
		throw new SqlError('SQLITE_NOTADB', `file is not a database: ${path}`);
	}
	if (version > formatVersion) {
		throw new SqlError(
			'SQLITE_CANTOPEN',
			`unable to open database file: ${root} has format ${version}, newer than ${formatVersion}`,
			{ hint: 'open it with a newer release of strata-sql' },
		);
	}
	const manifest = { format, version, ...rest } as Manifest;
	if (sum !== sumOf(manifest)) throw damaged(path, undefined, 'its checksum is wrong');
	return manifest;
}

interface Sealed extends Manifest {
	/** Of the JSON without it and without spaces. */
	readonly crc32: string;
}

export function manifestBytes(manifest: Manifest): Uint8Array {
	const sealed: Sealed = { ...manifest, crc32: sumOf(manifest) };
	return encodeUtf8(`${JSON.stringify(sealed, undefined, '\t')}\n`);
}

function sumOf(manifest: Manifest): string {
	return hexOf(crc32(encodeUtf8(JSON.stringify(manifest))));
}
