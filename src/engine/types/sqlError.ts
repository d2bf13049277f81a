/**
 * The one error users of the engine see. Code is SQLite's extended result code name; `name` is what better-sqlite3's
 * errors are called, because programs ask for it.
 */

/** Where an error is in the SQL text. */
export interface ErrorSpan {
	readonly start: number;
	readonly end: number;
}

/** What every statement throws that cannot be done, in SQLite's words. */
export class SqlError extends Error {
	/** What better-sqlite3's errors are called. */
	declare readonly name: 'SqliteError';
	/** e.g. SQLITE_ERROR, SQLITE_CONSTRAINT_UNIQUE, SQLITE_INTERRUPT, SQLITE_BUSY_SNAPSHOT */
	readonly code: string;
	/** UTF-16 offsets into the SQL text given to prepare/exec. */
	span: ErrorSpan | undefined;
	/** The way out, beside SQLite's wording and never inside it. */
	readonly hint: string | undefined;
	/** Of the span's start in the SQL text, from 1; undefined without a span. */
	line: number | undefined = undefined;
	/** In UTF-16 units, from 1. */
	column: number | undefined = undefined;

	constructor(
		code: string,
		message: string,
		options: { readonly span?: ErrorSpan | undefined; readonly hint?: string | undefined } = {},
	) {
		super(message);
		this.code = code;
		this.span = options.span;
		this.hint = options.hint;
	}

	// On the prototype, so that it is no property of each error, and the stack begins with it.
	static {
		Object.defineProperty(this.prototype, 'name', {
			value: 'SqliteError',
			writable: true,
			configurable: true,
		});
	}
}

/** Gives an error with a span the line and column it has in the text; returns what was given. */
export function withPosition(error: unknown, text: string): unknown {
	if (!(error instanceof SqlError) || !error.span || error.line !== undefined) return error;
	const before = text.slice(0, error.span.start);
	error.line = before.split('\n').length;
	error.column = before.length - before.lastIndexOf('\n');
	return error;
}
