// Change events: seeds S2-15 to S2-18 and S2-74. More of them, as logs, in test/golden/events.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Database } from '../../src/library/index.js';
import type { DataChange, SchemaChange } from '../../src/library/index.js';

interface Heard {
	readonly db: Database;
	/** What was heard since the last call, in order. */
	readonly take: () => string[];
	readonly data: DataChange[];
	readonly schema: SchemaChange[];
}

function listen(setup = ''): Heard {
	const db = new Database().exec(setup);
	const lines: string[] = [];
	const data: DataChange[] = [];
	const schema: SchemaChange[] = [];
	db.onDataChange(change => {
		data.push(change);
		lines.push(
			`${change.type} ${change.tableName} ${change.key.map(value => (typeof value === 'object' ? '?' : value)).join()}`,
		);
	});
	db.onSchemaChange(change => {
		schema.push(change);
		lines.push(`${change.type} ${change.objectType} ${change.objectName}`);
	});
	return { db, take: () => lines.splice(0), data, schema };
}

const TABLE = `create table t(id integer primary key, a, b);
	insert into t values (1, 'x', 1), (2, 'y', 2)`;

const read = (path: string) =>
	readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');

describe('change events', () => {
	it('S2-15 rows are told after the commit, in order, schema first', () => {
		const { db, take } = listen(TABLE);
		db.exec('begin; insert into t values (3, 1, 1); create table u(v); delete from t where id = 1');
		db.exec('update t set a = 0 where id = 2; insert into u values (7); create index i on u(v)');
		assert.deepEqual(take(), []);
		db.exec('commit');
		assert.deepEqual(take(), [
			...['create table u', 'create index i'],
			...['insert t 3', 'delete t 1', 'update t 2', 'insert u 1'],
		]);
		let seen: unknown;
		db.onDataChange(() => (seen = db.prepare('select count(*) from t').pluck().get()));
		db.exec('insert into t values (9, 9, 9)');
		assert.equal(seen, 3, 'a listener sees the state that was committed');
	});

	it('S2-15 what is undone is not told: ROLLBACK, ROLLBACK TO, statements that fail', () => {
		const { db, take } = listen(TABLE);
		db.exec('begin; delete from t; create table u(v); rollback');
		assert.deepEqual(take(), []);
		db.exec(`begin; insert into t values (3, 1, 1); savepoint s; insert into t values (4, 1, 1);
			savepoint inner; insert into t values (5, 1, 1); create view v as select 1; release inner; rollback to s;
			insert into t values (6, 1, 1); savepoint r; insert into t values (7, 1, 1); release r; commit`);
		assert.deepEqual(take(), ['insert t 3', 'insert t 6', 'insert t 7']);
		assert.throws(() => db.exec('insert into t values (8, 1, 1), (1, 1, 1)'));
		assert.throws(() => db.exec('create table w(a, a)'));
		assert.deepEqual(take(), []);
		assert.throws(() => db.exec('insert or fail into t values (8, 1, 1), (1, 1, 1)'));
		assert.deepEqual(take(), ['insert t 8']);
		const other = db.connect();
		other.exec('begin; insert into t values (10, 1, 1)');
		other.close();
		assert.deepEqual(take(), []);
	});

	it('S2-15 changes of every connection are told, each with its commit', () => {
		const { db, take } = listen(TABLE);
		const [one, two] = [db.connect(), db.connect()];
		one.exec('begin; insert into t values (11, 1, 1)');
		two.exec('begin; insert into t values (12, 1, 1); commit');
		one.exec('commit');
		assert.deepEqual(take(), ['insert t 12', 'insert t 11']);
	});

	it('S2-16 schema changes: create, alter and drop of tables, columns, indexes, views, triggers', () => {
		const { db, schema } = listen();
		const told = (sql: string) => {
			schema.length = 0;
			db.exec(sql);
			return schema.map(change => {
				const { type, objectType, objectName, oldObjectName, columnName, oldColumnName } = change;
				const names = [objectName, oldObjectName, columnName, oldColumnName];
				return [type, objectType, ...names.map(name => name ?? '-')].join(' ');
			});
		};
		const table: readonly (readonly [sql: string, event: string])[] = [
			['create table t(a, b)', 'create table t - - -'],
			['create virtual table m using memory(a)', 'create table m - - -'],
			['alter table t add column c', 'alter column t - c -'],
			['alter table t rename column c to d', 'alter column t - d c'],
			['alter table t drop column d', 'alter column t - - d'],
			['create index i on t(a)', 'create index i - - -'],
			['create view v as select a from t', 'create view v - - -'],
			['create trigger r after insert on t begin select 1; end', 'create trigger r - - -'],
			['alter table t rename to u', 'alter table u t - -'],
			['drop trigger r', 'drop trigger r - - -'],
			['drop view v', 'drop view v - - -'],
			['drop index i', 'drop index i - - -'],
			['drop table u', 'drop table u - - -'],
		];
		for (const [sql, event] of table) assert.deepEqual(told(sql), [event], sql);
		told('create table if not exists m(z); drop table if exists nosuch');
		assert.equal(schema.length, 0);
		told('create table k(a int)');
		assert.equal(schema[0]?.ddl, 'CREATE TABLE k(a int)');
		assert.equal(typeof schema[0].layer, 'number');
	});

	it('S2-17 an update says which columns differ; one that changes nothing is silent', () => {
		const { db, data, take } = listen(TABLE);
		db.setSource('cell 3').exec(`update t set a = 'new', b = b + 0 where id = 1`);
		const [change] = data;
		assert.deepEqual(
			{ ...change, layer: 0 },
			{
				...{ type: 'update', schemaName: 'main', tableName: 't', key: [1] },
				...{ oldRow: [1, 'x', 1], newRow: [1, 'new', 1], changedColumns: ['a'] },
				...{ layer: 0, source: 'cell 3' },
			},
		);
		take();
		db.exec(
			`update t set a = a, b = b; update t set b = 2 where id = 2; update t set a = null where 0`,
		);
		assert.deepEqual(take(), []);
		db.exec('update t set id = id + 10');
		assert.deepEqual(take(), ['delete t 1', 'insert t 11', 'delete t 2', 'insert t 12']);
		db.exec('insert or replace into t values (11, 1, 1)');
		assert.deepEqual(take(), ['delete t 11', 'insert t 11']);
		db.exec('insert into t values (11, 1, 5) on conflict do update set b = excluded.b');
		assert.deepEqual(data.at(-1)?.changedColumns, ['b']);
		db.exec(`create table k(a, b, v, primary key (b, a)); insert into k values (1, 2, 3);
			update k set v = 4; update k set a = 9`);
		assert.deepEqual(take().slice(-4), [
			...['insert k 2,1', 'update k 2,1', 'delete k 2,1', 'insert k 2,9'],
		]);
	});

	it('S2-18 nobody listens: not one event is built', () => {
		const db = new Database().exec(TABLE);
		const script = `insert into t values (3, 1, 1), (4, 1, 1); update t set a = b; delete from t where id = 3;
			replace into t values (1, 2, 3); begin; delete from t; create table u(v); alter table u add column w;
			create index i on u(v); drop table u; commit; insert into t values (1, 1, 1)`;
		assert.equal(
			eventsBuilt(() => db.exec(script)),
			0,
		);
		const stop = [db.onDataChange(() => undefined), db.onSchemaChange(() => undefined)];
		const again = script.replace('(3, 1, 1), (4, 1, 1)', '(30, 1, 1)');
		assert.ok(eventsBuilt(() => db.exec(again)) > 5);
		for (const end of stop) end();
		const last = script.replace('(3, 1, 1), (4, 1, 1)', '(31, 1, 1)');
		assert.equal(
			eventsBuilt(() => db.exec(last)),
			0,
			'nor when all have gone',
		);
	});

	it('S2-74 the page about events names every field of both shapes', () => {
		const page = read('docs/events.md');
		const source = read('src/engine/database/events.ts');
		for (const shape of ['DataChange', 'SchemaChange']) {
			const [, body = ''] =
				source.match(new RegExp(`export interface ${shape} \\{([^}]*)\\}`)) ?? [];
			const fields = [...body.matchAll(/readonly (\w+)\??:/g)].map(match => match[1] as string);
			assert.ok(fields.length >= 9, shape);
			const start = page.indexOf(`## ${shape}`);
			const section = page.slice(start, page.indexOf('\n## ', start + 1));
			for (const field of fields)
				assert.ok(section.includes(`| \`${field}\` |`), `${shape}.${field}`);
			for (const [, word] of body.matchAll(/'(\w+)'/g)) {
				assert.ok(section.includes(`'${word as string}'`), `${shape} ${word as string}`);
			}
		}
		for (const word of [
			'ROLLBACK TO',
			'RELEASE',
			'After the commit',
			'OR FAIL',
			'changes the key',
		]) {
			assert.ok(page.includes(word), word);
		}
	});
});

/** How many events are put into any log while `run` runs. */
function eventsBuilt(run: () => void): number {
	const { push } = Array.prototype;
	let count = 0;
	const isEvent = (item: unknown) =>
		typeof item === 'object' &&
		item !== null &&
		('changedColumns' in item || ('objectType' in item && 'objectName' in item));
	Array.prototype.push = function (...items: unknown[]) {
		count += items.filter(isEvent).length;
		return push.apply(this, items);
	};
	try {
		run();
	} finally {
		Array.prototype.push = push;
	}
	return count;
}
