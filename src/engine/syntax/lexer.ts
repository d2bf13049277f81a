/**
 * The lexer: one token at a time, in SQLite's rules, by character code and without allocating.
 *
 * `advance` moves to the next token, skipping space and comments; its parts are then in `kind`,
 * `start`, `end` and `nameClass`. It never fails: what is no token has kind 'illegal'.
 * WINDOW, OVER and FILTER are keywords only where the tokens around them say so, as in SQLite.
 */
import { findKeyword } from './keywords.js';
import {
	NameClass,
	isDigit,
	isHexDigit,
	isIdentifierPart,
	isIdentifierStart,
	isSpace,
} from './token.js';
import type { TokenKind } from './token.js';

const byteOrderMark = 0xfeff;

export class Lexer {
	readonly text: string;
	kind: TokenKind = 'eof';
	start = 0;
	end = 0;
	nameClass: NameClass = NameClass.none;
	/** End of the token before this one. */
	previousEnd = 0;
	/** Whether a comment was met that is never closed. */
	hasOpenComment = false;
	#previousKind: TokenKind = 'eof';

	/** Stands before the first token at or after `offset`: call `advance` to reach it. */
	constructor(text: string, offset = 0) {
		this.text = text;
		this.start = offset;
		this.end = offset;
	}

	advance(): void {
		this.previousEnd = this.end;
		this.#previousKind = this.kind;
		this.#scan(this.#skipSpace(this.end));
		if (this.nameClass === NameClass.anywhere) this.#decideContextual();
	}

	/** Whether the present token is of this kind; unlike a comparison it does not narrow `kind`. */
	at(kind: TokenKind): boolean {
		return this.kind === kind;
	}

