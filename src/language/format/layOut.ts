/** One statement laid out by the library sql-formatter, and the proof that it is still the same statement. */

import { formatDialect, sqlite, type DialectOptions } from 'sql-formatter';
import { keywords, Lexer, parse, type KeywordClass, type TokenKind } from '../../engine/index.js';

export interface Layout {
	readonly case: 'preserve' | 'upper' | 'lower';
	readonly indent: number;
}

/** A statement that fits stays on one line. */
const ONE_LINE = 72;

/** Undefined: it cannot be laid out. The statement is without its semicolon. */
export function layOut(
	statement: string,
	{ case: keywordCase, indent }: Layout,
): string | undefined {
	// Its body's semicolons are taken for the ends of statements.
	if (/^(?:explain\s+)?create\s+(?:temp\w*\s+)?trigger\b/i.test(statement)) return undefined;
	if (/^merge\b/i.test(statement)) return undefined;
	if (parse(statement).errors.length > 0) return undefined;
	let text: string;
	try {
		text = formatDialect(statement, {
			dialect: DIALECT,
			keywordCase,
			tabWidth: indent,
			expressionWidth: 60,
		}).trim();
	} catch {
		return undefined;
	}
	const short = onOneLine(text);
	for (const candidate of short === undefined ? [text] : [short, text]) {
		const named = keywordCase === 'preserve' ? candidate : withNames(statement, candidate);
		if (isSame(statement, named)) return named;
	}
	return undefined;
}

const FRAMES = ['ROWS', 'RANGE', 'GROUPS'].flatMap(unit =>
	['UNBOUNDED PRECEDING', 'CURRENT ROW'].flatMap(from =>
		['CURRENT ROW', 'UNBOUNDED FOLLOWING'].map(to => `${unit} BETWEEN ${from} AND ${to}`),
	),
);

const DIALECT: DialectOptions = {
	...sqlite,
	name: 'strata',
	tokenizerOptions: {
		...sqlite.tokenizerOptions,
		reservedKeywordPhrases: [
			...(sqlite.tokenizerOptions.reservedKeywordPhrases ?? []),
			'IS DISTINCT FROM',
			'IS NOT DISTINCT FROM',
			...FRAMES,
		],
	},
};

/** Undefined when it is long, or a comment or a text goes over lines. */
function onOneLine(text: string): string | undefined {
	if (text.includes('--') || text.includes('/*')) return undefined;
	const line = text.replace(/\n\s*/g, ' ').replaceAll('( ', '(').replaceAll(' )', ')');
	return line.length <= ONE_LINE ? line : undefined;
}

/** The same tokens, but for the case of keywords, and the same comments. */
function isSame(before: string, after: string): boolean {
	const left = readTokens(before);
	const right = readTokens(after);
	return (
		left.length === right.length && left.every(({ text }, index) => text === right[index]?.text)
	);
}

interface Token {
	readonly kind: TokenKind | 'comment';
	/** Keywords in lower case, comments with single blanks. */
	readonly text: string;
	readonly start: number;
	readonly end: number;
}

function readTokens(text: string): Token[] {
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

function isWord(kind: TokenKind): boolean {
	return KEYWORDS.has(kind);
}

const KEYWORDS: ReadonlyMap<string, KeywordClass> = new Map(
	keywords.map(entry => [entry.keyword, entry.class]),
);

/** Names keep the case they were written in, also those that are words of the language: it shows in results. */
function withNames(before: string, after: string): string {
	const written = readTokens(before);
	const laidOut = readTokens(after);
	if (written.length !== laidOut.length) return after;
	let out = '';
	let end = 0;
	laidOut.forEach((token, index) => {
		const own = written[index];
		if (own === undefined || token.kind === 'comment') return;
		const isKeyword = KEYWORDS.has(token.kind) && !isName(before, written, index);
		const text = isKeyword ? after.slice(token.start, token.end) : before.slice(own.start, own.end);
		out += after.slice(end, token.start) + text;
		end = token.end;
	});
	return out + after.slice(end);
}

/** A word of the language stands where a name may: with another name there the statement is one, too. */
function isName(statement: string, tokens: readonly Token[], index: number): boolean {
	const { kind, start, end } = tokens[index] as Token;
	const about = KEYWORDS.get(kind);
	if (about === 'reserved') return false;
	const next = tokens[index + 1]?.kind ?? 'eof';
	if (about === 'join' && (next === 'join' || KEYWORDS.get(next) === 'join')) return false;
	return parse(`${statement.slice(0, start)}"xyzzy"${statement.slice(end)}`).errors.length === 0;
}
