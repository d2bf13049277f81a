/** How deep expressions and nested queries may go: the same depth is the last that works, here and in SQLite. */

import assert from 'node:assert/strict';
import { Database } from '../../src/engine/index.js';
import { openOracle } from '../oracle/oracle.js';

const around = (open: string, middle: string, close: string) => (count: number) =>
	`SELECT ${open.repeat(count)}${middle}${close.repeat(count)}`;

const SHAPES: Readonly<Record<string, (count: number) => string>> = {
	'minus signs': around('- ', '1', ''),
	NOT: around('NOT ', '1', ''),
	additions: count => `SELECT 1${' + 1'.repeat(count)}`,
	'scalar subqueries': around('(SELECT ', '1', ')'),
	EXISTS: around('EXISTS(SELECT ', '1', ')'),
	'IN with a query': around('1 IN (SELECT ', '1', ')'),
	'WHERE in WHERE': count =>
		`SELECT 1 WHERE ${'1=(SELECT 1 WHERE '.repeat(count)}1${')'.repeat(count)}`,
	'additions in a query in additions': count =>
		`SELECT 1${'+1'.repeat(count)}+(SELECT 1${'+1'.repeat(count)})`,
	'additions in FROM in additions': count =>
		`SELECT 1${'+1'.repeat(600)}+(SELECT 1 FROM (SELECT 1${'+1'.repeat(count)}))`,
	'additions in queries in CASE': count =>
		`SELECT CASE WHEN 1 IN (SELECT 2${'+1'.repeat(count)}) THEN (SELECT (SELECT 1${'+1'.repeat(count)})) END`,
};

/** The greatest count that is accepted, and the error of the next. */
function limitOf(prepare: (sql: string) => void, shape: (count: number) => string) {
	let accepted = 1;
	let refused = 1100;
	let message = '';
	while (refused - accepted > 1) {
		const middle = (accepted + refused) >> 1;
		try {
			prepare(shape(middle));
			accepted = middle;
		} catch (error) {
			refused = middle;
			message = (error as Error).message;
		}
	}
	return { accepted, message };
}

describe('depth limits', () => {
	for (const [name, shape] of Object.entries(SHAPES)) {
		it(`of ${name} are SQLite's`, () => {
			const strata = new Database();
			const sqlite = openOracle();
			const ours = limitOf(sql => strata.prepare(sql), shape);
			const theirs = limitOf(sql => sqlite.prepare(sql).free(), shape);
			assert.deepEqual(ours, theirs);
			strata.close();
			sqlite.close();
		});
	}
});
