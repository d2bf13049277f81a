/**
 * Real SQLite (sql.js) as the oracle: evaluates expressions and gives typed results as comparable text, such
 * as `integer 9223372036854775807`, `real 0.1`, `text 6162`, `error`.
 */

import initSqlJs from 'sql.js';
import type { Database } from 'sql.js';
import { bytesToHex } from '../../src/engine/types/literal.js';
import { encodeUtf8 } from '../../src/engine/types/utf8.js';
import { Real } from '../../src/engine/types/value.js';
import type { SqlValue } from '../../src/engine/types/value.js';

// SQLite's own functions, not the older extensions that sql.js puts over them by default.
const sqlJs = await initSqlJs({ useOldExtensionFunctions: false } as object);

/** With foreign keys enforced, as ours are from the start. */
export function openOracle(): Database {
	const database = new sqlJs.Database();
	database.run('PRAGMA foreign_keys = ON');
	return database;
}

export function openOracleFile(bytes: Uint8Array): Database {
	return new sqlJs.Database(bytes);
}

const shared = openOracle();

/** How one of our values is described. */
export function describeValue(value: SqlValue): string {
	if (value === null) return 'null';
	if (typeof value === 'bigint') return `integer ${value}`;
	if (typeof value === 'string') return `text ${bytesToHex(encodeUtf8(value))}`;
	if (value instanceof Uint8Array) return `blob ${bytesToHex(value)}`;
	if (value instanceof Real) return `real ${value.value + 0}`;
	return Number.isSafeInteger(value) ? `integer ${value}` : `real ${value}`;
}

/** The value as an SQL expression that gives exactly it. */
export function toSql(value: SqlValue): string {
	if (value === null) return 'NULL';
	if (typeof value === 'bigint') return value.toString();
	if (value instanceof Uint8Array) return `X'${bytesToHex(value)}'`;
	if (value instanceof Real) return realSql(value.value);
	if (typeof value === 'number') {
		return Number.isSafeInteger(value) ? String(value) : realSql(value);
	}
	return value
		.split('\0')
		.map(part => `'${part.replaceAll("'", "''")}'`)
		.join('||char(0)||');
}

function realSql(value: number): string {
	if (value === Infinity) return '9e999';
	if (value === -Infinity) return '-9e999';
	const text = String(value);
	if (Object.is(value, -0)) return '-0.0';
	return /[.e]/.test(text) ? text : `${text}.0`;
}

/** Typed results of expressions; an expression that fails gives `error`. */
export function askOracle(expressions: readonly string[], database = shared): string[] {
	const results: string[] = [];
	for (let start = 0; start < expressions.length; start += 100) {
		results.push(...askSome(expressions.slice(start, start + 100), database));
	}
	return results;
}

function askSome(expressions: readonly string[], database: Database): string[] {
	try {
		return runOracle(expressions, database);
	} catch {
		if (expressions.length === 1) return ['error'];
		const half = expressions.length >> 1;
		return [
			...askSome(expressions.slice(0, half), database),
			...askSome(expressions.slice(half), database),
		];
	}
}

function runOracle(expressions: readonly string[], database: Database): string[] {
	const sql = expressions
		.map(
			text => `SELECT typeof(v), CASE typeof(v) WHEN 'integer' THEN CAST(v AS TEXT) WHEN 'text'
			THEN hex(v) WHEN 'blob' THEN hex(v) ELSE v END FROM (SELECT ${text} AS v LIMIT 1)`,
		)
		.join(';');
	return database.exec(sql).map(result => {
		const [type, content] = result.values[0] as [string, string | number | null];
		if (type === 'null') return 'null';
		return `${type} ${typeof content === 'number' ? content + 0 : content}`;
	});
}

/** Values where conversions and limits differ. */
export const interestingValues: readonly SqlValue[] = [
	null,
	0,
	1,
	-1,
	2,
	3,
	-7,
	10,
	64,
	255,
	9007199254740991,
	-9007199254740991,
	9007199254740992n,
	-9007199254740993n,
	9223372036854775807n,
	-9223372036854775808n,
	new Real(0),
	new Real(-0),
	new Real(1),
	0.5,
	-2.5,
	1.5,
	0.1,
	123456.789,
	1e-7,
	1e20,
	1e308,
	-1e308,
	5e-324,
	Infinity,
	-Infinity,
	new Real(9007199254740991),
	9223372036854775807,
	'',
	' ',
	'a',
	'abc',
	'ABC',
	'12abc',
	' 1 ',
	'-3.25e1x',
	'1e3',
	'.5',
	'0x1F',
	'9223372036854775807',
	'9223372036854775808',
	"it's",
	'%_',
	'ä',
	'Straße',
	'日本語',
	'a😀b',
	new Uint8Array([]),
	new Uint8Array([0x31, 0x32]),
	new Uint8Array([0x61, 0x62, 0x63]),
	new Uint8Array([0, 1, 254]),
];

/** Deterministic pseudo-random numbers in [0, 1). */
export function seededRandom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	};
}

/** One fixed seed and one new each run; a failing test names the seed it ran with. */
export const testSeeds: readonly number[] = [20260101, Math.floor(Math.random() * 2 ** 31)];
