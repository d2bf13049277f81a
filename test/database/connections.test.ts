// Several connections on one database: snapshots, commits, conflicts.
import assert from 'node:assert/strict';
import { Database, SqlError } from '../../src/library/index.js';
import type { Connection } from '../../src/library/index.js';

function open(): { first: Database; second: Connection; rows: (from?: Connection) => unknown[] } {
	const first = new Database().exec(`
		create table t(id integer primary key, a, b unique);
		insert into t values (1, 'x', 1), (2, 'y', 2), (3, 'z', 3);
		create table w(k text primary key, v) without rowid;
		insert into w values ('a', 1), ('b', 2);
	`);
	const rows = (from: Connection = first) => from.prepare('select id, a from t').raw().all();
	return { first, second: first.connect(), rows };
}

describe('database: connections', () => {
	it('see what others commit, not what they have not', () => {
		const { first, second, rows } = open();
		first.exec('begin; delete from t where id = 1');
		assert.equal(rows(second).length, 3);
		assert.equal(rows(first).length, 2);
		first.exec('commit');
		assert.equal(rows(second).length, 2);
	});

	it('keep one snapshot for a whole transaction', () => {
		const { first, second, rows } = open();
		second.exec('begin');
		assert.equal(rows(second).length, 3);
		first.exec("insert into t values (4, 'w', 4); create table u(a)");
		assert.equal(rows(second).length, 3);
		assert.throws(() => second.exec('select * from u'), { message: 'no such table: u' });
		second.exec('commit');
		assert.equal(rows(second).length, 4);
		second.exec('select * from u');
	});

	it('merge changes of different rows, keeping indexes in step', () => {
		const { first, second, rows } = open();
		first.exec("begin; update t set a = 'first' where id = 1; insert into w values ('c', 3)");
		second.exec("update t set a = 'second' where id = 2; delete from w where k = 'a'");
		first.exec("delete from t where id = 3; insert into t values (9, 'new', 9)");
		first.exec('commit');
		assert.deepEqual(rows(), [
			[1, 'first'],
			[2, 'second'],
			[9, 'new'],
		]);
		assert.deepEqual(first.prepare('select k from w').pluck().all(), ['b', 'c']);
		assert.deepEqual(first.prepare('select id from t where b = 9').pluck().all(), [9]);
		assert.deepEqual(first.prepare('select id from t where b = 3').all(), []);
		assert.equal(first.pragma('integrity_check', { simple: true }), 'ok');
	});

	for (const [what, mine, theirs] of [
		['the same row', "update t set a = 'q' where id = 1", "update t set a = 'r' where id = 1"],
		['a row that was deleted', "update t set a = 'q' where id = 1", 'delete from t where id = 1'],
		['the same new key', "insert into t values (5, 'q', 5)", "insert into t values (5, 'r', 6)"],
		[
			'the same unique value',
			"insert into t values (5, 'q', 5)",
			"insert into t values (6, 'r', 5)",
		],
		['the same primary key', "insert into w values ('c', 1)", "insert into w values ('c', 2)"],
		['a table that was dropped', "update t set a = 'q'", 'drop table t'],
	] as const) {
		it(`let the first committer win on ${what}`, () => {
			const { first, second } = open();
			first.exec(`begin; ${mine}`);
			second.exec(theirs);
			const before = second.prepare('select count(*) from w').pluck().get();
			assert.throws(
				() => first.exec('commit'),
				(error: SqlError) =>
					error.code === 'SQLITE_BUSY_SNAPSHOT' && /table [tw]/.test(error.message),
			);
			assert.equal(first.inTransaction, true);
			first.exec('rollback');
			assert.equal(first.prepare('select count(*) from w').pluck().get(), before);
			assert.equal(first.pragma('integrity_check', { simple: true }), 'ok');
		});
	}

	it('end with their own close or with the database', () => {
		const { first, second } = open();
		second.exec('begin; delete from t');
		second.close();
		assert.equal(first.prepare('select count(*) from t').pluck().get(), 3);
		const third = first.connect();
		first.close();
		assert.equal(third.open, false);
	});
});

