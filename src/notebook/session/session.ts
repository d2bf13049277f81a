/**
 * A notebook's running database: cells go in, outputs come out.
 *
 * Cells run one after another, statements in order; the first error ends its cell. Each statement gives
 * one output. A result's rows stay in the engine and are paged by handle. With `layeredCells` a cell that
 * changed the database runs again from the state before it (cellHistory.ts). The session knows no worker
 * and no editor: the CLI drives it directly.
 */

import { splitStatements } from '../../engine/index.js';
import type {
	AssertOutput,
	CellOutput,
	CellRunResult,
	ErrorMessage,
	GridOutput,
	TextSpan,
} from '../../protocol/output.js';
import { isBoxedReal } from '../../protocol/pageCodec.js';
import { pageToJson } from '../../protocol/pageJson.js';
import type { FilePort } from '../csv/filePort.js';
import { holdsSql } from '../format/cellText.js';
import { Destinations, type YamlSource } from '../into/destinations.js';
import { writeInto, type DestinationPort } from '../into/writeInto.js';
import { declareCell } from '../into/declareCell.js';
import { readExpectation, type PlacedExpectation } from '../testing/expectation.js';
import { judge } from '../testing/judge.js';
import { skipReason } from '../testing/skipReason.js';
import { checkAssertion } from './assertion.js';
import { CellHistory } from './cellHistory.js';
import { CellViews } from './cellViews.js';
import type { EngineDatabase, EngineResult, EngineStatement } from './enginePort.js';
import { ResultStore } from './resultStore.js';
import { errorMessage, SessionError } from './sessionError.js';
import {
	csvPaths,
	parameterNames,
	readsQuery,
	statementVerb,
	writesRows,
} from './statementText.js';
import { Trial } from './trial.js';

export interface SessionOptions {
	readonly database: EngineDatabase;
	readonly files: FilePort;
	readonly layeredCells: boolean;
	readonly firstPageRows: number;
	/** Asked before every statement; the engine asks the same while one runs. */
	readonly isCancelled: () => boolean;
	readonly now: () => number;
	/** Lets messages through between statements. */
	readonly pause: () => Promise<void>;
	readonly listener: SessionListener;
	/** Where results with an `into` directive go; absent: nowhere. */
	readonly destinations?: DestinationPort | undefined;
}

export interface SessionListener {
	/** What follows until the next call is this cell's doing; undefined: nobody's. */
	running?(cellId: string | undefined): void;
	/** Changes of the session's own follow (views of named cells), or are over. */
	muted?(isMuted: boolean): void;
	output?(cellId: string, output: CellOutput): void;
	progress?(cellId: string, statementIndex: number, statementCount: number): void;
	/** Rows of a cell's result that are in their destination. */
	written?(cellId: string, rows: number, total: number, table: string): void;
}

export interface CellRun {
	readonly cellId: string;
	readonly source: string;
	readonly name: string | undefined;
	readonly kind: string;
	/** Bound where a statement names them. */
	readonly parameters?: readonly CellParameter[] | undefined;
	/** The notebook's yaml cells as they are now; absent: those that ran. */
	readonly declarations?: readonly YamlSource[] | undefined;
}

/** What a run gives, for those who may not name the protocol. */
export type CellRunOutcome = CellRunResult;

export interface CellParameter {
	readonly name: string;
	/** SQL expression, evaluated each time; undefined is NULL. */
	readonly defaultValue: string | undefined;
}

/** Longest text or blob sent in a first page; the rest is asked for. */
export const FIRST_PAGE_CELL_LENGTH = 2_000;

interface StatementRun {
	readonly cell: CellRun;
	readonly sql: string;
	readonly span: TextSpan;
	readonly index: number;
}

export class Session {
	readonly results = new ResultStore();
	readonly history: CellHistory;
	readonly destinations = new Destinations();
	readonly #options: SessionOptions;
	readonly #views: CellViews;
	#layeredCells: boolean;
	#executionOrder = 0;
	#queue: Promise<unknown> = Promise.resolve();

