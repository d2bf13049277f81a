// The golden scripts against real SQLite: what they hold must be what SQLite answers, rows or an error, in the same words.
// Left out: other sessions, tagged prompts, and files that say "strata only" in their first line.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import initSqlJs from 'sql.js';
import { Database, splitStatements } from '../../src/engine/index.js';
import { readGolden } from './goldenFile.js';

type Outcome = { readonly rows: readonly (readonly unknown[])[] } | { readonly error: string };

const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../golden');
/** About what only Strata has. */
const apart: ReadonlySet<string> = new Set(['events', 'planner']);
const covered = readdirSync(folder).filter(area => !apart.has(area));

describe('golden scripts on real SQLite', () => {
	const files = covered.flatMap(area =>
		readdirSync(path.join(folder, area)).map(name => path.join(area, name)),
	);
	for (const name of files) {
		const text = readFileSync(path.join(folder, name), 'utf8');
		if (text.startsWith('# strata only')) continue;
		it(name, async () => {
			const SQL = await initSqlJs({ useOldExtensionFunctions: false } as object);
			const sqlite = new SQL.Database();
			sqlite.run('PRAGMA foreign_keys = ON');
			const strata = new Database();
			const { blocks } = readGolden(text);
			for (const { prompts } of blocks) {
				if (prompts.some(({ session, tag }) => session !== 's1' || tag !== undefined)) break;
				for (const { sql, line } of prompts) {
					for (const span of splitStatements(sql)) {
						const statement = sql.slice(span.start, span.end);
						const ours = runOnStrata(strata, statement);
						const theirs = runOnSqlite(sqlite, statement);
						assert.deepEqual(ours, theirs, `line ${line}: ${statement}`);
					}
				}
			}
		});
	}
});

function runOnStrata(database: Database, sql: string): Outcome {
	try {
		const statement = database.prepare(sql);
		if (statement.reader) {
			return { rows: (statement.raw().safeIntegers().all() as unknown[][]).map(comparable) };
		}
		statement.run();
		return { rows: [] };
	} catch (error) {
		return { error: (error as Error).message };
	}
}

function runOnSqlite(
	database: InstanceType<Awaited<ReturnType<typeof initSqlJs>>['Database']>,
	sql: string,
): Outcome {
	let statement;
	try {
		statement = database.prepare(sql);
		const rows: unknown[][] = [];
		const reader = statement as { get(params: null, config: { useBigInt: boolean }): unknown[] };
		while (statement.step()) rows.push(comparable(reader.get(null, { useBigInt: true })));
		return { rows };
	} catch (error) {
		return { error: (error as Error).message };
	} finally {
		// One that has failed still holds its tables.
		statement?.free();
	}
}

/** INTEGER as bigint, REAL as number; blobs of one class. */
function comparable(row: readonly unknown[]): unknown[] {
	return row.map(value => (value instanceof Uint8Array ? Uint8Array.from(value) : value));
}
