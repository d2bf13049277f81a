// Memory of tables, layers and connections: accounting, garbage, compression, limits. Each title starts with ids.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { Database } from '../../src/library/index.js';
import { checkProperty } from '../storage/seeds.js';

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, '../..');

/** A case of memoryChild.ts in a process of its own. */
async function inProcess(name: string): Promise<Record<string, number>> {
	const file = path.join(root, 'test/seeds/memoryChild.ts');
	const args = ['--expose-gc', '--import=tsx', file, name];
	const { stdout } = await run(process.execPath, args, { cwd: root });
	return JSON.parse(stdout.trim().split('\n').at(-1) as string) as Record<string, number>;
}

async function evaluate(script: string): Promise<string> {
	const args = ['--import=tsx', '--input-type=module', '-e', script];
	const { stdout } = await run(process.execPath, args, { cwd: root });
	return stdout.trim();
}

function value(db: Database, sql: string): number {
	return db.prepare(sql).pluck().get() as number;
}

function fill(db: Database, rows: number): Database {
	db.exec('create table t(id integer primary key, a integer, c text); create index ta on t(a)');
	const insert = db.prepare('insert into t values (?, ?, ?)');
	for (let id = 0; id < rows; id++) insert.run(id, id % 100, `text ${id % 50}`);
	return db;
}

