/**
 * What must hold of any condition, whatever SQLite says: it, its negation and its being null part the rows; and a query
 * gives the same rows without optimizer rules, without indexes and inside a transaction. Queries that fail are passed over.
 */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { testSeeds } from '../oracle/oracle.js';
import { openStrata } from './engines.js';
import type { Engine } from './engines.js';
import { randomChange } from './randomChange.js';
import { randomCondition } from './randomExpression.js';
import { randomSchema } from './randomSchema.js';
import type { RandomSchema, RandomTable } from './randomSchema.js';
import { RandomSource } from './randomSource.js';
import { EVERY_RULE } from './script.js';

const RUNS = 25;
const CONDITIONS = 8;

interface Scene {
	readonly random: RandomSource;
	readonly schema: RandomSchema;
	readonly statements: readonly string[];
}

const scenes = fc.integer({ min: 0, max: 2 ** 31 - 1 }).map((seed): Scene => {
	const random = new RandomSource(seed);
	const schema = randomSchema(random);
	const changes = random.list(10, 25, () => randomChange(random, schema));
	return { random, schema, statements: [...schema.statements, ...changes] };
});

describe('logic of conditions', function () {
	this.timeout(60_000);

	for (const seed of testSeeds) {
		it(`parts the rows in three, seed ${seed}`, () => {
			check(seed, scene => {
				const engine = opened(scene);
				for (const { table, condition } of conditions(scene)) {
					const all = rows(engine, `SELECT * FROM ${table.name}`);
					const parts = [condition, `NOT (${condition})`, `(${condition}) IS NULL`].map(part =>
						rows(engine, `SELECT * FROM ${table.name} WHERE ${part}`),
					);
					if (!all || parts.includes(undefined)) continue;
					assert.deepEqual(sorted(parts.flatMap(part => part ?? [])), all, condition);
				}
				engine.close();
			});
		});

		it(`filters by what it computes, seed ${seed}`, () => {
			check(seed, scene => {
				const engine = opened(scene);
				for (const { table, condition } of conditions(scene)) {
					const kept = rows(engine, `SELECT 1 FROM ${table.name} WHERE ${condition}`);
					const shown = rows(engine, `SELECT (${condition}) IS TRUE FROM ${table.name}`);
					if (!kept || !shown) continue;
					assert.equal(kept.length, shown.filter(row => row === 'integer 1').length, condition);
				}
				engine.close();
			});
		});

		it(`gives the same rows without rules, without indexes, in a transaction, seed ${seed}`, () => {
			check(seed, scene => {
				const engine = opened(scene);
				const plain = opened(scene, EVERY_RULE);
				const queries = conditions(scene).map(
					({ table, condition }) => `SELECT * FROM ${table.name} WHERE ${condition}`,
				);
				const expected = queries.map(sql => rows(engine, sql));
				const compare = (how: string, other: Engine) => {
					for (const [index, sql] of queries.entries()) {
						const found = rows(other, sql);
						if (!found || !expected[index]) continue;
						assert.deepEqual(found, expected[index], `${how}: ${sql}`);
					}
				};
				compare('without rules', plain);
				engine.run('BEGIN');
				compare('in a transaction', engine);
				engine.run('ROLLBACK');
				for (const index of scene.schema.tables.flatMap(table => table.indexes)) {
					engine.run(`DROP INDEX IF EXISTS ${index}`);
				}
				compare('without indexes', engine);
				engine.close();
				plain.close();
			});
		});
	}
});

function check(seed: number, predicate: (scene: Scene) => void): void {
	fc.assert(fc.property(fc.noShrink(scenes), predicate), { seed, numRuns: RUNS });
}

function opened(scene: Scene, disabledRules: readonly string[] = []): Engine {
	const engine = openStrata(disabledRules);
	for (const sql of scene.statements) engine.run(sql);
	// The changes may have left a transaction open.
	engine.run('COMMIT');
	return engine;
}

function conditions({ random, schema }: Scene): { table: RandomTable; condition: string }[] {
	return random.list(CONDITIONS, CONDITIONS, () => {
		const table = random.pick(schema.tables);
		const scope = { random, columns: table.columns, subquery: undefined, scalar: undefined };
		return { table, condition: randomCondition(scope, 2) };
	});
}

/** Sorted; undefined when the query fails. */
function rows(engine: Engine, sql: string): string[] | undefined {
	const { rows: found, error } = engine.run(sql);
	if (error?.startsWith('crash')) assert.fail(`${sql}\n${error}`);
	return error === undefined ? sorted(found) : undefined;
}

function sorted(found: readonly string[]): string[] {
	return [...found].sort();
}
