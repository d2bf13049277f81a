/**
 * Random tables and rows: what INSERT ... SELECT and bulkWrite make of them by whole columns is what real SQLite makes of
 * them row by row, errors and last_insert_rowid() included.
 */

import assert from 'node:assert/strict';
import { Database, SqlError } from '../../../src/engine/index.js';
import type { SqlValue } from '../../../src/engine/index.js';
import { openOracle, toSql } from '../../oracle/oracle.js';

const FIXED_SEED = 20261121;
const RUNS = 60;

class Random {
	#state: number;

	constructor(seed: number) {
		this.#state = (seed % 2147483646) + 1;
	}

	below(limit: number): number {
		this.#state = (this.#state * 48271) % 2147483647;
		return this.#state % limit;
	}

	chance(percent: number): boolean {
		return this.below(100) < percent;
	}

	pick<T>(values: readonly T[]): T {
		return values[this.below(values.length)] as T;
	}
}

interface Case {
	readonly schema: readonly string[];
	readonly columns: readonly string[];
	readonly rows: readonly (readonly SqlValue[])[];
}

function randomCase(random: Random): Case {
	const isStrict = random.chance(20);
	const types = isStrict ? ['INT', 'REAL', 'TEXT', 'ANY'] : ['INT', 'REAL', 'TEXT', 'NUMERIC', ''];
	const columns = ['a', 'b', 'c'];
	const isWithoutRowid = random.chance(20);
	const hasKey = isWithoutRowid || random.chance(60);
	const parts: string[] = [];
	if (hasKey) {
		const isAuto = !isWithoutRowid && random.chance(25);
		parts.push(`id INTEGER PRIMARY KEY${isAuto ? ' AUTOINCREMENT' : ''}`);
	}
	for (const column of columns) parts.push(columnText(random, column, types, hasKey));
	if (random.chance(20)) {
		const storage = random.chance(50) ? ' STORED' : '';
		parts.push(`g ${random.pick(types)} AS (a || b)${storage}`);
	}
	if (random.chance(10)) parts.push('CHECK (a IS NOT b)');
	const options = [isStrict && 'STRICT', isWithoutRowid && 'WITHOUT ROWID'].filter(Boolean);
	const schema = [
		'CREATE TABLE p(k PRIMARY KEY)',
		"INSERT INTO p VALUES (1), (2), (3), ('x'), ('y')",
		`CREATE TABLE t(${parts.join(', ')}) ${options.join(', ')}`,
	];
	schema.push(...indexTexts(random));
	if (random.chance(30)) {
		const key = hasKey ? `${random.below(30) - 5}, ` : '';
		schema.push(`INSERT OR IGNORE INTO t(${hasKey ? 'id, ' : ''}a, b, c) VALUES (${key}1, 8, 2)`);
	}
	return { schema, ...randomRows(random, columns, hasKey, isWithoutRowid) };
}

function columnText(
	random: Random,
	column: string,
	types: readonly string[],
	hasKey: boolean,
): string {
	let part = `${column} ${random.pick(types)}`;
	if (random.chance(25)) part += ' NOT NULL';
	if (random.chance(20)) part += ` DEFAULT ${random.pick(['7', "'x'", '(1 + 1)'])}`;
	if (random.chance(15)) part += ` CHECK (${column} <> 5)`;
	if (random.chance(15)) part += ' UNIQUE';
	if (random.chance(15)) part += ' COLLATE NOCASE';
	if (column === 'c' && random.chance(25)) part += ' REFERENCES p(k)';
	if (column === 'b' && hasKey && random.chance(15)) part += ' REFERENCES t(id)';
	return part;
}

function indexTexts(random: Random): string[] {
	const texts: string[] = [];
	if (random.chance(30)) texts.push('CREATE INDEX i1 ON t(b, a DESC)');
	if (random.chance(15)) texts.push('CREATE UNIQUE INDEX i2 ON t(a, c)');
	if (random.chance(15)) texts.push('CREATE INDEX i3 ON t(lower(a)) WHERE c IS NOT NULL');
	if (random.chance(10)) texts.push('CREATE UNIQUE INDEX i4 ON t(abs(b)) WHERE a > 3');
	return texts;
}

