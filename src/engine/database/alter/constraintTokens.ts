/**
 * Constraints as runs of tokens in the text of a CREATE TABLE. Tokens say more than the tree here: SQLite lets CONSTRAINT
 * name stand before anything, even before nothing, and each of these can be dropped by its name.
 */

import { unquote } from '../../syntax/parser/names.js';
import type { Token } from '../../syntax/tokenize.js';
import { foldKey } from '../../util/foldKey.js';
import type { Span } from '../../util/span.js';
import type { Edit } from './editText.js';
import { tokensFrom } from './tableText.js';

export interface FoundConstraint {
	readonly span: Span;
	/** PRIMARY KEY, UNIQUE and NULL stay. */
	readonly isDroppable: boolean;
}

/** The first constraint of that name. */
export function findConstraint(sql: string, key: string): FoundConstraint | undefined {
	const tokens = tokensFrom(sql, 0);
	const position = tokens.findIndex(
		({ kind }, index) => kind === 'constraint' && keyOf(sql, tokens[index + 1]) === key,
	);
	if (position < 0) return undefined;
	const start = tokens[position] as Token;
	const first = tokens[position + 2]?.kind ?? 'eof';
	return {
		span: { start: start.start, end: endOfConstraint(tokens, position + 2) },
		isDroppable: first !== 'primary' && first !== 'unique' && first !== 'null',
	};
}

/** The first NOT NULL of a column, with its name if it has one. */
export function findNotNull(sql: string, column: Span): Span | undefined {
	const tokens = tokensFrom(sql, column.start).filter(({ start }) => start < column.end);
	let depth = 0;
	for (const [position, { kind, start }] of tokens.entries()) {
		if (kind === '(') depth++;
		if (kind === ')') depth--;
		if (depth > 0 || kind !== 'not' || tokens[position + 1]?.kind !== 'null') continue;
		const named = tokens[position - 2];
		const from = named?.kind === 'constraint' ? named.start : start;
		return { start: from, end: endOfConstraint(tokens, position) };
	}
	return undefined;
}

/** Takes a constraint out, with a comma that would be left over and the space around it. */
export function removalEdit(sql: string, { start, end }: Span): Edit {
	const tokens = tokensFrom(sql, 0);
	const before = tokens.findLast(token => token.end <= start) as Token;
	const after = tokens.find(token => token.start >= end) as Token;
	const isLast = after.kind === ',' || after.kind === ')';
	if (before.kind === ',' && isLast) {
		return { span: { start: before.start, end: after.start }, text: '' };
	}
	return { span: { start: before.end, end: after.start }, text: isLast ? '' : ' ' };
}

function keyOf(sql: string, token: Token | undefined): string | undefined {
	if (!token) return undefined;
	const text = sql.slice(token.start, token.end);
	return foldKey(/^["'`[]/.test(text) ? unquote(text) : text);
}

/** Behind the constraint whose first word is at `position`; of what is no constraint only the name counts. */
function endOfConstraint(tokens: readonly Token[], position: number): number {
	const reader = new TokenReader(tokens, position);
	if (reader.accept('not', 'null')) reader.skipConflict();
	else if (reader.accept('check')) {
		reader.skipParentheses();
		reader.skipConflict();
	} else if (reader.accept('foreign', 'key')) {
		reader.skipParentheses();
		if (reader.accept('references')) skipReferences(reader);
	} else if (reader.accept('references')) skipReferences(reader);
	return reader.end;
}

function skipReferences(reader: TokenReader): void {
	reader.skip(1);
	reader.skipParentheses();
	for (;;) {
		if (reader.accept('on')) {
			reader.skip(1);
			reader.skip(reader.at('set') || reader.at('no') ? 2 : 1);
		} else if (reader.accept('match')) reader.skip(1);
		else if (reader.accept('deferrable')) {
			if (reader.accept('initially')) reader.skip(1);
		} else return;
	}
}

class TokenReader {
	readonly #tokens: readonly Token[];
	#position: number;

	constructor(tokens: readonly Token[], position: number) {
		this.#tokens = tokens;
		this.#position = position;
	}

	/** Of the last token read. */
	get end(): number {
		return this.#tokens[this.#position - 1]?.end ?? 0;
	}

	at(kind: Token['kind']): boolean {
		return this.#tokens[this.#position]?.kind === kind;
	}

	accept(...kinds: readonly Token['kind'][]): boolean {
		const isHere = kinds.every(
			(kind, ahead) => this.#tokens[this.#position + ahead]?.kind === kind,
		);
		if (isHere) this.#position += kinds.length;
		return isHere;
	}

	skip(count: number): void {
		this.#position += count;
	}

	skipConflict(): void {
		if (this.accept('on', 'conflict')) this.skip(1);
	}

	skipParentheses(): void {
		if (!this.at('(')) return;
		let depth = 0;
		do {
			if (this.at('(')) depth++;
			if (this.at(')')) depth--;
			this.#position++;
		} while (depth > 0 && this.#position < this.#tokens.length);
	}
}
