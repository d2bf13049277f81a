/** `sqlnb run`: the cells of a notebook, in order, in a database of its own. */

import type { Command } from '../command.js';
import { readOwnNotebook } from '../input.js';
import { openSession, runCells } from '../notebookRun.js';
import { print } from '../output.js';
import { printerFor } from '../printers.js';
import { failingSync } from '../source.js';
import { DB, PARAM, parametersOf } from '../sharedOptions.js';

const FORMATS = ['table', 'json', 'csv', 'markdown'] as const;

export const run: Command = {
	name: 'run',
	summary: 'run all cells of a notebook in order and print what they give',
	usage: "FILE [options]          '-' reads standard input",
	options: {
		format: {
			type: 'string',
			value: 'FORMAT',
			help: `how results are printed: ${FORMATS.join(', ')} (default: table)`,
		},
		rows: {
			type: 'string',
			value: 'N',
			help: 'rows shown of a result in the table format (default 100; 0: all)',
		},
		param: PARAM,
		db: DB,
		'keep-going': { type: 'boolean', help: 'run the cells after a failed one, too' },
	},
	notes: ['A cell that fails prints FILE:LINE:COLUMN with the error and gives exit code 1.'],
	examples: [
		{ line: 'sqlnb run examples/tour.sqlnb' },
		{ line: 'sqlnb run report.sqlnb --format csv > report.csv' },
		{ line: 'sqlnb run report.sqlnb --param since=2026-01-01 --format markdown > report.md' },
		{ line: 'sqlnb run load.sqlnb --db ./data/shop', says: 'keeps what it makes in ./data/shop' },
		{ line: 'echo "SELECT sqlite_version()" | sqlnb run -' },
	],
	async run(line) {
		const maxRows = line.wholeNumber('rows', 100) || Infinity;
		const format = line.choice('format', FORMATS) ?? 'table';
		const file = line.onlyWord('a file');
		const parameters = parametersOf(line);
		const db = line.text('db');
		const notebook = readOwnNotebook(file);
		const printer = printerFor(format, {
			maxRows: format === 'table' ? maxRows : Infinity,
			title: '',
			print,
		});
		const opened = failingSync(() => openSession(file, notebook, { db }), db ?? file);
		try {
			const isOk = await runCells(file, notebook, opened, {
				parameters,
				keepGoing: line.flag('keep-going'),
				cell(cell, outcome) {
					if (outcome) printer.cell(cell, outcome, opened.session.results);
					else printer.text(cell);
				},
			});
			printer.end();
			return isOk ? 0 : 1;
		} finally {
			opened.close();
		}
	},
};
