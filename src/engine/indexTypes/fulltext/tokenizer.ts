/**
 * Texts to tokens, as FTS5's default tokenizer does: runs of letters, digits and private characters, in lower case and
 * without diacritics; `porter` reduces English words to their stems as well.
 */

import { stem } from './porter.js';

export interface Token {
	readonly text: string;
	/** Where it stands in the text. */
	readonly start: number;
	readonly end: number;
}

export type Tokenizer = (text: string) => Token[];

const WORDS = /[\p{L}\p{N}\p{Co}][\p{L}\p{N}\p{Co}\u0300-\u036f]*/gu;
const DIACRITICS = /[\u0300-\u036f]/g;
const ASCII = /^[\0-\x7f]*$/;

export function tokenize(text: string): Token[] {
	const tokens: Token[] = [];
	for (const match of text.matchAll(WORDS)) {
		const [word] = match;
		tokens.push({ text: fold(word), start: match.index, end: match.index + word.length });
	}
	return tokens;
}

export function tokenizeByStem(text: string): Token[] {
	return tokenize(text).map(token => ({ ...token, text: stem(token.text) }));
}

/** Lower case, without diacritics. */
function fold(word: string): string {
	const lower = word.toLowerCase();
	if (ASCII.test(lower)) return lower;
	return lower.normalize('NFD').replace(DIACRITICS, '').normalize('NFC');
}
