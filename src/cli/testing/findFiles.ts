/** The notebooks that `sqlnb test` is asked to test: files as they are named, and those found in folders. */

import fs from 'node:fs';
import path from 'node:path';
import { Failure } from '../command.js';

/** Not looked into: what is generated, installed or hidden. */
const LEFT_OUT = /^(?:\..*|node_modules|dist|out|build|coverage)$/;

export interface FoundFile {
	/** Absolute. */
	readonly file: string;
	/** Named on the command line, so that one without tests is worth a word. */
	readonly isNamed: boolean;
}

/** In order, each once. Fails for what is not there. */
export function findFiles(words: readonly string[], base: string): FoundFile[] {
	const found = new Map<string, FoundFile>();
	for (const word of words.length > 0 ? words : ['.']) {
		const place = path.resolve(base, word);
		const stats = fs.statSync(place, { throwIfNoEntry: false });
		if (stats === undefined) throw new Failure(`no such file or folder: ${word}`);
		if (!stats.isDirectory()) found.set(place, { file: place, isNamed: true });
		else for (const file of inFolder(place)) add(found, file);
	}
	return [...found.values()];
}

function add(found: Map<string, FoundFile>, file: string): void {
	if (!found.has(file)) found.set(file, { file, isNamed: false });
}

export function isNotebook(name: string): boolean {
	return /\.(?:sqlnb|nb\.sql)$/i.test(name);
}

function inFolder(folder: string): string[] {
	const entries = fs
		.readdirSync(folder, { withFileTypes: true })
		.toSorted((a, b) => (a.name < b.name ? -1 : 1));
	return entries.flatMap(entry => {
		const place = path.join(folder, entry.name);
		if (entry.isDirectory()) return LEFT_OUT.test(entry.name) ? [] : inFolder(place);
		return entry.isFile() && isNotebook(entry.name) ? [place] : [];
	});
}
