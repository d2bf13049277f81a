/** Annotations of GitHub's workflows: each failure at its line of the notebook. */

import { isFailed } from '../testReport.js';
import type { Reporter, ReporterOptions } from './reporter.js';

export function githubReporter({ write }: ReporterOptions): Reporter {
	const error = (properties: Readonly<Record<string, string | number>>, message: string) => {
		const told = Object.entries(properties)
			.map(([name, value]) => `${name}=${property(String(value))}`)
			.join(',');
		write(`::error ${told}::${data(message)}\n`);
	};
	return {
		file({ file, tests, problem }) {
			if (problem !== undefined) error({ file, title: 'sqlnb test' }, problem);
			for (const test of tests.filter(isFailed)) {
				for (const { message, code, hint, line, column, difference } of test.failures) {
					const text = [
						code === undefined ? message : `${message} (${code})`,
						...difference,
						...(hint === undefined ? [] : [`hint: ${hint}`]),
					].join('\n');
					error({ file, line, col: column, title: test.name }, text);
				}
			}
		},
		end: () => undefined,
	};
}

function data(text: string): string {
	return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
	return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
