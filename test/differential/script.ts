/** Random scripts, and running one on all engines until they differ. */

import { PLANNER_RULES, RULES } from '../../src/engine/optimizer/rules.js';
import { compareExactly, compareOutcomes } from './compareOutcomes.js';
import { INTERRUPTED, openSqlite, openStrata } from './engines.js';
import type { Engine } from './engines.js';
import { randomChange } from './randomChange.js';
import { randomSchema } from './randomSchema.js';
import { SelectMaker } from './randomSelect.js';
import { RandomSource } from './randomSource.js';

export interface RandomScript {
	readonly statements: readonly string[];
	readonly disabledRules: readonly string[];
	/** Order of rows and wording of errors must agree in every statement. */
	readonly isExact?: boolean;
	/** Literals are given as parameters. */
	readonly isBound?: boolean;
	/** SQLite's error that ends the comparison: what is left then is not documented. */
	readonly endsAt?: string;
}

export const EVERY_RULE: readonly string[] = [...RULES.map(rule => rule.name), ...PLANNER_RULES];

export function randomScript(seed: number): RandomScript {
	const random = new RandomSource(seed);
	const schema = randomSchema(random);
	const selects = new SelectMaker(random, schema);
	const statements = [...schema.statements];
	const contents = schema.tables.map(table => {
		const order = table.columns.map(column => `${column} COLLATE BINARY`).join(', ');
		return `SELECT ${table.columns.join(', ')} FROM ${table.name} NOT INDEXED ORDER BY ${order}`;
	});
	for (let round = 0; round < 4; round++) {
		statements.push(...random.list(5, 14, () => randomChange(random, schema)));
		statements.push(...contents);
		for (const table of schema.tables) {
			for (const index of table.indexes) {
				const column = random.pick(table.columns);
				statements.push(
					`SELECT ${table.columns.join(', ')} FROM ${table.name} INDEXED BY ${index} WHERE ${column} IS NOT NULL`,
				);
			}
		}
		statements.push(...random.list(5, 12, () => selects.statement()));
	}
	return { statements, disabledRules: random.some(EVERY_RULE) };
}

export interface Difference {
	readonly position: number;
	readonly sql: string;
	readonly ours: string;
	readonly sqlite: string;
	/** Set when only the engine with rules switched off differs. */
	readonly disabledRules: readonly string[] | undefined;
}

export interface Run {
	/** Statements that SQLite answered before the first difference. */
	readonly compared: number;
	/** Of these, those that failed on all engines. */
	readonly failed: number;
	readonly difference: Difference | undefined;
}

export function runScript(script: RandomScript): Run {
	const engines: { engine: Engine; rules: readonly string[] | undefined }[] = [
		{ engine: openStrata(), rules: undefined },
	];
	const rules = script.disabledRules;
	if (rules.length > 0) engines.push({ engine: openStrata(rules), rules });
	const sqlite = openSqlite();
	try {
		let compared = 0;
		let failed = 0;
		for (const [position, sql] of script.statements.entries()) {
			const outcomes = engines.map(({ engine }) => engine.run(sql, script.isBound));
			// SQLite would take as long, and cannot be stopped.
			if (outcomes.some(({ error }) => error === INTERRUPTED)) break;
			const expected = sqlite.run(sql, script.isBound);
			if (expected.error !== undefined && expected.error === script.endsAt) break;
			for (const [at, actual] of outcomes.entries()) {
				const rules = engines[at]?.rules;
				const difference = script.isExact
					? compareExactly(actual, expected)
					: compareOutcomes(sql, actual, expected);
				if (difference) {
					return {
						compared,
						failed,
						difference: { position, sql, ...difference, disabledRules: rules },
					};
				}
			}
			compared++;
			if (expected.error !== undefined) failed++;
		}
		return { compared, failed, difference: undefined };
	} finally {
		for (const { engine } of engines) engine.close();
		sqlite.close();
	}
}

/** The script without the statements that the difference does not need. */
export function shrinkScript(script: RandomScript, difference: Difference): RandomScript {
	let statements = script.statements.slice(0, difference.position + 1);
	for (let size = statements.length >> 1; size >= 1; size >>= 1) {
		for (let start = statements.length - 1 - size; start >= 0; start -= size) {
			const shorter = [...statements.slice(0, start), ...statements.slice(start + size)];
			const run = runScript({ ...script, statements: shorter });
			const found = run.difference;
			if (!found || found.position !== shorter.length - 1) continue;
			if (errorOf(found.ours) !== errorOf(difference.ours)) continue;
			if (errorOf(found.sqlite) !== errorOf(difference.sqlite)) continue;
			statements = shorter;
		}
	}
	return { ...script, statements };
}

function errorOf(shown: string): string | undefined {
	return /^error: .*/.exec(shown)?.[0];
}