	/** The kind of the token after this one. */
	peek(): TokenKind {
		return this.#lookAhead(() => {
			this.#scan(this.#skipSpace(this.end));
			return this.kind;
		});
	}

	/** Goes back to a token that was passed, given its extent. */
	seek(start: number, end: number): void {
		this.end = start;
		this.kind = 'eof';
		this.advance();
		this.previousEnd = start;
		if (this.end !== end) throw new Error('seek: no token there');
	}

	/** Whether the two tokens after this one are of these kinds. */
	precedes(first: TokenKind, second: TokenKind): boolean {
		return this.#lookAhead(() => {
			this.#scan(this.#skipSpace(this.end));
			if (this.kind !== first) return false;
			this.#scan(this.#skipSpace(this.end));
			return this.kind === second;
		});
	}

	/** Offset of the first character at or after `offset` that is neither space nor comment. */
	#skipSpace(offset: number): number {
		const text = this.text;
		for (;;) {
			const code = text.charCodeAt(offset);
			if (isSpace(code) || code === byteOrderMark) {
				offset++;
				// SQLite takes a vertical tab for space only inside a run of space.
				while (text.charCodeAt(offset) === 11) offset++;
				continue;
			}
			const next = text.charCodeAt(offset + 1);
			if (code === 45 && next === 45) {
				const lineEnd = text.indexOf('\n', offset);
				offset = lineEnd < 0 ? text.length : lineEnd;
				continue;
			}
			if (code === 47 && next === 42 && offset + 2 < text.length) {
				const close = text.indexOf('*/', offset + 2);
				if (close < 0) this.hasOpenComment = true;
				offset = close < 0 ? text.length : close + 2;
				continue;
			}
			return offset;
		}
	}

	#scan(start: number): void {
		const text = this.text;
		this.start = start;
		this.nameClass = NameClass.none;
		if (start >= text.length) {
			this.kind = 'eof';
			this.end = start;
			return;
		}
		const code = text.charCodeAt(start);
		if (isIdentifierStart(code)) {
			this.#scanWord(code);
			return;
		}
		if (isDigit(code)) {
			this.#scanNumber();
			return;
		}
		this.end = start + 1;
		const next = text.charCodeAt(start + 1);
		switch (code) {
			case 40:
				this.kind = '(';
				return;
			case 41:
				this.kind = ')';
				return;
			case 44:
				this.kind = ',';
				return;
			case 59:
				this.kind = ';';
				return;
			case 42:
				this.kind = '*';
				return;
			case 43:
				this.kind = '+';
				return;
			case 47:
				this.kind = '/';
				return;
			case 37:
				this.kind = '%';
				return;
			case 38:
				this.kind = '&';
				return;
			case 126:
				this.kind = '~';
				return;
			case 46: // .
				if (isDigit(next)) this.#scanNumber();
				else this.kind = '.';
				return;
			case 39: // '
				this.#scanQuoted(39, 'string');
				return;
			case 34: // "
				this.#scanQuoted(34, 'identifier');
				return;
			case 96: // `
				this.#scanQuoted(96, 'identifier');
				return;
			case 91: // [
				this.#scanBracketed();
				return;
			case 63: // ?
				while (isDigit(text.charCodeAt(this.end))) this.end++;
				this.kind = 'variable';
				return;
			case 35: // #
			case 36: // $
			case 58: // :
			case 64: // @
				this.#scanVariable();
				return;
			default:
				this.#scanOperator(code, next);
		}
	}

	#scanOperator(code: number, next: number): void {
		switch (code) {
			case 45: // - -> ->>
				if (next !== 62) this.kind = '-';
				else if (this.text.charCodeAt(this.start + 2) === 62) this.#operator('->>', 3);
				else this.#operator('->', 2);
				return;
			case 61: // = ==
				this.#operator('=', next === 61 ? 2 : 1);
				return;
			case 60: // < <= <> <<
				if (next === 61) this.#operator('<=', 2);
				else if (next === 62) this.#operator('<>', 2);
				else if (next === 60) this.#operator('<<', 2);
				else this.kind = '<';
				return;
			case 62: // > >= >>
				if (next === 61) this.#operator('>=', 2);
				else if (next === 62) this.#operator('>>', 2);
				else this.kind = '>';
				return;
			case 124: // | ||
				if (next === 124) this.#operator('||', 2);
				else this.kind = '|';
				return;
			case 33: // !=
				if (next === 61) this.#operator('<>', 2);
				else this.kind = 'illegal';
				return;
			default:
				this.kind = 'illegal';
		}
	}

	#operator(kind: TokenKind, length: number): void {
		this.kind = kind;
		this.end = this.start + length;
	}

	#scanWord(first: number): void {
		const text = this.text;
		const start = this.start;
		if ((first === 120 || first === 88) && text.charCodeAt(start + 1) === 39) {
			this.#scanBlob();
			return;
		}
		let end = start + 1;
		while (isIdentifierPart(text.charCodeAt(end))) end++;
		this.end = end;
		const entry = findKeyword(text, start, end);
		if (entry === undefined) {
			this.kind = 'identifier';
			this.nameClass = NameClass.anywhere;
			return;
		}
		this.kind = entry.keyword === 'temporary' ? 'temp' : entry.keyword;
		if (entry.class === 'fallback' || entry.class === 'contextual') {
			this.nameClass = NameClass.anywhere;
		} else if (entry.class === 'join') {
			this.nameClass = NameClass.notAlias;
		}
	}

	/** x'53514C': an even number of hexadecimal digits. */
	#scanBlob(): void {
		const text = this.text;
		let end = this.start + 2;
		while (isHexDigit(text.charCodeAt(end))) end++;
		this.kind = 'blob';
		if (text.charCodeAt(end) !== 39 || (end - this.start) % 2 !== 0) {
			this.kind = 'illegal';
			const close = text.indexOf("'", end);
			end = close < 0 ? text.length - 1 : close;
		}
		this.end = end + 1;
	}

	/** From a digit, or from a point with a digit behind it. */
	#scanNumber(): void {
		const text = this.text;
		let end = this.start;
		let isValid: boolean;
		this.kind = 'integer';
		const isHex =
			text.charCodeAt(end) === 48 &&
			(text.charCodeAt(end + 1) | 32) === 120 &&
			isHexDigit(text.charCodeAt(end + 2));
		if (isHex) {
			end += 2;
			while (isHexDigit(text.charCodeAt(end)) || text.charCodeAt(end) === 95) end++;
			isValid = separatorsStandBetweenDigits(text, this.start + 2, end, isHexDigit);
		} else {
			end = skipDigits(text, end);
			if (text.charCodeAt(end) === 46) {
				this.kind = 'float';
				end = skipDigits(text, end + 1);
			}
			if ((text.charCodeAt(end) | 32) === 101) {
				const sign = text.charCodeAt(end + 1);
				const digits = sign === 43 || sign === 45 ? end + 2 : end + 1;
				if (isDigit(text.charCodeAt(digits))) {
					this.kind = 'float';
					end = skipDigits(text, digits);
				}
			}
			isValid = separatorsStandBetweenDigits(text, this.start, end, isDigit);
		}
		if (isIdentifierPart(text.charCodeAt(end))) {
			isValid = false;
			while (isIdentifierPart(text.charCodeAt(end))) end++;
		}
		if (!isValid) this.kind = 'illegal';
		this.end = end;
	}

	/** A doubled quote stands for one quote. */
	#scanQuoted(quote: number, kind: TokenKind): void {
		const text = this.text;
		const mark = text[this.start] as string;
		let close = text.indexOf(mark, this.start + 1);
		while (close >= 0 && text.charCodeAt(close + 1) === quote) {
			close = text.indexOf(mark, close + 2);
		}
		if (close < 0) {
			this.kind = 'illegal';
			this.end = text.length;
			return;
		}
		this.kind = kind;
		this.end = close + 1;
		if (kind === 'identifier') this.nameClass = NameClass.anywhere;
	}

	#scanBracketed(): void {
		const close = this.text.indexOf(']', this.start + 1);
		this.kind = close < 0 ? 'illegal' : 'identifier';
		this.end = close < 0 ? this.text.length : close + 1;
		if (close >= 0) this.nameClass = NameClass.anywhere;
	}

	/** :a, @a, $a, #a and the Tcl forms $a::b and $a::b(c). */
	#scanVariable(): void {
		const text = this.text;
		let end = this.start + 1;
		let length = 0;
		this.kind = 'variable';
		for (; end < text.length; end++) {
			const code = text.charCodeAt(end);
			if (isIdentifierPart(code)) {
				length++;
			} else if (code === 40 && length > 0) {
				do end++;
				while (end < text.length && text.charCodeAt(end) !== 41 && !isSpace(text.charCodeAt(end)));
				if (text.charCodeAt(end) === 41) end++;
				else this.kind = 'illegal';
				break;
			} else if (code === 58 && text.charCodeAt(end + 1) === 58) {
				end++;
			} else break;
		}
		if (length === 0) this.kind = 'illegal';
		this.end = end;
	}

	#decideContextual(): void {
		if (this.kind === 'window') {
			if (!this.#isWindowKeyword()) this.kind = 'identifier';
		} else if (this.kind === 'over') {
			if (this.#previousKind === ')' && this.#isOverKeyword()) this.nameClass = NameClass.none;
			else this.kind = 'identifier';
		} else if (this.kind === 'filter') {
			if (this.#previousKind === ')' && this.peek() === '(') this.nameClass = NameClass.none;
			else this.kind = 'identifier';
		}
		if (this.kind === 'window') this.nameClass = NameClass.none;
	}

	/** WINDOW name AS */
	#isWindowKeyword(): boolean {
		return this.#lookAhead(() => {
			this.#scan(this.#skipSpace(this.end));
			if (!this.#isPlainName()) return false;
			this.#scan(this.#skipSpace(this.end));
			return this.kind === 'as';
		});
	}

	/** OVER name, OVER ( */
	#isOverKeyword(): boolean {
		return this.#lookAhead(() => {
			this.#scan(this.#skipSpace(this.end));
			return this.kind === '(' || this.#isPlainName();
		});
	}

	/** What SQLite takes for a name when it looks ahead: FILTER and INDEXED are none there. */
	#isPlainName(): boolean {
		if (this.kind === 'filter' || this.kind === 'indexed') return false;
		return this.kind === 'string' || this.nameClass !== NameClass.none;
	}

	/** Runs `look`, which may scan on, and returns to the present token. */
	#lookAhead<Answer>(look: () => Answer): Answer {
		const { kind, start, end, nameClass } = this;
		const answer = look();
		this.kind = kind;
		this.start = start;
		this.end = end;
		this.nameClass = nameClass;
		return answer;
	}
}

/** Digits and separators. */
function skipDigits(text: string, offset: number): number {
	while (isDigit(text.charCodeAt(offset)) || text.charCodeAt(offset) === 95) offset++;
	return offset;
}

function separatorsStandBetweenDigits(
	text: string,
	start: number,
	end: number,
	isPart: (code: number) => boolean,
): boolean {
	for (let offset = start; offset < end; offset++) {
		if (text.charCodeAt(offset) !== 95) continue;
		if (!isPart(text.charCodeAt(offset - 1)) || !isPart(text.charCodeAt(offset + 1))) return false;
	}
	return true;
}
