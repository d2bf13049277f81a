/** The one error users of the engine see. Code is SQLite's extended result code name. */

export interface ErrorSpan {
	readonly start: number;
	readonly end: number;
}

export class SqlError extends Error {
	override readonly name = 'SqlError';
	/** e.g. SQLITE_ERROR, SQLITE_CONSTRAINT_UNIQUE, SQLITE_INTERRUPT, SQLITE_BUSY_SNAPSHOT */
	readonly code: string;
	/** UTF-16 offsets into the SQL text given to prepare/exec. */
	span: ErrorSpan | undefined;
	/** The way out, beside SQLite's wording and never inside it. */
	readonly hint: string | undefined;

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
}
