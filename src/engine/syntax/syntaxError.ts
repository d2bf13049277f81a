/**
 * What the lexer and parser report: a value, never thrown.
 */
import type { Span } from '../util/span.js';

export interface SqlSyntaxError {
	/** In SQLite's wording: `near "x": syntax error`, `incomplete input`. */
	readonly message: string;
	/** The offending token; empty at the end of the text. */
	readonly span: Span;
	/** A way out for the user, where we know one. */
	readonly hint: string | undefined;
}
