/** What the library sql-formatter makes of a statement, or of a part of one that begins with a clause's word. */

import { formatDialect, sqlite, type DialectOptions } from 'sql-formatter';

export interface Layout {
	readonly case: 'preserve' | 'upper' | 'lower';
	readonly indent: number;
}

/** What fits stays on one line. */
const ONE_LINE = 72;

/** Throws where the library cannot read it. */
export function layOutFragment(text: string, { case: keywordCase, indent }: Layout): string {
	return formatDialect(text, {
		dialect: DIALECT,
		keywordCase,
		tabWidth: indent,
		expressionWidth: 60,
	}).trim();
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
		reservedFunctionNames: [
			...sqlite.tokenizerOptions.reservedFunctionNames,
			'MERGE_ACTION',
			'RAISE',
		],
		reservedKeywordPhrases: [
			...(sqlite.tokenizerOptions.reservedKeywordPhrases ?? []),
			'IS DISTINCT FROM',
			'IS NOT DISTINCT FROM',
			...FRAMES,
		],
	},
};

/** Undefined when it is long, or a comment or a text goes over lines. */
export function onOneLine(text: string): string | undefined {
	if (text.includes('--') || text.includes('/*')) return undefined;
	const line = text.replace(/\n\s*/g, ' ').replaceAll('( ', '(').replaceAll(' )', ')');
	return line.length <= ONE_LINE ? line : undefined;
}

/** A fragment whose clause is not of the library's language, under the name of one that is. */
export function layOutAs(stand: string, text: string, layout: Layout): string {
	const [word = ''] = /^\w+/.exec(text) ?? [];
	const laidOut = layOutFragment(stand + text.slice(word.length), layout);
	return inCase(layout)(word) + laidOut.slice(stand.length);
}

/** For the words of the language. */
export function inCase({ case: keywordCase }: Layout): (word: string) => string {
	if (keywordCase === 'preserve') return word => word;
	return word => (keywordCase === 'upper' ? word.toUpperCase() : word.toLowerCase());
}