describe('database: layers', () => {
	it('go back to a snapshot, as often as wanted', () => {
		const { first, rows } = open();
		const layer = first.snapshot();
		for (let round = 0; round < 3; round++) {
			first.exec("delete from t where id < 3; update t set a = 'changed'; create table extra(a)");
			assert.deepEqual(rows(), [[3, 'changed']]);
			first.restore(layer);
			assert.equal(rows().length, 3);
			assert.equal(
				first.prepare("select count(*) from sqlite_schema where name = 'extra'").pluck().get(),
				0,
			);
		}
		layer.release();
		assert.throws(() => first.restore(layer), { message: 'The layer has been released' });
		assert.throws(() => new Database().restore(open().first.snapshot()), TypeError);
	});

	it('tell what changed between them', () => {
		const { first } = open();
		const before = first.snapshot();
		first.exec(
			"update t set a = 'q' where id = 1; delete from t where id = 2; insert into w values ('c', 3.0)",
		);
		const changes = [...first.diff(before)].map(change => [
			change.type,
			change.tableName,
			change.oldRow,
			change.newRow,
		]);
		assert.deepEqual(changes, [
			['update', 't', [1, 'x', 1], [1, 'q', 1]],
			['delete', 't', [2, 'y', 2], undefined],
			['insert', 'w', undefined, ['c', 3]],
		]);
		assert.deepEqual([...first.diff(before, before)], []);
		before.release();
	});

	it('are listed with what they changed', () => {
		const { first } = open();
		const layer = first.snapshot();
		first.exec(
			'delete from t where id = 1; begin; insert into t values (7, 7, 7), (8, 8, 8); savepoint here',
		);
		first.exec('delete from w');
		const listed = first.layers();
		assert.deepEqual(
			listed.map(({ type, label, rowsChanged, isCurrent }) => [
				type,
				label,
				rowsChanged,
				isCurrent,
			]),
			[
				['snapshot', `layer ${layer.id}`, { t: 3, w: 2 }, false],
				['base', 'base', { t: 1 }, false],
				['savepoint', 'here', { t: 2 }, false],
				['transaction', 'transaction', { t: 2, w: 2 }, true],
			],
		);
		assert(listed.every(({ bytes }) => bytes > 0));
		first.exec('commit');
		layer.release();
		assert.deepEqual(
			first.layers().map(({ type, isCurrent }) => [type, isCurrent]),
			[['base', true]],
		);
	});

	it('keep a result readable whatever is written', () => {
		const database = new Database().exec(`
			create table n(id integer primary key, v text);
			insert into n with recursive c(x) as (select 1 union all select x + 1 from c where x < 5000) select x, 'row ' || x from c;
		`);
		const result = database
			.prepare('select id, v, id * 1.5 as r from n where id % 2 = ?')
			.openResult(0);
		assert.equal(result.rowCount, 2500);
		database.exec('delete from n');
		assert.deepEqual(
			result.columns.map(column => column.name),
			['id', 'v', 'r'],
		);
		const [row] = result.rows(2499, 10);
		assert.deepEqual(row?.slice(0, 2), [5000, 'row 5000']);
		const page = result.page(1000, 500);
		assert.equal(page.count, 500);
		assert.deepEqual(
			page.columns.map(column => column.data.length),
			[500, 500, 500],
		);
		assert.equal(page.columns[0]?.data[0], 2002);
		assert.deepEqual(result.page(5000, 10).count, 0);
		result.release();
		result.release();
		assert.equal(database.layers().length, 1);
	});

	it('account for the memory of tables and indexes', () => {
		const database = new Database().exec(
			'create table t(a, b unique); create table w(k primary key) without rowid',
		);
		const empty = database.memoryUsage().total;
		const insert = database.prepare('insert into t values (?, ?)');
		for (let row = 0; row < 2000; row++) insert.run(row, row);
		const usage = database.memoryUsage();
		assert(usage.total > empty + 2000 * 16);
		assert.deepEqual(
			usage.objects.map(({ name, type, rows }) => [name, type, rows]),
			[
				['t', 'table', 2000],
				['w', 'table', 0],
				['sqlite_autoindex_t_1', 'index', 2000],
			],
		);
		database.exec('drop table t');
		assert(database.memoryUsage().total <= empty);
	});

	it('serialize to bytes and back', () => {
		const { first } = open();
		first.exec(`
			create table types(id integer primary key autoincrement, i, r real, t, b blob, n);
			insert into types(i, r, t, b, n) values (-9007199254740993, 1, 'ünï😀', x'00ff', null), (-5, 2.5, '', x'', 0.1);
			delete from types where id = 2;
			create index ti on types(t desc); create view v as select count(*) c from types;
			pragma user_version = 12;
		`);
		const copy = Database.deserialize(first.serialize());
		const dump = (database: Database) =>
			['t', 'w', 'types', 'v', 'sqlite_sequence'].map(name =>
				database.prepare(`select * from ${name}`).safeIntegers().raw().all(),
			);
		assert.deepEqual(dump(copy), dump(first));
		const schema = (database: Database) =>
			database.prepare('select type, name, tbl_name, sql from sqlite_schema order by 1, 2').all();
		assert.deepEqual(schema(copy), schema(first));
		assert.equal(copy.pragma('user_version', { simple: true }), 12);
		copy.exec("insert into types(t) values ('next')");
		assert.equal(copy.prepare('select max(id) from types').pluck().get(), 3);
	});

	it('refuse bytes that are no database, or a damaged one', () => {
		const { first } = open();
		first.exec(
			'create table big(a integer primary key, b); insert into big values (7, 2.5), (9, 1)',
		);
		const bytes = Buffer.from(first.serialize());
		assert.equal(new Database(bytes).prepare('select b from big').pluck().get(), 2.5);
		assert.throws(() => new Database(Uint8Array.from([1, 2, 3])), { code: 'SQLITE_NOTADB' });
		assert.deepEqual(
			new Database(bytes.subarray(0, 0)).prepare('select * from sqlite_schema').all(),
			[],
		);
		for (let at = 1; at < bytes.length; at++) {
			assert.throws(() => new Database(bytes.subarray(0, at)), SqlError);
			const damaged = Buffer.from(bytes);
			damaged[at] = 255 - (damaged[at] ?? 0);
			try {
				const database = new Database(damaged);
				assert.equal(database.pragma('integrity_check', { simple: true }), 'ok');
			} catch (error) {
				assert(error instanceof SqlError, String(error));
			}
		}
	});
});

