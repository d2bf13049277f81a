/**
 * Which keywords may come next, asked of the parser itself: a keyword fits where the text up to it, with the keyword, has
 * no error before or at it. So completion knows every statement that the engine knows, and nothing else.
 *
 * Most keywords may also be names. Where a name fits, such a word counts as a keyword only if it leads the parser
 * somewhere else than a name would.
 */

import { keywords, parse } from '../../engine/index.js';

/** Words that come together; offered instead of their first word alone. */
const PHRASES = [
	...['GROUP BY', 'ORDER BY', 'PARTITION BY', 'INSERT INTO', 'REPLACE INTO', 'DELETE FROM'],
	...['LEFT JOIN', 'RIGHT JOIN', 'FULL JOIN', 'INNER JOIN', 'CROSS JOIN', 'NATURAL JOIN'],
	...['UNION ALL', 'NOT NULL', 'IS NULL', 'IS NOT NULL', 'IS NOT', 'NOT IN', 'NOT LIKE'],
	...['NOT BETWEEN', 'NOT EXISTS', 'PRIMARY KEY', 'FOREIGN KEY', 'IF EXISTS', 'IF NOT EXISTS'],
	...['CREATE TABLE', 'CREATE VIEW', 'CREATE INDEX', 'CREATE UNIQUE INDEX', 'CREATE TRIGGER'],
	...['DROP TABLE', 'DROP VIEW', 'DROP INDEX', 'DROP TRIGGER', 'ALTER TABLE', 'ADD COLUMN'],
	...['DROP COLUMN', 'RENAME TO', 'RENAME COLUMN', 'ON CONFLICT', 'DO UPDATE SET', 'DO NOTHING'],
	...['ON DELETE', 'ON UPDATE', 'SET NULL', 'NULLS FIRST', 'NULLS LAST', 'WITH RECURSIVE'],
	...['DEFAULT VALUES', 'EXPLAIN QUERY PLAN', 'WITHOUT ROWID', 'STRICT', 'FOR EACH ROW'],
	...['MERGE INTO', 'WHEN MATCHED', 'WHEN NOT MATCHED', 'GENERATED ALWAYS AS'],
];

/** A word that must fit, too: without it the phrase is read as something else. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
	'NOT IN': ['BETWEEN'],
	'NOT LIKE': ['BETWEEN'],
	'NOT BETWEEN': ['BETWEEN'],
	'NOT NULL': ['BETWEEN', 'CHECK'],
	'NOT EXISTS': ['EXISTS'],
	'DROP TABLE': ['SELECT'],
	'DROP VIEW': ['SELECT'],
	'DROP INDEX': ['SELECT'],
	'DROP TRIGGER': ['SELECT'],
	'WITH RECURSIVE': ['SELECT'],
	'GENERATED ALWAYS AS': ['CHECK'],
};

/** Of a phrase whose first word is never alone. */
const ONLY_TOGETHER: ReadonlySet<string> = new Set([
	...['GROUP', 'ORDER', 'PARTITION', 'PRIMARY', 'FOREIGN', 'NULLS', 'CREATE', 'DO', 'DELETE'],
	...['DROP', 'ALTER', 'LEFT', 'RIGHT', 'FULL', 'INNER', 'CROSS', 'NATURAL'],
]);

export interface KeywordsAt {
	readonly words: readonly string[];
	/** A name may stand here. */
	readonly takesName: boolean;
}

/** `before`: the statement up to the word that is being typed. Undefined: it has an error already. */
export function keywordsAt(before: string): KeywordsAt | undefined {
	const end = before.length;
	const outcome = (words: string): string => {
		const { errors } = parse(before + words);
		const [error] = errors;
		if (error === undefined) return 'whole';
		if (error.span.start >= end + words.trimEnd().length) return 'open';
		return `${error.span.start - end}`;
	};
	const isAt = (result: string) => result === 'whole' || result === 'open' || Number(result) > 0;
	const nameOutcomes = PROBES.map(probe => outcome(`xyzzy${probe}`));
	const takesName = isAt(nameOutcomes[0] ?? '');
	if (!takesName && Number(nameOutcomes[0]) < 0) return undefined;
	const fits = (word: string, about: string): boolean => {
		const first = outcome(word);
		if (!isAt(first)) return false;
		if (!takesName || about === 'reserved') return true;
		return PROBES.some((probe, index) => {
			const given = index === 0 ? first : outcome(word + probe);
			return shifted(given, 5 - word.length) !== nameOutcomes[index];
		});
	};
	const words: string[] = [];
	for (const { keyword, class: about } of keywords) {
		if (fits(keyword, about)) words.push(keyword.toUpperCase());
	}
	const known = new Set(words);
	for (const phrase of PHRASES) {
		const [first = ''] = phrase.split(' ');
		const beside = BESIDE[phrase];
		if (beside && !beside.some(word => known.has(word))) continue;
		const isKeyword = keywords.some(({ keyword }) => keyword === first.toLowerCase());
		if (!known.has(first) && !beside && (isKeyword || takesName)) continue;
		if (first === 'WHEN' && phrase !== 'WHEN' && !/^\s*merge\b/i.test(before)) continue;
		const result = outcome(phrase.toLowerCase());
		if (result === 'whole' || result === 'open') words.push(phrase);
	}
	return { words: words.filter(word => !isHalf(word, words)).sort(), takesName };
}

/** What follows tells a keyword from a name where the word itself does not. */
const PROBES = ['', ' x', ' by', ' (', ' join', ' into'];

/** The place of an error behind the word, as if the word were as long as the name. */
function shifted(result: string, by: number): string {
	return /^\d/.test(result) ? String(Number(result) + by) : result;
}

function isHalf(word: string, words: readonly string[]): boolean {
	if (word === 'OUTER') return words.includes('LEFT JOIN');
	return ONLY_TOGETHER.has(word) && words.some(other => other.startsWith(`${word} `));
}
