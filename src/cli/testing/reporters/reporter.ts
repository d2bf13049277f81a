/** What every reporter is: it is told of files in order, and at the end of all of them. */

import type { Colors } from '../../colors.js';
import type { TestReport } from '../testReport.js';

export interface Reporter {
	file(report: TestReport): void;
	end(reports: readonly TestReport[], elapsedMs: number): void;
}

export interface ReporterOptions {
	/** Takes text as it is, line ends included. */
	readonly write: (text: string) => void;
	readonly colors: Colors;
	/** All tests by name, also of files that passed. */
	readonly isVerbose: boolean;
}

/** For people: 3 ms, 1.2 s. */
export function duration(elapsedMs: number): string {
	return elapsedMs < 1000 ? `${Math.round(elapsedMs)} ms` : `${(elapsedMs / 1000).toFixed(1)} s`;
}
