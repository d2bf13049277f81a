/** A database as a file, by the file's name, or in a folder that keeps it. */

import fs from 'node:fs';
import path from 'node:path';
import type { Connection } from '../engine/index.js';
import { exportDatabase, exportPieces, importDatabase } from '../library/index.js';
import { Failure } from './command.js';
import { writeBytes, writeText } from './output.js';
import { openFolder } from './source.js';

export async function saveDatabase(database: Connection, target: string): Promise<void> {
	switch (path.extname(target).toLowerCase()) {
		case '.sqlite':
		case '.sqlite3':
		case '.db':
			writeBytes(target, await exportDatabase(database, { format: 'sqlite' }), { force: false });
			return;
		case '.json':
			writeText(target, wholeLines(exportPieces(database, { format: 'json' })), { force: false });
			return;
		case '.sql':
			writeText(target, wholeLines(exportPieces(database, { format: 'sql' })), { force: false });
			return;
		default:
			return saveInFolder(database, target);
	}
}

async function saveInFolder(database: Connection, folder: string): Promise<void> {
	if (fs.existsSync(folder) && fs.readdirSync(folder).length > 0) {
		throw new Failure(`${folder} is not empty`, 'name a new folder');
	}
	const contents = await exportDatabase(database, { format: 'json' });
	const kept = openFolder(folder, { mustExist: false });
	try {
		await importDatabase(kept, contents);
	} finally {
		kept.close();
	}
}

/** Pieces end where they like. */
export function* wholeLines(pieces: Iterable<string>): Generator<string> {
	let open = '';
	for (const piece of pieces) {
		const lines = (open + piece).split('\n');
		open = lines.pop() ?? '';
		yield* lines;
	}
	if (open !== '') yield open;
}
