/**
 * Tests files side by side, each in a process of its own: this very program, told by its first word to wait for files.
 * One process takes one file after another. One that ends by itself costs the file it was at.
 */

import { fork, type ChildProcess } from 'node:child_process';
import { shownPath, testFile, type TestFileOptions } from './testFile.js';
import type { TestReport } from './testReport.js';

const WORD = '--test-process';

interface Question {
	readonly file: string;
	readonly options: TestFileOptions;
}

interface Answer {
	readonly report: TestReport;
}

export function isTestProcess(words: readonly string[]): boolean {
	return words[0] === WORD && process.send !== undefined;
}

/** Ends with the program that started it. */
export function serveTests(): void {
	process.on('message', ({ file, options }: Question) => {
		void testFile(file, options).then(report => {
			const answer: Answer = { report };
			process.send?.(answer);
		});
	});
}

/** Reports come in the order of the files, each as soon as those before it are there. */
export async function testFiles(
	files: readonly string[],
	options: TestFileOptions,
	jobs: number,
	tell: (report: TestReport) => void,
): Promise<TestReport[]> {
	const reports: (TestReport | undefined)[] = files.map(() => undefined);
	let told = 0;
	const keep = (index: number, report: TestReport) => {
		reports[index] = report;
		for (let next = reports[told]; next !== undefined; next = reports[++told]) tell(next);
	};
	let taken = 0;
	const work = async (test: (file: string) => Promise<TestReport>) => {
		while (taken < files.length) {
			const index = taken++;
			keep(index, await test(files[index] ?? ''));
		}
	};
	const count = Math.min(jobs, files.length);
	if (count <= 1) await work(file => testFile(file, options));
	else {
		await Promise.all(
			Array.from({ length: count }, async () => {
				const tester = new Tester(options);
				await work(file => tester.test(file)).finally(() => tester.end());
			}),
		);
	}
	return reports.filter(report => report !== undefined);
}

class Tester {
	readonly #options: TestFileOptions;
	#child: ChildProcess | undefined;

	constructor(options: TestFileOptions) {
		this.#options = options;
	}

	test(file: string): Promise<TestReport> {
		const options = this.#options;
		const child = (this.#child ??= start());
		return new Promise(resolve => {
			const settle = (report: TestReport) => {
				child.removeAllListeners();
				resolve(report);
			};
			const fail = (reason: string) => {
				this.#child = undefined;
				const problem = `the process that tested it ended: ${reason}`;
				const name = shownPath(file, options.base);
				settle({ file: name, tests: [], problem, warnings: [], recorded: 0, elapsedMs: 0 });
			};
			child.once('message', message => {
				settle((message as Answer).report);
			});
			child.once('error', error => {
				fail(error.message);
			});
			child.once('exit', (code, signal) => {
				fail(signal ?? `code ${code ?? 0}`);
			});
			const question: Question = { file, options };
			child.send(question);
		});
	}

	end(): void {
		this.#child?.disconnect();
	}
}

function start(): ChildProcess {
	return fork(process.argv[1] ?? '', [WORD], { serialization: 'advanced' });
}
