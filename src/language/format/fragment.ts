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

/** That the library does not know; a parenthesis behind others is set apart. */
const FUNCTIONS = `
	BM25 CONCAT CONCAT_WS GENERATE_SERIES JSONB JSONB_ARRAY JSONB_ARRAY_INSERT JSONB_EACH JSONB_EXTRACT JSONB_GROUP_ARRAY
	JSONB_GROUP_OBJECT JSONB_INSERT JSONB_OBJECT JSONB_PATCH JSONB_REMOVE JSONB_REPLACE JSONB_SET JSONB_TREE
	JSON_ARRAY_INSERT JSON_EACH JSON_ERROR_POSITION JSON_PRETTY JSON_TREE LAYER_DIFF MEDIAN MERGE_ACTION OCTET_LENGTH
	PERCENTILE PERCENTILE_CONT PERCENTILE_DISC RAISE READ_CSV SNIPPET STRATA_EVENTS STRATA_LAYERS STRATA_MEMORY
	STRATA_STATS STRING_AGG SUBTYPE TIMEDIFF UNHEX UNISTR UNISTR_QUOTE`
	.trim()
	.split(/\s+/);

const DIALECT: DialectOptions = {
	...sqlite,
	name: 'strata',
	tokenizerOptions: {
		...sqlite.tokenizerOptions,
		reservedFunctionNames: [...sqlite.tokenizerOptions.reservedFunctionNames, ...FUNCTIONS],
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
