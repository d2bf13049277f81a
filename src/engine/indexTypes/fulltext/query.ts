/**
 * FTS5's query language: words, "phrases", a + b, prefix*, ^first, column : ..., {a b} : ..., - column : ...,
 * NEAR(a b, n), AND, OR, NOT, parentheses. Words side by side are joined by AND, more tightly than anything else. Beyond
 * FTS5, `a -b` is `a NOT b`.
 */

import { SqlError } from '../../types/sqlError.js';
import type { Tokenizer } from './tokenizer.js';

export interface Phrase {
	/** Position among the phrases of the query. */
	readonly id: number;
	readonly tokens: readonly string[];
	/** The last token is a prefix. */
	readonly isPrefix: boolean;
	/** Must be the first of its column. */
	readonly isFirst: boolean;
}

export type FulltextQuery =
	| {
			readonly kind: 'near';
			/** One, or those of NEAR. */
			readonly phrases: readonly Phrase[];
			readonly distance: number;
			/** Positions in the index; undefined: all. */
			readonly columns: ReadonlySet<number> | undefined;
	  }
	| {
			readonly kind: 'and' | 'or' | 'not';
			readonly left: FulltextQuery;
			readonly right: FulltextQuery;
	  }
	/** No token at all. */
	| { readonly kind: 'nothing' };

export interface ParsedQuery {
	readonly root: FulltextQuery;
	readonly phrases: readonly Phrase[];
}

const DEFAULT_DISTANCE = 10;
const LEXEMES = /\s*(?:("(?:[^"]|"")*")|([\w\u0080-\uffff\x1a]+)|(.))/gsuy;

interface Lexeme {
	readonly kind: 'text' | 'word' | 'sign' | 'end';
	readonly text: string;
}

type Columns = ReadonlySet<number> | undefined;

/** `columns`: names in the index, by position. Throws SqlError in FTS5's words. */
export function parseQuery(
	text: string,
	columns: readonly (string | undefined)[],
	tokenizer: Tokenizer,
): ParsedQuery {
	return new QueryParser(text, columns, tokenizer).parse();
}

class QueryParser {
	readonly #lexemes: readonly Lexeme[];
	readonly #columns: readonly (string | undefined)[];
	readonly #tokenizer: Tokenizer;
	readonly #phrases: Phrase[] = [];
	#at = 0;

	constructor(text: string, columns: readonly (string | undefined)[], tokenizer: Tokenizer) {
		this.#lexemes = lexemesOf(text);
		this.#columns = columns;
		this.#tokenizer = tokenizer;
	}

