/**
 * The state that all parsing functions share: the lexer's position, the errors, the parameters.
 *
 * Recovery: the first unexpected token of a statement is reported and breaks the statement; from then
 * on nothing more is reported. Parsing goes on as if the expected token had been there, without
 * consuming, so every loop must be driven by tokens that are consumed. A tree too deep to be worth
 * anything jumps to the statement's end instead (`abandon`).
 */
import type { Span } from '../../util/span.js';
import type { Expression } from '../ast/expression.js';
import type { Query } from '../ast/query.js';
import { Lexer } from '../lexer.js';
import { findStatement } from '../splitStatements.js';
import type { SqlSyntaxError } from '../syntaxError.js';
import type { TokenKind } from '../token.js';

/** SQLite's SQLITE_MAX_EXPR_DEPTH. */
export const maximumDepth = 1000;
/** What the outermost query itself weighs. */
const outermostWeight = 3;
/** SQLite's SQLITE_MAX_VARIABLE_NUMBER. */
const maximumParameter = 32766;

/** A number with its `_` in wrong places: a token to SQLite, which then cannot read it. */
const BAD_NUMBER = /^(?:0x[\da-f][\da-f_]*|[\d_]*\.?[\d_]*(?:e[-+]?\d[\d_]*)?)$/i;

/** Expressions contain queries and queries expressions; this knot is tied here, not by an import. */
export interface Grammar {
	readonly query: (p: Parser) => Query;
	readonly expression: (p: Parser) => Expression;
}

export class Parser extends Lexer {
	readonly errors: SqlSyntaxError[] = [];
	readonly grammar: Grammar;
	/** Whether an error was reported in the statement being parsed. */
	isBroken = false;
	/** Height of the expression parsed last, as SQLite counts it. */
	height = 0;
	/** The greatest height in the statement so far. */
	tallest = 0;
	/** At most this much height do the queries nested in what was parsed last add to what is around them. */
	nestedHeight = 0;
	/** Nested calls of the recursive parsing functions, to keep within the stack. */
	depth = 0;
	/** Trigger bodies allow less. */
	isInTrigger = false;
	/** Only triggers in temp may name the database of a table they write to. */
	isOutsideTemp = false;
	#parameters: (string | undefined)[] = [];
	#statementStart = 0;
	/** Where the token stands that may replace the error by its own. */
	#replaceableAt = -1;
	#lateError: { readonly message: string; readonly span: Span } | undefined;

	constructor(text: string, grammar: Grammar) {
		super(text);
		this.grammar = grammar;
		this.advance();
	}

	beginStatement(): void {
		this.isBroken = false;
		this.isInTrigger = false;
		this.isOutsideTemp = false;
		this.depth = 0;
		this.tallest = 0;
		this.nestedHeight = 0;
		this.#parameters = [];
		this.#lateError = undefined;
		this.#statementStart = this.start;
	}

	/** What `beginStatement` started, to be spread into the statement's node. */
	finish(start: number): {
		span: Span;
		isBroken: boolean;
		parameters: readonly (string | undefined)[];
	} {
		return {
			span: { start, end: Math.max(start, this.previousEnd) },
			isBroken: this.isBroken,
			parameters: this.isInTrigger ? [] : this.#parameters,
		};
	}

	/** From `start` to the end of the last token consumed. */
	spanFrom(start: number): Span {
		return { start, end: Math.max(start, this.previousEnd) };
	}

	accept(kind: TokenKind): boolean {
		if (this.kind !== kind) return false;
		this.advance();
		return true;
	}

	expect(kind: TokenKind): boolean {
		if (this.kind === kind) {
			this.advance();
			return true;
		}
		this.unexpected();
		return false;
	}

	/** Whether the present token, of whatever kind, spells `word`. */
	spells(word: string): boolean {
		return (
			this.end - this.start === word.length &&
			this.text.slice(this.start, this.end).toLowerCase() === word
		);
	}

