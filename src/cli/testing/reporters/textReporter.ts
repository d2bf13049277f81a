/**
 * Tests for people: a line for a file that passed; for any other each failure with its place, the line there, and what
 * was expected against what was found.
 */

import { countTests, isFailed, type ReportedFailure, type ReportedTest } from '../testReport.js';
import { plural } from '../../plural.js';
import { duration, type Reporter, type ReporterOptions } from './reporter.js';

export function textReporter({ write, colors, isVerbose }: ReporterOptions): Reporter {
	const { red, green, yellow, dim, bold } = colors;
	const line = (text: string) => write(`${text}\n`);

	function test(one: ReportedTest): void {
		const name = one.role === 'setup' ? `${one.name} ${dim('(set-up)')}` : one.name;
		const time = dim(`(${duration(one.elapsedMs)})`);
		if (one.status === 'skipped') line(`  ${yellow('-')} ${name} ${dim(`(${one.reason ?? ''})`)}`);
		else if (one.isRecorded) line(`  ${yellow('●')} ${name} ${dim('(recorded)')}`);
		else if (one.status === 'passed') line(`  ${green('✓')} ${name} ${time}`);
		else line(`  ${red('✗')} ${name} ${time}`);
	}

	function failure(file: string, one: ReportedFailure): void {
		const code = one.code === undefined ? '' : ` (${one.code})`;
		line(`      ${bold(`${file}:${one.line}:${one.column}`)}: ${red(one.message)}${code}`);
		const [text, mark] = one.excerpt;
		if (text !== undefined) line(`        ${text}\n        ${red(mark ?? '')}`);
		for (const changed of one.difference) {
			if (changed === '@') line(`        ${dim('...')}`);
			else {
				const colour = changed.startsWith('-') ? red : changed.startsWith('+') ? green : dim;
				line(`        ${colour(`${changed[0] ?? ' '} ${changed.slice(1)}`)}`);
			}
		}
		if (one.hint !== undefined) line(`        hint: ${one.hint}`);
	}

	return {
		file({ file, tests, problem, warnings, elapsedMs }) {
			const counted = plural(tests.filter(({ role }) => role === 'test').length, 'test');
			const time = dim(`(${counted}, ${duration(elapsedMs)})`);
			const hasFailed = problem !== undefined || tests.some(isFailed);
			const sign = hasFailed ? red('✗') : tests.length === 0 ? yellow('-') : green('✓');
			line(`${sign} ${bold(file)} ${time}`);
			if (problem !== undefined) line(`  ${red(problem)}`);
			for (const { message, ...at } of warnings) {
				line(`  ${bold(`${file}:${at.line}:${at.column}`)}: ${yellow(`warning: ${message}`)}`);
			}
			for (const one of tests) {
				const isQuiet = one.status === 'passed' && !one.isRecorded;
				if (!isQuiet || isVerbose) test(one);
				for (const found of one.failures) failure(file, found);
			}
		},
		end(reports, elapsedMs) {
			const { passed, failed, skipped, recorded, files } = countTests(reports);
			const parts = [
				failed > 0 ? red(`${failed} failed`) : '',
				passed > 0 || failed === 0 ? green(`${passed} passed`) : '',
				skipped > 0 ? yellow(`${skipped} skipped`) : '',
				recorded > 0 ? yellow(`${recorded} recorded`) : '',
			].filter(text => text !== '');
			line(`\n${parts.join(', ')} in ${plural(files, 'file')} (${duration(elapsedMs)})`);
			const isUnrecorded = reports.some(({ tests }) =>
				tests.some(({ failures }) => failures.some(({ difference }) => difference.length > 0)),
			);
			if (isUnrecorded) line(dim('sqlnb test --update writes what was found into the notebooks'));
		},
	};
}