describe('memory', function () {
	this.timeout(60_000);

	it('S1-19 tells the size of a table and of the database, which grows with the rows', () => {
		const db = new Database().exec('create table t(id integer primary key, a)');
		const sql = `select bytes from memory_usage() where scope = 'table' and name = 't'`;
		const sizes = [0, 1000, 10_000].map(rows => {
			db.exec(`insert into t with recursive n(x) as (select 1 union all select x + 1 from n where x < ${rows})
				select null, x from n where x <= ${rows}`);
			assert.equal(value(db, sql), db.memoryUsage().objects[0]?.bytes);
			return value(db, sql);
		});
		const [empty = 0, some = 0, many = 0] = sizes;
		assert.ok(empty > 0 && some > empty + 16_000 && many > some + 160_000, sizes.join(' '));
		assert.ok(many < 10_000 * 40, 'a row of two integers takes 16 bytes and its share of the leaf');
	});

	it('S1-20 reading rows in memory is faster than reading the same rows from a file', async () => {
		const { stdout } = await run(process.execPath, [
			'--import=tsx',
			path.join(root, 'bench/memoryAndFile.ts'),
			'20000',
		]);
		const ratio = Number(/memory is ([\d.]+) times as fast/.exec(stdout)?.[1]);
		assert.ok(ratio > 2, stdout);
		const docs = fs.readFileSync(path.join(root, 'docs/memory.md'), 'utf8');
		assert.match(docs, /bench\/memoryAndFile\.ts/);
	});

	it('S1-21 data is gone with the process unless it was saved', async () => {
		const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'strata-'));
		const file = path.join(folder, 'saved.db');
		const use = `import fs from 'node:fs';
			import { Database } from './src/library/index.ts';
			const file = ${JSON.stringify(file)};`;
		try {
			await evaluate(`${use}
				const db = new Database().exec("create table t(a, b); insert into t values (1, 'x'), (2, null)");
				fs.writeFileSync(file, db.serialize());
				db.exec('insert into t values (3, 3)');`);
			const fresh = await evaluate(`${use}
				console.log(new Database().prepare('select count(*) from sqlite_schema').pluck().get());`);
			assert.equal(fresh, '0');
			const saved = await evaluate(`${use}
				const db = new Database(fs.readFileSync(file));
				console.log(JSON.stringify(db.prepare('select * from t').raw().all()));`);
			assert.deepEqual(JSON.parse(saved), [
				[1, 'x'],
				[2, null],
			]);
		} finally {
			fs.rmSync(folder, { recursive: true });
		}
	});

	it('S1-23 deleted rows give their memory back', async () => {
		const { baseline, grown, updated, left, grownHeap, leftHeap, rows } =
			await inProcess('deleteRows');
		assert.equal(rows, 100_100);
		assert.ok((grown as number) > 10e6 && (updated as number) > 10e6);
		assert.ok((left as number) <= (baseline as number), `${left} bytes are left`);
		assert.ok((leftHeap as number) < (grownHeap as number) * 0.15, `${leftHeap} of ${grownHeap}`);
	});

	it('S1-24 DROP TABLE leaves nothing of the table, its indexes and statistics', async () => {
		const dropped = await inProcess('dropTable');
		const { full, grown, left, pages, statistics, held } = dropped;
		assert.ok((full as number) > 10e6);
		assert.deepEqual({ pages, statistics, held }, { pages: 0, statistics: 0, held: 2 });
		assert.ok((dropped['dropped'] as number) < 2000, 'the empty sqlite_stat1');
		assert.ok((left as number) < (grown as number) * 0.15, `${left} of ${grown}`);
	});

	it('S2-32 a hundred readers cost almost nothing', async () => {
		const { alone, bytes, own, readers, grownHeap } = await inProcess('readers');
		assert.equal(readers, 101);
		assert.equal(bytes, alone);
		assert.equal(own, 0);
		assert.ok((grownHeap as number) < (alone as number), `${grownHeap} bytes for 100 connections`);
	});

	it('S2-44 S2-51 a version that nobody holds is garbage, with every page only it had', async () => {
		const { kept, left, isFinalized, heapFreed } = await inProcess('layer');
		assert.ok((kept as number) > 190, `${kept} pages are kept with the layer`);
		assert.equal(left, 0);
		assert.equal(isFinalized, true);
		assert.ok((heapFreed as number) > 400_000, `${heapFreed} bytes were freed`);
	});

	it('S2-14 five thousand kept layers cost their changed pages, and all of it comes back', async () => {
		const layers = await inProcess('manyLayers');
		const { alone, bytes, owned, keptHeap, leftHeap, left } = layers;
		assert.equal(owned, 5000);
		const each = ((bytes as number) - (alone as number)) / 5000;
		assert.ok(each < 8000, `${each} bytes a layer, of a table of ${alone}`);
		assert.ok(Math.abs((keptHeap as number) / ((bytes as number) - (alone as number)) - 1) < 0.25);
		assert.ok((left as number) < (alone as number) * 1.2);
		assert.ok((leftHeap as number) < (keptHeap as number) * 0.15, `${leftHeap} of ${keptHeap}`);
	});

	it('S2-50 S2-69 pages are told apart into own and shared', () => {
		const db = fill(new Database(), 20_000);
		const alone = db.memoryUsage();
		const [whole] = alone.entries;
		assert.deepEqual([whole?.own, whole?.shared], [alone.bytes, 0]);
		db.exec('create layer before');
		const layer = `from strata_memory() where scope = 'layer' and name = 'before'`;
		assert.equal(
			value(db, `select count(*) ${layer}`),
			0,
			'the present state is no layer of its own',
		);
		db.exec('update t set a = -1 where id = 5');
		const { bytes, entries } = db.memoryUsage();
		const table = entries.find(({ name }) => name === 't');
		const before = entries.find(({ name }) => name === 'before');
		assert.ok(table && before);
		assert.ok(bytes < alone.bytes * 1.1, 'two layers are not two tables');
		assert.ok(table.own > 0 && table.own < table.shared / 10);
		assert.ok(before.own > 0 && before.own < before.shared / 10);
		assert.equal(value(db, `select bytes_own + bytes_shared ${layer}`), before.bytes);
		db.exec('update t set a = a + 1000');
		const changed = db.memoryUsage().entries.find(({ name }) => name === 't');
		assert.ok(changed && changed.own > changed.bytes / 6);
		assert.ok(changed.own < changed.bytes / 2, 'columns that were not changed are shared still');
	});

	it('S2-52 what a version held alone goes with it', () => {
		const db = fill(new Database(), 20_000);
		const alone = db.memoryUsage().bytes;
		const layer = db.snapshot();
		db.exec('update t set a = a + 1000, c = c || id');
		const both = db.memoryUsage();
		const own = both.entries.find(({ scope }) => scope === 'layer')?.own as number;
		assert.ok(own > alone / 3);
		layer.release();
		const after = db.memoryUsage().bytes;
		assert.equal(both.bytes - after, own);
	});

	it('S2-62 the parts add up, to the database and to the heap of the process', async () => {
		const { grown, bytes, sum } = await inProcess('accounting');
		assert.equal(sum, bytes);
		const ratio = (bytes as number) / (grown as number);
		assert.ok(ratio > 0.9 && ratio < 1.1, `${bytes} told, ${grown} grown`);
	});

	it('S2-62 by table, index, version and connection, with peak and history', () => {
		let now = 0;
		const db = new Database({ now: () => (now += 1000) });
		db.exec('pragma memory_history = 3');
		fill(db, 500);
		assert.equal(db.memoryUsage().history.length, 3);
		const layer = db.snapshot();
		db.exec('delete from t where id >= 10');
		const other = db.connect();
		other.exec(`create temp table mine(x); insert into mine values ('a')`);
		other.exec(`begin; insert into t values (1000, 1, 'new')`);
		const { entries, peak, history, bytes } = db.memoryUsage();
		assert.deepEqual(
			entries.map(({ scope, name, rows }) => [scope, name, rows]),
			[
				['database', '', undefined],
				['table', 't', 10],
				['index', 'ta', 10],
				['layer', `layer ${layer.id}`, undefined],
				['connection', 'connection 1', undefined],
				['connection', 'connection 2', undefined],
			],
		);
		const [, table, index, version, , writer] = entries;
		assert.ok(table && index && version && writer && table.peak > table.bytes * 2);
		assert.ok(writer.own > 0, 'temp tables and pending rows are of the connection');
		const parts = table.bytes + index.bytes + version.own + writer.own;
		assert.ok(Math.abs(parts - bytes) <= bytes / 100, `${parts} of ${bytes}`);
		assert.ok(peak >= bytes);
		const numbers = history.map(({ commit }) => commit);
		assert.deepEqual(
			numbers,
			[...numbers].sort((left, right) => left - right),
		);
		const rows = db.prepare('select * from strata_memory_history()').raw().all() as unknown[][];
		assert.deepEqual(
			rows.map(row => row[2]),
			history.map(sample => sample.bytes),
		);
		other.exec('rollback');
		other.close();
	});

	it('S1-23 VACUUM gives back the texts of rows that were rolled back, changed or deleted', () => {
		const db = new Database();
		db.exec(`create table t(id integer primary key, c text, d text); create temp table u(c text); attach ':memory:' as other;
			create table other.o(c text); create table p(id integer primary key, c text) partition by hash (id) partitions 3;
			insert into t select value, 'c' || (value % 3), 'd' || (value % 100) from generate_series(1, 9000);
			insert into u select c from t; insert into o select c from t; insert into p select id, c from t`);
		const before = db.memoryUsage().bytes;
		const rows = () => db.prepare('select * from t').raw().all();
		const kept = rows();
		db.exec(`begin; update t set c = c || id; update u set c = c || rowid; update o set c = c || rowid;
			update p set c = c || id; create layer changed; rollback`);
		const layer = db.prepare('select max(length(c)) from t as of layer changed').pluck();
		assert.equal(layer.get(), 6);
		assert.ok(db.memoryUsage().bytes > before * 2);
		for (const name of ['main', 'temp', 'other']) db.exec(`vacuum ${name}`);
		assert.deepEqual(rows(), kept);
		assert.equal(layer.get(), 6);
		db.exec('drop layer changed');
		assert.ok(db.memoryUsage().bytes < before * 1.1, `${db.memoryUsage().bytes} of ${before}`);
		assert.equal(db.prepare(`select count(*) from t where c = 'c1'`).pluck().get(), 3000);
		for (const name of ['t', 'u', 'o', 'p']) {
			assert.equal(db.pragma(`strata_integrity_check(${name})`, { simple: true }), 'ok');
		}
		db.exec(`update t set c = 'c1' where id = 3; insert into t(c) values ('new')`);
		assert.equal(db.prepare(`select count(*) from t where c in ('c1', 'new')`).pluck().get(), 3002);
	});

	it('S2-59 leaves at rest are compressed, and read as if they were not', async () => {
		const { plain, packed, sum, again, ratio } = await inProcess('compression');
		assert.deepEqual(again, sum);
		assert.ok((ratio as number) > 4, `ratio ${ratio}`);
		assert.ok((packed as number) < (plain as number) * 0.5, `${packed} of ${plain} in the heap`);
	});

	it('S2-59 indexes and tables WITHOUT ROWID are compressed as well', () => {
		const db = new Database();
		db.exec(`create table t(id integer primary key, a, name); create index byA on t(a); create index byName on t(name);
			insert into t select value, value % 100, 'name ' || (value * 7919 % 5000) from generate_series(1, 20000);
			create table w(k, n, primary key(k, n)) without rowid; insert into w select name, id from t`);
		const sizes = () =>
			db
				.prepare(
					`select name, bytes, ratio from strata_memory() where scope in ('table', 'index') order by 1`,
				)
				.raw()
				.all() as [string, number, number][];
		// Until they are read, the leaves of a filled index are columns, and hardly larger than compressed.
		db.exec(`select sum(a) from t indexed by byA where a >= 0; select sum(length(name)) from t indexed by byName where name > '';
			select sum(n) from w`);
		const before = sizes();
		db.exec('pragma compression = on; pragma compression = now');
		for (const [position, [name, bytes, ratio]] of sizes().entries()) {
			const plain = before[position]?.[1] ?? 0;
			assert.ok(ratio > 2, `${name}: ${ratio}`);
			assert.ok(
				Math.abs(plain / bytes - ratio) < 0.01,
				`${name}: ${plain} were ${bytes}, ${ratio}`,
			);
		}
		assert.equal(db.prepare('select count(*) from t where a = 7').pluck().get(), 200);
		assert.equal(db.prepare(`select min(n) from w where k = 'name 7919'`).pluck().get(), null);
		db.exec('pragma compression = off');
		assert.deepEqual(sizes(), before);
	});

	it('S2-59 compressed tables hold what others hold, whatever is written', () => {
		const step = fc.record({
			sql: fc.constantFrom(
				'insert or replace into t values (:id, :a, :c)',
				'insert or replace into t values (:id, :a, :c)',
				'update t set a = :a where id = :id',
				'update t set c = c || :c where a = :a',
				'delete from t where id between :id and :id + 3',
				'insert into t select id + 1000, a, c from t where id < 1000 and id % 7 = :a % 7 on conflict do nothing',
			),
			id: fc.nat(2000),
			a: fc.integer({ min: -5, max: 5 }),
			c: fc.constantFrom(null, 'x', 'ü', 0.25, 7, 'a longer text'),
			then: fc.constantFrom('', '', 'now', 'savepoint', 'layer', 'off', 'on'),
		});
		checkProperty(
			fc.property(fc.array(step, { maxLength: 40 }), steps => {
				const [db, twin] = [fill(new Database(), 1500), fill(new Database(), 1500)];
				for (const each of [db, twin]) {
					each.exec(`create index byA on t(a); create index byC on t(c desc, a);
						create table w(c, a, n, primary key(c, a, n)) without rowid;
						create trigger keeps after insert on t begin insert or ignore into w values (ifnull(new.c, -1), new.a, new.id); end;
						create trigger drops after delete on t begin delete from w where a = old.a and n = old.id; end;
						insert into w select ifnull(c, -1), a, id from t`);
				}
				db.exec('pragma compression = on; pragma compression = now');
				for (const { sql, id, a, c, then } of steps) {
					if (then === 'savepoint') for (const each of [db, twin]) each.exec('savepoint s');
					const uses = Object.entries({ id, a, c }).filter(([name]) => sql.includes(`:${name}`));
					for (const each of [db, twin]) each.prepare(sql).run(Object.fromEntries(uses));
					if (then === 'savepoint')
						for (const each of [db, twin]) each.exec('rollback to s; release s');
					if (then === 'layer') db.snapshot();
					if (then === 'now') db.exec('pragma shrink_memory');
					if (then === 'on' || then === 'off') db.exec(`pragma compression = ${then}`);
				}
				for (const sql of [
					'select * from t',
					'select * from w',
					'select a, rowid from t indexed by byA where a between -2 and 2',
					'select c, a, count(*) from t group by c, a order by c desc, a',
				]) {
					const rows = (each: Database) => each.prepare(sql).raw().all();
					assert.deepEqual(rows(db), rows(twin), sql);
				}
				assert.equal(db.prepare('pragma strata_integrity_check').pluck().get(), 'ok');
			}),
			15,
		);
	});
});
