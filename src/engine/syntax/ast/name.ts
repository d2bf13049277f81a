/**
 * Identifiers and other small pieces shared by expressions and statements.
 */
import type { Span } from '../../util/span.js';

/** How an identifier was quoted in the source; `single` is SQLite's habit of taking 'x' as a name. */
export type Quote = 'none' | 'double' | 'single' | 'bracket' | 'backtick';

/**
 * An identifier. `name` is as written, without quotes and with doubled quotes undone; `key` is folded
 * for comparison. A name the recovering parser did not find is empty, with quote `none`.
 */
export interface Name {
	readonly kind: 'name';
	readonly name: string;
	readonly key: string;
	readonly quote: Quote;
	readonly span: Span;
}

/** `name` or `schema.name`: a table, index, view or trigger. */
export interface QualifiedName {
	readonly kind: 'qualifiedName';
	readonly schema: Name | undefined;
	readonly name: Name;
	readonly span: Span;
}

/** A declared type, e.g. `VARCHAR(10)`. SQLite keeps the text and derives the affinity from it. */
export interface TypeName {
	readonly kind: 'typeName';
	/** As written, quotes undone when the whole type is one quoted word. */
	readonly text: string;
	readonly span: Span;
}

/** What a constraint or statement does on conflict: `ON CONFLICT x`, `INSERT OR x`. */
export type ConflictAction = 'rollback' | 'abort' | 'fail' | 'ignore' | 'replace';
