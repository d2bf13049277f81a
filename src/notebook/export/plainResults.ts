/**
 * Results as text for other programs and for reading down: lists, one value a line, JSON lines, INSERT statements.
 * Line by line, as in resultText.ts.
 */

import { printLiteral } from '../../engine/index.js';
import { cellText } from '../../protocol/cellText.js';
import type { WireValue } from '../../protocol/page.js';
import { isBoxedReal } from '../../protocol/pageCodec.js';
import { quoteName } from '../session/statementText.js';
import { resultAsJson, type TextResult } from './resultText.js';

/** Values with a separator between; NULL is an empty text. */
export function* resultAsList(
	result: TextResult,
	separator: string,
	hasHeader: boolean,
): Generator<string> {
	if (hasHeader) yield result.columns.join(separator);
	for (const row of result.rows) yield row.map(textOf).join(separator);
}

/** Tabs and line ends in values are written \t and \n. */
export function* resultAsTsv(result: TextResult, hasHeader: boolean): Generator<string> {
	const escaped = (text: string) =>
		text
			.replaceAll('\\', '\\\\')
			.replaceAll('\t', '\\t')
			.replaceAll('\n', '\\n')
			.replaceAll('\r', '\\r');
	if (hasHeader) yield result.columns.map(escaped).join('\t');
	for (const row of result.rows) yield row.map(value => escaped(textOf(value))).join('\t');
}

/** A value a line, a blank line between rows. */
export function* resultAsLines(result: TextResult): Generator<string> {
	const widest = Math.max(0, ...result.columns.map(name => name.length));
	let isFirst = true;
	for (const row of result.rows) {
		if (!isFirst) yield '';
		isFirst = false;
		for (const [index, name] of result.columns.entries()) {
			const value = row[index] ?? null;
			yield `${name.padStart(widest)} = ${value === null ? 'NULL' : textOf(value)}`;
		}
	}
}

export function* resultAsJsonLines(result: TextResult): Generator<string> {
	for (const line of resultAsJson(result)) {
		if (line !== ']' && line !== '[]') yield line.slice(1);
	}
}

export function* resultAsInserts(result: TextResult, table: string): Generator<string> {
	const columns = result.columns.map(quoteName).join(', ');
	for (const row of result.rows) {
		yield `INSERT INTO ${quoteName(table)}(${columns}) VALUES (${row.map(literal).join(', ')});`;
	}
}

/** Another text for NULL. */
export function withNullText(result: TextResult, text: string): TextResult {
	function* rows(): Generator<readonly WireValue[]> {
		for (const row of result.rows) yield row.map(value => value ?? text);
	}
	return { ...result, rows: rows() };
}

function textOf(value: WireValue): string {
	return value === null ? '' : cellText(value);
}

function literal(value: WireValue): string {
	return isBoxedReal(value) ? cellText(value) : printLiteral(value);
}
