/** Everything, for programs: one JSON object at the end. */

import { countTests } from '../testReport.js';
import type { Reporter, ReporterOptions } from './reporter.js';

export function jsonReporter({ write }: ReporterOptions): Reporter {
	return {
		file: () => undefined,
		end(reports, elapsedMs) {
			const { passed, failed, skipped, recorded } = countTests(reports);
			write(
				`${JSON.stringify({ passed, failed, skipped, recorded, elapsedMs, files: reports }, undefined, '\t')}\n`,
			);
		},
	};
}