function randomRows(
	random: Random,
	columns: readonly string[],
	hasKey: boolean,
	isWithoutRowid: boolean,
): Omit<Case, 'schema'> {
	const givesKey = hasKey && (isWithoutRowid || random.chance(60));
	const order = random.pick(['ascending', 'ascending', 'random', 'descending']);
	const names = columns.filter(() => random.chance(85));
	const given = [...(givesKey ? ['id'] : []), ...(names.length > 0 ? names : ['a'])];
	const isClean = random.chance(60);
	const count = 8 + random.below(random.chance(10) ? 1500 : 40);
	const kinds = given.map(() => random.below(5));
	const rows = Array.from({ length: count }, (_, row) =>
		given.map((name, column) => {
			if (name === 'id') return keyFor(random, order, row, isClean);
			return valueOf(random, isClean ? (kinds[column] as number) : random.below(7), row);
		}),
	);
	return { columns: given, rows };
}

function keyFor(random: Random, order: string, row: number, isClean: boolean): SqlValue {
	if (!isClean && random.chance(3)) return random.pick([null, 'x', 2.5, '7']);
	if (order === 'ascending') return row * 2 + 30;
	return order === 'descending' ? 4000 - row : random.below(100000) - 100;
}

function valueOf(random: Random, kind: number, row: number): SqlValue {
	switch (kind) {
		case 0:
			return random.pick(['x', 'y', 'Ab', 'aB', '12', '1.5', '']);
		case 1:
			return random.below(9) / 2;
		case 2:
			return random.below(9);
		case 3:
			return row + 10;
		case 4:
			return `text ${row}`;
		case 5:
			return null;
		default:
			return random.pick<SqlValue>([9007199254740993n, 1e300, '2.0', new Uint8Array([1, 2]), 5]);
	}
}

interface Outcome {
	readonly error: string | undefined;
	readonly last: unknown;
	readonly rows: unknown;
}

const ALL =
	"SELECT group_concat(x, '|') FROM (SELECT quote(a) || quote(b) || quote(c) AS x FROM t ORDER BY 1)";

function onStrata(db: Database, write: () => void): Outcome {
	let error: string | undefined;
	try {
		write();
	} catch (thrown) {
		assert(thrown instanceof SqlError, String(thrown));
		error = thrown.message;
	}
	assert.equal(db.pragma('integrity_check', { simple: true }), 'ok');
	return {
		error,
		last: db.prepare('SELECT last_insert_rowid()').pluck().get(),
		rows: db.prepare(ALL).pluck().get(),
	};
}

function onSqlite({ schema }: Case, sql: string): Outcome {
	const db = openOracle();
	try {
		for (const statement of schema) db.run(statement);
		let error: string | undefined;
		try {
			db.run(sql);
		} catch (thrown) {
			error = (thrown as Error).message;
		}
		const one = (text: string) => db.exec(text)[0]?.values[0]?.[0] ?? null;
		return { error, last: one('SELECT last_insert_rowid()'), rows: one(ALL) };
	} finally {
		db.close();
	}
}

function check(seed: number): void {
	const made = randomCase(new Random(seed));
	const { schema, columns, rows } = made;
	const tuples = rows.map(row => `(${row.map(toSql).join(', ')})`);
	const sql = `INSERT INTO t(${columns.join(', ')}) SELECT * FROM (VALUES ${tuples.join(', ')})`;
	let wanted: Outcome;
	try {
		wanted = onSqlite(made, sql);
	} catch {
		// Not even the schema is possible.
		return;
	}
	const hint = `seed ${seed}\n${schema.join(';\n')};\n${sql.slice(0, 3000)}`;
	const open = () => {
		const db = new Database();
		for (const statement of schema) db.exec(statement);
		return db;
	};
	const inserted = open();
	assert.deepEqual(
		onStrata(inserted, () => inserted.exec(sql)),
		wanted,
		hint,
	);
	const written = open();
	const before = written.prepare('SELECT last_insert_rowid()').pluck().get();
	const bulk = onStrata(written, () => {
		written.bulkWrite('t', rows, { columns });
	});
	const last = wanted.error === undefined ? wanted.last : before;
	assert.deepEqual(bulk, { ...wanted, last }, `bulkWrite, ${hint}`);
}

describe('bulk writes of random rows', () => {
	it('do what real SQLite does', function () {
		this.timeout(60_000);
		const seeds = [FIXED_SEED, Date.now() % 1_000_000];
		for (const seed of seeds) {
			for (let run = 0; run < RUNS; run++) check(seed * 1000 + run);
		}
	});
});

// For longer hunts: SEED and SECONDS.
const seconds = Number(process.env['SECONDS'] ?? 0);
if (seconds > 0) {
	describe('a longer hunt', () => {
		it(`of ${seconds} seconds`, function () {
			this.timeout(0);
			const end = Date.now() + seconds * 1000;
			for (let seed = Number(process.env['SEED'] ?? 1); Date.now() < end; seed++) check(seed);
		});
	});
}
