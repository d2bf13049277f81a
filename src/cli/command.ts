/**
 * What a command of `sqlnb` is: its words on the command line, its help as data, and what it does.
 *
 * A command returns its exit code (0: done, 1: something in the SQL or the data failed) or throws: Misuse for a command
 * line that cannot be meant (exit code 2), Failure for what went wrong in words for the user (exit code 1).
 */

import type { CommandLine } from './commandLine.js';

export interface Command {
	readonly name: string;
	/** One line of `sqlnb --help`. */
	readonly summary: string;
	/** What stands behind the name: `FILE... [options]`. */
	readonly usage: string;
	readonly options: Readonly<Record<string, CommandOption>>;
	readonly examples: readonly Example[];
	/** Paragraphs between options and examples. */
	readonly notes?: readonly string[];
	run(line: CommandLine): Promise<number>;
}

export interface CommandOption {
	readonly type: 'string' | 'boolean';
	/** One letter. */
	readonly short?: string;
	/** May be given several times. */
	readonly multiple?: boolean;
	/** What stands for the value in the help: `FILE`, `NAME=VALUE`. */
	readonly value?: string;
	readonly help: string;
}

export interface Example {
	readonly line: string;
	/** What it does, where the line does not say so itself. */
	readonly says?: string;
}

/** The command line cannot be meant; ends with a pointer to the command's help. */
export class Misuse extends Error {
	override readonly name = 'Misuse';
}

/** Something outside the program is not as it should be. */
export class Failure extends Error {
	override readonly name = 'Failure';
	/** The way out. */
	readonly hint: string | undefined;

	constructor(message: string, hint?: string) {
		super(message);
		this.hint = hint;
	}
}
