/** Names of a store's files. */

import { encodeUtf8 } from '../types/utf8.js';

export const folders = ['schema', 'data', 'wal'] as const;
export const logFile = 'wal/transaction.log';
export const lockFile = 'wal/lock';
export const manifestFile = 'schema/database.json';

const LONGEST = 120;
/** Names that Windows keeps for devices. */
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;

export function schemaFile(table: string, id: number): string {
	return `schema/${fileName(table, id)}.schema.json`;
}

export function recordsFile(table: string, id: number): string {
	return `data/${fileName(table, id)}.records`;
}

/**
 * A table's name as part of a file name on any system: bytes other than ASCII letters and digits, `_` and `-`
 * are percent-encoded. Names that differ in the case of letters do not exist in one database.
 */
function fileName(name: string, id: number): string {
	let text = '';
	for (const byte of encodeUtf8(name)) {
		const character = String.fromCharCode(byte);
		const isPlain = /[a-z0-9_-]/i.test(character);
		text += isPlain ? character : `%${byte.toString(16).padStart(2, '0')}`;
	}
	if (DEVICES.test(text)) text = `%${text.charCodeAt(0).toString(16)}${text.slice(1)}`;
	return text.length > LONGEST ? `${text.slice(0, LONGEST)}~${id}` : text || '%';
}

/** `stamp`: a time, in ISO form. Characters that file names cannot have are left out. */
export function archivedLog(stamp: string, commit: number): string {
	return `wal/transaction.${stamp.replace(/[-:.]/g, '')}-${commit}.log`;
}

const ARCHIVED = /^transaction\.\d{8}T\d{9}Z-\d+\.log$/;

/** The archived logs among the names in the folder, oldest first. */
export function archivedLogs(names: readonly string[]): string[] {
	const number = (name: string) => Number(/-(\d+)\.log$/.exec(name)?.[1]);
	return names
		.filter(name => ARCHIVED.test(name))
		.sort((one, other) => number(one) - number(other));
}
