// PRAGMA integrity_check finds what is damaged on purpose, in SQLite's words where SQLite has words for it.
import assert from 'node:assert/strict';
import { Database } from '../../src/engine/index.js';
import type { ConnectionCore } from '../../src/engine/database/connectionCore.js';
import type { IndexSchema, TableSchema } from '../../src/engine/catalog/schema.js';
import type { KeyTreeContract, RowTreeContract } from '../../src/engine/storage/contract.js';
import { foldKey } from '../../src/engine/util/foldKey.js';
import type { SqlValue } from '../../src/engine/types/value.js';

/** A database that can be damaged behind its own back. */
class Damaged {
	readonly database = new Database();

	constructor(script: string) {
		this.database.exec(script);
		assert.deepEqual(this.check(), ['ok']);
	}

	get core(): ConnectionCore {
		return (this.database as unknown as { core: ConnectionCore }).core;
	}

	table(name: string): TableSchema {
		return this.core.state.catalog.findRelation(foldKey(name), undefined) as TableSchema;
	}

	index(name: string): IndexSchema {
		return this.core.state.catalog.findIndex(foldKey(name), undefined) as IndexSchema;
	}

	rows(name: string): RowTreeContract {
		return this.core.state.writable(this.table(name).id) as RowTreeContract;
	}

	entries(name: string): KeyTreeContract {
		return this.core.state.writable(this.index(name).id) as KeyTreeContract;
	}

	insert(index: string, ...entry: SqlValue[]): void {
		assert.equal(this.entries(index).insert(entry), true);
	}

	remove(index: string, ...entry: SqlValue[]): void {
		assert.equal(this.entries(index).delete(entry), true);
	}

	check(pragma = 'integrity_check'): string[] {
		const rows = this.database.pragma(pragma) as Record<string, string>[];
		return rows.map(row => Object.values(row)[0] as string);
	}
}

const plain = `
	CREATE TABLE t(a INTEGER, b TEXT NOT NULL, c CHECK (c <> 13));
	INSERT INTO t VALUES (1, 'x', 1), (2, 'y', NULL), (2, 'z', 3);
	CREATE INDEX byA ON t(a);
	CREATE UNIQUE INDEX byB ON t(b);
	CREATE INDEX positive ON t(c) WHERE c > 0;
	CREATE INDEX upperB ON t(upper(b) DESC);
`;

