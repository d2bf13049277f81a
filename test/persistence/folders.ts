// Temporary folders for stores: removed when the tests of the file are done.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Call in a `describe`: gives a function that makes a new, empty folder. */
export function temporaryFolders(): () => string {
	const made: string[] = [];
	after(() => {
		for (const folder of made) fs.rmSync(folder, { recursive: true, force: true });
	});
	return () => {
		const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'strata-store-'));
		made.push(folder);
		return folder;
	};
}

/** All files of a store by their path, as text. The lock is left out. */
export function filesOf(root: string): Map<string, string> {
	const files = new Map<string, string>();
	for (const entry of fs.readdirSync(root, { recursive: true, withFileTypes: true })) {
		const file = path.join(entry.parentPath, entry.name);
		if (!entry.isFile() || entry.name === 'lock') continue;
		files.set(path.relative(root, file), fs.readFileSync(file, 'utf8'));
	}
	return files;
}

/** A store as a program that was killed leaves it, but for the lock. */
export function copyOf(root: string, target: string): string {
	fs.cpSync(root, target, { recursive: true, filter: file => path.basename(file) !== 'lock' });
	return target;
}