	constructor(options: SessionOptions) {
		this.#options = options;
		this.#layeredCells = options.layeredCells;
		this.history = new CellHistory(options.database);
		this.#views = new CellViews(options.database);
	}

	/** Turning layers off lets go of every kept state. */
	setLayeredCells(isOn: boolean): void {
		if (!isOn) this.history.clear();
		this.#layeredCells = isOn;
	}

	/** Runs after every cell asked for before; never rejects because of the cell's SQL. */
	runCell(cell: CellRun): Promise<CellRunResult> {
		const run = this.#queue.then(() => this.#run(cell));
		this.#queue = run.catch(() => undefined);
		return run;
	}

	/** Does something to the database between cells, in turn with them. */
	exclusively<T>(work: () => T | Promise<T>): Promise<T> {
		const done = this.#queue.then(work);
		this.#queue = done.catch(() => undefined);
		return done;
	}

	/** A page-able result outside any cell. */
	preview(sql: string): GridOutput {
		const { now } = this.#options;
		const start = now();
		const result = this.#options.database.prepare(sql).openResult();
		const span = { start: 0, end: sql.length };
		return this.#grid(result, undefined, { index: 0, span }, now() - start, 0);
	}

	close(): void {
		this.results.clear();
		this.history.clear();
	}

	async #run(cell: CellRun): Promise<CellRunResult> {
		const { database, now, listener } = this.#options;
		const start = now();
		const executionOrder = ++this.#executionOrder;
		this.results.releaseCell(cell.cellId);
		if (cell.declarations) this.destinations.declareAll(cell.declarations);
		listener.running?.(cell.cellId);
		try {
			const rewind = this.#rewind(cell.cellId);
			this.#quietly(() => this.#views.drop(cell.cellId));
			const before =
				this.#layeredCells && !database.inTransaction ? database.snapshot() : undefined;
			const wasInTransaction = database.inTransaction;
			const trial = cell.kind === 'assert' ? new Trial(database) : undefined;
			const skipped = holdsSql(cell.kind) ? skipReason(cell.source) : undefined;
			const isJudged = holdsSql(cell.kind) && skipped === undefined;
			const expectation = isJudged ? readExpectation(cell.source) : undefined;
			const ran =
				skipped === undefined
					? // A query that is compared is not asked whether it is true.
						await this.#runAndWrite(expectation ? { ...cell, kind: 'sql' } : cell)
					: [skippedOutput(skipped)];
			const notices = [...rewind.notices, ...(trial?.end() ?? [])];
			if (this.#layeredCells) {
				const hasChanged = trial === undefined && this.#hasChanged(before, wasInTransaction, ran);
				this.history.record(cell.cellId, before, hasChanged);
			}
			const outputs = expectation ? this.#judge(ran, expectation) : ran;
			const status = statusOf(outputs);
			if (status === 'ok' && !trial) notices.push(...this.#nameResult(cell, ran));
			return {
				cellId: cell.cellId,
				status,
				executionOrder,
				outputs,
				elapsedMs: now() - start,
				staleCells: rewind.staleCells,
				notices,
				inTransaction: database.inTransaction,
			};
		} finally {
			listener.running?.(undefined);
		}
	}

