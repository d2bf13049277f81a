/**
 * What memory.test.ts runs in processes of their own, with --expose-gc: the argument names the case, the answer is a line of JSON.
 */

import { Database } from '../../src/engine/index.js';
import type { Layer } from '../../src/engine/index.js';
import type { Tree } from '../../src/engine/storage/contract.js';
import { RowTree } from '../../src/engine/storage/rowTree.js';

const collect = (globalThis as { gc?: () => void }).gc as () => void;

/** Gives the trees of the present state to weak references. */
class Probe extends Database {
	trees(): Tree[] {
		return [...this.core.state.trees.values()];
	}

	/** Nodes and trees, each by a weak reference. */
	pages(): WeakRef<object>[] {
		const pages: WeakRef<object>[] = [];
		for (const tree of this.trees()) {
			pages.push(new WeakRef(tree));
			if (tree instanceof RowTree) {
				for (const leaf of tree.foldedLeaves()) pages.push(new WeakRef(leaf));
			}
		}
		return pages;
	}
}

/** Weak references hold on to what was looked at in the same turn. */
async function settled(): Promise<void> {
	for (let round = 0; round < 3; round++) {
		await new Promise(resolve => setImmediate(resolve));
		collect();
	}
}

async function heap(): Promise<number> {
	await settled();
	const { heapUsed, external } = process.memoryUsage();
	return heapUsed + external;
}

function alive(pages: readonly WeakRef<object>[]): number {
	return pages.filter(page => page.deref() !== undefined).length;
}

function count(db: Database, table: string): unknown {
	return db.prepare(`select count(*) from ${table}`).pluck().get();
}

/** Tables of all kinds, `rows` rows in all. */
function fillAll(db: Database, rows: number): void {
	db.exec(`
		create table numbers(id integer primary key, a integer, b integer, c real);
		create table texts(id integer primary key, city text, name text);
		create table keyed(k text primary key, v integer) without rowid;
		create table blobs(id integer primary key, data blob);
	`);
	const numbers = db.prepare('insert into numbers values (?, ?, ?, ?)');
	const texts = db.prepare('insert into texts values (?, ?, ?)');
	const keyed = db.prepare('insert into keyed values (?, ?)');
	const blobs = db.prepare('insert into blobs values (?, ?)');
	const part = rows / 10;
	db.exec('begin');
	for (let id = 0; id < part * 4; id++) numbers.run(id, id % 1000, id * 7, id / 3 + 0.1);
	// Every statement gets texts of its own, as a program that reads a file would give them.
	for (let id = 0; id < part * 3; id++) {
		const [city, name] = JSON.parse(`["city ${id % 200}","customer number ${id}"]`) as string[];
		texts.run(id, city, name);
	}
	for (let id = 0; id < part * 2; id++) keyed.run(`key ${(id * 7919) % (part * 2)}`, id);
	for (let id = 0; id < part; id++) blobs.run(id, new Uint8Array(100).fill(id));
	db.exec('commit');
	db.exec('create index numbersA on numbers(a); create index textsCity on texts(city)');
}

