/**
 * Errors of a session in the form that travels: code, message, place in the cell's source, way out.
 *
 * Anything thrown while a statement runs becomes an ErrorMessage here; nothing matches on message text.
 */

import { CODE_UNTRUSTED, type ErrorMessage, type TextSpan } from '../../protocol/output.js';
import { FileProblem } from '../csv/filePort.js';
import { csvPathSpan } from './statementText.js';

/** The session's own errors: no place in SQL. */
export class SessionError extends Error {
	override readonly name = 'SessionError';
	readonly code: string;
	readonly hint: string | undefined;

	constructor(code: string, message: string, hint?: string) {
		super(message);
		this.code = code;
		this.hint = hint;
	}
}

export interface FailedStatement {
	readonly sql: string;
	/** Its place in the cell's source; an error's own span counts from its start. */
	readonly span: TextSpan;
}

export function errorMessage(error: unknown, statement?: FailedStatement): ErrorMessage {
	if (!(error instanceof Error)) {
		const message = String(error);
		return { code: 'SQLITE_ERROR', message, hint: undefined, span: statement?.span };
	}
	const { code, span, hint } = error as Error & Partial<Record<string, unknown>>;
	return {
		code: typeof code === 'string' && code.startsWith('SQLITE_') ? code : codeOf(error),
		message: error.message,
		hint: typeof hint === 'string' ? hint : undefined,
		span: statement && placeOf(error, span, statement),
	};
}

function codeOf(error: Error): string {
	if (!(error instanceof FileProblem)) return 'SQLITE_ERROR';
	if (error.code === 'untrusted') return CODE_UNTRUSTED;
	return error.code === 'missing' ? 'SQLITE_CANTOPEN' : 'SQLITE_ERROR';
}

function placeOf(error: Error, span: unknown, statement: FailedStatement): TextSpan {
	const { start } = statement.span;
	const path = error instanceof FileProblem ? csvPathSpan(statement.sql, error.path) : undefined;
	const own = path ?? (span as Partial<TextSpan> | undefined);
	if (typeof own?.start !== 'number' || typeof own.end !== 'number') return statement.span;
	return { start: start + own.start, end: start + own.end };
}
