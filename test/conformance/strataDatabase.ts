/** Our engine behind the runner's interface. */

import { Database } from '../../src/library/index.js';
import type { CellValue, ConformanceDatabase } from './scriptRunner.js';

export function openStrata(): ConformanceDatabase {
	const database = new Database();
	return {
		execute: sql => {
			database.exec(sql);
		},
		query: sql => database.prepare(sql).raw().all() as CellValue[][],
	};
}
