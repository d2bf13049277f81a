/** `sqlnb shell`: SQL line by line, at a terminal or from a pipe. */

import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { newNotebook } from '../../notebook/format/writeNotebook.js';
import { importDatabase } from '../../library/index.js';
import { Failure, Misuse, type Command } from '../command.js';
import type { CommandLine } from '../commandLine.js';
import { importTable, isTableFile, tableNameOf } from '../importTable.js';
import { readInput, readOwnNotebook } from '../input.js';
import {
	checkFolder,
	isDatabaseFolder,
	openSession,
	parameterLiteral,
	runCells,
} from '../notebookRun.js';
import { remark } from '../output.js';
import { DB, PARAM, parametersOf } from '../sharedOptions.js';
import { interact } from '../shell/interactive.js';
import { watchInterrupts, type Interrupt } from '../shell/interrupt.js';
import { MODES } from '../shell/resultMode.js';
import { Shell, type ShellSource } from '../shell/shell.js';
import { failing, failingSync, isNotebookFile } from '../source.js';

export const shell: Command = {
	name: 'shell',
	summary: 'work with a database line by line: history, completion, .tables, .import and more',
	usage: '[SOURCE] [options]',
	options: {
		db: DB,
		command: {
			type: 'string',
			short: 'c',
			multiple: true,
			value: 'SQL',
			help: 'run this and leave; may be given several times',
		},
		mode: {
			type: 'string',
			value: 'MODE',
			help: `how results are printed: ${MODES.join(', ')} (default: table at a terminal, list in pipes)`,
		},
		headers: { type: 'boolean', help: 'names of columns above lists' },
		param: PARAM,
		'keep-going': { type: 'boolean', help: 'from a pipe: go on after an error' },
	},
	notes: [
		`SOURCE is the folder of a database, a notebook or SQL script (it is run), an SQLite file, a JSON export or a CSV file.
What is changed is kept in a folder; all else is read into memory, and its file stays as it is ('.save' writes another).`,
		"Without a source: an empty database in memory. '.help' in the shell lists its own commands.",
	],
	examples: [
		{ line: 'sqlnb shell' },
		{ line: 'sqlnb shell ./data/shop', says: 'a database in files; what is changed is kept' },
		{ line: 'sqlnb shell report.sqlnb', says: 'the notebook is run, then its tables are yours' },
		{ line: 'sqlnb shell sales.csv -c "SELECT region, sum(total) FROM sales GROUP BY 1"' },
		{ line: 'echo "SELECT 6 * 7" | sqlnb shell' },
	],
	async run(line) {
		const [source, surplus] = line.words;
		if (surplus !== undefined) throw new Misuse(`shell takes one source: what is '${surplus}'?`);
		const db = line.text('db');
		if (db !== undefined && source !== undefined && !isNotebookFile(source)) {
			throw new Misuse('--db goes with a notebook or without a source: name the database once');
		}
		const commands = line.texts('command');
		const isInteractive = process.stdin.isTTY && commands.length === 0;
		const interrupt = isInteractive ? watchInterrupts() : undefined;
		const opener = { db, parameters: parametersOf(line), interrupt };
		const typed: string[] = [];
		const opened = await openForShell(source, opener);
		const own = new Shell(opened, {
			...settingsOf(line, isInteractive),
			open: next => openForShell(next, { ...opener, db: undefined }),
			isInterrupted: () => interrupt?.isRequested() ?? false,
			guard: () => {
				const end = interrupt?.begin();
				return () => typed.push(end?.() ?? '');
			},
		});
		try {
			if (isInteractive) {
				greet(own);
				await interact(own, { takeTyped: () => typed.splice(0).join('') });
				return 0;
			}
			if (commands.length > 0) await runCommands(own, commands, line.flag('keep-going'));
			else await runPipe(own, line.flag('keep-going'));
			return own.hasFailed ? 1 : 0;
		} finally {
			own.close();
			interrupt?.close();
		}
	},
};

