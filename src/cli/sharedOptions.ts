/** Options that several commands have, and what their values mean. */

import { Misuse, type CommandOption } from './command.js';
import type { CommandLine } from './commandLine.js';

export const PARAM: CommandOption = {
	type: 'string',
	multiple: true,
	value: 'NAME=VALUE',
	help: "a value for :NAME, over the notebook's own '-- param' line; may be given several times",
};

/** The values of --param by name. */
export function parametersOf(line: CommandLine): ReadonlyMap<string, string> {
	const parameters = new Map<string, string>();
	for (const pair of line.texts('param')) {
		const equals = pair.indexOf('=');
		if (equals < 1) throw new Misuse(`--param is NAME=VALUE, not '${pair}'`);
		parameters.set(pair.slice(0, equals), pair.slice(equals + 1));
	}
	return parameters;
}

export const FORCE: CommandOption = {
	type: 'boolean',
	short: 'f',
	help: 'write over a file that is there',
};

export const DB: CommandOption = {
	type: 'string',
	value: 'DIR',
	help: 'the folder of a database kept in files (default: in memory)',
};
