/** Runs a notebook's cells in order in a session of its own, and says where one failed. */

import fs from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { printLiteral } from '../engine/index.js';
import { nodeStorage } from '../library/nodeStorage.js';
import { nodeFiles } from '../notebook/csv/nodeFiles.js';
import { cellStarts, positionInFile, type FilePosition } from '../notebook/format/cellPositions.js';
import { isRunnable } from '../notebook/format/cellText.js';
import { readHeader } from '../notebook/format/header.js';
import type { Cell, NotebookFile } from '../notebook/format/model.js';
import { optionWarnings } from '../notebook/format/optionWarnings.js';
import {
	openNotebook,
	type NotebookStore,
	type OpenNotebook,
} from '../notebook/session/openNotebook.js';
import type { CellParameter, CellRunOutcome } from '../notebook/session/session.js';
import { databaseName, persistPath } from '../notebook/store/persistHeader.js';
import { colorsOf } from './colors.js';
import { Failure } from './command.js';
import { remark } from './output.js';
import { warnOfUnused } from './unusedParameters.js';

export interface NotebookRunOptions {
	readonly parameters: ReadonlyMap<string, string>;
	readonly keepGoing: boolean;
	/** Called for every cell that runs, its outcome's results still open, and for the others without one. */
	readonly cell?: (cell: Cell, outcome: CellRunOutcome | undefined) => void;
}

export interface SessionOptions {
	/** The folder of a database, instead of the one in memory or that of the notebook's `-- persist:` line. */
	readonly db?: string | undefined;
	/** The `-- persist:` line is passed over: what the notebook does is to leave no trace. */
	readonly isTrial?: boolean;
	readonly isCancelled?: (() => boolean) | undefined;
}

export function openSession(
	file: string,
	notebook: NotebookFile,
	{ db, isTrial, isCancelled }: SessionOptions = {},
): OpenNotebook {
	if (db !== undefined) checkFolder(db);
	const folder = file === '-' ? process.cwd() : path.dirname(path.resolve(file));
	return openNotebook({
		files: nodeFiles({ folder: () => folder, isTrusted: () => true }),
		store: isTrial ? undefined : storeOf(file, notebook, folder, db),
		layeredCells: false,
		firstPageRows: 0,
		isCancelled: isCancelled ?? (() => false),
		pause: () => setImmediate(),
		eventLimit: 0,
		listener: {},
	});
}

/** What is there and is no folder holds no database, and a folder of databases is none itself. */
export function checkFolder(db: string): void {
	const entry = fs.statSync(db, { throwIfNoEntry: false });
	if (!entry) return;
	if (!entry.isDirectory()) {
		throw new Failure(
			`${db} is not the folder of a database`,
			`files are read by themselves: sqlnb shell ${db}`,
		);
	}
	const inside = isDatabaseFolder(db) ? [] : databasesIn(db);
	if (inside.length > 0) {
		throw new Failure(`${db} holds no database`, `databases in it: ${inside.join(', ')}`);
	}
}

export function isDatabaseFolder(folder: string): boolean {
	return ['schema', 'wal'].some(part => fs.existsSync(path.join(folder, part)));
}

function databasesIn(folder: string): string[] {
	return fs
		.readdirSync(folder)
		.map(name => path.join(folder, name))
		.filter(isDatabaseFolder);
}

function storeOf(
	file: string,
	notebook: NotebookFile,
	folder: string,
	db: string | undefined,
): NotebookStore | undefined {
	const { entries } = readHeader(notebook.header);
	const persist = persistPath(entries);
	const base = persist === undefined ? undefined : path.resolve(folder, persist);
	const root = db ?? (base && rootIn(base, databaseName(entries, path.basename(file))));
	const storage = root === undefined ? undefined : nodeStorage();
	return root === undefined || !storage ? undefined : { root, storage, fsync: 'always' };
}

/** A folder that is a database itself is taken as it is. */
function rootIn(base: string, name: string): string {
	return fs.existsSync(path.join(base, 'schema', 'database.json')) ? base : path.join(base, name);
}

