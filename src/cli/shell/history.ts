/** Lines typed in the shell, kept in a file of the user's; SQLNB_HISTORY names another, an empty one keeps none. */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const MOST = 1000;

export function historyFile(): string | undefined {
	const { SQLNB_HISTORY, XDG_STATE_HOME, LOCALAPPDATA } = process.env;
	if (SQLNB_HISTORY !== undefined) return SQLNB_HISTORY === '' ? undefined : SQLNB_HISTORY;
	const state =
		process.platform === 'win32' && LOCALAPPDATA
			? LOCALAPPDATA
			: XDG_STATE_HOME || path.join(os.homedir(), '.local', 'state');
	return path.join(state, 'sqlnb', 'history');
}

/** The newest first, as readline has it. */
export function readHistory(file: string | undefined): string[] {
	if (file === undefined) return [];
	try {
		const lines = fs.readFileSync(file, 'utf8').split('\n');
		return lines
			.filter(line => line !== '')
			.slice(-MOST)
			.reverse();
	} catch {
		return [];
	}
}

/** A shell that cannot keep its history works all the same. */
export function addToHistory(file: string | undefined, entry: string): void {
	if (file === undefined || entry.trim() === '') return;
	try {
		fs.mkdirSync(path.dirname(file), { recursive: true });
		fs.appendFileSync(file, `${entry}\n`, { mode: 0o600 });
		const lines = fs.readFileSync(file, 'utf8').split('\n');
		if (lines.length > 2 * MOST)
			fs.writeFileSync(file, lines.slice(-MOST).join('\n'), { mode: 0o600 });
	} catch {
		return;
	}
}
