/**
 * Finds where statements end, by the lexer alone: for running a cell of several statements, for
 * recovering after a syntax error, and for asking whether a typed text is complete.
 *
 * The semicolons in the body of CREATE TRIGGER end no statement; its end is `; END ;`, the rule of
 * `sqlite3_complete`.
 */
import type { Span } from '../util/span.js';
import { Lexer } from './lexer.js';

/** The statements of a text, without their semicolons and without the space around them. */
export function splitStatements(text: string): Span[] {
	const spans: Span[] = [];
	let offset = 0;
	while (offset < text.length) {
		const statement = findStatement(text, offset);
		if (statement.contentEnd > statement.start) {
			spans.push({ start: statement.start, end: statement.contentEnd });
		}
		offset = statement.end;
	}
	return spans;
}

/** Whether the text ends with the end of a statement, as `sqlite3_complete` answers. */
export function isComplete(text: string): boolean {
	let offset = 0;
	let isClosed = false;
	while (offset < text.length) {
		const statement = findStatement(text, offset);
		if (statement.isClosed) isClosed = true;
		else if (statement.contentEnd > statement.start || statement.isCommentOpen) return false;
		offset = statement.end;
	}
	return isClosed;
}

export interface StatementExtent {
	readonly start: number;
	/** End of the last token before the semicolon. */
	readonly contentEnd: number;
	/** Behind the semicolon, or the end of the text. */
	readonly end: number;
	readonly isClosed: boolean;
	/** Whether the text ends inside a comment that is never closed. */
	readonly isCommentOpen: boolean;
}

/** The extent of the statement whose first token stands at or after `offset`. */
export function findStatement(text: string, offset: number): StatementExtent {
	const lexer = new Lexer(text, offset);
	lexer.advance();
	const start = lexer.start;
	const isTrigger = skipCreateTrigger(lexer);
	// A trigger: 0 outside of `; END ;`, 1 behind a semicolon, 2 behind its END.
	let progress = 0;
	for (;;) {
		if (lexer.kind === 'eof') {
			return {
				start,
				contentEnd: Math.max(start, lexer.previousEnd),
				end: text.length,
				isClosed: false,
				isCommentOpen: lexer.hasOpenComment,
			};
		}
		if (lexer.kind === ';') {
			if (!isTrigger || progress === 2) {
				const contentEnd = Math.max(start, lexer.previousEnd);
				return { start, contentEnd, end: lexer.end, isClosed: true, isCommentOpen: false };
			}
			progress = 1;
		} else {
			progress = lexer.kind === 'end' && progress === 1 ? 2 : 0;
		}
		lexer.advance();
	}
}

/** Moves over [EXPLAIN [QUERY PLAN]] CREATE [TEMP] TRIGGER and says whether it was there. */
function skipCreateTrigger(lexer: Lexer): boolean {
	if (lexer.at('explain')) {
		lexer.advance();
		if (lexer.at('query')) lexer.advance();
		if (lexer.at('plan')) lexer.advance();
	}
	if (!lexer.at('create')) return false;
	lexer.advance();
	if (lexer.at('temp')) lexer.advance();
	return lexer.at('trigger');
}
