/** Running a yaml cell: it declares destinations, and shows them as a table. */

import type { CellOutput, GridOutput, TextSpan } from '../../protocol/output.js';
import type { EngineDatabase, EngineResult } from '../session/enginePort.js';
import { readYamlCell } from './yamlCell.js';

const COLUMNS = `SELECT value ->> 'name' AS destination, value ->> 'table_name' AS table_name,
	coalesce(value ->> 'mode', 'append') AS mode, value ->> 'merge_keys' AS merge_keys,
	coalesce(value ->> 'batch_size', 10000) AS batch_size,
	coalesce(value -> 'create_table_if_not_exists', 'true') AS create_table_if_not_exists
	FROM json_each(?)`;

export function declareCell(
	source: string,
	database: EngineDatabase,
	grid: (
		result: EngineResult,
		at: { readonly index: number; readonly span: TextSpan },
	) => GridOutput,
): CellOutput[] {
	const { destinations, problems } = readYamlCell(source);
	const whole = { start: 0, end: source.length };
	const problem = problems.find(({ severity }) => severity === 'error');
	if (problem) {
		const { message, span } = problem;
		const error = { code: 'SQLITE_ERROR', message, span, hint: undefined };
		return [{ type: 'error', statementIndex: 0, span: whole, elapsedMs: 0, error }];
	}
	const rows = destinations.map(({ name, settings }) => ({
		name,
		...settings,
		merge_keys: settings.merge_keys?.join(', '),
	}));
	const result = database.prepare(COLUMNS).openResult(JSON.stringify(rows));
	return [grid(result, { index: 0, span: whole })];
}
