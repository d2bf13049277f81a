// Tables of modules: what they are asked for and told of, in which order, and what statements make of it.
import assert from 'node:assert/strict';
import { objectLists } from '../../examples/modules/objectLists.mjs';
import { Database, SqlError } from '../../src/library/index.js';
import type {
	Connection,
	DataChange,
	IndexRequest,
	ModuleTable,
	VirtualTableModule,
} from '../../src/library/index.js';

const rows = (db: Connection, sql: string, ...args: unknown[]) =>
	db
		.prepare(sql)
		.raw()
		.all(...args);

/** Columns a, b and the hidden c over fixed rows; `table` adds and replaces. */
function recording(table: Partial<ModuleTable> = {}) {
	const log: string[] = [];
	const requests: IndexRequest[] = [];
	const told =
		(name: string) =>
		(...args: unknown[]) =>
			void log.push([name, ...args].join(' '));
	const module: VirtualTableModule = {
		create(args, { schema, table: name }) {
			log.push(`create ${schema}.${name}(${args.join('|')})`);
			return module.connect(args, { schema, table: name, module: 'rec' });
		},
		connect() {
			return {
				columns: 'CREATE TABLE x(a INTEGER, b TEXT, c HIDDEN)',
				bestIndex(request) {
					requests.push(request);
					return {};
				},
				*scan({ number, text }, values) {
					log.push(`scan ${number}:${text} ${JSON.stringify(values)}`);
					for (const a of [1, 2, 3, 4]) yield [a, `b${a}`, a * 10];
				},
				update(change) {
					log.push(JSON.stringify(change));
					return change.type === 'insert' ? 77 : undefined;
				},
				begin: told('begin'),
				sync: told('sync'),
				commit: told('commit'),
				rollback: told('rollback'),
				savepoint: told('savepoint'),
				release: told('release'),
				rollbackTo: told('rollbackTo'),
				disconnect: told('disconnect'),
				destroy: told('destroy'),
				...table,
			};
		},
	};
	const db = new Database();
	db.registerModule('rec', module);
	return { db, log, requests, module };
}

function withTable(table: Partial<ModuleTable> = {}) {
	const recorded = recording(table);
	recorded.db.exec('create virtual table t using rec(x y, z)');
	recorded.log.length = 0;
	return recorded;
}

const plan = (db: Database, sql: string): unknown =>
	db.prepare<unknown[], { detail: string }>(`explain query plan ${sql}`).all()[0]?.detail;

