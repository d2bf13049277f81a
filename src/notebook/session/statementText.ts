/** What a session must know of a statement from its text alone, before or without running it. */

import type { TextSpan } from '../../protocol/output.js';
import { Lexer, type TokenKind } from '../../engine/index.js';

/** For people: CREATE TABLE, INSERT, BEGIN. Precondition: begins with its first token. */
export function statementVerb(sql: string): string {
	const words =
		sql
			.slice(0, 200)
			.toUpperCase()
			.match(/[A-Z]+/g) ?? [];
	const [first = ''] = words;
	if (!/^(?:CREATE|DROP|ALTER)$/.test(first)) return first;
	const object = words.find(word => /^(?:TABLE|INDEX|VIEW|TRIGGER)$/.test(word));
	return object === undefined ? first : `${first} ${object}`;
}

export function writesRows(verb: string): boolean {
	return /^(?:INSERT|REPLACE|UPDATE|DELETE|MERGE|WITH)$/.test(verb);
}

export function readsQuery(verb: string): boolean {
	return /^(?:SELECT|VALUES|WITH)$/.test(verb);
}

/** Literal paths given to read_csv. */
export function csvPaths(sql: string): string[] {
	return csvLiterals(sql).map(token => literalText(sql, token));
}

export function csvPathSpan(sql: string, path: string): TextSpan | undefined {
	const found = csvLiterals(sql).find(token => literalText(sql, token) === path);
	return found && { start: found.start, end: found.end };
}

function csvLiterals(sql: string): Token[] {
	if (!/read_csv/i.test(sql)) return [];
	const tokens = tokensOf(sql);
	return tokens.filter((token, index) => {
		const name = tokens[index - 2];
		return (
			token.kind === 'string' &&
			tokens[index - 1]?.kind === '(' &&
			name !== undefined &&
			/^["`[]?read_csv["`\]]?$/i.test(sql.slice(name.start, name.end))
		);
	});
}

function literalText(sql: string, token: Token): string {
	return sql.slice(token.start + 1, token.end - 1).replaceAll("''", "'");
}

interface Token {
	readonly kind: TokenKind;
	readonly start: number;
	readonly end: number;
}

export function tokensOf(sql: string): Token[] {
	const tokens: Token[] = [];
	const lexer = new Lexer(sql);
	for (;;) {
		lexer.advance();
		const { kind, start, end } = lexer;
		if (kind === 'eof') return tokens;
		tokens.push({ kind, start, end });
	}
}

/** Names of :a, @a and $a parameters, without their sign. */
export function parameterNames(sql: string): Set<string> {
	if (!/[:@$]/.test(sql)) return new Set();
	const names = tokensOf(sql)
		.filter(token => token.kind === 'variable' && sql[token.start] !== '?')
		.map(token => sql.slice(token.start + 1, token.end));
	return new Set(names);
}

export function quoteName(name: string): string {
	return `"${name.replaceAll('"', '""')}"`;
}
