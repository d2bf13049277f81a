// What versions of a database cost: copied nodes and visited leaves are counted, so that nothing here depends on the
// machine. Each title starts with ids. The timings are those of bench/layers.ts.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Database } from '../../src/engine/index.js';
import type { Layer } from '../../src/engine/index.js';
import { KeyTree } from '../../src/engine/storage/keyTree.js';
import { counters } from '../../src/engine/storage/limits.js';
import { RowTree } from '../../src/engine/storage/rowTree.js';
import { BINARY } from '../../src/engine/types/collations.js';
import type { SqlValue } from '../../src/engine/types/value.js';
import { assertSame, RowModel, scanned } from '../storage/rowModel.js';
import { checkProperty } from '../storage/seeds.js';

class Probe extends Database {
	get head() {
		return this.core.database.head;
	}

	rowTree(): RowTree {
		const [tree] = [...this.core.state.trees.values()];
		return tree as RowTree;
	}

	/** Ids of the trees that the state of a transaction and the committed one have in common. */
	sharedTrees(): number {
		const { trees } = this.core.state;
		return [...trees].filter(([id, tree]) => this.head.trees.get(id) === tree).length;
	}
}

function treeOf(rows: number): RowTree {
	const tree = new RowTree(2);
	const keys = Array.from({ length: rows }, (_, id) => id);
	tree.appendColumns(keys, [keys, keys.map(id => id % 100)]);
	return tree;
}

/** Nodes copied by `work`. */
function copies(work: () => void): number {
	const before = counters.copiedNodes;
	work();
	return counters.copiedNodes - before;
}

/** Leaves a whole scan looks at. */
function visits(tree: RowTree): number {
	const cursor = tree.scan();
	let leaves = 0;
	while (cursor.next()) leaves++;
	return leaves;
}

/** Levels of a tree whose branches hold 64 and whose leaves 256, all of them at least half full. */
function height(rows: number): number {
	return 1 + Math.ceil(Math.log(Math.max(rows / 128, 1)) / Math.log(32));
}

function value(db: Database, sql: string): unknown {
	return db.prepare(sql).pluck().get();
}

function opened(): Probe {
	const db = new Probe();
	db.exec('create table t(id integer primary key, a)');
	return db;
}

