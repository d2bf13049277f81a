/** `sqlnb run`: the cells of a notebook, in order, in a database of its own. */

import type { Command } from '../command.js';
import { runFile } from '../runFile.js';
import { PARAM, parametersOf } from '../sharedOptions.js';

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
		'keep-going': { type: 'boolean', help: 'run the cells after a failed one, too' },
	},
	notes: ['A cell that fails prints FILE:LINE:COLUMN with the error and gives exit code 1.'],
	examples: [
		{ line: 'sqlnb run examples/tour.sqlnb' },
		{ line: 'sqlnb run report.sqlnb --format csv > report.csv' },
		{ line: 'sqlnb run report.sqlnb --param since=2026-01-01 --format markdown > report.md' },
		{ line: 'echo "SELECT sqlite_version()" | sqlnb run -' },
	],
	async run(line) {
		const rows = line.wholeNumber('rows', 100);
		return runFile(line.onlyWord('a file'), {
			format: line.choice('format', FORMATS) ?? 'table',
			parameters: parametersOf(line),
			maxRows: rows === 0 ? Infinity : rows,
			keepGoing: line.flag('keep-going'),
		});
	},
};
