// Mutated statements of the golden scripts: what SQLite refuses for its syntax we refuse in the same words, and nothing
// else. CREATE and ALTER are left out where SQLite says something else: it looks up names while it still parses.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Database, splitStatements } from '../../src/engine/index.js';
import { openOracle } from '../oracle/oracle.js';
import { readGolden } from '../runner/goldenFile.js';
import { mutateStatement } from './mutateStatement.js';
import { RandomSource } from './randomSource.js';

const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../golden');
const SYNTAX = /^(?:near "|incomplete input|unrecognized token)/;
const BAD_NUMBER = /^unrecognized token: "[\d.]/;
/** A collating sequence of our own, of which SQLite says it cannot be a name; index types, settings, partitions. */
const OWN =
	/collate natural|^\s*create\s+(?:unique\s+)?(?:index|table)\b.*\b(?:using|with)\b|^\s*(?:create|alter)\s+table\b.*\bpartition\b/is;
/** Other errors that SQLite finds while it parses, so that a later syntax error is not reached. */
const WHILE_PARSING =
	/^(?:duplicate WITH table name|DISTINCT is not supported|all VALUES must|IN\(|ORDER BY may not|cannot use RETURNING|\d+ columns assigned|too many|variable number)/;

/** More by SYNTAX_SEEDS=5,6. */
const seeds = [20260101, 7, ...(process.env['SYNTAX_SEEDS']?.split(',').map(Number) ?? [])];

describe('syntax errors of mutated statements', function () {
	this.timeout(60_000);
	for (const seed of seeds) {
		it(`are SQLite’s (seed ${seed})`, () => {
			const random = new RandomSource(seed);
			const strata = new Database();
			const sqlite = openOracle();
			const differences: string[] = [];
			for (const statement of goldenStatements()) {
				const mutated = mutateStatement(statement, random);
				if (splitStatements(mutated).length !== 1 || OWN.test(mutated)) continue;
				const ours = refusal(() => strata.prepare(mutated));
				const theirs = refusal(() => {
					sqlite.prepare(mutated).free();
				});
				if (!isSame(mutated, ours, theirs)) {
					differences.push(`${mutated}\n  ours:   ${ours}\n  SQLite: ${theirs}`);
				}
			}
			sqlite.close();
			assert.deepEqual(differences, []);
		});
	}
});

function* goldenStatements(): Iterable<string> {
	for (const area of readdirSync(folder)) {
		for (const name of readdirSync(path.join(folder, area))) {
			const text = readFileSync(path.join(folder, area, name), 'utf8');
			if (text.startsWith('# strata only')) continue;
			for (const { sql } of readGolden(text).blocks.flatMap(({ prompts }) => prompts)) {
				for (const { start, end } of splitStatements(sql)) yield sql.slice(start, end);
			}
		}
	}
}

function refusal(prepare: () => unknown): string {
	try {
		prepare();
		return '';
	} catch (error) {
		return (error as Error).message;
	}
}

function isSame(sql: string, ours: string, theirs: string): boolean {
	// EXPLAIN has forms of its own here; UPDATE and DELETE with a LIMIT are not part of sql.js.
	if (/^\s*explain/i.test(sql) || /^near "(?:order|limit|returning)"/i.test(theirs)) return true;
	// SQLite has taken some separators out of such a number when it names it.
	if (BAD_NUMBER.test(theirs) && BAD_NUMBER.test(ours)) return true;
	if (SYNTAX.test(theirs)) return ours === theirs;
	if (!SYNTAX.test(ours)) return true;
	return WHILE_PARSING.test(theirs) || (theirs !== '' && /^\s*(?:create|alter)/i.test(sql));
}
