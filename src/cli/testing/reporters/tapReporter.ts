/** The Test Anything Protocol, version 14: one point a test, failures as YAML (of which JSON is a part) below it. */

import { isFailed, type ReportedTest } from '../testReport.js';
import type { Reporter, ReporterOptions } from './reporter.js';

export function tapReporter({ write }: ReporterOptions): Reporter {
	let count = 0;
	write('TAP version 14\n');
	const point = (isOk: boolean, name: string, directive = '') =>
		write(`${isOk ? 'ok' : 'not ok'} ${++count} - ${name.replace(/[#\\]/g, '\\$&')}${directive}\n`);
	const details = (values: Readonly<Record<string, unknown>>) => {
		const lines = Object.entries(values)
			.filter(([, value]) => value !== undefined)
			.map(([key, value]) => `  ${key}: ${JSON.stringify(value)}\n`);
		write(`  ---\n${lines.join('')}  ...\n`);
	};
	return {
		file({ file, tests, problem, warnings }) {
			for (const { message, line, column } of warnings) {
				write(`# ${file}:${line}:${column}: warning: ${message}\n`);
			}
			if (problem !== undefined) {
				point(false, file);
				details({ message: problem, severity: 'fail' });
			}
			for (const test of tests) {
				const isSkipped = test.status === 'skipped';
				const directive = isSkipped ? ` # SKIP ${(test.reason ?? '').replace(/\s+/g, ' ')}` : '';
				point(!isFailed(test), `${file} > ${test.name}`, directive.trimEnd());
				if (isFailed(test)) details(diagnosis(file, test));
			}
		},
		end: () => write(`1..${count}\n`),
	};
}

function diagnosis(
	file: string,
	{ failures, elapsedMs, status }: ReportedTest,
): Readonly<Record<string, unknown>> {
	const told = failures.map(({ message, code, line, column, expected, actual }) => {
		const at = `${file}:${line}:${column}`;
		return { message, code, at, expected, actual };
	});
	const rest = {
		severity: status === 'errored' ? 'error' : 'fail',
		duration_ms: Math.round(elapsedMs),
	};
	return told.length === 1 ? { ...told[0], ...rest } : { failures: told, ...rest };
}