describe('database: layers with temp and attached databases', () => {
	it('restore what only the connection sees together with what all see', () => {
		const database = new Database();
		database.exec('CREATE TABLE t(a)');
		const before = database.snapshot();
		database.exec(`
			INSERT INTO t VALUES (1); CREATE TEMP TABLE tt(a); INSERT INTO tt VALUES (1);
			ATTACH ':memory:' AS x; CREATE TABLE x.u(a); INSERT INTO u VALUES (1)`);
		const after = database.snapshot();
		database.exec('INSERT INTO tt VALUES (2); DELETE FROM x.u');
		database.restore(after);
		const counts =
			'SELECT (SELECT count(*) FROM t), (SELECT count(*) FROM tt), (SELECT count(*) FROM u)';
		assert.deepEqual(database.prepare(counts).raw().get(), [1, 1, 1]);
		database.restore(before);
		assert.throws(() => database.prepare('SELECT * FROM tt'), { message: 'no such table: tt' });
		database.exec("CREATE TEMP TABLE tt(b); ATTACH ':memory:' AS x");
		assert.deepEqual([...database.diff(after)].map(change => change.tableName).sort(), [
			't',
			'tt',
			'u',
		]);
	});

	it('are in the catalog of their connection, and not in what serialize() gives', () => {
		const database = new Database();
		database.exec(`
			CREATE TABLE t(a); CREATE TEMP TABLE tt(a); CREATE TEMP VIEW v AS SELECT a FROM tt;
			ATTACH ':memory:' AS "Far"; CREATE TABLE far.u(a); INSERT INTO far.u VALUES (1), (2)`);
		const { schemas } = database.catalogSnapshot();
		assert.deepEqual(
			schemas.map(({ name, tables }) => [name, tables.map(table => [table.name, table.rowCount])]),
			[
				['main', [['t', 0]]],
				[
					'temp',
					[
						['tt', 0],
						['v', undefined],
					],
				],
				['Far', [['u', 2]]],
			],
		);
		const copy = Database.deserialize(database.serialize());
		assert.deepEqual(
			copy.prepare('SELECT schema, name FROM pragma_table_list').raw().all().sort(),
			[
				['main', 'sqlite_schema'],
				['main', 't'],
				['temp', 'sqlite_temp_schema'],
			],
		);
	});
});
