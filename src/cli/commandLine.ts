/**
 * The words after a command's name, read by its own options.
 *
 * Unknown options, missing values and surplus words are Misuse with the nearest known word. `--option=value` and
 * `--option value` are the same, `--` ends the options, a lone `-` is a word (standard input or output).
 */

import { parseArgs } from 'node:util';
import { Misuse, type Command } from './command.js';
import { nearest } from './nearest.js';

export interface CommandLine {
	/** Words that are no options. */
	readonly words: readonly string[];
	flag(option: string): boolean;
	text(option: string): string | undefined;
	texts(option: string): readonly string[];
	/** `fallback` where the option is not given; anything but a whole number from `least` on is Misuse. */
	wholeNumber(option: string, fallback: number, least?: number): number;
	choice<T extends string>(option: string, choices: readonly T[]): T | undefined;
	/** The only word; Misuse when there is none or another. `what` stands in the message: 'a file'. */
	onlyWord(what: string): string;
}

type Values = Readonly<Record<string, readonly (string | true)[]>>;

export function readCommandLine(command: Command, args: readonly string[]): CommandLine {
	const { name, options } = command;
	const { tokens } = parseArgs({
		args: [...args],
		strict: false,
		allowPositionals: true,
		tokens: true,
		options: Object.fromEntries(
			Object.entries(options).map(([option, { type, short }]) => [
				option,
				{ type, ...(short === undefined ? {} : { short }) },
			]),
		),
	});
	const words: string[] = [];
	const values: Record<string, (string | true)[]> = {};
	for (const token of tokens) {
		if (token.kind === 'positional') words.push(token.value);
		if (token.kind !== 'option') continue;
		const option = options[token.name];
		if (option === undefined) throw unknownOption(command, token.rawName);
		if (option.type === 'boolean' && token.value !== undefined) {
			throw new Misuse(`${token.rawName} takes no value`);
		}
		const isNextOption =
			token.inlineValue === false && /^--[a-z]/.test(token.value) && token.value.length > 3;
		// An empty one is a variable of a script that is not set; SQL may be empty.
		const isEmpty = token.value === '' && token.name !== 'command';
		if (option.type === 'string' && (token.value === undefined || isNextOption || isEmpty)) {
			throw new Misuse(
				`${token.rawName} needs a value: ${token.rawName} ${option.value ?? 'TEXT'}`,
			);
		}
		const given = (values[token.name] ??= []);
		if (given.length > 0 && option.multiple !== true && option.type === 'string') {
			throw new Misuse(`${token.rawName} is given twice`);
		}
		given.push(token.value ?? true);
	}
	return commandLine(name, words, values);
}

function commandLine(command: string, words: readonly string[], values: Values): CommandLine {
	const texts = (option: string) =>
		(values[option] ?? []).filter(value => typeof value === 'string');
	const text = (option: string) => texts(option)[0];
	return {
		words,
		texts,
		text,
		flag: option => values[option] !== undefined,
		wholeNumber(option, fallback, least = 0) {
			const given = text(option);
			if (given === undefined) return fallback;
			const number = Number(given);
			if (/^\d+$/.test(given) && Number.isSafeInteger(number) && number >= least) return number;
			throw new Misuse(`--${option} is a whole number, ${least} or more, not '${given}'`);
		},
		choice<T extends string>(option: string, choices: readonly T[]): T | undefined {
			const given = text(option);
			if (given === undefined) return undefined;
			const found = choices.find(choice => choice === given);
			if (found !== undefined) return found;
			throw new Misuse(`--${option} is one of ${choices.join(', ')}, not '${given}'`);
		},
		onlyWord(what) {
			const [word, surplus] = words;
			if (word === undefined) throw new Misuse(`${command} needs ${what}`);
			if (surplus !== undefined) {
				throw new Misuse(`${command} takes ${what}, and no more: what is '${surplus}'?`);
			}
			return word;
		},
	};
}

function unknownOption({ name, options }: Command, given: string): Misuse {
	const known = [...Object.keys(options), 'help'];
	const near = nearest(given.replace(/^-+/, ''), known);
	const question = near === undefined ? '' : `; did you mean --${near}?`;
	return new Misuse(`${name} has no option ${given}${question}`);
}
