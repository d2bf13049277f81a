/**
 * A database as an SQL script that makes it anew: in an empty database, all of it or nothing. SQLite runs it, too, unless
 * the schema uses what only Strata has.
 */

import { printLiteral, Real } from '../../engine/index.js';
import { quoted } from './contents.js';
import type { Contents, ExactRow, ExactValue, SchemaObject, TableContents } from './contents.js';

const ROWS_IN_INSERT = 50;

/** Whole statements, a line end behind each. */
export function* sqlText({ settings, tables, objects, isAnalyzed }: Contents): Generator<string> {
	yield 'PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n';
	for (const [name, value] of Object.entries(settings)) {
		if (value !== 0) yield `PRAGMA ${name}=${value};\n`;
	}
	for (const table of tables) {
		yield `${table.sql};\n`;
		yield* inserts(table);
	}
	yield* sequenceTexts(tables);
	for (const { sql } of inOrder(objects)) yield `${sql};\n`;
	yield 'COMMIT;\n';
	if (isAnalyzed) yield 'ANALYZE;\n';
}

/** What is needed comes first; triggers last, for rows are stored already. */
export function inOrder(objects: readonly SchemaObject[]): SchemaObject[] {
	const types = ['index', 'view', 'trigger'] as const;
	return types.flatMap(type => objects.filter(object => object.type === type));
}

/** All of its rows. */
export function* inserts({ name, columns, rowid, rows }: TableContents): Generator<string> {
	const names = columns.map(column => quoted(column.name));
	if (rowid !== undefined) names.unshift(rowid);
	const head = `INSERT INTO ${quoted(name)}(${names.join(', ')}) VALUES`;
	let lines: string[] = [];
	for (const row of rows) {
		lines.push(rowText(row));
		if (lines.length < ROWS_IN_INSERT) continue;
		yield `${head}\n${lines.join(',\n')};\n`;
		lines = [];
	}
	if (lines.length > 0) yield `${head}\n${lines.join(',\n')};\n`;
}

function rowText(row: ExactRow): string {
	return `(${row.map(literal).join(', ')})`;
}

export function* sequenceTexts(tables: readonly TableContents[]): Generator<string> {
	const own = tables.filter(({ sequence }) => sequence !== undefined);
	if (own.length === 0) return;
	yield 'DELETE FROM sqlite_sequence;\n';
	for (const { name, sequence } of own) {
		yield `INSERT INTO sqlite_sequence(name, seq) VALUES (${literal(name)}, ${sequence});\n`;
	}
}

export function literal(value: ExactValue): string {
	switch (typeof value) {
		case 'bigint':
			// The least integer is no literal with a sign: its digits alone are too large.
			return value === -(2n ** 63n) ? '(-9223372036854775807 - 1)' : String(value);
		case 'number':
			return Object.is(value, -0) ? '-0.0' : printLiteral(new Real(value));
		case 'string':
			return value.includes('\0') ? textOfBytes(value) : printLiteral(value);
		default:
			return printLiteral(value);
	}
}

/** No literal has a U+0000. */
function textOfBytes(text: string): string {
	return `CAST(${printLiteral(new TextEncoder().encode(text))} AS TEXT)`;
}
