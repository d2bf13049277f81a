/** The tokens and comments of a statement, for laying out and for comparing. */

import { keywords, Lexer, type KeywordClass, type TokenKind } from '../../engine/index.js';

export interface Token {
	readonly kind: TokenKind | 'comment';
	/** Keywords in lower case, comments with single blanks. */
	readonly text: string;
	readonly start: number;
	readonly end: number;
}

export function readTokens(text: string): Token[] {
	const tokens: Token[] = [];
	const lexer = new Lexer(text);
	let end = 0;
	for (;;) {
		lexer.advance();
		const { kind, start } = lexer;
		const comment = text
			.slice(end, kind === 'eof' ? text.length : start)
			.replace(/\s+/g, ' ')
			.trim();
		if (comment !== '') tokens.push({ kind: 'comment', text: comment, start: end, end: start });
		if (kind === 'eof') return tokens;
		end = lexer.end;
		const written = text.slice(start, end);
		tokens.push({ kind, text: isWord(kind) ? written.toLowerCase() : written, start, end });
	}
}

export function isWord(kind: Token['kind']): boolean {
	return kind !== 'comment' && KEYWORDS.has(kind);
}

export const KEYWORDS: ReadonlyMap<string, KeywordClass> = new Map(
	keywords.map(entry => [entry.keyword, entry.class]),
);

/** On one line, which comments do not stand; `write` gives the text of a token. */
export function joinTokens(tokens: readonly Token[], write: (token: Token) => string): string {
	let out = '';
	let previous: Token['kind'] = '.';
	for (const token of tokens) {
		const isApart = previous !== '.' && previous !== '(' && !/^[.,)]$/.test(token.kind);
		out += (isApart ? ' ' : '') + write(token);
		previous = token.kind;
	}
	return out.trimStart();
}

/** Each line but those that begin inside of a text, a name or a comment. */
export function indentLines(text: string, blanks: number): string {
	const indentation = ' '.repeat(blanks);
	return indentation + replaceLineStarts(text, start => start + indentation);
}

/** Takes away the indentation that all lines have; the first one counts as a line if it begins with a line end. */
export function outdentLines(text: string): string {
	let common = Infinity;
	replaceLineStarts(text, start => {
		common = Math.min(common, start.length - 1);
		return start;
	});
	return replaceLineStarts(text, start => start.slice(0, start.length - common));
}

/** `replace` is given a line end and the blanks behind it. */
function replaceLineStarts(text: string, replace: (start: string) => string): string {
	const inSpace = (space: string) =>
		space.replace(/\/\*[^]*?\*\/|--[^\n]*|\n[^\S\n]*(?!\s|$)/g, part =>
			part.startsWith('\n') ? replace(part) : part,
		);
	let out = '';
	let end = 0;
	for (const token of readTokens(text)) {
		if (token.kind === 'comment') continue;
		out += inSpace(`${text.slice(end, token.start)}.`).slice(0, -1);
		out += text.slice(token.start, token.end);
		end = token.end;
	}
	return out + inSpace(text.slice(end));
}