describe('modules', () => {
	it('create for CREATE VIRTUAL TABLE, connect for another connection, disconnect and destroy', () => {
		const { db, log } = recording();
		db.exec('create virtual table if not exists t using rec(x y, z)');
		assert.deepEqual(log.splice(0), ['create main.t(x y|z)']);
		const other = db.connect();
		assert.deepEqual(rows(other, 'select a from t where rowid = 2'), [[2]]);
		log.length = 0;
		other.close();
		assert.deepEqual(log.splice(0), ['disconnect']);
		db.exec('drop table t');
		assert.deepEqual(log.splice(0), ['destroy']);
		assert.throws(() => db.exec('select * from t'), { message: 'no such table: t' });
	});

	it('connect again a table whose DROP was rolled back', () => {
		const { db, log } = withTable();
		db.exec('begin; drop table t; rollback');
		assert.deepEqual(log.splice(0), ['destroy']);
		assert.equal(rows(db, 'select a from t').length, 4);
	});

	it('declare their columns, of which hidden ones stay out of * and of INSERT', () => {
		const { db, log } = withTable();
		assert.deepEqual(rows(db, 'select * from t limit 1'), [[1, 'b1']]);
		assert.deepEqual(rows(db, 'select c, typeof(a), rowid from t limit 1'), [[10, 'integer', 1]]);
		log.length = 0;
		db.exec(`insert into t values (5, 'x')`);
		assert.match(log[1] ?? '', /"values":\[5,"x",null\]/);
		assert.throws(() => recording({ columns: [] }).db.exec('create virtual table t using rec'), {
			message: 'vtable constructor did not declare schema: rec',
		});
	});

	it('are asked for a plan with every condition they may help with', () => {
		const { db, requests } = withTable();
		db.prepare(
			`select a from t where a = 1 and 2 < a and b like 'b%' and b glob ? and a in (1, 2)
			 and b is not null and rowid <= 9 and a + 1 = 2 and lower(b) = 'b1' order by a desc, b`,
		);
		assert.deepEqual(
			requests[0]?.constraints.map(({ column, operator, value }) => [column, operator, value]),
			[
				[0, '=', 1],
				[0, '>', 2],
				[1, 'like', 'b%'],
				[1, 'glob', undefined],
				[0, 'in', undefined],
				[1, 'isNotNull', undefined],
				[-1, '<=', 9],
			],
		);
		assert.deepEqual(requests[0].orderBy, [
			{ column: 0, descending: true },
			{ column: 1, descending: false },
		]);
		assert.deepEqual([...requests[0].columnsUsed].sort(), [0, 1]);
	});

	it('get the values they asked for, and EXPLAIN QUERY PLAN shows their number and text', () => {
		const { db, log } = withTable({
			bestIndex: ({ constraints }) => ({
				use: constraints.map((_, constraint) => constraint),
				number: 7,
				text: 'byA',
			}),
		});
		assert.equal(plan(db, 'select * from t where a > 1'), 'SCAN t VIRTUAL TABLE INDEX 7:byA');
		const sql = 'select a from t where a > ? and b in (?, ?) and a = 1 + 1';
		assert.deepEqual(rows(db, sql, 1, 'b2', 'x'), [[2]]);
		assert.equal(log.at(-1), 'scan 7:byA [1,["b2","x"],2]');
		assert.deepEqual(rows(db, sql, 5, 'b2', 'x'), [], 'the engine looks again');
	});

	it('are believed when they omit a condition or promise the order', () => {
		const { db } = withTable({
			bestIndex: () => ({ use: [{ constraint: 0, omit: true }], ordered: true }),
		});
		assert.deepEqual(rows(db, 'select a from t where a > 99 order by a desc'), [
			[1],
			[2],
			[3],
			[4],
		]);
		assert.deepEqual(rows(db, 'select a % 2, count(*) from t where a > 9 group by 1 order by 1'), [
			[0, 2],
			[1, 2],
		]);
		assert.equal(
			db.prepare('explain query plan select a from t where a > 9 order by a').all().length,
			1,
		);
	});

	it('may take LIMIT and OFFSET when nothing is left to do after them', () => {
		const { db, log } = withTable({
			bestIndex: ({ constraints }) => ({
				use: constraints.flatMap(({ operator }, constraint) =>
					operator === 'limit' || operator === 'offset' ? { constraint, omit: true } : [],
				),
				number: constraints.length,
			}),
		});
		// The table says it has skipped the row: the engine does not skip another one.
		assert.deepEqual(rows(db, 'select a from t limit 2 offset 1'), [[1], [2]]);
		assert.equal(log.at(-1), 'scan 2: [2,1]');
		assert.deepEqual(rows(db, 'select a from t where a > 1 limit 2 offset 1'), [[3], [4]]);
		assert.equal(log.at(-1), 'scan 1: []', 'a condition is left to the engine');
		assert.deepEqual(rows(db, 'select a from t order by a desc limit 1'), [[4]]);
		assert.deepEqual(rows(db, 'select count(*) from t limit 1'), [[4]]);
	});

	it('may refuse', () => {
		const { db } = withTable({ bestIndex: () => null });
		assert.throws(() => db.exec('select * from t'), { message: 'no query solution' });
		const wrong = withTable({ bestIndex: () => ({ use: [3] }) }).db;
		assert.throws(() => wrong.exec('select * from t'), { message: 'rec.bestIndex malfunction' });
	});

	it('are joined, grouped and filtered like any table', () => {
		const { db } = withTable();
		db.exec('create table u(a); insert into u values (2), (9)');
		assert.deepEqual(rows(db, 'select u.a, t.b from u left join t using (a)'), [
			[2, 'b2'],
			[9, null],
		]);
		assert.deepEqual(rows(db, 'select x.a, y.a from t x join t y on y.a = x.a + 2'), [
			[1, 3],
			[2, 4],
		]);
		assert.deepEqual(rows(db, 'select a % 2, sum(a) from t group by 1'), [
			[0, 6],
			[1, 4],
		]);
		assert.deepEqual(rows(db, 'select a from t where exists (select 1 from u where u.a = t.a)'), [
			[2],
		]);
	});

	it('are searched by values of other tables when that is cheaper', () => {
		const { db, log } = withTable({
			bestIndex({ constraints }) {
				const at = constraints.findIndex(
					({ column, operator }) => column === 0 && operator === '=',
				);
				if (at < 0) return null;
				return { use: [{ constraint: at, omit: true }], number: 1, cost: 1, rows: 1 };
			},
			*scan(_, [a]) {
				log.push(`search ${String(a)}`);
				if (typeof a === 'number' && a < 5) yield [a, `b${String(a)}`, 0];
			},
		});
		db.exec('create table u(x); insert into u values (2), (9), (null)');
		const joined = [
			[2, 'b2'],
			[9, null],
			[null, null],
		];
		assert.deepEqual(rows(db, 'select x, b from u left join t on a = x'), joined);
		assert.deepEqual(log.slice(-3), ['search 2', 'search 9', 'search null']);
		assert.deepEqual(rows(db, 'select x, b from t join u on x = a and b > x'), [[2, 'b2']]);
		assert.deepEqual(rows(db, 'select x from u where exists (select 1 from t where a = x)'), [[2]]);
		assert.deepEqual(rows(db, 'select (select b from t where a = x) from u'), [
			['b2'],
			[null],
			[null],
		]);
		assert.deepEqual(
			rows(db, 'select one.b, two.b from t one join t two on two.a = one.a + 1 where one.a = 1'),
			[['b1', 'b2']],
		);
		assert.throws(() => db.exec('select * from u join t on a > x'), {
			message: 'no query solution',
		});
	});

	it('are put behind the tables that they can be searched by', () => {
		const { db } = withTable({
			bestIndex({ constraints }) {
				const constraint = constraints.findIndex(one => one.column === 0 && one.operator === '=');
				if (constraint < 0) return { cost: 1000, rows: 1000 };
				return { use: [{ constraint, omit: true }], number: 1, rows: 1 };
			},
			*scan({ number }, [a]) {
				if (number === 1) yield [a, `b${String(a)}`, 0];
				else for (let key = 0; key < 1000; key++) yield [key, `b${key}`, 0];
			},
		});
		db.exec('create table u(x); insert into u values (7), (5)');
		for (const sql of [
			'select b from u join t on a = x order by b',
			'select b from t join u on x = a order by b',
		]) {
			const steps = db.prepare(`explain query plan ${sql}`).all() as { detail: string }[];
			assert.deepEqual(
				steps.slice(0, 2).map(step => step.detail),
				['SCAN u', 'SCAN t VIRTUAL TABLE INDEX 1:'],
			);
			assert.deepEqual(rows(db, sql), [['b5'], ['b7']]);
		}
		// Reading it once is cheaper than searching it for thousands.
		db.exec('insert into u select value from generate_series(1, 20000)');
		const whole = db.prepare('explain query plan select count(*) from u join t on a = x').all();
		assert.doesNotMatch(JSON.stringify(whole), /INDEX 1:/);
		assert.deepEqual(rows(db, 'select count(*) from u join t on a = x'), [[1001]]);
	});

	it('are told of writes, row by row, with rowids and the conflict clause', () => {
		const { db, log } = withTable();
		const changes: DataChange[] = [];
		db.onDataChange(change => changes.push(change));
		const info = db.prepare('insert or replace into t(b, rowid) values (?, 5)').run('x');
		assert.deepEqual(info, { changes: 1, lastInsertRowid: 77 });
		assert.deepEqual(log.splice(0), [
			'begin',
			'{"type":"insert","rowid":5,"values":[null,"x",null],"conflict":"replace"}',
			'sync',
			'commit',
		]);
		assert.deepEqual(rows(db, `update t set b = b || '!' where a > 2 returning a, b`), [
			[3, 'b3!'],
			[4, 'b4!'],
		]);
		assert.deepEqual(JSON.parse(log[2] ?? ''), {
			...{ type: 'update', rowid: 3, newRowid: 3, values: [3, 'b3!', 30] },
			...{ oldValues: [3, 'b3', 30], columns: [1] },
		});
		assert.deepEqual(rows(db, 'delete from t where a = 1 returning rowid, b'), [[1, 'b1']]);
		assert.match(log.join(), /"type":"delete","rowid":1,"oldValues":\[1,"b1",10\]/);
		assert.equal(db.prepare('select changes()').pluck().get(), 1);
		assert.deepEqual(
			changes.map(({ type, key, changedColumns }) => [type, key, changedColumns]),
			[
				['insert', [77], undefined],
				['update', [3], ['b']],
				['update', [4], ['b']],
				['delete', [1], undefined],
			],
		);
	});

	it('without update may not be modified', () => {
		const { db } = recording();
		db.registerModule('fixed', {
			connect: () => ({ columns: ['v'], scan: () => [[true], ['x']] }),
		});
		db.exec('create virtual table f using fixed');
		assert.deepEqual(rows(db, 'select v, rowid from f'), [
			[1, 1],
			['x', 2],
		]);
		assert.throws(() => db.exec('delete from f'), { message: 'table f may not be modified' });
	});

	it('take part in transactions as in SQLite: begin at the first write, then savepoints', () => {
		const { db, log } = withTable();
		const calls = (sql: string) => {
			log.length = 0;
			db.exec(sql);
			return log.map(line => (line.startsWith('{') ? 'update' : line));
		};
		assert.deepEqual(calls('begin; select 1'), []);
		assert.deepEqual(calls('insert into t(a) values (1)'), [
			...['begin', 'savepoint 0', 'update', 'release 0'],
		]);
		assert.deepEqual(calls('savepoint x'), ['savepoint 0']);
		assert.deepEqual(calls('insert into t(a) values (1)'), ['savepoint 1', 'update', 'release 1']);
		assert.deepEqual(calls('savepoint y; rollback to x'), ['savepoint 1', 'rollbackTo 0']);
		assert.deepEqual(calls('release x'), ['release 0']);
		assert.deepEqual(calls('commit'), ['sync', 'commit']);
		assert.deepEqual(calls('savepoint s; insert into t(a) values (1); rollback to s'), [
			...['begin', 'savepoint 0', 'savepoint 1', 'update', 'release 1', 'rollbackTo 0'],
		]);
		assert.deepEqual(calls('rollback'), ['rollback']);
		assert.deepEqual(calls('select 1; begin; commit'), []);
	});

	it('hand their errors through, and the statement is undone', () => {
		const failure = new RangeError('mine');
		const { db, log } = withTable({
			update(change) {
				if (change.type === 'insert' && change.values[0] === 13) throw failure;
				return undefined;
			},
		});
		db.exec('create table other(a); begin');
		assert.throws(
			() => db.exec('insert into t(a) values (1), (13)'),
			(error: unknown) => error === failure,
		);
		assert.deepEqual(log.splice(0), ['begin', 'savepoint 0', 'rollbackTo 0', 'release 0']);
		assert.equal(db.inTransaction, true);
		db.exec('commit');
		log.length = 0;
		assert.throws(() => db.exec('insert into t(a) values (13)'), failure);
		assert.deepEqual(log.splice(0), ['begin', 'rollback']);
		assert.equal(rows(db, 'select * from other').length, 0);
	});

	it('leave rows out when OR IGNORE meets a constraint of theirs', () => {
		const { db } = withTable({
			update() {
				throw new SqlError('SQLITE_CONSTRAINT_VTAB', 'no');
			},
		});
		assert.equal(db.prepare('insert or ignore into t(a) values (1)').run().changes, 0);
		assert.throws(() => db.exec('insert into t(a) values (1)'), { code: 'SQLITE_CONSTRAINT_VTAB' });
	});

	it('roll the transaction back when one says no at sync', () => {
		const failure = new Error('disk full');
		const { db, log } = withTable({
			sync() {
				throw failure;
			},
		});
		db.exec('create table o(a); begin; insert into o values (1); insert into t(a) values (1)');
		assert.throws(() => db.exec('commit'), failure);
		assert.equal(db.inTransaction, false);
		assert.equal(log.at(-1), 'rollback');
		assert.deepEqual(rows(db, 'select * from o'), []);
	});

	it('are registered under a name once, and have to be modules', () => {
		const { db, module } = recording();
		assert.throws(() => db.registerModule('Rec', module), {
			message: 'module Rec is already registered',
		});
		for (const bad of [null, 1, {}, { storage: 'none' }]) {
			assert.throws(() => db.registerModule('x', bad as never), TypeError);
		}
		assert.throws(() => db.registerModule('', module), TypeError);
	});

	it('may stand behind CREATE TABLE, or be the default', () => {
		const { db, log } = recording();
		db.exec('create table t(x int, check (x > 0)) using rec');
		assert.deepEqual(log.splice(0), ['create main.t(x int|check (x > 0))']);
		assert.equal(rows(db, 'select a from t').length, 4);
		db.exec('pragma default_module = rec; create table u(y)');
		assert.deepEqual(
			log.filter(line => line.startsWith('create')),
			['create main.u(y)'],
		);
		assert.equal(db.pragma('default_module', { simple: true }), 'rec');
		assert.throws(() => db.pragma('default_module = nosuch'), {
			message: 'no such module: nosuch',
		});
		db.exec('pragma default_module = memory; create table v(z); insert into v values (1)');
		assert.deepEqual(rows(db, 'select * from v'), [[1]]);
	});
});

