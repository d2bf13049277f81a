/** Annotations of GitHub's workflows: each failure and warning at its line of the notebook. */

import { isFailed } from '../testReport.js';
import type { Reporter, ReporterOptions } from './reporter.js';

export function githubReporter({ write }: ReporterOptions): Reporter {
	const annotate = (
		level: 'error' | 'warning',
		properties: Readonly<Record<string, string | number>>,
		message: string,
	) => {
		const told = Object.entries(properties)
			.map(([name, value]) => `${name}=${property(String(value))}`)
			.join(',');
		write(`::${level} ${told}::${data(message)}\n`);
	};
	return {
		file({ file, tests, problem, warnings }) {
			for (const { message, line, column } of warnings) {
				annotate('warning', { file, line, col: column, title: 'sqlnb test' }, message);
			}
			if (problem !== undefined) annotate('error', { file, title: 'sqlnb test' }, problem);
			for (const test of tests.filter(isFailed)) {
				for (const { message, code, hint, line, column, difference } of test.failures) {
					const text = [
						code === undefined ? message : `${message} (${code})`,
						...difference,
						...(hint === undefined ? [] : [`hint: ${hint}`]),
					].join('\n');
					annotate('error', { file, line, col: column, title: test.name }, text);
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
