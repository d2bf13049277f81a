// Covering indexes of the seed S2, and INCLUDE. Each title starts with the id of its line.
import assert from 'node:assert/strict';
import { Database } from '../../src/library/index.js';
import type { SqlError } from '../../src/library/index.js';
import { fails, indexScan, isSound, plan, rows, withPeople } from './indexedPeople.js';

describe('covering indexes', () => {
	it('S2-61 a covering index answers alone: no row of the table is fetched', () => {
		const db = withPeople('create unique index wide on person(note) include (age, city);');
		const text = "select note, age, city, id from person where note > 'note 98'";
		assert.equal(plan(db, text), 'SEARCH person USING COVERING INDEX wide (note>?)');
		const scan = indexScan(db, text);
		assert.equal(scan.fetches, 0);
		assert.equal(scan.rows, rows(db, text).length);
		assert.deepEqual(
			rows(db, text),
			rows(db, `${text.replace('person', 'person not indexed')} order by note`),
		);
		const fetching = indexScan(db, text.replace('age, city', 'name'));
		assert.match(fetching.detail, /USING INDEX wide/);
		assert.equal(fetching.fetches, fetching.rows);

		// Included columns are no part of the key.
		fails(
			db,
			"insert into person(note, age, city) values ('note 5', -1, 'elsewhere')",
			'SQLITE_CONSTRAINT_UNIQUE',
			'UNIQUE constraint failed: person.note',
		);
		assert.equal(
			plan(db, "select age from person where note = 'x' and age = 3"),
			'SEARCH person USING COVERING INDEX wide (note=?)',
		);
		const parts = rows(db, 'pragma index_xinfo(wide)').map(row => {
			const [, , name, , , isKey] = row as unknown[];
			return [name, isKey];
		});
		assert.deepEqual(parts, [
			['note', 1],
			[null, 0],
			['age', 0],
			['city', 0],
		]);

		db.exec("update person set age = 1000 + age where note like 'note 98%'");
		assert.deepEqual(
			rows(db, text),
			rows(db, `${text.replace('person', 'person not indexed')} order by note`),
		);
		db.exec('begin; update person set city = null; rollback');
		assert.deepEqual(
			rows(db, text),
			rows(db, `${text.replace('person', 'person not indexed')} order by note`),
		);
		isSound(db);
		db.exec('alter table person rename column age to years');
		assert.equal(
			plan(db, "select years from person where note = 'note 5'"),
			'SEARCH person USING COVERING INDEX wide (note=?)',
		);
	});

	it('S2-61 INCLUDE refuses what it cannot hold, and says where', () => {
		const db = new Database().exec('create table t(a, b)');
		const span = (sql: string): string => {
			try {
				db.exec(sql);
			} catch (error) {
				const { span: at, message } = error as SqlError;
				return `${message} at ${at ? sql.slice(at.start, at.end) : '?'}`;
			}
			return 'ok';
		};
		assert.equal(span('create index i on t(a) include (c)'), 'no such column: c at c');
		assert.equal(span('create index i on t(a) include (b + 1)'), 'near "+": syntax error at +');
		assert.equal(
			span('create index i on t using hash (a) with (x = 1, X = 2)'),
			'duplicate index option: X at X = 2',
		);
		assert.equal(
			span('create index i on t(a) with (x = 1)'),
			'no such option of index type btree: x at x = 1',
		);
		assert.equal(span('create index i on t(a) include (b) where a > 1'), 'ok');
		fails(
			db,
			'alter table t drop column b',
			'SQLITE_ERROR',
			'error in index i after drop column: no such column: b',
		);
		// The words stay names.
		db.exec(
			'create table include(include, "using"); create index with_ on include(include) include (include)',
		);
		isSound(db);
	});
});
