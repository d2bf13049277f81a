/**
 * `sqlnb`: notebooks without VS Code.
 *
 * Exit codes: 0 all cells ran, 1 a cell failed or the file cannot be run, 2 the command line is wrong.
 * Results go to standard output, everything about failures to standard error.
 */

import fs from 'node:fs';
import { parseArgs } from 'node:util';
import { runFile } from './runFile.js';

const HELP = `sqlnb: run SQL notebooks (.sqlnb, .sql) on the Strata engine

usage
  sqlnb run FILE [options]     run all cells in order; '-' reads standard input
  sqlnb --help | --version

options of run
  --format FORMAT    how results are printed: table (default), json, csv, markdown
  --rows N           rows shown of a result in the table format (default 100; 0: all)
  --param NAME=VALUE a value for :NAME, over the notebook's own '-- param' line; may be repeated
  --keep-going       run the cells after a failed one, too

examples
  sqlnb run examples/tour.sqlnb
  sqlnb run report.sqlnb --format csv > report.csv
  sqlnb run report.sqlnb --param since=2026-01-01 --format markdown > report.md
  echo "SELECT sqlite_version()" | sqlnb run -

A cell that fails prints FILE:LINE:COLUMN with the error and gives exit code 1.
`;

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
	// The reader of a pipe has seen enough (head).
	if (error.code === 'EPIPE') process.exit(0);
	throw error;
});
process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
	let parsed: ReturnType<typeof parse>;
	try {
		parsed = parse(args);
	} catch (error) {
		return misuse((error as Error).message);
	}
	const { values, positionals } = parsed;
	const [command, file, ...rest] = positionals;
	if (values.version) {
		console.log(version());
		return 0;
	}
	if (values.help || command === 'help' || command === undefined) {
		process.stdout.write(HELP);
		return values.help || command === 'help' ? 0 : 2;
	}
	if (command !== 'run') return misuse(`unknown command '${command}'`);
	if (file === undefined) return misuse('run needs a file');
	if (rest.length > 0) return misuse(`run takes one file, not also '${rest[0] ?? ''}'`);
	const { format } = values;
	if (!isFormat(format)) return misuse(`unknown format '${format}'`);
	const rows = Number(values.rows);
	if (!Number.isInteger(rows) || rows < 0) return misuse('--rows is a whole number');
	const parameters = new Map<string, string>();
	for (const pair of values.param) {
		const equals = pair.indexOf('=');
		if (equals < 1) return misuse(`--param is NAME=VALUE, not '${pair}'`);
		parameters.set(pair.slice(0, equals), pair.slice(equals + 1));
	}
	return runFile(file, {
		format,
		parameters,
		maxRows: rows === 0 ? Infinity : rows,
		keepGoing: values['keep-going'],
	});
}

function parse(args: string[]) {
	return parseArgs({
		args,
		allowPositionals: true,
		options: {
			format: { type: 'string', default: 'table' },
			rows: { type: 'string', default: '100' },
			param: { type: 'string', multiple: true, default: [] },
			'keep-going': { type: 'boolean', default: false },
			help: { type: 'boolean', short: 'h', default: false },
			version: { type: 'boolean', short: 'v', default: false },
		},
	});
}

type Format = 'table' | 'json' | 'csv' | 'markdown';

function isFormat(text: string): text is Format {
	return ['table', 'json', 'csv', 'markdown'].includes(text);
}

function misuse(problem: string): number {
	console.error(`sqlnb: ${problem}\nTry 'sqlnb --help'.`);
	return 2;
}

/** From the package's own package.json, beside dist/ or above src/. */
function version(): string {
	for (const place of ['../package.json', '../../package.json']) {
		try {
			const text = fs.readFileSync(new URL(place, import.meta.url), 'utf8');
			const { name, version } = JSON.parse(text) as { name?: string; version?: string };
			if (name === 'strata-sql' && version !== undefined) return version;
		} catch {
			continue;
		}
	}
	return 'unknown';
}
