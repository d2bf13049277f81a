/**
 * The `into` directive at work: the rows of a cell's last query go to their destination, all of them or none, and the
 * output shows the table that they went to.
 */

import type { CellOutput, ErrorMessage, GridOutput } from '../../protocol/output.js';
import type { WireValue } from '../../protocol/page.js';
import { readInto, type IntoOption } from './intoOption.js';
import type { EngineDatabase, EngineResult } from '../session/enginePort.js';
import { errorMessage, SessionError } from '../session/sessionError.js';
import { quoteName } from '../session/statementText.js';
import type { Destinations, Target } from './destinations.js';
import { fixesFor, type FailedWrite } from './writeFixes.js';
import type { Settings } from './settings.js';

/**
 * Writes rows to a table as its settings say: all or none. Throws errors for the reader, with the `setting` that they are
 * about where there is one, and when `isCancelled` says so.
 */
export interface DestinationPort {
	write(
		settings: Settings & { readonly table_name: string },
		source: WrittenRows,
		hooks: WriteHooks,
	): WriteReport;
}

export interface WrittenRows {
	readonly columns: readonly string[];
	readonly rowCount: number;
	rows(start: number, count: number): readonly (readonly WireValue[])[];
}

export interface WriteHooks {
	readonly isCancelled: () => boolean;
	/** After each batch. */
	readonly written: (rows: number) => void;
}

export interface WriteReport {
	readonly inserted: number;
	readonly updated: number;
	readonly deleted: number;
	readonly unchanged: number;
	/** Advice about the data, e.g. columns of mixed types. */
	readonly hints: readonly string[];
}

export interface IntoContext {
	readonly database: EngineDatabase;
	readonly destinations: Destinations;
	readonly port: DestinationPort | undefined;
	readonly now: () => number;
	readonly isCancelled: () => boolean;
	readonly written: (rows: number, total: number, table: string) => void;
	readonly resultOf: (output: GridOutput) => EngineResult;
	/** Lets go of the query's own result. */
	readonly release: (output: GridOutput) => void;
	readonly grid: (result: EngineResult, replaced: GridOutput, elapsedMs: number) => GridOutput;
}

/** Rows of the table that the output can page through. */
const SHOWN_ROWS = 100_000;

/** The outputs with the last query's in it replaced. Precondition: none of them is an error. */
export function writeInto(
	source: string,
	outputs: readonly CellOutput[],
	context: IntoContext,
): CellOutput[] | undefined {
	const into = readInto(source);
	if (!into) return undefined;
	const last = outputs.at(-1);
	const start = context.now();
	try {
		if (last?.type !== 'grid') {
			throw new SessionError(
				'SQLITE_ERROR',
				'into: the cell’s last statement gives no rows',
				'end the cell with a query',
			);
		}
		return [...outputs.slice(0, -1), write(into, last, context, start)];
	} catch (error) {
		const columns = last?.type === 'grid' ? last.columns.map(({ name }) => name) : [];
		const message = failure(error, { source, target: targetOf(into, context), columns }, into);
		const at = { statementIndex: outputs.length, span: into.span };
		return [...outputs, { type: 'error', ...at, elapsedMs: context.now() - start, error: message }];
	}
}

function write(
	into: IntoOption,
	query: GridOutput,
	context: IntoContext,
	start: number,
): GridOutput {
	const { database, destinations, port } = context;
	if (!port) throw new SessionError('SQLITE_ERROR', 'into: there are no destinations here');
	const { settings } = destinations.resolve(into);
	const result = context.resultOf(query);
	const report = port.write(
		settings,
		{
			columns: result.columns.map(({ name }) => name),
			rowCount: result.rowCount,
			rows: (first, count) => result.rows(first, count),
		},
		{
			isCancelled: context.isCancelled,
			written: rows => context.written(rows, result.rowCount, settings.table_name),
		},
	);
	context.release(query);
	const table = quoteName(settings.table_name);
	const shown = database.prepare(`SELECT * FROM ${table} LIMIT ${SHOWN_ROWS + 1}`).openResult();
	const grid = context.grid(shown, query, query.elapsedMs + context.now() - start);
	const { inserted, updated, deleted } = report;
	const notice = noticeOf(report, settings, shown.rowCount);
	return { ...grid, changes: inserted + updated + deleted, notice };
}

/** `results: 2 rows inserted, 1 updated` */
function noticeOf(report: WriteReport, { table_name: table }: Settings, shownRows: number): string {
	const count = new Intl.NumberFormat('en-US');
	const facts = (['inserted', 'updated', 'deleted', 'unchanged'] as const)
		.filter(fact => report[fact] > 0)
		.map(fact => `${count.format(report[fact])} ${fact}`);
	const lines = [
		`Table ${table ?? ''}: ${facts.length === 0 ? 'no row was written' : facts.join(', ')}.`,
	];
	if (shownRows > SHOWN_ROWS) lines.push(`Its first ${count.format(SHOWN_ROWS)} rows are shown.`);
	return [...lines, ...report.hints].join(' ');
}

function failure(error: unknown, failed: FailedWrite, into: IntoOption): ErrorMessage {
	const message: ErrorMessage = { ...errorMessage(error), span: into.span };
	const { setting } = error as { readonly setting?: string };
	const fixes = fixesFor(setting, failed);
	return fixes.length === 0 ? message : { ...message, fixes };
}

function targetOf(into: IntoOption, { destinations }: IntoContext): Target | undefined {
	try {
		return destinations.resolve(into);
	} catch {
		return undefined;
	}
}
