/** One statement laid out by the library sql-formatter, and the proof that it is still the same statement. */

import { formatDialect, sqlite, type DialectOptions } from 'sql-formatter';
import { Lexer } from '../../engine/index.js';

export interface Layout {
	readonly keywords: 'preserve' | 'upper' | 'lower';
	readonly indent: number;
}

/** A statement that fits stays on one line. */
const ONE_LINE = 72;

/** Undefined: it cannot be laid out. The statement is without its semicolon. */
export function layOut(statement: string, { keywords, indent }: Layout): string | undefined {
	// Its body's semicolons are taken for the ends of statements.
	if (/^(?:explain\s+)?create\s+(?:temp\w*\s+)?trigger\b/i.test(statement)) return undefined;
	if (/^merge\b/i.test(statement)) return undefined;
	let text: string;
	try {
		text = formatDialect(statement, {
			dialect: DIALECT,
			keywordCase: keywords,
			tabWidth: indent,
			expressionWidth: 60,
		}).trim();
	} catch {
		return undefined;
	}
	const short = onOneLine(text);
	if (short !== undefined && isSame(statement, short)) return short;
	return isSame(statement, text) ? text : undefined;
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
			...sqlite.tokenizerOptions.reservedKeywordPhrases,
			'IS DISTINCT FROM',
			'IS NOT DISTINCT FROM',
			...FRAMES,
		],
	},
};

/** Undefined when it is long, or a comment or a text goes over lines. */
function onOneLine(text: string): string | undefined {
	if (text.includes('--') || text.includes('/*')) return undefined;
	const line = text
		.replace(/\n\s*/g, ' ')
		.replaceAll('( ', '(')
		.replaceAll(' )', ')');
	return line.length <= ONE_LINE ? line : undefined;
}

/** The same tokens, names and keywords in any case as written in the layout, and the same comments. */
function isSame(before: string, after: string): boolean {
	const left = readTokens(before);
	const right = readTokens(after);
	return left.length === right.length && left.every((token, index) => token === right[index]);
}

function readTokens(text: string): string[] {
	const tokens: string[] = [];
	const lexer = new Lexer(text);
	let end = 0;
	for (;;) {
		lexer.advance();
		const between = text.slice(end, lexer.kind === 'eof' ? text.length : lexer.start);
		const comment = between.replace(/\s+/g, ' ').trim();
		if (comment !== '') tokens.push(comment);
		if (lexer.kind === 'eof') return tokens;
		end = lexer.end;
		const word = text.slice(lexer.start, end);
		// A keyword that may be a name is compared as one: its case may be changed, for names have none.
		tokens.push(/^[a-z_]/i.test(word) ? word.toLowerCase() : word);
	}
}