function settingsOf(line: CommandLine, isInteractive: boolean) {
	const mode = line.choice('mode', MODES) ?? (isInteractive ? 'table' : 'list');
	return {
		mode: { name: mode },
		headers: line.flag('headers') || isInteractive || mode === 'csv' || mode === 'tsv',
		isChatty: isInteractive,
		inputName: line.texts('command').length > 0 ? 'command' : 'stdin',
		parameters: new Map(
			[...parametersOf(line)].map(([name, text]) => [name, parameterLiteral(text)] as const),
		),
	};
}

function greet({ name, database }: Shell): void {
	const tables = database.catalogSnapshot().schemas.flatMap(schema => schema.tables).length;
	const isEmpty = tables === 0 && name === 'memory';
	console.log(
		`Strata SQL shell. ${isEmpty ? 'An empty database in memory' : `${name}: ${tables} tables and views`}. .help lists commands, Tab completes.`,
	);
}

async function runCommands(own: Shell, commands: readonly string[], keepGoing: boolean) {
	for (const text of commands) {
		for (const line of text.split('\n')) await own.feed(line);
		own.finish();
		if (own.isOver || (own.hasFailed && !keepGoing)) return;
	}
}

async function runPipe(own: Shell, keepGoing: boolean): Promise<void> {
	const lines = readline.createInterface({ input: process.stdin, crlfDelay: Infinity });
	for await (const line of lines) {
		await own.feed(line);
		if (own.isOver || (own.hasFailed && !keepGoing)) {
			lines.close();
			return;
		}
	}
	own.finish();
}

interface Opener {
	readonly db: string | undefined;
	readonly parameters: ReadonlyMap<string, string>;
	readonly interrupt: Interrupt | undefined;
}

/** To be worked with: a folder is opened for writing, everything else comes into memory. */
async function openForShell(
	source: string | undefined,
	{ db, parameters, interrupt }: Opener,
): Promise<ShellSource> {
	const isCancelled = interrupt?.isRequested;
	if (source !== undefined && isNotebookFile(source)) {
		const notebook = readOwnNotebook(source);
		const opened = failingSync(
			() => openSession(source, notebook, { db, isCancelled }),
			db ?? source,
		);
		if (!(await runCells(source, notebook, opened, { parameters, keepGoing: false }))) {
			remark(`${source} did not run to its end: this is the database as it was then`);
		}
		return asSource(opened, source);
	}
	const isFolder =
		source !== undefined && fs.statSync(source, { throwIfNoEntry: false })?.isDirectory();
	if (isFolder && !isDatabaseFolder(source)) {
		checkFolder(source);
		throw new Failure(`${source} holds no database`, `--db ${source} makes one there`);
	}
	const folder = isFolder ? source : db;
	const root = folder ?? source ?? 'memory';
	const opened = failingSync(
		() => openSession('-', newNotebook(), { db: folder, isCancelled }),
		root,
	);
	try {
		if (source !== undefined && folder === undefined) await bringIn(opened.database, source);
	} catch (error) {
		opened.close();
		throw error;
	}
	return asSource(opened, root);
}

async function bringIn(database: ShellSource['database'], source: string): Promise<void> {
	if (isTableFile(source)) {
		await importTable(database, source, { table: tableNameOf(source), mode: 'append' });
		return;
	}
	if (!fs.existsSync(source)) {
		throw new Failure(`no such file or folder: ${source}`, `--db ${source} makes a database there`);
	}
	await failing(() => importDatabase(database, readInput(source)), source);
}

function asSource(opened: Omit<ShellSource, 'name'>, source: string): ShellSource {
	const name = path.basename(path.resolve(source)).replace(/\.\w+$/, '') || 'sqlnb';
	return {
		database: opened.database,
		name: source === 'memory' ? 'memory' : name,
		close: () => opened.close(),
	};
}