describe('the sample module objectLists', () => {
	const open = () => {
		const people: Record<string, number | string>[] = [
			{ id: 2, name: 'Bob' },
			{ id: 1, name: 'Ann' },
		];
		const db = new Database();
		db.registerModule('objects', objectLists({ people }));
		db.exec('CREATE VIRTUAL TABLE person USING objects(people, id INTEGER, name TEXT)');
		return { db, people };
	};

	it('reads and writes the program’s own array', () => {
		const { db, people } = open();
		db.exec(`INSERT INTO person VALUES (3, 'Cid'); DELETE FROM person WHERE id = 1`);
		assert.deepEqual(people, [
			{ id: 2, name: 'Bob' },
			{ id: 3, name: 'Cid' },
		]);
		people.push({ id: 9, name: 'Zoe' });
		assert.deepEqual(rows(db, 'select name from person where id > 2 order by id'), [
			['Cid'],
			['Zoe'],
		]);
		assert.equal(
			plan(db, 'select name from person where id > 2 and id <= 8 order by id'),
			'SCAN person VIRTUAL TABLE INDEX 2:> <=',
		);
	});

	it('rolls back rows, statements and savepoints', () => {
		const { db, people } = open();
		const names = () => people.map(({ name }) => name);
		db.exec(
			`begin; delete from person; savepoint a; insert into person values (5, 'E'); rollback to a`,
		);
		assert.deepEqual(names(), []);
		db.exec(`insert into person values (6, 'F')`);
		assert.throws(
			() => db.exec(`insert into person values (7, 'G'), ('x', 'H')`),
			/has to be a number/,
		);
		assert.deepEqual(names(), ['F']);
		db.exec('rollback');
		assert.deepEqual(names(), ['Ann', 'Bob']);
	});
});
