/**
 * What running a cell gives: one output per statement, and the payload of the result mime type.
 *
 * A grid output holds a handle and its first page, never the whole result: later pages are asked for by
 * handle (`result/page`). A handle pins its rows until it is released, its cell runs again or the
 * session ends; a reader that asks for a released one gets `SQLITE_STRATA_GONE`.
 */

import type { JsonPage } from './pageJson.js';

export const RESULT_MIME = 'application/vnd.strata.result+json';

/** Names a result kept in a worker; unique within a session. */
export type ResultHandle = string;

/** UTF-16 offsets into a cell's source. */
export interface TextSpan {
	readonly start: number;
	readonly end: number;
}

export interface ErrorMessage {
	/** SQLite's extended result code name, e.g. SQLITE_CONSTRAINT_UNIQUE. */
	readonly code: string;
	readonly message: string;
	/** In the source of the cell that failed; undefined when no place can be named. */
	readonly span: TextSpan | undefined;
	readonly hint: string | undefined;
	/** Ways out that an editor can carry out. */
	readonly fixes?: readonly QuickFix[] | undefined;
}

/** A change of a cell's source. */
export interface QuickFix {
	readonly title: string;
	/** undefined: the cell that failed. */
	readonly cellId: string | undefined;
	readonly span: TextSpan;
	readonly text: string;
}

/** Codes of our own, beside SQLite's. */
export const CODE_GONE = 'SQLITE_STRATA_GONE';
/** An assertion does not hold, or a result is not what a cell expects. */
export const CODE_ASSERTION = 'SQLITE_STRATA_ASSERTION';
export const CODE_CRASHED = 'SQLITE_STRATA_CRASHED';
export const CODE_UNTRUSTED = 'SQLITE_STRATA_UNTRUSTED';

export interface ResultColumn {
	readonly name: string;
	/** As declared in CREATE TABLE; null for an expression. */
	readonly declaredType: string | null;
}

/** The layer a result was read from, for the badge on the grid. */
export interface LayerLabel {
	readonly id: number;
	readonly label: string;
}

interface StatementOutput {
	/** Position among the cell's statements, from 0. */
	readonly statementIndex: number;
	/** The statement within the cell's source. */
	readonly span: TextSpan;
	readonly elapsedMs: number;
}

export interface GridOutput extends StatementOutput {
	readonly type: 'grid';
	readonly handle: ResultHandle;
	readonly columns: readonly ResultColumn[];
	readonly rowCount: number;
	readonly firstPage: JsonPage;
	readonly layer: LayerLabel | undefined;
	/** Rows written by a statement that also returns rows (RETURNING). */
	readonly changes: number;
	/** Something the reader should know, e.g. that a view of the cell's name could not be made. */
	readonly notice: string | undefined;
}

export interface DoneOutput extends StatementOutput {
	readonly type: 'done';
	/** First words of the statement as a verb phrase: CREATE TABLE, INSERT, BEGIN. */
	readonly verb: string;
	/** Rows inserted, updated or deleted; undefined for statements that write no rows. */
	readonly changes: number | undefined;
	readonly notice: string | undefined;
}

export interface ErrorOutput extends StatementOutput {
	readonly type: 'error';
	readonly error: ErrorMessage;
}

/** An [assert] statement's verdict; a failed one also fails the cell. */
export interface AssertOutput extends StatementOutput {
	readonly type: 'assert';
	readonly passed: boolean;
	/** What was found instead, when it failed; the error that was expected, when it passed. */
	readonly detail: string | undefined;
	readonly error: ErrorMessage | undefined;
	/** A failed comparison: lines that begin with ' ' (in both), '-' (expected), '+' (found) or '@' (left out). */
	readonly difference?: readonly string[] | undefined;
	/** Both sides of it in full. */
	readonly expected?: string | undefined;
	readonly actual?: string | undefined;
	/** What the cell's `expect` option would have to be. */
	readonly recorded?: RecordedExpectation | undefined;
}

export type RecordedExpectation =
	string | number | { readonly rows: number } | { readonly error: string };

export type CellOutput = GridOutput | DoneOutput | ErrorOutput | AssertOutput;

export interface CellRunResult {
	readonly cellId: string;
	readonly status: 'ok' | 'failed' | 'cancelled';
	/** Counts executed cells of the session, from 1. */
	readonly executionOrder: number;
	readonly outputs: readonly CellOutput[];
	readonly elapsedMs: number;
	/** Cells that ran after this one's former run: what they show no longer holds. */
	readonly staleCells: readonly string[];
	/** What the session did beside running the text, e.g. restored the state before the cell. */
	readonly notices: readonly string[];
	/** A transaction that the user opened is still open. */
	readonly inTransaction: boolean;
}

/** What a notebook output of RESULT_MIME holds. Everything in it is JSON. */
export interface ResultPayload {
	readonly version: 1;
	/** The session that owns the handle; a payload of an ended one is a still picture. */
	readonly session: string;
	readonly cellId: string;
	readonly executionOrder: number;
	readonly expanded: boolean;
	readonly output: CellOutput;
}