	parse(): ParsedQuery {
		if (this.#next.kind === 'end') return { root: { kind: 'nothing' }, phrases: [] };
		const root = this.#or(undefined);
		this.#expectEnd();
		return { root, phrases: this.#phrases };
	}

	get #next(): Lexeme {
		return this.#lexemes[this.#at] ?? END;
	}

	#expectEnd(): void {
		if (this.#next.kind !== 'end') this.#fail();
	}

	#or(columns: Columns): FulltextQuery {
		let left = this.#and(columns);
		while (this.#acceptWord('OR')) left = { kind: 'or', left, right: this.#and(columns) };
		return left;
	}

	#and(columns: Columns): FulltextQuery {
		let left = this.#not(columns);
		while (this.#acceptWord('AND')) left = both(left, this.#not(columns));
		return left;
	}

	#not(columns: Columns): FulltextQuery {
		let left = this.#sequence(columns);
		while (this.#acceptWord('NOT')) left = { kind: 'not', left, right: this.#sequence(columns) };
		return left;
	}

	#sequence(columns: Columns): FulltextQuery {
		let left = this.#item(columns);
		for (;;) {
			const { kind, text } = this.#next;
			if (kind === 'end' || text === ')' || this.#isOperator()) return left;
			if (text === '-' && !this.#isColumnAt(this.#at + 1)) {
				this.#at++;
				left = { kind: 'not', left, right: this.#item(columns) };
			} else left = both(left, this.#item(columns));
		}
	}

	#item(columns: Columns): FulltextQuery {
		const own = this.#columnFilter();
		const wanted =
			own && columns ? new Set([...own].filter(one => columns.has(one))) : (own ?? columns);
		if (this.#acceptSign('(')) {
			const inner = this.#or(wanted);
			if (!this.#acceptSign(')')) this.#fail();
			return inner;
		}
		const isNear = this.#next.kind === 'word' && this.#next.text === 'NEAR';
		if (isNear && this.#lexemes[this.#at + 1]?.text === '(') return this.#near(wanted);
		return this.#group([this.#phrase()], DEFAULT_DISTANCE, wanted);
	}

	#near(columns: Columns): FulltextQuery {
		this.#at += 2;
		const phrases: Phrase[] = [];
		while (this.#next.text !== ',' && this.#next.text !== ')') phrases.push(this.#phrase());
		let distance = DEFAULT_DISTANCE;
		if (this.#acceptSign(',')) {
			const { kind, text } = this.#next;
			if (kind !== 'word') this.#fail();
			if (!/^\d+$/.test(text)) {
				throw new SqlError('SQLITE_ERROR', `expected integer, got "${text}"`);
			}
			distance = Number(text);
			this.#at++;
		}
		if (!this.#acceptSign(')') || phrases.length === 0) this.#fail();
		return this.#group(phrases, distance, columns);
	}

	/** Phrases without a token are as if they were not there. */
	#group(phrases: readonly Phrase[], distance: number, columns: Columns): FulltextQuery {
		const real = phrases.filter(phrase => phrase.tokens.length > 0);
		if (real.length === 0) return { kind: 'nothing' };
		return { kind: 'near', phrases: real, distance, columns };
	}

	/** `^ a + "b c" *` */
	#phrase(): Phrase {
		const isFirst = this.#acceptSign('^');
		const tokens: string[] = [];
		do {
			const { kind, text } = this.#next;
			if ((kind !== 'word' && kind !== 'text') || this.#isOperator()) this.#fail();
			this.#at++;
			const content = kind === 'text' ? text.slice(1, -1).replaceAll('""', '"') : text;
			for (const token of this.#tokenizer(content)) tokens.push(token.text);
		} while (this.#acceptSign('+'));
		const isPrefix = this.#acceptSign('*');
		const phrase = { id: this.#phrases.length, tokens, isPrefix, isFirst };
		this.#phrases.push(phrase);
		return phrase;
	}

	/** `a :`, `{a b} :`, and either behind a minus. */
	#columnFilter(): Columns {
		const isNegated = this.#next.text === '-';
		if (!this.#isColumnAt(isNegated ? this.#at + 1 : this.#at)) {
			if (!isNegated) return undefined;
			// What is wrong is what stands where a colon should.
			this.#at++;
			if (this.#next.kind === 'word' || this.#next.kind === 'text') this.#at++;
			this.#fail();
		}
		if (isNegated) this.#at++;
		const found = new Set<number>();
		if (this.#acceptSign('{')) {
			while (!this.#acceptSign('}')) this.#addColumn(found);
		} else this.#addColumn(found);
		this.#at++;
		if (!isNegated) return found;
		return new Set(this.#columns.map((_, position) => position).filter(one => !found.has(one)));
	}

	#addColumn(found: Set<number>): void {
		const { kind, text } = this.#next;
		if (kind !== 'word' && kind !== 'text') this.#fail();
		const name = kind === 'text' ? text.slice(1, -1) : text;
		const position = this.#columns.findIndex(
			column => column?.toLowerCase() === name.toLowerCase(),
		);
		if (position < 0) throw new SqlError('SQLITE_ERROR', `no such column: ${name}`);
		found.add(position);
		this.#at++;
	}

	/** Whether a column filter starts there. */
	#isColumnAt(at: number): boolean {
		const { kind, text } = this.#lexemes[at] ?? END;
		if (kind === 'word' || kind === 'text') return this.#lexemes[at + 1]?.text === ':';
		if (text !== '{') return false;
		const end = this.#lexemes.findIndex((one, position) => position > at && one.text === '}');
		return end > 0 && this.#lexemes[end + 1]?.text === ':';
	}

	#isOperator(): boolean {
		const { kind, text } = this.#next;
		return kind === 'word' && (text === 'AND' || text === 'OR' || text === 'NOT');
	}

	#acceptWord(word: string): boolean {
		const isThere = this.#next.kind === 'word' && this.#next.text === word;
		if (isThere) this.#at++;
		return isThere;
	}

	#acceptSign(sign: string): boolean {
		const isThere = this.#next.kind === 'sign' && this.#next.text === sign;
		if (isThere) this.#at++;
		return isThere;
	}

	#fail(): never {
		throw new SqlError('SQLITE_ERROR', `fts5: syntax error near "${this.#next.text}"`);
	}
}

const END: Lexeme = { kind: 'end', text: '' };

function lexemesOf(text: string): Lexeme[] {
	const lexemes: Lexeme[] = [];
	for (const [, quoted, word, sign] of text.matchAll(LEXEMES)) {
		if (quoted !== undefined) lexemes.push({ kind: 'text', text: quoted });
		else if (word !== undefined) lexemes.push({ kind: 'word', text: word });
		else if (sign === '"') throw new SqlError('SQLITE_ERROR', 'unterminated string');
		else if (sign !== undefined && sign.trim() !== '') lexemes.push({ kind: 'sign', text: sign });
	}
	return lexemes;
}

/** What has no token does not narrow the other. */
function both(left: FulltextQuery, right: FulltextQuery): FulltextQuery {
	if (left.kind === 'nothing') return right;
	return right.kind === 'nothing' ? left : { kind: 'and', left, right };
}
