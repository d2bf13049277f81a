/** The shell's own commands: lines that begin with a dot. A command is found by any beginning of its name that is one's alone. */

import { Failure } from '../command.js';
import path from 'node:path';
import { exportPieces } from '../../library/index.js';
import { resultAsTable } from '../../notebook/export/resultText.js';
import { importTable, tableNameOf, type ImportTableOptions } from '../importTable.js';
import { readInput } from '../input.js';
import { nearest } from '../nearest.js';
import { parameterLiteral } from '../notebookRun.js';
import { saveDatabase } from '../saveDatabase.js';
import { schemaLines, tablesOf } from '../schemaText.js';
import { MODES } from './resultMode.js';
import type { Shell } from './shell.js';

/** What a word of the command is, for completion. */
export type WordKind = 'table' | 'file' | 'mode' | 'switch' | 'command' | 'none';

export interface DotCommand {
	readonly name: string;
	readonly usage: string;
	readonly help: string;
	/** How many words it takes. */
	readonly least: number;
	readonly most: number;
	readonly words: readonly WordKind[];
	run(shell: Shell, words: readonly string[]): void | Promise<void>;
}

export const DOT_COMMANDS: readonly DotCommand[] = [
	{
		name: 'databases',
		usage: '',
		help: 'what is open, and where it is kept',
		least: 0,
		most: 0,
		words: [],
		run: shell => {
			const rows = shell.database.pragma('database_list') as { name: string; file: string }[];
			shell.print(rows.map(({ name, file }) => `${name}: ${file === '' ? 'in memory' : file}`));
		},
	},
	{
		name: 'dump',
		usage: '[TABLE]...',
		help: 'the database, or some tables, as SQL',
		least: 0,
		most: Infinity,
		words: ['table'],
		run(shell, tables) {
			const only = tables.length === 0 ? {} : { tables };
			const text = [...exportPieces(shell.database, { format: 'sql', ...only })].join('');
			shell.print(text.replace(/\n$/, '').split('\n'));
		},
	},
	{
		name: 'exit',
		usage: '',
		help: 'leave; Ctrl+D does it, too',
		least: 0,
		most: 0,
		words: [],
		run: shell => shell.leave(),
	},
	{
		name: 'headers',
		usage: 'on|off',
		help: 'names of columns above lists, CSV and TSV',
		least: 1,
		most: 1,
		words: ['switch'],
		run: (shell, [word]) => void (shell.headers = readSwitch(word)),
	},
	{
		name: 'help',
		usage: '[COMMAND]',
		help: 'this list',
		least: 0,
		most: 1,
		words: ['command'],
		run(shell, [word]) {
			const shown = word === undefined ? DOT_COMMANDS : [findDotCommand(word.replace(/^\./, ''))];
			const widest = Math.max(...shown.map(({ name, usage }) => name.length + usage.length + 2));
			shell.print(
				shown.map(
					({ name, usage, help }) => `.${`${name} ${usage}`.trimEnd().padEnd(widest)} ${help}`,
				),
			);
			if (word === undefined)
				shell.print(['SQL ends with a semicolon. Tab completes names and keywords.']);
		},
	},
	{
		name: 'import',
		usage: 'FILE [TABLE] [replace | merge KEY,...]',
		help: 'rows of a CSV, TSV, JSON or JSON lines file into a table, made if need be',
		least: 1,
		most: 4,
		words: ['file', 'table', 'none', 'none'],
		run: importFile,
	},
	{
		name: 'indexes',
		usage: '[TABLE]',
		help: 'names of indexes',
		least: 0,
		most: 1,
		words: ['table'],
		run(shell, [name]) {
			const tables = name === undefined ? tablesOf(shell.database) : [findTable(shell, name)];
			shell.print(tables.flatMap(({ indexes }) => indexes.map(index => index.name)).sort());
		},
	},
	{
		name: 'mode',
		usage: `[MODE [TABLE]]`,
		help: `how results are printed: ${MODES.join(', ')} (of insert: the table's name)`,
		least: 0,
		most: 2,
		words: ['mode', 'table'],
		run(shell, [word, table]) {
			if (word === undefined) {
				shell.print([shell.mode.name]);
				return;
			}
			const name = MODES.find(mode => mode === word);
			if (name === undefined) throw new Failure(`no mode ${word}`, `there is: ${MODES.join(', ')}`);
			shell.mode = { name, ...(table === undefined ? {} : { table }) };
			if (name === 'csv' || name === 'tsv') shell.headers = true;
		},
	},
	{
		name: 'nullvalue',
		usage: '[TEXT]',
		help: 'the text for NULL; without one, as the mode has it',
		least: 0,
		most: 1,
		words: ['none'],
		run: (shell, [text]) => void (shell.nullText = text),
	},
	{
		name: 'once',
		usage: 'FILE',
		help: 'the next result goes to a file',
		least: 1,
		most: 1,
		words: ['file'],
		run: (shell, [file]) => shell.setOutput(file, true),
	},
	{
		name: 'open',
		usage: '[SOURCE]',
		help: 'another database: a folder, an SQLite file, a notebook (it is run), a CSV or JSON file; or an empty one',
		least: 0,
		most: 1,
		words: ['file'],
		run: (shell, [source]) => shell.open(source),
	},
	{
		name: 'output',
		usage: '[FILE]',
		help: 'results go to a file; without one, to the terminal again',
		least: 0,
		most: 1,
		words: ['file'],
		run: (shell, [file]) => shell.setOutput(file),
	},
	{
		name: 'parameter',
		usage: 'set NAME VALUE | unset NAME | list',
		help: 'values for :NAME in statements',
		least: 1,
		most: 3,
		words: ['none'],
		run: setParameter,
	},
	{
		name: 'quit',
		usage: '',
		help: 'leave',
		least: 0,
		most: 0,
		words: [],
		run: shell => shell.leave(),
	},
	{
		name: 'read',
		usage: 'FILE',
		help: 'run a file of SQL and dot commands',
		least: 1,
		most: 1,
		words: ['file'],
		run: (shell, [file = '']) => shell.read(new TextDecoder().decode(readInput(file)), file),
	},
	{
		name: 'rows',
		usage: 'N',
		help: 'rows of a result that tables show; 0: all',
		least: 1,
		most: 1,
		words: ['none'],
		run(shell, [word = '']) {
			if (!/^\d+$/.test(word)) throw new Failure(`.rows takes a whole number, not ${word}`);
			shell.maxRows = Number(word) || Infinity;
		},
	},
	{
		name: 'save',
		usage: '[FILE | FOLDER]',
		help: 'the database as a .sqlite, .json or .sql file, or in a folder that keeps it; alone: a checkpoint',
		least: 0,
		most: 1,
		words: ['file'],
		async run(shell, [target]) {
			if (target === undefined) {
				const isKept = shell.database.storeStatistics() !== undefined;
				if (!isKept) throw new Failure('this database is in memory', '.save FOLDER keeps it');
				shell.database.checkpoint();
			} else await saveDatabase(shell.database, target);
		},
	},
	{
		name: 'schema',
		usage: '[TABLE]',
		help: 'CREATE statements',
		least: 0,
		most: 1,
		words: ['table'],
		run(shell, [name]) {
			const tables = name === undefined ? allTables(shell) : [findTable(shell, name)];
			shell.print(schemaLines(tables));
		},
	},
	{
		name: 'tables',
		usage: '[PATTERN]',
		help: 'names of tables and views; % and _ in the pattern as in LIKE',
		least: 0,
		most: 1,
		words: ['table'],
		run: listTables,
	},
	{
		name: 'timer',
		usage: 'on|off',
		help: 'tell how long statements take',
		least: 1,
		most: 1,
		words: ['switch'],
		run: (shell, [word]) => void (shell.hasTimer = readSwitch(word)),
	},
	{
		name: 'undo',
		usage: '',
		help: 'take back what the last statement or .import changed',
		least: 0,
		most: 0,
		words: [],
		run(shell) {
			if (!shell.undo()) throw new Failure('there is nothing to take back');
		},
	},
];

