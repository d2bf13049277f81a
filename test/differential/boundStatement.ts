/** The same statement with some of its literals as parameters, in all the forms they can be written in. */

import { tokenize } from '../../src/engine/syntax/tokenize.js';
import type { SqlValue } from '../../src/engine/index.js';

export interface BoundStatement {
	readonly sql: string;
	/** By the number of the parameter. */
	readonly values: readonly SqlValue[];
	/** As our API takes them: those of plain question marks, and behind them an object with all others. */
	readonly arguments: readonly unknown[];
}

/** Definitions cannot have parameters, and in these clauses a literal is no value. */
const CHANGES_OR_QUERIES = /^(?:SELECT|WITH|VALUES|INSERT|REPLACE|UPDATE|DELETE)\b/;

export function boundStatement(sql: string): BoundStatement {
	const values: SqlValue[] = [];
	if (!CHANGES_OR_QUERIES.test(sql)) return { sql, values, arguments: [] };
	const anonymous: SqlValue[] = [];
	const named: Record<string, SqlValue> = {};
	let text = '';
	let end = 0;
	let isPosition = false;
	for (const token of tokenize(sql)) {
		const literal = sql.slice(token.start, token.end);
		// Behind ORDER BY and GROUP BY numbers are positions; a comma or parenthesis does not end that.
		if (/^by$/i.test(literal)) isPosition = true;
		else if (/^(?:limit|select|values|where)$/i.test(literal)) isPosition = false;
		const value = isPosition ? undefined : literalValue(literal);
		if (value === undefined || values.length >= 20) continue;
		const written = parameter(values.length + 1);
		text += sql.slice(end, token.start) + written;
		values.push(value);
		if (written === '?') anonymous.push(value);
		else named[written.slice(1)] = value;
		end = token.end;
	}
	const hasNames = Object.keys(named).length > 0;
	return {
		sql: text + sql.slice(end),
		values,
		arguments: hasNames ? [...anonymous, named] : anonymous,
	};
}

function literalValue(written: string): SqlValue | undefined {
	if (/^\d{1,9}$/.test(written)) return Number(written);
	if (/^'(?:[^']|'')*'$/.test(written)) return written.slice(1, -1).replaceAll("''", "'");
	return undefined;
}

function parameter(position: number): string {
	return ['?', `?${position}`, `:p${position}`, `@p${position}`, `$p${position}`][
		position % 5
	] as string;
}
