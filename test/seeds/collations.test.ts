// Collating sequences of the seed S2: SQLite's three, those of Unicode and languages, and an application's own.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Database } from '../../src/library/index.js';

function column(db: Database, sql: string): unknown[] {
	return db.prepare(sql).pluck().all();
}

function sorted(texts: readonly string[], collation: string): unknown[] {
	const db = new Database().exec('create table t(x text)');
	for (const text of texts) db.prepare('insert into t values (?)').run(text);
	return column(db, `select x from t order by x collate ${collation}, rowid`);
}

function plan(db: Database, sql: string): unknown {
	const steps = db.prepare(`explain query plan ${sql}`).raw().all() as unknown[][];
	return steps.at(-1)?.[3];
}

describe('collating sequences', () => {
	it('S2-58 orders by Unicode, by language, by numbers within text', () => {
		const words = ['zebra', 'Äpfel', 'apfel', 'Zebra', 'Eis'];
		assert.deepEqual(sorted(words, 'unicode'), ['apfel', 'Äpfel', 'Eis', 'zebra', 'Zebra']);
		assert.deepEqual(sorted(['z', 'ä', 'a'], 'de'), ['a', 'ä', 'z']);
		assert.deepEqual(sorted(['z', 'ä', 'a'], 'sv'), ['a', 'z', 'ä']);
		const items = ['item 10', 'item 9', 'item 1'];
		assert.deepEqual(sorted(items, 'natural'), ['item 1', 'item 9', 'item 10']);
		assert.deepEqual(sorted(items, '"de-u-kn"'), ['item 1', 'item 9', 'item 10']);
		assert.deepEqual(sorted(items, 'unicode'), ['item 1', 'item 10', 'item 9']);
	});

	it('S2-58 compares without case, without accents, without either', () => {
		const db = new Database();
		const isEqual = (left: string, right: string, collation: string) =>
			db.prepare(`select ? = ? collate ${collation}`).pluck().get(left, right) === 1;
		const cases: [string, string, string, boolean][] = [
			['é', 'e', 'unicode', false],
			['é', 'e\u0301', 'unicode', true],
			['é', 'e', 'unicode_ai', true],
			['É', 'e', 'unicode_ai', false],
			['É', 'e', 'unicode_ci_ai', true],
			['É', 'é', 'unicode_ci', true],
			['É', 'e', 'unicode_ci', false],
			['Straße', 'STRASSE', 'de_ci_ai', true],
			['a 01', 'a 1', 'natural', false],
			['a 01', 'A 1', 'natural_ci', true],
		];
		for (const [left, right, collation, expected] of cases) {
			assert.equal(isEqual(left, right, collation), expected, `${left} ${right} ${collation}`);
		}
	});

	it('S2-58 is of a column: UNIQUE, GROUP BY, DISTINCT, IN and joins go by it', () => {
		const db = new Database().exec(`
			create table person(name text collate unicode_ci_ai unique);
			create table visit(who text);
			insert into person values ('José'), ('Ann');
			insert into visit values ('jose'), ('JOSÉ'), ('ann')`);
		assert.throws(() => db.exec(`insert into person values ('jose')`), {
			message: 'UNIQUE constraint failed: person.name',
		});
		assert.deepEqual(column(db, 'select count(*) from person join visit on name = who'), [3]);
		assert.deepEqual(
			column(db, 'select count(*) from visit group by who collate unicode_ci_ai order by 1'),
			[1, 2],
		);
		assert.equal(column(db, 'select distinct who collate unicode_ci_ai from visit').length, 2);
		assert.deepEqual(column(db, `select name from person where name in ('JOSE')`), ['José']);
		assert.deepEqual(column(db, 'pragma integrity_check'), ['ok']);
	});

	it('S2-58 is searched and sorted by an index', () => {
		const db = new Database().exec(`
			create table part(code text collate natural, note text);
			create index byCode on part(code);
			insert into part values ('A 10', 'x'), ('A 9', 'y'), ('A 100', 'z')`);
		assert.equal(
			plan(db, `select note from part where code > 'A 9'`),
			'SEARCH part USING INDEX byCode (code>?)',
		);
		assert.deepEqual(column(db, `select code from part where code > 'A 9'`), ['A 10', 'A 100']);
		assert.equal(plan(db, 'select note from part order by code'), 'SCAN part USING INDEX byCode');
	});

	it('S2-58 an index finds what reading all rows finds', () => {
		const text = fc.string({
			unit: fc.constantFrom('a', 'A', 'ä', 'Ä', 'ß', '1', '0', ' '),
			maxLength: 5,
		});
		const collation = fc.constantFrom(
			'unicode',
			'unicode_ci_ai',
			'natural',
			'natural_ci',
			'sv',
			'"de-u-kn"',
		);
		const property = fc.property(
			fc.array(text, { maxLength: 80 }),
			text,
			collation,
			(texts, probe, name) => {
				const db = new Database().exec(`create table t(x text collate ${name})`);
				for (const one of texts) db.prepare('insert into t values (?)').run(one);
				const read = () => {
					const rows = ['=', '<', '<=', '>', '>='].map(operator =>
						db
							.prepare(`select rowid from t where x ${operator} ? order by x, rowid`)
							.pluck()
							.all(probe),
					);
					return [...rows, column(db, 'select count(*) from t group by x order by x')];
				};
				const plain = read();
				db.exec('create index i on t(x)');
				assert.deepEqual(read(), plain);
				assert.deepEqual(column(db, 'pragma integrity_check'), ['ok']);
			},
		);
		fc.assert(property, { seed: 58, numRuns: 60 });
		fc.assert(property, { numRuns: 60 });
	});

	it('S2-58 an application registers its own', () => {
		const db = new Database();
		db.collation('reverse', (left, right) => (left < right ? 1 : left > right ? -1 : 0));
		db.exec(`create table t(x text collate reverse); create index i on t(x);
			insert into t values ('a'), ('c'), ('b')`);
		assert.deepEqual(column(db, 'select x from t order by x'), ['c', 'b', 'a']);
		assert.equal(plan(db, 'select x from t order by x'), 'SCAN t USING COVERING INDEX i');
		assert.throws(() => db.exec('select * from t order by x collate nowhere'), {
			message: 'no such collation sequence: nowhere',
		});
	});

	it('S2-73 BINARY, NOCASE and RTRIM are SQLite’s', () => {
		const texts = ['b', 'B', 'a', 'Z', 'é', 'É', '\u{1F600}', '\uFFFD', 'a '];
		assert.deepEqual(sorted(texts, 'binary'), [
			'B',
			'Z',
			'a',
			'a ',
			'b',
			'É',
			'é',
			'\uFFFD',
			'\u{1F600}',
		]);
		assert.deepEqual(sorted(texts, 'nocase'), [
			'a',
			'a ',
			'b',
			'B',
			'Z',
			'É',
			'é',
			'\uFFFD',
			'\u{1F600}',
		]);
		const db = new Database();
		assert.deepEqual(
			db
				.prepare(
					`select 'a' = 'A' collate nocase, 'é' = 'É' collate nocase, 'a ' = 'a' collate rtrim,
						' a' = 'a' collate rtrim, 'a' = 'A'`,
				)
				.raw()
				.get(),
			[1, 0, 1, 0, 0],
		);
	});
});