export function findDotCommand(word: string): DotCommand {
	const name = word.toLowerCase();
	const exact = DOT_COMMANDS.find(command => command.name === name);
	if (exact) return exact;
	const found = name === '' ? [] : DOT_COMMANDS.filter(command => command.name.startsWith(name));
	const [only] = found;
	if (only && found.length === 1) return only;
	const names = DOT_COMMANDS.map(command => command.name);
	const near = found.length > 1 ? undefined : nearest(name, names);
	const hint =
		found.length > 1
			? `it may be ${found.map(command => `.${command.name}`).join(', ')}`
			: near && `did you mean .${near}?`;
	throw new Failure(`no command .${word}`, hint);
}

function readSwitch(word: string | undefined): boolean {
	if (/^(?:on|yes|1|true)$/i.test(word ?? '')) return true;
	if (/^(?:off|no|0|false)$/i.test(word ?? '')) return false;
	throw new Failure(`on or off, not ${word ?? 'nothing'}`);
}

function allTables({ database }: Shell) {
	return [...tablesOf(database), ...tablesOf(database, 'temp')];
}

function findTable(shell: Shell, name: string) {
	const tables = allTables(shell);
	const found = tables.find(table => table.name.toLowerCase() === name.toLowerCase());
	if (found) return found;
	const near = nearest(
		name,
		tables.map(table => table.name),
	);
	throw new Failure(`no such table: ${name}`, near && `did you mean ${near}?`);
}

