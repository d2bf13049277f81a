import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { TreeLimits } from '../../src/engine/storage/limits.js';
import { RowTree } from '../../src/engine/storage/rowTree.js';
import { Real, type RowId, type SqlValue } from '../../src/engine/types/value.js';
import { assertSame, RowModel, scanned } from './rowModel.js';
import { checkProperty } from './seeds.js';

const small: TreeLimits[] = [
	{ branch: 4, leaf: 4, delta: 2 },
	{ branch: 10, leaf: 10, delta: 4 },
	{ branch: 32, leaf: 32, delta: 8 },
];

const key = fc.oneof(
	{ weight: 8, arbitrary: fc.integer({ min: -20, max: 60 }) },
	{ weight: 1, arbitrary: fc.constantFrom(2 ** 53 - 1, -(2 ** 53 - 1), 2 ** 40) },
);
const wideKey = fc.oneof(
	{ weight: 4, arbitrary: key },
	{ weight: 1, arbitrary: fc.constantFrom(2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n, 2n ** 60n) },
);
const value: fc.Arbitrary<SqlValue> = fc.oneof(
	{ weight: 3, arbitrary: fc.integer({ min: -5, max: 1e9 }) },
	{ weight: 2, arbitrary: fc.constantFrom<SqlValue>(null, 'a', 'b', 'c', '') },
	{ weight: 1, arbitrary: fc.constantFrom<SqlValue>(1.5, new Real(2), new Real(-0), Infinity) },
	{ weight: 1, arbitrary: fc.constantFrom<SqlValue>(2n ** 60n, new Uint8Array([1, 2])) },
);
/** Columns keep to a kind most of the time, as real ones do. */
const row = fc.tuple(
	fc.integer(),
	fc.constantFrom<SqlValue>(1.5, new Real(3), null),
	fc.constantFrom<SqlValue>('x', 'y', null),
	value,
);

type Step =
	| { readonly kind: 'put'; readonly key: RowId; readonly row: readonly SqlValue[] }
	| { readonly kind: 'run'; readonly count: number; readonly row: readonly SqlValue[] }
	| { readonly kind: 'delete'; readonly key: RowId }
	| { readonly kind: 'deleteRun'; readonly from: number; readonly count: number }
	| { readonly kind: 'bulk'; readonly count: number; readonly row: readonly SqlValue[] }
	| { readonly kind: 'fork' | 'drop' | 'scan' };

/** With each step the number of the handle it is for. */
function steps(keys: fc.Arbitrary<RowId>): fc.Arbitrary<(readonly [number, Step])[]> {
	const step: fc.Arbitrary<Step> = fc.oneof(
		{ weight: 10, arbitrary: fc.record({ kind: fc.constant('put' as const), key: keys, row }) },
		{
			weight: 2,
			arbitrary: fc.record({ kind: fc.constant('run' as const), count: fc.nat(40), row }),
		},
		{ weight: 4, arbitrary: fc.record({ kind: fc.constant('delete' as const), key: keys }) },
		{
			weight: 2,
			arbitrary: fc.record({
				kind: fc.constant('deleteRun' as const),
				from: fc.nat(200),
				count: fc.nat(60),
			}),
		},
		{
			weight: 1,
			arbitrary: fc.record({ kind: fc.constant('bulk' as const), count: fc.nat(50), row }),
		},
		{
			weight: 4,
			arbitrary: fc.record({
				kind: fc.constantFrom('fork' as const, 'drop' as const),
			}),
		},
		{ weight: 2, arbitrary: fc.record({ kind: fc.constant('scan' as const) }) },
	);
	return fc.array(fc.tuple(fc.nat(5), step), { minLength: 5, maxLength: 60 });
}

/** The next free rowid, as an autoincrement would give; undefined at the end of the numbers. */
function nextKey(model: RowModel): number | undefined {
	const last = model.rows.at(-1)?.[0] ?? 0;
	return typeof last === 'number' && last < 2 ** 53 - 1000 ? last + 1 : undefined;
}

function apply(tree: RowTree, model: RowModel, step: Step): void {
	switch (step.kind) {
		case 'put':
			if (model.find(step.key) >= 0) tree.update(step.key, step.row);
			else tree.insert(step.key, step.row);
			model.set(step.key, step.row);
			break;
		case 'run': {
			const first = nextKey(model);
			if (first === undefined) break;
			for (let index = 0; index < step.count; index++) {
				tree.insert(first + index, step.row);
				model.set(first + index, step.row);
			}
			break;
		}
		case 'bulk': {
			const first = nextKey(model);
			if (first === undefined) break;
			const keys = Array.from({ length: step.count }, (_, index) => first + index * 2);
			tree.appendColumns(
				keys,
				step.row.map(cell => keys.map(() => cell)),
			);
			for (const added of keys) model.set(added, step.row);
			break;
		}
		case 'delete':
			assert.equal(tree.delete(step.key), model.delete(step.key));
			break;
		case 'deleteRun':
			for (const [deleted] of model.rows.slice(step.from, step.from + step.count)) {
				assert.equal(tree.delete(deleted), true);
				model.delete(deleted);
			}
			break;
		case 'scan':
			assert.deepEqual(scanned(tree), model.rows);
			break;
		default:
			break;
	}
}