describe('PRAGMA integrity_check', () => {
	it('misses an entry', () => {
		const damaged = new Damaged(plain);
		damaged.remove('byA', 2, 3);
		assert.deepEqual(damaged.check(), [
			'wrong # of entries in index byA',
			'row 3 missing from index byA',
		]);
		assert.deepEqual(damaged.check('quick_check'), ['wrong # of entries in index byA']);
	});

	it('misses an entry of a partial index, and of one on an expression', () => {
		const damaged = new Damaged(plain);
		damaged.remove('positive', 1, 1);
		damaged.remove('upperB', 'Y', 2);
		damaged.insert('upperB', 'Q', 2);
		assert.deepEqual(damaged.check(), [
			'row 1 missing from index positive',
			'row 2 missing from index upperB',
			'wrong # of entries in index positive',
		]);
		assert.deepEqual(damaged.check('quick_check'), ['ok']);
	});

	it('finds entries without a row', () => {
		const damaged = new Damaged(plain);
		damaged.insert('positive', 5, 7);
		damaged.insert('byA', null, 9);
		assert.deepEqual(damaged.check(), [
			'wrong # of entries in index byA',
			'wrong # of entries in index positive',
		]);
	});

	it('finds two rows under one key of a unique index', () => {
		const damaged = new Damaged(plain);
		damaged.rows('t').update(3, [2, 'x', 3]);
		damaged.remove('byB', 'z', 3);
		damaged.insert('byB', 'x', 3);
		damaged.remove('upperB', 'Z', 3);
		damaged.insert('upperB', 'X', 3);
		assert.deepEqual(damaged.check(), ['non-unique entry in index byB']);
	});

	it('finds an entry with another value that compares equal', () => {
		const damaged = new Damaged(`CREATE TABLE t(a COLLATE nocase); CREATE INDEX i ON t(a);
			INSERT INTO t VALUES ('abc')`);
		damaged.rows('t').update(1, ['ABC']);
		assert.deepEqual(damaged.check(), ['row 1 values differ from index i']);
	});

	it('finds NULLs, failed checks and values of another type', () => {
		const damaged = new Damaged(`CREATE TABLE t(a INTEGER, b TEXT NOT NULL, c CHECK (c <> 13));
			INSERT INTO t VALUES (1, 'x', 1), (2, 'y', 2), (3, 'z', 3)`);
		damaged.rows('t').update(1, [1, null, 13]);
		damaged.rows('t').update(2, ['2', 5, null]);
		const all = [
			'NULL value in t.b',
			'CHECK constraint failed in t',
			'TEXT value in t.a',
			'NUMERIC value in t.b',
		];
		assert.deepEqual(damaged.check(), all);
		assert.deepEqual(damaged.check('quick_check(t)'), all);
		assert.deepEqual(damaged.check('integrity_check(2)'), all.slice(0, 2));
		damaged.database.exec('CREATE TABLE u(a)');
		assert.deepEqual(damaged.check('integrity_check(u)'), ['ok']);
	});

	it('finds values that STRICT forbids', () => {
		const damaged = new Damaged(`CREATE TABLE t(a INT, b REAL, c TEXT, d BLOB, e ANY) STRICT;
			INSERT INTO t VALUES (1, 1.5, 'x', x'00', 1)`);
		damaged.rows('t').update(1, ['1', 'r', 2, 'd', 'any']);
		assert.deepEqual(damaged.check(), [
			'non-INT value in t.a',
			'non-REAL value in t.b',
			'non-TEXT value in t.c',
			'non-BLOB value in t.d',
		]);
	});

	it('finds a rowid that its column does not say', () => {
		const damaged = new Damaged(
			'CREATE TABLE t(id INTEGER PRIMARY KEY, a); INSERT INTO t VALUES (1, 1)',
		);
		damaged.rows('t').update(1, [2, 1]);
		assert.deepEqual(damaged.check(), ['t.id is not the rowid']);
	});

	it('looks after tables WITHOUT ROWID', () => {
		const damaged = new Damaged(`CREATE TABLE t(k PRIMARY KEY, v UNIQUE) WITHOUT ROWID;
			INSERT INTO t VALUES ('a', 1), ('b', 2), ('c', 3)`);
		const tree = damaged.core.state.writable(damaged.table('t').id) as KeyTreeContract;
		const first = tree.find(['a']) as SqlValue[];
		first[0] = 'bb';
		assert.deepEqual(damaged.check(), [
			'tree of t: key tree: entries out of order',
			'row 1 missing from index sqlite_autoindex_t_2',
			'row not in PRIMARY KEY order for t',
		]);
	});

	it('walks the trees: order, counts, codes, zones', () => {
		const damaged = new Damaged(`CREATE TABLE t(a INTEGER, b TEXT);
			WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
			INSERT INTO t SELECT i, 'text ' || i % 5 FROM n;
			SELECT count(*) FROM t WHERE a > 990;`);
		const cursor = damaged.rows('t').scan();
		cursor.next();
		const keys = cursor.keys as number[];
		const [numbers, texts] = cursor.columns.map(column => column.data as number[]);
		const broken = (values: number[] | undefined, at: number, value: number, message: string) => {
			assert.ok(values);
			const before = values[at] as number;
			values[at] = value;
			assert.deepEqual(damaged.check('quick_check(1)'), [`tree of t: row tree: ${message}`]);
			values[at] = before;
			assert.deepEqual(damaged.check(), ['ok']);
		};
		broken(keys, 1, 3, 'keys out of order');
		broken(texts, 4, 999, 'code beyond the dictionary');
		broken(numbers, 7, 1.5, 'int column holds 1.5');
		broken(numbers, 7, 4000, 'value beyond its zone');
	});

	it('accounts for trees and layers', () => {
		const damaged = new Damaged(plain);
		const layer = damaged.database.snapshot();
		const { state, database } = damaged.core;
		const [pinned] = [...database.pinned.keys()];
		assert.ok(pinned);
		pinned.unpin();
		assert.deepEqual(damaged.check(), [`layer ${pinned.id} is pinned 0 times, kept 1 times`]);
		pinned.pin();
		layer.release();
		const { id } = damaged.index('byA');
		const tree = state.tree(id);
		state.removeTree(id);
		assert.ok(damaged.check().includes('no tree for byA'));
		damaged.core.state.putTree(id, tree);
		damaged.core.state.putTree(9999, tree.fork());
		assert.deepEqual(damaged.check(), ['tree 9999 belongs to nothing']);
	});
});