const cases: Readonly<Record<string, () => Promise<unknown>>> = {
	async accounting() {
		fillAll(new Database(), 2000);
		const before = await heap();
		const db = new Database();
		fillAll(db, 200_000);
		const grown = (await heap()) - before;
		const { bytes, entries } = db.memoryUsage();
		const sum = entries
			.filter(({ scope }) => scope === 'table' || scope === 'index')
			.reduce((total, entry) => total + entry.bytes, 0);
		return { grown, bytes, sum };
	},

	/** A layer kept of 50,000 rows that are then all changed. */
	async layer() {
		const db = new Probe();
		fill(db, 50_000);
		const alone = db.memoryUsage().bytes;
		const layer = db.snapshot();
		let isFinalized = false;
		const registry = new FinalizationRegistry(() => (isFinalized = true));
		registry.register(db.trees()[0] as Tree, undefined);
		const pages = db.pages();
		db.exec('update t set a = a + 1, b = b + 1');
		const before = await heap();
		const kept = alive(pages);
		const withLayer = db.memoryUsage().bytes;
		layer.release();
		const after = await heap();
		const left = alive(pages);
		const released = db.memoryUsage().bytes;
		const heapFreed = before - after;
		return { alone, withLayer, released, kept, left, isFinalized, heapFreed };
	},

	async dropTable() {
		const db = new Probe();
		const empty = db.memoryUsage().bytes;
		fill(db, 1000);
		db.exec('drop table t');
		const before = await heap();
		fill(db, 100_000);
		db.exec('create index ta on t(a); analyze');
		const statements = [
			'select sum(a) from t',
			'select * from t where id = 5',
			'update t set a = 1',
		];
		const prepared = statements.map(sql => db.prepare(sql));
		for (const statement of prepared) {
			if (statement.reader) statement.all();
			else statement.run();
		}
		const never = db.prepare('delete from t where b = 3');
		const pages = db.pages();
		const full = db.memoryUsage().bytes;
		const grown = (await heap()) - before;
		db.exec('drop table t');
		const left = (await heap()) - before;
		const statistics = db.prepare('select count(*) from sqlite_stat1').pluck().get();
		const dropped = db.memoryUsage().bytes;
		return {
			empty,
			full,
			dropped,
			grown,
			left,
			pages: alive(pages),
			statistics,
			held: [prepared, never].length,
		};
	},

	async deleteRows() {
		const db = new Database();
		fill(db, 100);
		db.exec('create index ta on t(a)');
		const baseline = db.memoryUsage().bytes;
		const before = await heap();
		const insert = db.prepare('insert into t values (?, ?, ?, ?)');
		db.exec('begin');
		for (let id = 100; id < 100_100; id++) insert.run(id, id, id / 2, `text ${id % 30_000}`);
		db.exec('commit');
		const grownHeap = (await heap()) - before;
		const grown = db.memoryUsage().bytes;
		db.exec('update t set a = a + 1');
		const updated = db.memoryUsage().bytes;
		const rows = count(db, 't');
		db.exec('delete from t where id >= 0');
		const leftHeap = (await heap()) - before;
		const left = db.memoryUsage().bytes;
		return { baseline, grown, updated, left, grownHeap, leftHeap, rows };
	},

	async manyLayers() {
		const db = new Database();
		fill(db, 20_000);
		const alone = db.memoryUsage().bytes;
		const before = await heap();
		const update = db.prepare('update t set a = ? where id = ?');
		const layers: Layer[] = [];
		for (let change = 0; change < 5000; change++) {
			layers.push(db.snapshot());
			update.run(-change, (change * 7919) % 20_000);
		}
		const keptHeap = (await heap()) - before;
		const started = performance.now();
		const { bytes, entries } = db.memoryUsage();
		const reported = performance.now() - started;
		const owned = entries.filter(({ scope }) => scope === 'layer').length;
		for (const layer of layers.splice(0)) layer.release();
		const leftHeap = (await heap()) - before;
		return { alone, bytes, owned, keptHeap, leftHeap, reported, left: db.memoryUsage().bytes };
	},

	async readers() {
		const db = new Database();
		fill(db, 100_000);
		const alone = db.memoryUsage().bytes;
		const before = await heap();
		const connections = Array.from({ length: 100 }, () => db.connect());
		for (const connection of connections) {
			connection.exec('begin');
			connection.prepare('select sum(a), max(b) from t').get();
			connection.prepare('select * from t where id = 77').get();
		}
		const grownHeap = (await heap()) - before;
		const { bytes, entries } = db.memoryUsage();
		const own = entries.filter(({ scope }) => scope === 'connection').map(entry => entry.own);
		for (const connection of connections) connection.close();
		return {
			alone,
			bytes,
			own: own.reduce((sum, each) => sum + each, 0),
			readers: own.length,
			grownHeap,
		};
	},

	async compression() {
		const db = new Database();
		fill(db, 1000);
		const before = await heap();
		const insert = db.prepare('insert into t values (?, ?, ?, ?)');
		db.exec('begin');
		for (let id = 1000; id < 101_000; id++)
			insert.run(id, id % 50, (id % 900) / 100, `t ${id % 20}`);
		db.exec('commit');
		const plain = (await heap()) - before;
		const sum = db.prepare('select sum(a), sum(b), count(distinct c) from t').raw().get();
		db.exec('pragma compression = on; pragma shrink_memory');
		const packed = (await heap()) - before;
		const again = db.prepare('select sum(a), sum(b), count(distinct c) from t').raw().get();
		const sql = `select ratio from strata_memory() where scope = 'table'`;
		return { plain, packed, sum, again, ratio: db.prepare(sql).pluck().get() };
	},
};

function fill(db: Database, rows: number): void {
	db.exec('create table t(id integer primary key, a integer, b real, c text)');
	const insert = db.prepare('insert into t values (?, ?, ?, ?)');
	db.exec('begin');
	for (let id = 0; id < rows; id++) insert.run(id, id % 100, id / 7, `text ${id % 50}`);
	db.exec('commit');
}

const result = await cases[process.argv[2] as string]?.();
console.log(JSON.stringify(result));