/** Runs the steps over handles forked from each other; a step writes one, and no other may notice. */
function runSteps(limits: TreeLimits, all: readonly (readonly [number, Step])[]): void {
	const handles: [RowTree, RowModel][] = [[new RowTree(4, limits), new RowModel()]];
	for (const [choice, step] of all) {
		const chosen = choice % handles.length;
		const [tree, model] = handles[chosen] as [RowTree, RowModel];
		apply(tree, model, step);
		if (step.kind === 'fork') handles.push([tree.fork(), model.fork()]);
		if (step.kind === 'drop' && handles.length > 1) handles.splice(chosen, 1);
		for (const [each] of handles) each.checkValid();
	}
	for (const [tree, model] of handles) assertSame(tree, model);
}

describe('row tree', () => {
	for (const limits of small) {
		it(`equals a sorted array on every one of its forks (leaf ${limits.leaf})`, () => {
			checkProperty(
				fc.property(steps(key), all => runSteps(limits, all)),
				150,
			);
		});

		it(`equals a sorted array with rowids beyond the safe integers (leaf ${limits.leaf})`, () => {
			checkProperty(
				fc.property(steps(wideKey), all => runSteps(limits, all)),
				60,
			);
		});
	}

	it('equals a sorted array when grown deep and thinned out again, in waves', () => {
		const limits = { branch: 4, leaf: 4, delta: 2 };
		checkProperty(
			fc.property(fc.infiniteStream(fc.nat(3000)), numbers => {
				const tree = new RowTree(1, limits);
				const model = new RowModel();
				for (const share of [0.9, 0.2, 0.8, 0.1]) {
					for (let count = 0; count < 400; count++) {
						const chosen = numbers.next().value as number;
						const isDelete = chosen % 100 >= share * 100;
						const known = model.rows[chosen % Math.max(model.rows.length, 1)]?.[0];
						if (isDelete && known !== undefined) {
							tree.delete(known);
							model.delete(known);
						} else if (model.find(chosen) < 0) {
							tree.insert(chosen, [count]);
							model.set(chosen, [count]);
						}
						if (count % 8 === 0) tree.checkValid();
					}
					assertSame(tree, model);
				}
			}),
			8,
		);
	});

	it('scans ranges in both directions', () => {
		const bound = fc.option(wideKey, { nil: undefined });
		const range = fc.record({
			lower: bound,
			lowerInclusive: fc.boolean(),
			upper: bound,
			upperInclusive: fc.boolean(),
		});
		checkProperty(
			fc.property(fc.uniqueArray(wideKey, { maxLength: 80 }), range, (keys, limits) => {
				const tree = new RowTree(1, { branch: 4, leaf: 4, delta: 3 });
				const model = new RowModel();
				for (const added of keys) {
					tree.insert(added, ['v']);
					model.set(added, ['v']);
				}
				const expected = model.inRange(limits);
				assert.deepEqual(scanned(tree, limits, 'forward'), expected);
				assert.deepEqual(scanned(tree, limits, 'backward'), expected);
			}),
			300,
		);
	});

	it('shows an open cursor the rows of its own handle while forks write', () => {
		const tree = new RowTree(2, { branch: 4, leaf: 4, delta: 2 });
		const model = new RowModel();
		for (let id = 0; id < 100; id++) {
			tree.insert(id, [id, 'old']);
			model.set(id, [id, 'old']);
		}
		const cursor = tree.scan();
		const seen: RowId[] = [];
		const fork = tree.fork();
		const forkModel = model.fork();
		while (cursor.next()) {
			for (let position = cursor.start; position < cursor.end; position++) {
				const id = cursor.keys[position] as number;
				seen.push(id);
				fork.update(id, [id + 1, 'new']);
				forkModel.set(id, [id + 1, 'new']);
				fork.insert(1000 + id, [id, 'more']);
				forkModel.set(1000 + id, [id, 'more']);
				if (id % 3 === 0) fork.delete(id);
				if (id % 3 === 0) forkModel.delete(id);
			}
		}
		assert.deepEqual(
			seen,
			model.rows.map(([id]) => id),
		);
		assertSame(tree, model);
		assertSame(fork, forkModel);
	});

	it('adds and removes columns without touching the old tree', () => {
		const tree = new RowTree(2, { branch: 4, leaf: 4, delta: 2 });
		for (let id = 0; id < 50; id++) tree.insert(id, [id, `t${id % 3}`]);
		for (let id = 0; id < 50; id += 7) tree.update(id, [null, 'changed']);
		const before = scanned(tree);
		const wider = tree.withColumnAdded(new Real(1));
		const narrower = wider.withColumnRemoved(0);
		wider.insert(50, [1, 'wider', null]);
		narrower.insert(50, ['narrower', 7]);
		tree.insert(60, [1, 'old']);
		for (const each of [tree, wider, narrower]) each.checkValid();
		assert.deepEqual(scanned(tree), [...before, [60, [1, 'old']]]);
		assert.deepEqual(scanned(wider), [
			...before.map(([id, cells]) => [id, [...cells, new Real(1)]]),
			[50, [1, 'wider', null]],
		]);
		assert.deepEqual(scanned(narrower), [
			...before.map(([id, cells]) => [id, [cells[1], new Real(1)]]),
			[50, ['narrower', 7]],
		]);
	});

	it('picks the narrowest vector, widens for a stranger and narrows when it is gone', () => {
		const tree = new RowTree(4);
		for (let id = 1; id <= 10; id++) tree.insert(id, [null, id / 4, 'x', id]);
		const kinds = (): string[] => {
			const cursor = tree.scan();
			cursor.next();
			return cursor.columns.map(column => column.kind);
		};
		assert.deepEqual(kinds(), ['int', 'generic', 'dict', 'int']);
		tree.update(4, [7, 0.5, 'y', 'stranger']);
		tree.update(8, [7, 0.5, 'y', new Real(1)]);
		assert.deepEqual(kinds(), ['int', 'real', 'dict', 'generic']);
		tree.update(4, ['text', 0.5, null, 1]);
		tree.update(8, [null, 0.5, null, 1]);
		assert.deepEqual(kinds(), ['dict', 'real', 'dict', 'int']);
	});

	it('reads one value without the row, and nothing of an absent row', () => {
		const tree = new RowTree(2);
		for (let id = 1; id <= 1000; id++) tree.insert(id * 3, [id, `name ${id}`]);
		assert.equal(tree.getValue(300, 1), 'name 100');
		assert.equal(tree.getValue(301, 1), undefined);
		assert.equal(tree.getRow(5n), undefined);
		assert.equal(tree.has(2n ** 60n), false);
		tree.delete(300);
		assert.equal(tree.getValue(300, 1), undefined);
		assert.equal(tree.getRow(300), undefined);
	});

	it('keeps statistics per leaf true while rows come and change', () => {
		const tree = new RowTree(2);
		for (let id = 0; id < 600; id++) tree.insert(id, [id, id === 300 ? null : id / 3]);
		const zones = (): unknown[] => {
			const cursor = tree.scan();
			const found = [];
			while (cursor.next()) found.push(cursor.zone(0));
			return found;
		};
		assert.deepEqual(zones(), [
			{ minimum: 0, maximum: 255, hasNull: false },
			{ minimum: 256, maximum: 511, hasNull: false },
			{ minimum: 512, maximum: 599, hasNull: false },
		]);
		tree.insert(600, [-7, null]);
		tree.update(3, [null, null]);
		assert.deepEqual(zones(), [
			{ minimum: 0, maximum: 255, hasNull: true },
			{ minimum: 256, maximum: 511, hasNull: false },
			{ minimum: -7, maximum: 599, hasNull: false },
		]);
	});

	it('appends whole columns behind a leaf whose last rows were deleted', () => {
		const tree = new RowTree(1, { branch: 10, leaf: 10, delta: 4 });
		const ids = Array.from({ length: 25 }, (_, index) => index * 2);
		tree.appendColumns(ids, [ids]);
		for (const id of ids.slice(18)) tree.delete(id);
		tree.appendColumns([35, 37, 39], [[1, 2, 3]]);
		tree.checkValid();
		assert.deepEqual(
			scanned(tree).map(([id]) => id),
			[...ids.slice(0, 18), 35, 37, 39],
		);
	});

	it('shrinks back to one empty leaf when all rows go, whatever the order', () => {
		const orders: ((count: number) => number[])[] = [
			count => Array.from({ length: count }, (_, index) => index),
			count => Array.from({ length: count }, (_, index) => count - 1 - index),
			count => Array.from({ length: count }, (_, index) => (index * 7919) % count),
		];
		for (const order of orders) {
			const tree = new RowTree(1, { branch: 4, leaf: 4, delta: 2 });
			for (let id = 0; id < 500; id++) tree.insert(id, [id]);
			for (const id of order(500)) {
				assert.equal(tree.delete(id), true);
				tree.checkValid();
			}
			assert.equal(tree.size, 0);
			assert.equal(tree.lastKey(), undefined);
			assert.equal(tree.scan().next(), false);
			tree.insert(3, ['again']);
			assert.deepEqual(scanned(tree), [[3, ['again']]]);
		}
	});
});