	/** Reports the present token as one that cannot stand here. */
	unexpected(hint?: string): void {
		if (this.isBroken) {
			if (this.#replaceableAt !== this.start) return;
			// SQLite takes a construct for complete when it has seen the next token: what is wrong with that wins.
			this.errors.pop();
			this.#replaceableAt = -1;
			this.isBroken = false;
		}
		const token = this.text.slice(this.start, Math.min(this.end, this.start + 1000));
		let message = `near "${token}": syntax error`;
		if (this.kind === 'illegal' && !BAD_NUMBER.test(token))
			message = `unrecognized token: "${token}"`;
		else if (this.kind === 'eof') message = 'incomplete input';
		this.fail(message, { start: this.start, end: this.end }, hint);
		this.#replaceableAt = -1;
	}

	/** At a number that cannot be read: reports and passes it. */
	passBadNumber(): boolean {
		if (!this.atBadNumber()) return false;
		const { start, end } = this;
		this.advance();
		const token = withoutSeparators(this.text.slice(start, end));
		this.fail(`unrecognized token: "${token}"`, { start, end });
		return true;
	}

	/** Separators at wrong places; only where the number is used does that matter. */
	atBadNumber(): boolean {
		return this.kind === 'illegal' && BAD_NUMBER.test(this.text.slice(this.start, this.end));
	}

	/** Reports the first error of a statement; later ones are its echo. */
	fail(message: string, span: Span, hint?: string): void {
		if (this.isBroken) return;
		this.isBroken = true;
		this.#replaceableAt = this.start;
		this.errors.push({ message, span, hint });
	}

	/** An error that SQLite finds when the whole statement, or step of a trigger, is parsed. */
	failAtEnd(message: string, span: Span): void {
		this.#lateError ??= { message, span };
	}

	/** The message of the error kept by `failAtEnd`, if it is the one of that place. */
	tellLateError(message: string, span: Span): void {
		if (this.#lateError?.span === span) this.#lateError = { message, span };
	}

	/** At that end. */
	reportLateError(): void {
		if (this.#lateError) this.fail(this.#lateError.message, this.#lateError.span);
		this.#lateError = undefined;
	}

	/** Gives the statement up: reports and moves to its end. */
	abandon(message: string, span: Span): void {
		this.fail(message, span);
		this.skipToStatementEnd();
	}

	/** Moves to the semicolon that ends the statement (of a trigger: the last), or to the end. */
	skipToStatementEnd(): void {
		const extent = findStatement(this.text, this.#statementStart);
		const semicolon = extent.isClosed ? extent.end - 1 : extent.end;
		if (semicolon < this.start) return;
		this.end = extent.contentEnd;
		this.advance();
		while (this.start < semicolon) this.advance();
	}

	/** Says how high the expression now built is; if too high the statement is abandoned. */
	setHeight(height: number, start: number): void {
		this.height = height;
		if (height > this.tallest) this.tallest = height;
		if (height > maximumDepth) this.tooDeep(start);
	}

	/** Nests deeper by `weight`; whoever got true takes it off `depth` when done. */
	enter(weight = 1): boolean {
		if (this.depth + weight > maximumDepth + outermostWeight) {
			this.tooDeep(this.start);
			return false;
		}
		this.depth += weight;
		return true;
	}

	tooDeep(start: number): void {
		const message = `Expression tree is too large (maximum depth ${String(maximumDepth)})`;
		this.abandon(message, { start, end: this.end });
	}

	/** The position of a parameter, numbered as SQLite does: `?` is one more than the largest so far. */
	parameterIndex(text: string, span: Span): number {
		if (text === '?') {
			if (this.#parameters.length >= maximumParameter) this.fail('too many SQL variables', span);
			return this.#parameters.push(undefined);
		}
		if (text.startsWith('?')) return this.#numberedParameter(text, span);
		const known = this.#parameters.indexOf(text);
		if (known >= 0) return known + 1;
		if (this.#parameters.length >= maximumParameter) this.fail('too many SQL variables', span);
		return this.#parameters.push(text);
	}

	#numberedParameter(text: string, span: Span): number {
		const index = Number(text.slice(1));
		if (index < 1 || index > maximumParameter) {
			const range = `?1 and ?${String(maximumParameter)}`;
			this.fail(`variable number must be between ${range}`, span);
			return 1;
		}
		while (this.#parameters.length < index) this.#parameters.push(undefined);
		this.#parameters[index - 1] ??= text;
		return index;
	}
}

/** SQLite takes the separators out in place and tells what stands there at the last wrong one. */
function withoutSeparators(token: string): string {
	const isDigit = /^0x/i.test(token) ? /[\da-f]/i : /\d/;
	let digits = '';
	let told = token;
	for (let at = 0; at < token.length; at++) {
		const char = token.charAt(at);
		if (char !== '_') digits += char;
		else if (!isDigit.test(token.charAt(at - 1)) || !isDigit.test(token.charAt(at + 1))) {
			told = digits + token.slice(digits.length);
		}
	}
	return told;
}
