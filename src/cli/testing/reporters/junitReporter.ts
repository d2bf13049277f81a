/** JUnit's XML as CI servers read it: a suite a file, a case a test. */

import { isFailed, type ReportedTest, type TestReport } from '../testReport.js';
import type { Reporter, ReporterOptions } from './reporter.js';

export function junitReporter({ write }: ReporterOptions): Reporter {
	return {
		file: () => undefined,
		end(reports, elapsedMs) {
			const suites = reports.map(suite).join('');
			const counts = countsOf(reports.flatMap(casesOf));
			const head = attributes({ name: 'sqlnb', ...counts, time: seconds(elapsedMs) });
			write(
				`<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${head}>\n${suites}</testsuites>\n`,
			);
		},
	};
}

/** A file that could not be run is one case that has an error. */
function casesOf({ file, tests, problem }: TestReport): readonly ReportedTest[] {
	if (problem === undefined) return tests;
	const rest = {
		code: undefined,
		hint: undefined,
		line: 1,
		column: 1,
		excerpt: [],
		difference: [],
	};
	const failure = { ...rest, message: problem, expected: undefined, actual: undefined };
	const broken: ReportedTest = {
		name: file,
		role: 'setup',
		status: 'errored',
		isRecorded: false,
		elapsedMs: 0,
		line: 1,
		failures: [failure],
		reason: undefined,
	};
	return [...tests, broken];
}

function countsOf(cases: readonly ReportedTest[]) {
	const count = (status: ReportedTest['status']) =>
		cases.filter(one => one.status === status).length;
	return {
		tests: cases.length,
		failures: count('failed'),
		errors: count('errored'),
		skipped: count('skipped'),
	};
}

function suite(report: TestReport): string {
	const { file, elapsedMs } = report;
	const cases = casesOf(report);
	const head = attributes({ name: file, file, ...countsOf(cases), time: seconds(elapsedMs) });
	const told = report.warnings.map(
		({ message, line, column }) => `${file}:${line}:${column}: warning: ${message}\n`,
	);
	const noted = told.length > 0 ? `    <system-err>${escaped(told.join(''))}</system-err>\n` : '';
	const inside = cases.map(one => testCase(one, file)).join('') + noted;
	return `  <testsuite${head}>\n${inside}  </testsuite>\n`;
}

function testCase(test: ReportedTest, file: string): string {
	const { name, line, elapsedMs, status, failures, reason } = test;
	const classname = file.replace(/\.(?:sqlnb|nb\.sql|sql)$/i, '').replaceAll('/', '.');
	const head = `    <testcase${attributes({ name, classname, file, line, time: seconds(elapsedMs) })}`;
	if (status === 'skipped') {
		return `${head}>\n      <skipped${attributes({ message: reason ?? '' })}/>\n    </testcase>\n`;
	}
	if (!isFailed(test)) return `${head}/>\n`;
	const element = status === 'errored' ? 'error' : 'failure';
	const told = failures.map(({ message, code, ...failure }) => {
		const place = `${file}:${failure.line}:${failure.column}: ${message}`;
		const body = [place, ...failure.excerpt, ...failure.difference].join('\n');
		const type = code ?? (status === 'errored' ? 'Error' : 'AssertionError');
		return `      <${element}${attributes({ message, type })}>${escaped(body)}</${element}>\n`;
	});
	return `${head}>\n${told.join('')}    </testcase>\n`;
}

function seconds(elapsedMs: number): string {
	return (elapsedMs / 1000).toFixed(3);
}

function attributes(values: Readonly<Record<string, string | number>>): string {
	return Object.entries(values)
		.map(([name, value]) => ` ${name}="${escaped(String(value)).replaceAll('\n', '&#10;')}"`)
		.join('');
}

function escaped(text: string): string {
	const entities: Readonly<Record<string, string>> = {
		'&': '&amp;',
		'<': '&lt;',
		'>': '&gt;',
		'"': '&quot;',
	};
	return (
		text
			.replace(/[&<>"]/g, character => entities[character] ?? character)
			// What XML cannot hold at all.
			.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd')
	);
}