describe('cost of layers', function () {
	this.timeout(60_000);

	it('S2-04 the base version holds the committed rows and nothing else', () => {
		const db = opened();
		const other = db.connect();
		db.exec('insert into t values (1, 1)');
		db.exec('begin; insert into t values (2, 2); update t set a = 9');
		const committed = () =>
			scanned([...db.head.trees.values()][0] as RowTree).map(([id, row]) => [id, row[1]]);
		assert.deepEqual(committed(), [[1, 1]]);
		assert.deepEqual(other.prepare('select * from t').raw().all(), [[1, 1]]);
		db.exec('commit');
		assert.deepEqual(committed(), [
			[1, 9],
			[2, 9],
		]);
		db.exec('begin; delete from t; rollback');
		assert.equal(committed().length, 2);
	});

	it('S2-05 a transaction derives its trees from the parent, which stays as it is', () => {
		const db = opened();
		db.exec('create table u(x); create table w(x); insert into t values (1, 1)');
		const parent = db.head;
		const trees = new Map(parent.trees);
		db.exec('begin');
		assert.equal(db.sharedTrees(), 3);
		db.exec('insert into t values (2, 2)');
		assert.equal(db.sharedTrees(), 2, 'only the tree that is written to is forked');
		assert.equal(db.head, parent);
		assert.deepEqual(new Map(parent.trees), trees);
		db.exec('rollback');
		assert.equal(db.head, parent);
		assert.equal(value(db, 'select count(*) from t'), 1);
	});

	it('S2-07 both trees answer as sorted arrays do: points, ranges, both ways', () => {
		const bound = fc.option(fc.nat(120), { nil: undefined });
		const input = fc.tuple(fc.uniqueArray(fc.nat(120)), bound, bound, fc.boolean(), fc.boolean());
		checkProperty(
			fc.property(input, ([keys, lower, upper, lowerInclusive, upperInclusive]) => {
				const rows = new RowTree(1, { branch: 4, leaf: 5, delta: 2 });
				const entries = new KeyTree([{ position: 0, collation: BINARY, descending: false }], {
					...{ branch: 4, leaf: 5, delta: 0 },
				});
				const model = new RowModel();
				for (const key of keys) {
					rows.insert(key, [key * 2]);
					entries.insert([key]);
					model.set(key, [key * 2]);
				}
				assertSame(rows, model);
				const range = { lower, lowerInclusive, upper, upperInclusive };
				const expected = model.inRange(range);
				assert.deepEqual(scanned(rows, range), expected);
				assert.deepEqual(scanned(rows, range, 'backward'), expected);
				const edge = (limit: number | undefined, inclusive: boolean) =>
					limit === undefined ? undefined : { prefix: [limit], inclusive };
				const found: SqlValue[] = [];
				const cursor = entries.scan({
					lower: edge(lower, lowerInclusive),
					upper: edge(upper, upperInclusive),
				});
				while (cursor.next()) {
					for (let at = cursor.start; at < cursor.end; at++)
						found.push(cursor.entries[at]?.[0] as number);
				}
				assert.deepEqual(
					found,
					expected.map(([key]) => key),
				);
			}),
			100,
		);
	});

	it('S2-08 a child sees all of its parent, which never sees the writes of a child', () => {
		const step = fc.record({ from: fc.nat(20), key: fc.nat(40), isDelete: fc.boolean() });
		checkProperty(
			fc.property(fc.array(step, { maxLength: 30 }), steps => {
				const family = [
					{ tree: new RowTree(1, { branch: 4, leaf: 4, delta: 2 }), model: new RowModel() },
				];
				for (let key = 0; key < 40; key += 3) {
					family[0]?.tree.insert(key, [key]);
					family[0]?.model.set(key, [key]);
				}
				for (const [number, { from, key, isDelete }] of steps.entries()) {
					const parent = family[from % family.length] as (typeof family)[0];
					const child = { tree: parent.tree.fork(), model: parent.model.fork() };
					assertSame(child.tree, parent.model);
					if (isDelete) assert.equal(child.tree.delete(key), child.model.delete(key));
					else {
						if (child.tree.has(key)) child.tree.update(key, [-1 - number]);
						else child.tree.insert(key, [-1 - number]);
						child.model.set(key, [-1 - number]);
					}
					family.push(child);
				}
				for (const { tree, model } of family) assertSame(tree, model);
			}),
			40,
		);
	});

	it('S2-09 S2-68 an insert copies no more nodes than the tree is high, at n and at 100 n', () => {
		for (const rows of [10_000, 1_000_000]) {
			const parent = treeOf(rows);
			let child = parent.fork();
			const append = copies(() => child.insert(rows, [1, 1]));
			assert.ok(append > 0 && append <= height(rows), `${append} nodes for ${rows} rows`);
			assert.equal(
				copies(() => child.insert(rows + 1, [1, 1])),
				0,
				'its own by now',
			);
			child = parent.fork();
			const update = copies(() => child.update(rows / 2, [0, 0]));
			assert.ok(update > 0 && update <= height(rows), `${update} nodes`);
			child = parent.fork();
			const removal = copies(() => child.delete((rows / 3) | 0));
			assert.ok(removal > 0 && removal <= height(rows) + 1, `${removal} nodes`);
			const shared = new Set<object>();
			parent.visitParts(part => shared.add(part).has(part));
			let own = 0;
			child.visitParts(part => {
				if (shared.has(part)) return false;
				own++;
				return true;
			});
			assert.ok(own <= height(rows) + 1, `${own} parts are not the parent's by identity`);
		}
	});

	it('S2-10 a base may go while its descendants are read and written, at the cost of a path', () => {
		const db = opened();
		db.exec(
			'insert into t with recursive n(x) as (select 1 union all select x + 1 from n where x < 50000) select x, x from n',
		);
		const layers: { layer: Layer; sum: unknown }[] = [];
		const readers = Array.from({ length: 5 }, () => db.connect());
		const seen = readers.map(reader => {
			reader.exec('begin');
			return reader.prepare('select sum(a), count(*) from t').raw().get();
		});
		const open = readers.map(reader => reader.prepare('select id from t').pluck().iterate());
		for (const rows of open) assert.equal(rows.next().value, 1);
		const insert = db.prepare('insert into t(a) values (?)');
		const update = db.prepare('update t set a = a + 1 where id = ?');
		let most = 0;
		for (let change = 0; change < 300; change++) {
			layers.push({ layer: db.snapshot(), sum: value(db, 'select sum(a) from t') });
			const copied = copies(() => {
				update.run(((change * 7919) % 50_000) + 1);
				insert.run(change);
			});
			most = Math.max(most, copied);
			if (layers.length > 10) layers.splice((change * 31) % 10, 1)[0]?.layer.release();
		}
		assert.ok(most <= 2 * height(50_300) + 1, `${most} nodes were copied by a commit`);
		for (const [number, reader] of readers.entries()) {
			assert.deepEqual(reader.prepare('select sum(a), count(*) from t').raw().get(), seen[number]);
			let last: unknown = 1;
			let rows = 1;
			for (const id of open[number] as Iterable<unknown>) {
				last = id;
				rows++;
			}
			assert.deepEqual([last, rows], [50_000, 50_000]);
			reader.close();
		}
		const now = value(db, 'select sum(a) from t');
		for (const { layer, sum } of layers) {
			db.restore(layer);
			assert.equal(value(db, 'select sum(a) from t'), sum);
			layer.release();
		}
		assert.notEqual(now, layers[0]?.sum);
	});

	it('S2-14 a hundred thousand commits leave a table like one filled at once', () => {
		const db = opened();
		const insert = db.prepare('insert into t(a) values (?)');
		const copied = copies(() => {
			for (let row = 0; row < 100_000; row++) insert.run(row);
		});
		assert.ok(copied <= 2, `${copied} nodes were copied though nobody held a version`);
		assert.equal(visits(db.rowTree()), Math.ceil(100_000 / 256));
		assert.equal(db.layers().length, 1);
	});

	it('S2-14 S2-46 with every version followed by another, a commit copies a path', () => {
		const db = opened();
		const insert = db.prepare('insert into t(a) values (?)');
		let before: Layer | undefined;
		const perThousand: number[] = [];
		for (let round = 0; round < 20; round++) {
			perThousand.push(
				copies(() => {
					for (let row = 0; row < 1000; row++) {
						const layer = db.snapshot();
						before?.release();
						before = layer;
						insert.run(row);
					}
				}),
			);
		}
		assert.ok(Math.max(...perThousand) <= 1000 * height(20_000), perThousand.join(' '));
		// From 1,000 to 20,000 rows and versions the tree gets one level more.
		const [first = 0, second = 0] = [perThousand[1], perThousand.at(-1)];
		assert.ok(second <= first + 1000, `${first} copies a thousand at first, ${second} in the end`);
		before?.release();
	});

	it('S2-30 a version is complete: it is read without any other', () => {
		const db = opened();
		db.exec(`insert into t values (1, 'one'), (2, 'two')`);
		const first = db.snapshot();
		for (let change = 0; change < 1000; change++) {
			const kept = db.snapshot();
			db.prepare('update t set a = ? where id = 2').run(change);
			kept.release();
		}
		const [tree] = [...db.head.trees.values()];
		assert.equal(typeof db.head.parentId, 'number');
		const links = Object.values(db.head).filter(one => one instanceof Object && 'trees' in one);
		assert.deepEqual(links, [], 'a state names its parent and holds none');
		assert.equal(visits(tree as RowTree), 1, 'two rows are one leaf, whatever came before');
		db.restore(first);
		first.release();
		assert.deepEqual(db.prepare('select * from t').raw().all(), [
			[1, 'one'],
			[2, 'two'],
		]);
	});

	it('S2-31 a scan visits the leaves of the table, not of its past', () => {
		const fresh = treeOf(100_000);
		let tree = fresh;
		for (let commit = 0; commit < 3000; commit++) {
			tree = tree.fork();
			tree.update((commit * 7919) % 100_000, [commit, commit]);
		}
		assert.equal(visits(tree), visits(fresh));
		const copied = copies(() => visits(tree));
		assert.equal(copied, 0, 'reading copies nothing');
	});

	it('S2-46 an update of one column writes one column', () => {
		const parent = treeOf(1000);
		const child = parent.fork();
		for (let id = 0; id < 256; id++) child.update(id, [id, -1]);
		const [before, after] = [parent.scan(), child.scan()];
		assert.ok(before.next() && after.next());
		assert.equal(after.keys, before.keys);
		assert.equal(after.columns[0], before.columns[0]);
		assert.notEqual(after.columns[1], before.columns[1]);
		while (before.next() && after.next()) assert.equal(after.columns, before.columns);
	});

	it('S2-67 a look-up goes down one path, a scan over all leaves: counted at n and 10 n', () => {
		const [small, large] = [treeOf(100_000), treeOf(1_000_000)];
		assert.ok(Math.abs(visits(large) / visits(small) - 10) < 0.1);
		const path = (tree: RowTree, key: number) => copies(() => tree.fork().update(key, [0, 0]));
		assert.ok(
			path(large, 77_777) <= path(small, 77_777) + 1,
			'ten times the rows, one level more at most',
		);
		const index = (rows: number) => {
			const tree = new KeyTree([{ position: 0, collation: BINARY, descending: false }]);
			tree.insertAll(Array.from({ length: rows }, (_, id) => [id]));
			return copies(() => tree.fork().delete([rows / 2]));
		};
		assert.ok(index(200_000) <= index(20_000) + 1);
	});

	it('S2-68 ten thousand savepoints in one transaction copy a path each', () => {
		const db = opened();
		db.exec(
			'insert into t with recursive n(x) as (select 1 union all select x + 1 from n where x < 20000) select x, x from n; begin',
		);
		const statements = [
			'savepoint s',
			'update t set a = a + 1 where id = 5000',
			'rollback to s',
			'release s',
		];
		const prepared = statements.map(sql => db.prepare(sql));
		const cycle = () => {
			for (const statement of prepared) statement.run();
		};
		const rounds = [1, 2].map(() =>
			copies(() => {
				for (let round = 0; round < 5000; round++) cycle();
			}),
		);
		assert.ok((rounds[1] as number) <= (rounds[0] as number) + height(20_000));
		assert.ok((rounds[1] as number) <= 5000 * height(20_000), `${rounds[1]} nodes`);
		db.exec('commit');
		assert.equal(value(db, 'select a from t where id = 5000'), 5000);
	});
});
