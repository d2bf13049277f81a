/**
 * Random queries give the rows that SQLite gives, with every optimizer rule on and with each one off.
 */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Database } from '../../src/engine/index.js';
import { PLANNER_RULES, RULES } from '../../src/engine/optimizer/rules.js';
import { openOracle } from '../oracle/oracle.js';
import { checkProperty } from '../storage/seeds.js';
import { randomQuery, randomSource, schemaStatements } from './randomQuery.js';

const QUERIES = 12;
const EVERY_RULE: readonly string[] = [...RULES.map(rule => rule.name), ...PLANNER_RULES];

/** Rows as text, in their order when the query fixes it. Case is folded: equal NOCASE texts may stand for each other. */
function comparable(sql: string, rows: readonly unknown[][]): string {
	const lines = rows.map(row => JSON.stringify(row).toLowerCase());
	return (sql.includes(' ORDER BY ') ? lines : lines.sort()).join('\n');
}

function rowsOf(database: Database, sql: string): unknown[][] {
	return database.prepare(sql).raw().all() as unknown[][];
}

describe('random queries', function () {
	this.timeout(60_000);

	it('give the rows of SQLite', () => {
		checkProperty(
			fc.property(fc.nat(), seed => {
				const random = randomSource(seed);
				const ours = new Database();
				const oracle = openOracle();
				for (const statement of schemaStatements(random)) {
					ours.exec(statement);
					oracle.run(statement);
				}
				for (let count = 0; count < QUERIES; count++) {
					const sql = randomQuery(random);
					const expected = oracle.exec(sql)[0]?.values ?? [];
					assert.equal(comparable(sql, rowsOf(ours, sql)), comparable(sql, expected), sql);
				}
				oracle.close();
			}),
			12,
		);
	});

	it('give the same rows when a rule is switched off', () => {
		checkProperty(
			fc.property(fc.nat(), fc.constantFrom(...EVERY_RULE), (seed, rule) => {
				const random = randomSource(seed);
				const all = new Database();
				const without = new Database({ disabledRules: [rule] });
				for (const statement of schemaStatements(random)) {
					all.exec(statement);
					without.exec(statement);
				}
				for (let count = 0; count < QUERIES; count++) {
					const sql = randomQuery(random);
					const message = `${rule} off: ${sql}`;
					assert.equal(
						comparable(sql, rowsOf(without, sql)),
						comparable(sql, rowsOf(all, sql)),
						message,
					);
				}
			}),
			16,
		);
	});
});