describe('PRAGMA strata_integrity_check', () => {
	const keyed = `
		PRAGMA foreign_keys = OFF;
		CREATE TABLE parent(id INTEGER PRIMARY KEY, n TEXT);
		CREATE TABLE child(p REFERENCES parent ON DELETE CASCADE, t TEXT);
		CREATE INDEX byText ON child(t, p);
		INSERT INTO parent VALUES (1, 'a'), (2, 'b'), (3, 'c');
		INSERT INTO child SELECT 1 + value % 3, 'text ' || value FROM generate_series(1, 500);
	`;

	it('finds rows that refer to nothing, which integrity_check leaves to foreign_key_check', () => {
		const damaged = new Damaged(keyed);
		assert.deepEqual(damaged.check('strata_integrity_check'), ['ok']);
		damaged.database.exec('DELETE FROM parent WHERE id = 2; DELETE FROM child WHERE rowid > 4');
		assert.deepEqual(damaged.check(), ['ok']);
		const found = [1, 4].map(
			rowid => `FOREIGN KEY constraint failed in child: row ${rowid} has no row in parent`,
		);
		assert.deepEqual(damaged.check('strata_integrity_check'), found);
		assert.deepEqual(damaged.check('strata_integrity_check(child)'), found);
		assert.deepEqual(damaged.check('strata_integrity_check(parent)'), ['ok']);
		assert.deepEqual(damaged.check('strata_integrity_check(1)'), found.slice(0, 1));
	});

	it('tells keys that the parent does not have', () => {
		const damaged = new Damaged(`${keyed} CREATE TABLE wrong(n REFERENCES parent(n))`);
		damaged.database.exec(`INSERT INTO wrong VALUES ('a')`);
		assert.deepEqual(damaged.check('strata_integrity_check'), [
			'foreign key mismatch - "wrong" referencing "parent"',
		]);
	});

	it('looks into layers that are kept, and transactions of others', () => {
		const damaged = new Damaged(keyed);
		damaged.database.exec('CREATE LAYER before; DELETE FROM child WHERE rowid < 300');
		const kept = [...damaged.core.database.pinned.keys()][0];
		assert.ok(kept);
		const other = damaged.database.connect();
		other.exec(
			`BEGIN; DELETE FROM child WHERE rowid < 309; SAVEPOINT s; DELETE FROM parent WHERE id = 1`,
		);
		assert.deepEqual(damaged.check('strata_integrity_check'), ['ok']);
		const cursor = (kept.tree(damaged.table('child').id) as RowTreeContract).scan();
		cursor.next();
		(cursor.keys as number[])[1] = 3;
		assert.deepEqual(damaged.check('integrity_check'), ['ok']);
		assert.deepEqual(damaged.check('strata_integrity_check'), [
			`layer ${kept.id}: tree of child: row tree: keys out of order`,
		]);
	});

	it('counts the bytes again', () => {
		const damaged = new Damaged(`${keyed} CREATE TEMP TABLE own AS SELECT * FROM child`);
		damaged.database.exec('CREATE LAYER before; DELETE FROM child WHERE rowid % 5 = 0');
		damaged.database.connect().exec('BEGIN; UPDATE child SET t = upper(t) WHERE rowid < 90');
		assert.deepEqual(damaged.check('strata_integrity_check'), ['ok']);
		const cursor = damaged.entries('byText').scan();
		cursor.next();
		const [entry] = cursor.entries as SqlValue[][];
		assert.ok(entry);
		entry[1] = 1.5;
		const problem = damaged.check('strata_integrity_check').at(-1);
		assert.match(problem ?? '', /^memory of byText: \d+ bytes are known, \d+ are there$/);
	});
});
