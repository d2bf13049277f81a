/**
 * Random calls of every built-in function that SQLite lists and this engine has, typed result or error compared. A failure
 * names the seed and the call. Left out: what depends on the clock, on chance, on the build and on statements before.
 */

import assert from 'node:assert/strict';
import { interestingValues, openOracle, seededRandom, testSeeds, toSql } from '../oracle/oracle.js';
import { openSqlite, openStrata } from './engines.js';

const CALLS = 40;
/** Functions of the statement's surroundings. */
const VARIES =
	/^(?:random|randomblob|changes|total_changes|last_insert_rowid|sqlite_.*|current_.*|now)$/;
/** Functions of SQLite extensions that are no part of the dialect here. */
const EXTENSIONS = /^(?:fts3_tokenizer|matchinfo|offsets|optimize|snippet)$/;
/** Row positions within windows: golden/windows and the random queries. */
const POSITIONS = /^(?:lag|lead|nth_value|ntile)$/;
/** The last digit of these is up to the C library. */
const APPROXIMATE =
	/^(?:a?(?:sin|cos|tan)h?|exp|ln|log|log2|log10|pow|power|degrees|radians|mod|atan2)$/;

const EXTRA: readonly string[] = [
	"'2024-02-29 12:34:56.789'",
	"'2023-02-31'",
	"'start of month'",
	"'+1 month'",
	"'weekday 2'",
	"'%Y-%m-%d %H:%M:%f %j'",
	'2460000.5',
	'\'{"a":[1,2.5,{"b":null}],"c":"x"}\'',
	'\'[1,[2],"three"]\'',
	"'{a:1,}'",
	"json('[1,2]')",
	'jsonb(\'{"k":1}\')',
	"'$.a[#-1]'",
	"'$.c'",
	"'$[1]'",
	"'%5.2f|%-6s|%05d'",
	"'%,d %x %Q'",
	"'a%'",
	"'[a-c]*'",
	"('12'||char(0)||'x')",
	"cast(x'61ff62' as text)",
];

const values: readonly string[] = [...interestingValues.map(toSql), ...EXTRA];

interface Signature {
	readonly name: string;
	readonly isWindow: boolean;
	readonly argumentCount: number;
}

function sqliteFunctions(): Signature[] {
	const oracle = openOracle();
	const rows = oracle.exec(
		`SELECT DISTINCT name, type, narg FROM pragma_function_list WHERE builtin ORDER BY 1, 2, 3`,
	)[0]?.values as [string, string, number][];
	oracle.close();
	return rows
		.filter(([name]) => !VARIES.test(name) && !EXTENSIONS.test(name) && !POSITIONS.test(name))
		.map(([name, type, argumentCount]) => ({ name, isWindow: type !== 's', argumentCount }));
}

/** Numbers cut to 12 digits, for functions of the C library. */
function rounded(text: string): string {
	return text.replace(/real (\S+)/g, (_all, digits: string) => Number(digits).toPrecision(12));
}

describe('functions called at random', function () {
	this.timeout(60_000);
	const signatures = sqliteFunctions();

	it('are many', () => assert.ok(signatures.length > 100));

	for (const seed of testSeeds) {
		it(`give what SQLite gives, seed ${seed}`, () => {
			const random = seededRandom(seed);
			const pick = (list: readonly string[]) => list[Math.floor(random() * list.length)] as string;
			const strata = openStrata();
			const sqlite = openSqlite();
			for (const { name, isWindow, argumentCount } of signatures) {
				for (let call = 0; call < CALLS; call++) {
					const count = argumentCount >= 0 ? argumentCount : Math.floor(random() * 4);
					const args = Array.from({ length: count }, () => pick(values)).join(', ');
					const sql = /\W/.test(name)
						? `SELECT ${args.replace(', ', ` ${name} `)}`
						: `SELECT ${shown(name, `${name}(${args})${isWindow && call % 2 === 1 ? ' OVER ()' : ''}`)}`;
					if (isClocked(sql)) continue;
					const show = ({ rows, error }: { rows: readonly string[]; error: string | undefined }) =>
						error === undefined ? rows.join('\n') : `error: ${error}`;
					const ours = show(strata.run(sql));
					const theirs = show(sqlite.run(sql));
					const clean = APPROXIMATE.test(name) ? rounded : withoutBytes;
					assert.equal(clean(ours), clean(theirs), `seed ${seed}: ${sql}`);
				}
			}
			strata.close();
			sqlite.close();
		});
	}
});

/** Binary JSON as text: SQLite leaves headers of edited documents longer than they need be. */
function shown(name: string, call: string): string {
	return name.startsWith('jsonb') ? `json(${call})` : call;
}

/** Without a time value the date functions tell the time. */
function isClocked(sql: string): boolean {
	return /\b(?:date|time|datetime|julianday|unixepoch)\(\)|strftime\([^,]*\)/.test(sql);
}

/** Text that is no UTF-8 is shown differently in the two engines' error messages. */
function withoutBytes(text: string): string {
	return text.replace(/[\ufffd\ud800-\udfff]+/g, '?');
}