/** Whether all cells ran. */
export async function runCells(
	file: string,
	notebook: NotebookFile,
	{ session }: OpenNotebook,
	options: NotebookRunOptions,
): Promise<boolean> {
	const parameters = parametersOf(notebook, options.parameters);
	const starts = cellStarts(notebook);
	warnOfUnused([notebook], options.parameters);
	let isOk = true;
	for (const [index, cell] of notebook.cells.entries()) {
		if (!isRunnable(cell.kind)) {
			options.cell?.(cell, undefined);
			if (cell.kind !== 'markdown') {
				remark(`${cellLabel(cell, index)}: cells of kind [${cell.kind}] do not run`);
			}
			continue;
		}
		warnOf(file, cell, starts[index] ?? { line: 1, column: 1 });
		const { id: cellId, source, name, kind } = cell;
		const outcome = await session.runCell({ cellId, source, name, kind, parameters });
		options.cell?.(cell, outcome);
		for (const notice of outcome.notices) remark(`${cellLabel(cell, index)}: ${notice}`);
		session.results.clear();
		if (outcome.status === 'ok') continue;
		isOk = false;
		reportFailures(file, cell, starts[index] ?? { line: 1, column: 1 }, outcome);
		if (!options.keepGoing) break;
	}
	return isOk;
}

function cellLabel(cell: Cell, index: number): string {
	return `cell ${index + 1}${cell.name === undefined ? '' : ` (${cell.name})`}`;
}

function parametersOf(
	notebook: NotebookFile,
	given: ReadonlyMap<string, string>,
): readonly CellParameter[] {
	const own = readHeader(notebook.header).parameters.filter(({ name }) => !given.has(name));
	return [
		...own,
		...[...given].map(([name, text]) => ({ name, defaultValue: parameterLiteral(text) })),
	];
}

/** A number is one, `null` is NULL, all else is a text. */
export function parameterLiteral(text: string): string {
	if (/^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/i.test(text)) return text;
	return /^null$/i.test(text) ? 'NULL' : printLiteral(text);
}

/** Directives that have no effect. */
function warnOf(file: string, cell: Cell, start: FilePosition): void {
	for (const { message, span } of optionWarnings(cell)) {
		const place = { file, text: cell.source, start, span };
		reportFailure({ ...place, message, hint: undefined, level: 'warning' });
	}
}

function reportFailures(
	file: string,
	cell: Cell,
	start: FilePosition,
	outcome: CellRunOutcome,
): void {
	for (const output of outcome.outputs) {
		if (output.type !== 'error' && (output.type !== 'assert' || output.passed)) continue;
		const { error } = output;
		const detail = output.type === 'assert' ? (output.detail ?? '') : '';
		const message = error ? `${error.message} (${error.code})` : `assertion failed: ${detail}`;
		const span = error?.span ?? output.span;
		reportFailure({ file, text: cell.source, start, span, message, hint: error?.hint });
		const difference = output.type === 'assert' ? (output.difference ?? []) : [];
		for (const line of difference) console.error(`  ${line}`);
	}
}

export interface ReportedFailure {
	/** undefined: what was just typed. */
	readonly file: string | undefined;
	/** What the span is a part of. */
	readonly text: string;
	/** Where the text begins in the file. */
	readonly start: FilePosition;
	readonly span: { readonly start: number; readonly end: number };
	readonly message: string;
	readonly hint: string | undefined;
	/** error unless given. */
	readonly level?: 'error' | 'warning';
}

/** FILE:LINE:COLUMN, the line, and a mark below the place. */
export function reportFailure(failure: ReportedFailure): void {
	const { file, text, start, span, message, hint, level = 'error' } = failure;
	const { red, yellow, bold, cyan } = colorsOf(process.stderr);
	const paint = level === 'error' ? red : yellow;
	const { line, column } = positionInFile(start, text, span.start);
	const lineStart = text.lastIndexOf('\n', span.start - 1) + 1;
	const lineEnd = text.indexOf('\n', span.start);
	const shown = text.slice(lineStart, lineEnd < 0 ? undefined : lineEnd);
	const before = text.slice(lineStart, span.start).replace(/[^\t]/g, ' ');
	const length = Math.max(1, Math.min(span.end - span.start, shown.length - before.length));
	const place = file === undefined ? '' : `${bold(`${file}:${line}:${column}:`)} `;
	console.error(`${place}${paint(file === undefined ? 'Error:' : `${level}:`)} ${message}`);
	if (shown.length <= 500) console.error(`  ${shown}\n  ${before}${paint('^'.repeat(length))}`);
	if (hint !== undefined) console.error(`  ${cyan('hint:')} ${hint}`);
}