function listTables(shell: Shell, [pattern]: readonly string[]): void {
	const like = shell.database.prepare('SELECT ? LIKE ?').pluck();
	const tables = allTables(shell).filter(
		({ name }) => pattern === undefined || like.get(name, pattern) === 1,
	);
	if (!shell.isChatty) {
		shell.print(tables.map(({ name }) => name).sort());
		return;
	}
	const rows = tables.map(({ name, type, rowCount, columns }) => {
		const names = columns.map(column => column.name);
		return [name, type, rowCount ?? null, names.join(', ')];
	});
	if (rows.length === 0) {
		shell.print(['no tables yet']);
		return;
	}
	const columns = ['name', 'type', 'rows', 'columns'];
	shell.print(resultAsTable({ columns, rowCount: rows.length, rows }, Infinity));
}

async function importFile(shell: Shell, words: readonly string[]): Promise<void> {
	const [file = '', ...rest] = words;
	const isMode = (word: string | undefined) => word === 'replace' || word === 'merge';
	const table = isMode(rest[0]) ? tableNameOf(file) : (rest.shift() ?? tableNameOf(file));
	const [mode, keys] = rest;
	if (mode !== undefined && !isMode(mode)) {
		throw new Failure(`replace or merge, not ${mode}`, '.help import');
	}
	const options: ImportTableOptions = {
		table,
		mode: mode === 'replace' || mode === 'merge' ? mode : 'append',
		keys: keys?.split(','),
		isCancelled: shell.isInterrupted,
	};
	const done = await shell.asOneStep(() => importTable(shell.database, file, options));
	if (shell.isChatty) {
		const rows = `${done.rows.toLocaleString('en')} ${done.rows === 1 ? 'row' : 'rows'}`;
		shell.print([
			`${rows} from ${path.basename(file)} into ${done.isNew ? 'the new table ' : ''}${table}`,
		]);
	}
}

function setParameter(shell: Shell, [verb, given, value]: readonly string[]): void {
	const name = given?.replace(/^[:@$]/, '');
	if (verb === 'list' && given === undefined) {
		shell.print([...shell.parameters].map(([one, text]) => `:${one} = ${text}`));
	} else if (verb === 'set' && name !== undefined && value !== undefined) {
		shell.parameters.set(name, parameterLiteral(value));
	} else if (verb === 'unset' && name !== undefined) shell.parameters.delete(name);
	else throw new Failure('.parameter set NAME VALUE | unset NAME | list');
}
