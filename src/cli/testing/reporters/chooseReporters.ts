/** `--reporter NAME` and `--reporter NAME=FILE`: who is told, and where to. */

import fs from 'node:fs';
import path from 'node:path';
import { colorsOf } from '../../colors.js';
import { Failure, Misuse } from '../../command.js';
import { githubReporter } from './githubReporter.js';
import { jsonReporter } from './jsonReporter.js';
import { junitReporter } from './junitReporter.js';
import type { Reporter, ReporterOptions } from './reporter.js';
import { tapReporter } from './tapReporter.js';
import { textReporter } from './textReporter.js';

const REPORTERS: Readonly<Record<string, (options: ReporterOptions) => Reporter>> = {
	text: textReporter,
	tap: tapReporter,
	junit: junitReporter,
	github: githubReporter,
	json: jsonReporter,
};

export const REPORTER_NAMES = Object.keys(REPORTERS);

export interface ReporterChoice {
	readonly name: string;
	/** undefined: standard output. */
	readonly file: string | undefined;
}

/** Text for people unless another one writes to standard output; in GitHub's workflows also annotations. */
export function chooseReporters(
	words: readonly string[],
	environment: Readonly<Record<string, string | undefined>>,
): ReporterChoice[] {
	const choices = words.map(word => {
		const [name = '', file] = word.split(/=(.*)/s);
		if (REPORTERS[name] === undefined) {
			throw new Misuse(`--reporter is one of ${REPORTER_NAMES.join(', ')}, not '${name}'`);
		}
		return { name, file: file === '' ? undefined : file };
	});
	const printing = choices.filter(({ file }) => file === undefined);
	const [first, second] = printing.filter(({ name }) => name !== 'github');
	if (first && second) {
		throw new Misuse(
			`only one of ${first.name} and ${second.name} can be printed; the other needs a file: --reporter ${second.name}=FILE`,
		);
	}
	if (printing.length === 0) choices.unshift({ name: 'text', file: undefined });
	const isText = choices.some(({ name, file }) => name === 'text' && file === undefined);
	const hasGithub = choices.some(({ name }) => name === 'github');
	if (environment['GITHUB_ACTIONS'] === 'true' && isText && !hasGithub) {
		choices.push({ name: 'github', file: undefined });
	}
	return choices;
}

/** All of them as one. Files are written at the end. */
export function openReporters(
	choices: readonly ReporterChoice[],
	options: ReporterOptions,
): Reporter {
	const opened = choices.map(({ name, file }) => {
		let text = '';
		const write = file === undefined ? options.write : (more: string) => (text += more);
		const colors = file === undefined ? options.colors : colorsOf({ isTTY: false });
		const reporter = REPORTERS[name]?.({ ...options, colors, write });
		return { reporter, save: () => file !== undefined && writeFile(file, text) };
	});
	return {
		file: report => opened.forEach(({ reporter }) => reporter?.file(report)),
		end: (reports, elapsedMs) =>
			opened.forEach(({ reporter, save }) => {
				reporter?.end(reports, elapsedMs);
				save();
			}),
	};
}

function writeFile(file: string, text: string): void {
	try {
		fs.mkdirSync(path.dirname(file), { recursive: true });
		fs.writeFileSync(file, text);
	} catch (error) {
		throw new Failure(`cannot write ${file}: ${(error as Error).message}`);
	}
}
