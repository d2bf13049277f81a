/** `sqlnb export`: a notebook as a script or a document, a database as a file. */

import path from 'node:path';
import { exportDatabase, exportPieces } from '../../library/index.js';
import { notebookScript } from '../../notebook/export/notebookScript.js';
import { readHeader } from '../../notebook/format/header.js';
import { Failure, Misuse, type Command } from '../command.js';
import type { CommandLine } from '../commandLine.js';
import { readOwnNotebook } from '../input.js';
import { openSession, parameterLiteral, runCells } from '../notebookRun.js';
import { checkFree, remark, writeBytes, writeText } from '../output.js';
import { printerFor } from '../printers.js';
import { wholeLines } from '../saveDatabase.js';
import { namedTables, tablesOf } from '../schemaText.js';
import { DB, FORCE, PARAM, parametersOf } from '../sharedOptions.js';
import {
	failing,
	failingSync,
	isNotebookFile,
	openSource,
	SOURCES,
	type Source,
} from '../source.js';
import { warnOfUnused } from '../unusedParameters.js';

const FORMATS = ['sql', 'md', 'html', 'json', 'sqlite'] as const;
type Format = (typeof FORMATS)[number];

const EXTENSIONS: Readonly<Record<string, Format>> = {
	'.sql': 'sql',
	'.md': 'md',
	'.markdown': 'md',
	'.html': 'html',
	'.htm': 'html',
	'.json': 'json',
	'.sqlite': 'sqlite',
	'.sqlite3': 'sqlite',
	'.db': 'sqlite',
};

export const exportCommand: Command = {
	name: 'export',
	summary: 'write a notebook as SQL, Markdown or HTML, a database as SQL, JSON or SQLite file',
	usage: 'SOURCE [--to FORMAT] [--out FILE] [options]',
	options: {
		to: {
			type: 'string',
			value: 'FORMAT',
			help: `${FORMATS.join(', ')} (default: by the name of --out, else sql)`,
		},
		out: { type: 'string', short: 'o', value: 'FILE', help: 'default: standard output' },
		data: {
			type: 'boolean',
			help: 'with --to sql: the database that a notebook makes, not the notebook itself',
		},
		table: {
			type: 'string',
			multiple: true,
			value: 'NAME',
			help: 'of a database: this table alone; may be given several times',
		},
		rows: {
			type: 'string',
			value: 'N',
			help: 'rows of a result that md and html show (default 1000; 0: all)',
		},
		param: PARAM,
		db: DB,
		force: FORCE,
	},
	notes: [
		SOURCES,
		`md and html run the notebook and hold its text, its SQL and its results; sql is a script that sqlite3 runs, too;
json and sqlite are the whole database (sqlite needs the package sql.js).`,
	],
	examples: [
		{ line: 'sqlnb export report.sqlnb --out report.html' },
		{ line: 'sqlnb export report.sqlnb --to sql | sqlite3' },
		{ line: 'sqlnb export ./data/shop --out shop.sqlite', says: 'a database in files for SQLite' },
		{ line: 'sqlnb export ./data/shop --to json --table customers' },
	],
	async run(line) {
		const db = line.text('db');
		const source = line.words.length === 0 && db !== undefined ? db : line.onlyWord('a source');
		const out = line.text('out') ?? '-';
		const to = line.choice('to', FORMATS) ?? EXTENSIONS[path.extname(out).toLowerCase()] ?? 'sql';
		checkFree(out, { force: line.flag('force') });
		if (to === 'md' || to === 'html') {
			if (line.flag('data')) throw new Misuse(`--data goes with --to sql, not with --to ${to}`);
			if (line.texts('table').length > 0)
				throw new Misuse(`--table is of a database, not of ${to}`);
			return exportDocument(source, out, to, line);
		}
		const isScript = to === 'sql' && !line.flag('data') && isNotebookFile(source);
		if (isScript) return exportScript(source, out, line);
		return exportData(source, out, to, line);
	},
};

function exportScript(source: string, out: string, line: CommandLine): number {
	if (line.texts('table').length > 0) {
		throw new Misuse('--table goes with --data: the database of a notebook, not its script');
	}
	const notebook = readOwnNotebook(source);
	warnOfUnused([notebook], parametersOf(line));
	const given = [...parametersOf(line)].map(
		([name, text]) => [name, parameterLiteral(text)] as const,
	);
	const lines = [...notebookScript(notebook, new Map(given))];
	while (lines.at(-1) === '') lines.pop();
	writeText(out, lines, { force: true });
	return 0;
}

async function exportDocument(
	source: string,
	out: string,
	to: 'md' | 'html',
	line: CommandLine,
): Promise<number> {
	if (!isNotebookFile(source)) {
		throw new Misuse(`--to ${to} is for notebooks; a database is exported to sql, json or sqlite`);
	}
	const maxRows = line.wholeNumber('rows', 1000) || Infinity;
	const notebook = readOwnNotebook(source);
	const title = readHeader(notebook.header).entries.get('title') ?? path.basename(source);
	const lines: string[] = [];
	const printer = printerFor(to === 'md' ? 'markdown' : 'html', {
		maxRows,
		title,
		print: added => {
			for (const text of added) lines.push(text);
		},
	});
	const opened = failingSync(() => openSession(source, notebook, { db: line.text('db') }), source);
	let isOk: boolean;
	try {
		isOk = await runCells(source, notebook, opened, {
			parameters: parametersOf(line),
			keepGoing: true,
			cell(cell, outcome) {
				if (outcome) printer.cell(cell, outcome, opened.session.results);
				else printer.text(cell);
			},
		});
	} finally {
		opened.close();
	}
	printer.end();
	while (lines.at(-1) === '') lines.pop();
	writeText(out, lines, { force: true });
	if (!isOk && out !== '-') remark(`${out} shows the errors`);
	return isOk ? 0 : 1;
}

async function exportData(
	name: string,
	out: string,
	format: 'sql' | 'json' | 'sqlite',
	line: CommandLine,
): Promise<number> {
	if (format === 'sqlite' && out === '-' && process.stdout.isTTY) {
		throw new Misuse('an SQLite file is not for a terminal: name a file with --out FILE');
	}
	const source = await openSource(name, {
		parameters: parametersOf(line),
		readonly: true,
		db: line.text('db'),
	});
	try {
		return await failing(() => writeDatabase(source, out, format, line.texts('table')), name);
	} catch (error) {
		if (!(error instanceof TypeError)) throw error;
		throw new Failure(error.message);
	} finally {
		source.close();
	}
}

async function writeDatabase(
	{ database }: Source,
	out: string,
	format: 'sql' | 'json' | 'sqlite',
	given: readonly string[],
): Promise<number> {
	namedTables(tablesOf(database), given);
	const tables = given.length === 0 ? {} : { tables: given };
	if (format === 'sqlite') {
		writeBytes(out, await exportDatabase(database, { format, ...tables }), { force: true });
	} else {
		const pieces = exportPieces(database, { format, ...tables });
		writeText(out, wholeLines(pieces), { force: true });
	}
	return 0;
}
