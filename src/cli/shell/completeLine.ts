/** What Tab offers in the shell: names and keywords in SQL, commands and their words behind a dot. */

import fs from 'node:fs';
import { complete } from '../../language/completion/complete.js';
import { narrowed, type Completion } from '../../language/completion/completion.js';
import { DOT_COMMANDS, findDotCommand, type WordKind } from './dotCommands.js';
import { MODES } from './resultMode.js';
import type { Shell } from './shell.js';

/** What fits, and the part of the line that it takes the place of: what readline asks for. */
export function completeLine(shell: Shell, line: string): [string[], string] {
	if (shell.pending === '' && /^\s*\./.test(line)) return completeDotCommand(shell, line);
	const before = shell.pending === '' ? '' : `${shell.pending}\n`;
	const text = before + line;
	const answer = complete({
		text,
		offset: text.length,
		catalog: shell.database.catalogSnapshot(),
		parameters: [...shell.parameters.keys()],
	});
	const typed = text.slice(answer.replace.start);
	if (answer.replace.start < before.length) return [[], line];
	const isLower = /^[a-z]/.test(answer.typed);
	const all = narrowed(answer);
	const word = typed.toLowerCase();
	const fitting = all.filter(item => textOf(item, typed, isLower).toLowerCase().startsWith(word));
	const items = fitting.length > 0 ? fitting : all;
	const texts = items.map(item => textOf(item, typed, isLower));
	const [only] = items;
	const isWhole = items.length === 1 && only && /^(?:keyword|table|view)$/.test(only.kind);
	return [isWhole ? texts.map(one => `${one} `) : texts, typed];
}

/** Keywords are written as the user writes them; a quote that is open stays. */
function textOf({ kind, label, insertText }: Completion, typed: string, isLower: boolean): string {
	if (kind === 'keyword') return isLower ? insertText.toLowerCase() : insertText;
	const [quote = ''] = typed;
	if (quote === '"' || quote === '`') return quote + label.replaceAll(quote, quote + quote) + quote;
	return quote === '[' ? `[${label}]` : insertText;
}

function completeDotCommand(shell: Shell, line: string): [string[], string] {
	const words = line.trimStart().slice(1).split(/\s+/);
	const typed = words.at(-1) ?? '';
	if (words.length === 1) {
		const names = DOT_COMMANDS.map(({ name }) => `.${name} `);
		return [names.filter(name => name.startsWith(`.${typed}`)), `.${typed}`];
	}
	let kinds: readonly WordKind[];
	try {
		kinds = findDotCommand(words[0] ?? '').words;
	} catch {
		return [[], line];
	}
	const kind = kinds[Math.min(words.length - 2, kinds.length - 1)] ?? 'none';
	const found = wordsOf(shell, kind, typed);
	return [found.filter(word => word.toLowerCase().startsWith(typed.toLowerCase())), typed];
}

function wordsOf({ database }: Shell, kind: WordKind, typed: string): string[] {
	switch (kind) {
		case 'command':
			return DOT_COMMANDS.map(({ name }) => name);
		case 'mode':
			return [...MODES];
		case 'switch':
			return ['on', 'off'];
		case 'table': {
			const { schemas } = database.catalogSnapshot();
			return schemas.flatMap(({ tables }) => tables.map(({ name }) => name));
		}
		case 'file':
			return filesLike(typed);
		case 'none':
			return [];
	}
}

/** Folders with a slash behind. */
function filesLike(typed: string): string[] {
	const folder = /^.*\//.exec(typed)?.[0] ?? '';
	try {
		return fs
			.readdirSync(folder === '' ? '.' : folder, { withFileTypes: true })
			.filter(({ name }) => !name.startsWith('.') || typed.slice(folder.length).startsWith('.'))
			.map(entry => `${folder}${entry.name}${entry.isDirectory() ? '/' : ''}`);
	} catch {
		return [];
	}
}
