/**
 * All tokens of a text at once, comments included, for highlighting and completion. The parser reads
 * by the lexer itself and never builds this list.
 */
import { Lexer } from './lexer.js';
import type { TokenKind } from './token.js';

export interface Token {
	/** Contextual keywords that serve as names here are 'identifier'. */
	readonly kind: TokenKind | 'comment';
	readonly start: number;
	readonly end: number;
}

/** The tokens in source order, without the one at the end of the text. */
export function tokenize(text: string): Token[] {
	const tokens: Token[] = [];
	const lexer = new Lexer(text);
	for (;;) {
		lexer.advance();
		addComments(text, lexer.previousEnd, lexer.start, tokens);
		if (lexer.kind === 'eof') return tokens;
		tokens.push({ kind: lexer.kind, start: lexer.start, end: lexer.end });
	}
}

/** Between two tokens there is nothing but space and comments. */
function addComments(text: string, from: number, to: number, tokens: Token[]): void {
	let offset = from;
	while (offset < to) {
		const code = text.charCodeAt(offset);
		if (code !== 45 && code !== 47) {
			offset++;
			continue;
		}
		const isLine = code === 45;
		const close = isLine ? text.indexOf('\n', offset) : text.indexOf('*/', offset + 2);
		const end = close < 0 ? to : isLine ? close : close + 2;
		tokens.push({ kind: 'comment', start: offset, end });
		offset = end;
	}
}
