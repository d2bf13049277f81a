/**
 * `sqlnb`: notebooks and databases without VS Code. Finds the command (commandTable.ts) and runs it.
 *
 * Exit codes: 0 done, 1 something failed (in the SQL, in a file), 2 the command line is wrong.
 * Results go to standard output, everything about failures to standard error.
 */

import fs from 'node:fs';
import { SqlError } from '../engine/index.js';
import { Failure, Misuse, type Command } from './command.js';
import { readCommandLine } from './commandLine.js';
import { COMMANDS } from './commandTable.js';
import { commandHelp, programHelp } from './help.js';
import { nearest } from './nearest.js';
import { isTestProcess, serveTests } from './testing/testProcesses.js';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
	// The reader of a pipe has seen enough (head).
	if (error.code === 'EPIPE') process.exit(0);
	throw error;
});
const words = process.argv.slice(2);
if (isTestProcess(words)) serveTests();
else process.exitCode = await main(words);

async function main([first, ...rest]: readonly string[]): Promise<number> {
	if (first === undefined) {
		process.stdout.write(programHelp(COMMANDS));
		return 2;
	}
	if (first === '--version' || first === '-v') {
		console.log(version());
		return 0;
	}
	const isHelp = first === '--help' || first === '-h' || first === 'help';
	const name = isHelp ? rest[0] : first;
	if (name === undefined) {
		process.stdout.write(programHelp(COMMANDS));
		return 0;
	}
	const command = COMMANDS.find(candidate => candidate.name === name);
	if (command === undefined) return misuse(unknownCommand(name));
	if (isHelp || asksForHelp(rest)) {
		process.stdout.write(commandHelp(command));
		return 0;
	}
	return perform(command, rest);
}

async function perform(command: Command, args: readonly string[]): Promise<number> {
	try {
		return await command.run(readCommandLine(command, args));
	} catch (error) {
		if (error instanceof Misuse) return misuse(error.message, command.name);
		if (!(error instanceof Failure) && !(error instanceof SqlError)) throw error;
		const code = error instanceof SqlError ? ` (${error.code})` : '';
		console.error(`sqlnb: ${error.message}${code}`);
		if (error.hint !== undefined) console.error(`  hint: ${error.hint}`);
		return 1;
	}
}

/** Before a `--`, behind which words are just words. */
function asksForHelp(args: readonly string[]): boolean {
	const end = args.indexOf('--');
	const options = end < 0 ? args : args.slice(0, end);
	return options.includes('--help') || options.includes('-h');
}

function unknownCommand(name: string): string {
	if (name.startsWith('-')) return `unknown option '${name}'`;
	if (/[./\\]/.test(name)) return `unknown command '${name}'; did you mean 'sqlnb run ${name}'?`;
	const near = nearest(
		name,
		COMMANDS.map(command => command.name),
	);
	return `unknown command '${name}'${near === undefined ? '' : `; did you mean '${near}'?`}`;
}

function misuse(problem: string, command?: string): number {
	const help = command === undefined ? 'sqlnb --help' : `sqlnb ${command} --help`;
	console.error(`sqlnb: ${problem}\nTry '${help}'.`);
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