	/** The result of the last query goes where the cell's `into` says. */
	async #runAndWrite(cell: CellRun): Promise<readonly CellOutput[]> {
		const outputs = await this.#runStatements(cell);
		if (outputs.some(hasFailed) || !holdsSql(cell.kind)) return outputs;
		const { database, destinations: port, now, isCancelled, listener } = this.#options;
		const written = writeInto(cell.source, outputs, {
			database,
			destinations: this.destinations,
			port,
			now,
			isCancelled,
			written: (rows, total, table) => listener.written?.(cell.cellId, rows, total, table),
			resultOf: ({ handle }) => this.results.get(handle),
			release: ({ handle }) => this.results.release([handle]),
			grid: (result, { statementIndex: index, span }, elapsedMs) =>
				this.#grid(result, cell.cellId, { index, span }, elapsedMs, 0),
		});
		return written ?? outputs;
	}

	#judge(outputs: readonly CellOutput[], expectation: PlacedExpectation): CellOutput[] {
		return judge(outputs, expectation, ({ handle }, count) =>
			this.results.get(handle).rows(0, count),
		);
	}

	#quietly<T>(work: () => T): T {
		const { listener } = this.#options;
		listener.muted?.(true);
		try {
			return work();
		} finally {
			listener.muted?.(false);
		}
	}

	#rewind(cellId: string): ReturnType<CellHistory['rewind']> {
		if (!this.#layeredCells) return { staleCells: [], notices: [] };
		return this.history.rewind(cellId);
	}

	/** Inside a transaction states are not compared: whatever may write counts. */
	#hasChanged(
		before: { readonly id: number } | undefined,
		wasInTransaction: boolean,
		outputs: readonly CellOutput[],
	): boolean {
		const { database } = this.#options;
		if (database.inTransaction || wasInTransaction || before === undefined) {
			return outputs.some(output => output.type !== 'grid' || output.changes > 0);
		}
		const after = database.snapshot();
		after.release();
		return after.id !== before.id;
	}

	async #runStatements(cell: CellRun): Promise<CellOutput[]> {
		const { isCancelled, listener, pause } = this.#options;
		const outputs: CellOutput[] = [];
		if (cell.kind === 'yaml') {
			this.destinations.declare(cell);
			return declareCell(cell.source, this.#options.database, (result, at) =>
				this.#grid(result, cell.cellId, at, 0, 0),
			);
		}
		if (!holdsSql(cell.kind)) {
			const error = new SessionError('SQLITE_ERROR', `cells of kind [${cell.kind}] do not run`);
			return [this.#failed(error, { cell, sql: '', span: { start: 0, end: 0 }, index: 0 }, 0)];
		}
		const spans = splitStatements(cell.source);
		for (const [index, span] of spans.entries()) {
			if (index > 0) await pause();
			const statement = { cell, sql: cell.source.slice(span.start, span.end), span, index };
			listener.progress?.(cell.cellId, index, spans.length);
			const output = isCancelled()
				? this.#failed(new SessionError('SQLITE_INTERRUPT', 'interrupted'), statement, 0)
				: await this.#runStatement(statement);
			outputs.push(output);
			listener.output?.(cell.cellId, output);
			// One assertion says nothing about the next; an error ends the cell.
			if (output.type === 'error') break;
		}
		return outputs;
	}

	async #runStatement(statement: StatementRun): Promise<CellOutput> {
		const { database, now, files } = this.#options;
		const { cell, sql } = statement;
		let start = now();
		try {
			for (const path of csvPaths(sql)) await files.prefetch(path);
			start = now();
			const prepared = database.prepare(sql);
			const parameters = this.#parametersFor(cell, sql);
			if (cell.kind === 'assert' && prepared.reader) {
				return this.#assert(prepared, parameters, statement, start);
			}
			const verb = statementVerb(sql);
			if (prepared.reader) {
				const result = prepared.openResult(...parameters);
				// A PRAGMA that sets something says nothing.
				if (verb === 'PRAGMA' && result.rowCount === 0 && sql.includes('=')) {
					result.release();
					return this.#done(statement, now() - start, verb, undefined);
				}
				const changes = prepared.readonly ? 0 : result.rowCount;
				return this.#grid(result, cell.cellId, statement, now() - start, changes);
			}
			const { changes } = prepared.run(...parameters);
			return this.#done(statement, now() - start, verb, writesRows(verb) ? changes : undefined);
		} catch (error) {
			return this.#failed(error, statement, now() - start);
		}
	}

	#done(
		{ index, span }: StatementRun,
		elapsedMs: number,
		verb: string,
		changes: number | undefined,
	): CellOutput {
		const notice = undefined;
		return { type: 'done', statementIndex: index, span, elapsedMs, verb, changes, notice };
	}

	#assert(
		prepared: EngineStatement,
		parameters: readonly unknown[],
		statement: StatementRun,
		start: number,
	): AssertOutput {
		const result = prepared.openResult(...parameters);
		try {
			const detail = checkAssertion(result);
			return {
				type: 'assert',
				statementIndex: statement.index,
				span: statement.span,
				elapsedMs: this.#options.now() - start,
				passed: detail === undefined,
				detail,
				error: undefined,
			};
		} finally {
			result.release();
		}
	}

	#grid(
		result: EngineResult,
		cellId: string | undefined,
		statement: Pick<StatementRun, 'index' | 'span'>,
		elapsedMs: number,
		changes: number,
	): GridOutput {
		const handle = this.results.keep(result, cellId);
		const rows = this.#options.firstPageRows;
		return {
			type: 'grid',
			statementIndex: statement.index,
			span: statement.span,
			elapsedMs,
			handle,
			columns: result.columns.map(({ name, declaredType }) => ({
				name,
				declaredType: declaredType ?? null,
			})),
			rowCount: result.rowCount,
			firstPage: pageToJson(this.results.page(handle, 0, rows, FIRST_PAGE_CELL_LENGTH)),
			layer: { id: result.layerId, label: `layer ${result.layerId}` },
			changes,
			notice: undefined,
		};
	}

	#failed(error: unknown, statement: StatementRun, elapsedMs: number): CellOutput {
		const message: ErrorMessage = errorMessage(error, statement);
		const { index, span, cell } = statement;
		const { start, end } = message.span ?? span;
		const hint = message.hint ?? this.#views.hintFor(cell.source.slice(start, end));
		return { type: 'error', statementIndex: index, span, elapsedMs, error: { ...message, hint } };
	}

	#parametersFor({ parameters = [] }: CellRun, sql: string): readonly unknown[] {
		if (parameters.length === 0) return [];
		const names = parameterNames(sql);
		const used = parameters.filter(({ name }) => names.has(name));
		if (used.length === 0) return [];
		const values = used.map(({ name, defaultValue }) => [name, this.#evaluate(defaultValue)]);
		return [Object.fromEntries(values)];
	}

	#evaluate(expression: string | undefined): unknown {
		if (expression === undefined) return null;
		const result = this.#options.database.prepare(`SELECT ${expression}`).openResult();
		const value = result.rows(0, 1)[0]?.[0] ?? null;
		result.release();
		return isBoxedReal(value) ? value.value : value;
	}

	/** The cell's last query becomes a view of the cell's name. */
	#nameResult(cell: CellRun, outputs: readonly CellOutput[]): readonly string[] {
		const last = outputs.at(-1);
		if (cell.name === undefined || last?.type !== 'grid' || last.changes > 0) return [];
		const sql = cell.source.slice(last.span.start, last.span.end);
		if (!readsQuery(statementVerb(sql))) return [];
		const { name } = cell;
		if (parameterNames(sql).size > 0) {
			this.#views.leaveOut(name);
			return [];
		}
		return this.#quietly(() => this.#views.create(cell.cellId, name, sql));
	}
}

function skippedOutput(notice: string): CellOutput {
	const span = { start: 0, end: 0 };
	const rest = { statementIndex: 0, span, elapsedMs: 0, changes: undefined };
	return { ...rest, type: 'done', verb: 'SKIPPED', notice };
}

function hasFailed(output: CellOutput): boolean {
	return output.type === 'error' || (output.type === 'assert' && !output.passed);
}

function statusOf(outputs: readonly CellOutput[]): CellRunResult['status'] {
	if (!outputs.some(hasFailed)) return 'ok';
	const last = outputs.at(-1);
	return last?.type === 'error' && last.error.code === 'SQLITE_INTERRUPT' ? 'cancelled' : 'failed';
}
