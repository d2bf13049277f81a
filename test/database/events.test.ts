// Change events: what is told, in which order, and when nothing is told at all.
import assert from 'node:assert/strict';
import { Database } from '../../src/library/index.js';
import type { DataChange, SchemaChange } from '../../src/library/index.js';
import { ChangeLog } from '../../src/engine/database/events.js';

/** The events of a script as one line each. */
function eventsOf(setup: string, script: string): string[] {
	const database = new Database().exec(setup);
	const lines: string[] = [];
	listen(database, lines);
	for (const statement of script.split(';')) {
		try {
			database.exec(statement);
		} catch (error) {
			lines.push(`error ${(error as Error).message}`);
		}
	}
	return lines;
}

function listen(database: Database, lines: string[]): void {
	database.onDataChange(change => lines.push(dataLine(change)));
	database.onSchemaChange(change => lines.push(schemaLine(change)));
}

function dataLine(change: DataChange): string {
	const row = (values: readonly unknown[] | undefined) => values && JSON.stringify(values);
	const parts = [change.type, `${change.schemaName}.${change.tableName}`, row(change.key)];
	if (change.oldRow) parts.push(row(change.oldRow));
	if (change.newRow) parts.push('->', row(change.newRow));
	if (change.changedColumns) parts.push(`[${change.changedColumns.join(' ')}]`);
	return parts.join(' ');
}

function schemaLine(change: SchemaChange): string {
	return [change.type, change.objectType, change.objectName, change.ddl].filter(Boolean).join(' ');
}

const TABLE =
	"create table t(id integer primary key, a, b); insert into t values (1, 'x', 1), (2, 'y', 2)";

describe('database: events', () => {
	it('tells of every row inserted, updated and deleted', () => {
		assert.deepEqual(
			eventsOf(
				TABLE,
				`insert into t values (3, 'z', 3.0), (4, null, 4);
				update t set a = upper(a), b = 1 where id < 3;
				delete from t where id > 2`,
			),
			[
				'insert main.t [3] -> [3,"z",3]',
				'insert main.t [4] -> [4,null,4]',
				'update main.t [1] [1,"x",1] -> [1,"X",1] [a]',
				'update main.t [2] [2,"y",2] -> [2,"Y",1] [a b]',
				'delete main.t [3] [3,"z",3]',
				'delete main.t [4] [4,null,4]',
			],
		);
	});

	it('says nothing of an update that changes nothing, and splits one that moves a key', () => {
		assert.deepEqual(
			eventsOf(TABLE, 'update t set a = a, b = b + 0; update t set id = 9 where id = 1'),
			['delete main.t [1] [1,"x",1]', 'insert main.t [9] -> [9,"x",1]'],
		);
	});

	it('tells of rows that REPLACE removed, and of every row of a DELETE without WHERE', () => {
		assert.deepEqual(
			eventsOf(TABLE, "insert or replace into t values (1, 'new', 5); delete from t"),
			[
				'delete main.t [1] [1,"x",1]',
				'insert main.t [1] -> [1,"new",5]',
				'delete main.t [1] [1,"new",5]',
				'delete main.t [2] [2,"y",2]',
			],
		);
	});

	it('keys rows by their primary key, or by rowid when they have none', () => {
		assert.deepEqual(
			eventsOf(
				'create table k(v, a, b, primary key (b, a)); create table w(k text primary key, v) without rowid; create table n(v)',
				"insert into k values (1, 2, 3); insert into w values ('x', 1); insert into n values ('y'); update w set v = 2",
			),
			[
				'insert main.k [3,2] -> [1,2,3]',
				'insert main.w ["x"] -> ["x",1]',
				'insert main.n [1] -> ["y"]',
				'update main.w ["x"] ["x",1] -> ["x",2] [v]',
			],
		);
	});

	it('waits for the commit, schema before data', () => {
		assert.deepEqual(
			eventsOf(
				TABLE,
				`begin; insert into t values (3, 'z', 3); create table u(q); insert into u values (1);
				create index i on u(q); select 1; commit; drop index i; drop table u`,
			),
			[
				'create table u create table u(q)'.replace('create table u(q)', 'CREATE TABLE u(q)'),
				'create index i CREATE INDEX i on u(q)',
				'insert main.t [3] -> [3,"z",3]',
				'insert main.u [1] -> [1]',
				'drop index i',
				'drop table u',
			],
		);
	});

	it('forgets what is rolled back', () => {
		assert.deepEqual(
			eventsOf(
				TABLE,
				`begin; delete from t; rollback;
				begin; insert into t values (3, 3, 3); savepoint s; insert into t values (4, 4, 4); create table u(q);
				rollback to s; insert into t values (5, 5, 5); release s; commit;
				insert into t values (6, 6, 6), (1, 1, 1);
				insert or fail into t values (7, 7, 7), (1, 1, 1);
				insert or ignore into t values (8, 8, 8), (1, 1, 1)`,
			),
			[
				'insert main.t [3] -> [3,3,3]',
				'insert main.t [5] -> [5,5,5]',
				'error UNIQUE constraint failed: t.id',
				'insert main.t [7] -> [7,7,7]',
				'error UNIQUE constraint failed: t.id',
				'insert main.t [8] -> [8,8,8]',
			],
		);
	});

	it('names the layer and the source, and stops when disposed of', () => {
		const database = new Database().exec(TABLE).setSource('cell 7');
		const changes: DataChange[] = [];
		const dispose = database.onDataChange(change => changes.push(change));
		database.exec('delete from t where id = 1');
		dispose();
		database.exec('delete from t');
		assert.equal(changes.length, 1);
		assert.equal(changes[0]?.source, 'cell 7');
		assert.equal(typeof changes[0].layer, 'number');
	});

	it('lets a listener change the database and throw without harm', () => {
		const database = new Database().exec(`${TABLE}; create table log(id)`);
		const insert = database.prepare('insert into log values (?)');
		const seen: string[] = [];
		database.onDataChange(change => {
			seen.push(`${change.type} ${change.tableName}`);
			if (change.tableName === 't') insert.run(change.key[0]);
		});
		database.exec('delete from t');
		assert.deepEqual(seen, ['delete t', 'delete t', 'insert log', 'insert log']);
		database.onDataChange(() => {
			throw new Error('listener');
		});
		assert.throws(() => database.exec("insert into t values (7, 'q', 7)"), { message: 'listener' });
		assert.equal(seen.length, 6);
		assert.equal(database.prepare('select count(*) from t').pluck().get(), 1);
		assert.deepEqual(database.prepare('select id from log').pluck().all(), [1, 2, 7]);
	});

	it('builds nothing while nobody listens', () => {
		const database = new Database().exec(TABLE);
		const kept = Object.getOwnPropertyDescriptors(ChangeLog.prototype);
		let calls = 0;
		const count = () => {
			calls++;
		};
		Object.assign(ChangeLog.prototype, { inserted: count, updated: count, deleted: count });
		try {
			database.exec('insert into t values (9, 9, 9); update t set a = 1; delete from t');
		} finally {
			Object.defineProperties(ChangeLog.prototype, kept);
		}
		assert.equal(calls, 0);
	});
});
