/** Reads the files that a manifest lists into an image. Throws SQLITE_CORRUPT, with the file, when one is not what it was. */

import { decodeUtf8 } from '../types/utf8.js';
import { crc32, hexOf } from './checksum.js';
import type { StoredObject } from './commit.js';
import { Image } from './image.js';
import type { TableImage } from './image.js';
import type { Manifest } from './manifest.js';
import { pendingName } from './manifest.js';
import type { StoragePort } from './storagePort.js';
import { damaged, ioError } from './storeErrors.js';

/** A schema file: a table or view, and what belongs to it. */
export interface SchemaFile extends StoredObject {
	/** Where the rows are. */
	readonly records?: string;
	readonly rows?: number;
	readonly indexes?: readonly StoredObject[];
	readonly triggers?: readonly StoredObject[];
}

export function readCheckpoint(port: StoragePort, root: string, manifest: Manifest): Image {
	const image = new Image();
	image.commit = manifest.commit;
	image.numbers = manifest.numbers;
	for (const path of Object.keys(manifest.files)) {
		if (path.startsWith('schema/')) readSchemaFile(port, root, manifest, path, image);
	}
	image.changed.clear();
	return image;
}

function readSchemaFile(
	port: StoragePort,
	root: string,
	manifest: Manifest,
	path: string,
	image: Image,
): void {
	const bytes = readListed(port, root, manifest, path);
	let file: SchemaFile;
	try {
		file = JSON.parse(decodeUtf8(bytes)) as SchemaFile;
	} catch {
		throw damaged(`${root}/${path}`, undefined, 'it is no JSON');
	}
	const { records, rows = 0, indexes = [], triggers = [], id, type, name, sql, record } = file;
	const object: StoredObject = { id, type, name, sql, ...(record && { record }) };
	for (const stored of [object, ...indexes, ...triggers]) image.putObject(stored);
	const table = image.tables.get(object.id);
	if (!table || records === undefined) return;
	checkListed(port, root, manifest, records);
	table.defer(rows, () => {
		readRecords(readListed(port, root, manifest, records), `${root}/${records}`, table);
		if (table.size === rows) return;
		throw damaged(`${root}/${records}`, undefined, `it has ${table.size} records, not ${rows}`);
	});
}

const LINE_END = 10;

function readRecords(bytes: Uint8Array, path: string, table: TableImage): void {
	let line = 1;
	for (let start = 0; start < bytes.length; line++) {
		const found = bytes.indexOf(LINE_END, start);
		const end = found < 0 ? bytes.length : found;
		try {
			table.put(JSON.parse(decodeUtf8(bytes.subarray(start, end))));
		} catch (error) {
			const why = error instanceof RangeError ? error.message : 'the record is no JSON';
			throw damaged(path, line, why);
		}
		start = end + 1;
	}
}

/** Whether the file is there, and as long as it was: looking at its content waits until that is needed. */
function checkListed(port: StoragePort, root: string, manifest: Manifest, path: string): void {
	const full = `${root}/${path}`;
	let size: number | undefined;
	try {
		size = port.size(`${root}/${pendingName(path, manifest.commit)}`) ?? port.size(full);
	} catch (error) {
		throw ioError(error, 'read', full);
	}
	if (size === undefined) throw damaged(full, undefined, 'the file is missing');
	// Reading it finds out where.
	if (size !== manifest.files[path]?.bytes) readListed(port, root, manifest, path);
}

/** From under the name that a checkpoint has not given yet, if so. */
function readListed(port: StoragePort, root: string, manifest: Manifest, path: string): Uint8Array {
	const full = `${root}/${path}`;
	let bytes: Uint8Array | undefined;
	try {
		bytes = port.read(`${root}/${pendingName(path, manifest.commit)}`) ?? port.read(full);
	} catch (error) {
		throw ioError(error, 'read', full);
	}
	if (!bytes) throw damaged(full, undefined, 'the file is missing');
	const entry = manifest.files[path];
	if (bytes.length === entry?.bytes && hexOf(crc32(bytes)) === entry.crc32) return bytes;
	throw damaged(full, damagedLine(bytes), 'the file is not as it was written');
}

/** The first line that is no JSON, if one is. */
function damagedLine(bytes: Uint8Array): number | undefined {
	const lines = decodeUtf8(bytes).split('\n');
	if (lines[0]?.endsWith('{') !== false) return undefined;
	const found = lines.findIndex((line, at) => !isJson(line) && !(line === '' && at > 0));
	return found < 0 ? undefined : found + 1;
}

function isJson(line: string): boolean {
	try {
		JSON.parse(line);
		return true;
	} catch {
		return false;
	}
}
