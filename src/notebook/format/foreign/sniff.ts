/**
 * Recognises files that end in .sqlnb and are not ours.
 *
 * Five other products use the extension; their files are shown read-only and converted only into a copy.
 * What is recognised but cannot be shown (a database file, broken JSON) says so: nothing is ever taken
 * for an empty notebook.
 */

import type { ForeignFormat, ForeignNotebook } from '../model.js';
import { readJsonNotebook } from './jsonNotebook.js';
import { hasSqlFence, readMarkdownNotebook } from './markdownNotebook.js';
import { readOracleYaml } from './oracleYaml.js';

const SQLITE_MAGIC = 'SQLite format 3\0';

export function sniffForeignBytes(bytes: Uint8Array): ForeignNotebook | undefined {
	if (asciiStart(bytes, SQLITE_MAGIC.length) === SQLITE_MAGIC) {
		return unreadable('sqliteDatabase', 'This is an SQLite database file, not a notebook.');
	}
	if (bytes.includes(0)) {
		return unreadable('binary', 'This is a binary file (or UTF-16 text), not a notebook.');
	}
	try {
		new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		return unreadable('binary', 'This file is not UTF-8 text, so it is not opened as a notebook.');
	}
	return undefined;
}

/** Precondition: no byte order mark. */
export function sniffForeignText(
	text: string,
	found: { readonly hasMarkers: boolean },
): ForeignNotebook | undefined {
	const start = text.slice(0, 4096).trimStart();
	if (start === '') return undefined;
	const version = /^-- sqlnb:[^\S\n]*([^\r\n]*)/.exec(text)?.[1]?.trim();
	if (version === '1') return undefined;
	if (version !== undefined) {
		return unreadable(
			'newerVersion',
			`This notebook is of format version "${version}"; this release reads version 1.`,
		);
	}
	if (/^[{[]/.test(start)) return readJsonNotebook(text);
	if (found.hasMarkers) return undefined;
	const yaml = readOracleYaml(text);
	if (yaml) return yaml;
	if (hasSqlFence(text)) return readMarkdownNotebook(text);
	if (looksLikeSql(start)) return undefined;
	return {
		kind: 'foreign',
		format: 'unknownText',
		message: 'This text is neither SQL nor a notebook format known here.',
		cells: [{ kind: 'sql', name: undefined, source: text.replace(/\r\n?/g, '\n') }],
	};
}

export function unreadable(format: ForeignFormat, message: string): ForeignNotebook {
	return { kind: 'foreign', format, message, cells: undefined };
}

const STATEMENT_START =
	/^(?:select|with|values|insert|replace|update|delete|merge|create|drop|alter|pragma|begin|commit|end|rollback|savepoint|release|explain|analyze|vacuum|reindex|attach|detach)\b/i;

/** Begins, behind comments, with a word that begins a statement; a text of comments alone is SQL too. */
function looksLikeSql(start: string): boolean {
	const statement = start.replace(/^(?:\s|;|--[^\n]*(?:\n|$)|\/\*[\s\S]*?(?:\*\/|$))+/, '');
	return statement === '' || STATEMENT_START.test(statement);
}

function asciiStart(bytes: Uint8Array, length: number): string {
	return String.fromCharCode(...bytes.subarray(0, length));
}
