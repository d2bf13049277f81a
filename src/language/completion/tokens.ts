/** The tokens of the statement around the cursor, and the word at it. */

import { findStatement, Lexer, type Span, type TokenKind } from '../../engine/index.js';

export interface Token extends Span {
	readonly kind: TokenKind;
	/** As written. */
	readonly text: string;
}

export interface CursorStatement {
	/** Without the word at the cursor. */
	readonly tokens: readonly Token[];
	/** So many of the tokens stand before the cursor. */
	readonly before: number;
	/** Offset of the statement's first token. */
	readonly start: number;
	readonly replace: Span;
	readonly typed: string;
	/** The sign that begins the word: a quote, or that of a parameter. */
	readonly sign: '' | '"' | '`' | '[' | ':' | '@' | '$';
}

/** Undefined inside a comment, a text or a number: nothing is to be completed there. */
export function statementAt(text: string, offset: number): CursorStatement | undefined {
	let at = 0;
	for (;;) {
		const { start, end, isClosed } = findStatement(text, at);
		if (end >= text.length || offset < end || !isClosed)
			return readStatement(text, { start, end }, offset);
		at = end;
	}
}

function readStatement(
	text: string,
	{ start, end }: Span,
	offset: number,
): CursorStatement | undefined {
	const tokens: Token[] = [];
	let before = 0;
	let previousEnd = 0;
	let word: Pick<CursorStatement, 'replace' | 'typed' | 'sign'> | undefined;
	const lexer = new Lexer(text, start);
	for (;;) {
		lexer.advance();
		if (lexer.kind === 'eof' || lexer.start >= end) break;
		const token: Token = {
			kind: lexer.kind,
			text: text.slice(lexer.start, lexer.end),
			start: lexer.start,
			end: lexer.end,
		};
		if (token.start < offset && offset <= token.end && isWord(token, offset)) {
			word = wordOf(token, offset);
			if (!word) return undefined;
			previousEnd = token.end;
			continue;
		}
		if (token.start < offset && offset < token.end) return undefined;
		if (token.end <= offset) {
			before++;
			previousEnd = token.end;
		}
		tokens.push(token);
	}
	if (!word && isInComment(text.slice(previousEnd, offset))) return undefined;
	word ??= { replace: { start: offset, end: offset }, typed: '', sign: '' };
	return { tokens, before, start: Math.min(start, offset), ...word };
}

function isWord({ kind, text, end }: Token, offset: number): boolean {
	if (/^[\p{L}_]/u.test(text) || kind === 'variable') return true;
	// A closed quote is a whole name; an open one, or a text or number that ends here, is being typed.
	if (kind === 'illegal' || kind === 'string' || kind === 'blob') return true;
	if (kind === 'integer' || kind === 'float') return true;
	return kind === 'identifier' && offset < end;
}

function wordOf({ kind, text, start }: Token, offset: number) {
	const typed = text.slice(0, offset - start);
	const replace = { start, end: offset };
	const [sign = ''] = typed;
	if (/^[\p{L}_]/u.test(typed) && kind !== 'blob') return { replace, typed, sign: '' } as const;
	if (sign === '"' || sign === '`' || sign === '[') {
		return { replace, typed: typed.slice(1), sign } as const;
	}
	if (sign === ':' || sign === '@' || sign === '$') {
		return { replace, typed, sign } as const;
	}
	return undefined;
}

/** `gap`: from the end of a token to the cursor. */
function isInComment(gap: string): boolean {
	const open = gap.replace(/--[^\n]*\n|\/\*[\s\S]*?\*\//g, '');
	return open.includes('--') || open.includes('/*');
}

/** A name as the catalog knows it: without quotes. */
export function nameOf({ text }: Token): string {
	const [first = ''] = text;
	if (first === '"' || first === '`') return text.slice(1, -1).replaceAll(first + first, first);
	if (first === "'") return text.slice(1, -1).replaceAll("''", "'");
	return first === '[' ? text.slice(1, -1) : text;
}
