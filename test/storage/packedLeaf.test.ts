import assert from 'node:assert/strict';
import fc from 'fast-check';
import { packNumbers, unpackNumbers } from '../../src/engine/storage/packedNumbers.js';
import type { PackedLeaves } from '../../src/engine/storage/packTree.js';
import { RowTree } from '../../src/engine/storage/rowTree.js';
import { Real, type SqlValue } from '../../src/engine/types/value.js';
import { RowModel, scanned } from './rowModel.js';
import { checkProperty } from './seeds.js';

const limits = { branch: 4, leaf: 6, delta: 3 };

describe('packed leaves', () => {
	it('give back the very numbers', () => {
		const number = fc.oneof(
			fc.integer({ min: -300, max: 300 }),
			fc.maxSafeInteger(),
			fc.double(),
			fc.integer().map(value => value / 100),
			fc.constantFrom(0, -0, NaN, 0.1, 1e300, Infinity, 2 ** 32, -(2 ** 31)),
		);
		const lists = fc.oneof(
			fc.array(number, { minLength: 1, maxLength: 80 }),
			fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 80 }),
			fc.array(fc.constantFrom(0.5, 0.25, 1e-7), { minLength: 30, maxLength: 80 }),
			fc
				.tuple(fc.integer(), fc.integer({ min: -9, max: 9 }), fc.nat(90))
				.map(([first, step, more]) =>
					Array.from({ length: more + 1 }, (_, at) => first + at * step + 0),
				),
		);
		checkProperty(
			fc.property(lists, numbers => {
				const packed = packNumbers([...numbers, 12.5], numbers.length);
				const again = unpackNumbers(packed, numbers.length);
				assert.equal(again.length, numbers.length);
				for (const [at, value] of numbers.entries()) {
					assert.ok(
						Object.is(again[at], value),
						`${at}: ${again[at]} for ${value} (${packed.kind})`,
					);
				}
			}),
			400,
		);
	});

	it('hold the usual columns in a fraction of the memory', () => {
		const tree = new RowTree(5);
		for (let id = 1; id <= 20_000; id++) {
			const name = id % 3 === 0 ? null : `n${(id * 7919) % 500}`;
			tree.insert(id, [id, id % 40, new Real((id % 5000) / 100), `group ${id % 20}`, name]);
		}
		const rows = scanned(tree);
		const plain = tree.byteSize();
		tree.pack('all', new Map());
		tree.checkValid();
		assert.ok(tree.byteSize() * 4 < plain, `${tree.byteSize()} of ${plain} bytes`);
		assert.equal(tree.plainSize(), plain);
		assert.deepEqual(scanned(tree), rows);
		assert.ok(tree.byteSize() * 4 < plain, 'a scan leaves them packed');
		tree.unpack();
		assert.equal(tree.plainSize(), tree.byteSize());
		assert.deepEqual(scanned(tree), rows);
	});

	it('are packed when at rest, and opened by a search', () => {
		const tree = new RowTree(1);
		for (let id = 0; id < 2560; id++) tree.insert(id, [id]);
		const plain = tree.byteSize();
		tree.pack('cold', new Map());
		assert.equal(tree.byteSize(), plain, 'not at the first sweep');
		tree.update(300, [-1]);
		tree.pack('cold', new Map());
		const packed = tree.byteSize();
		assert.ok(packed < plain / 2);
		assert.deepEqual(tree.getRow(300), [-1]);
		assert.equal(tree.byteSize(), packed, 'the leaf written to was not packed');
		assert.deepEqual(tree.getRow(1000), [1000]);
		assert.ok(tree.byteSize() > packed, 'the leaf looked up in is open again');
		for (let sweep = 0; sweep < 5; sweep++) tree.pack('cold', new Map());
		assert.equal(tree.byteSize(), packed, 'and packed once more when it is at rest');
	});

	it('are shared by the trees that shared the leaves', () => {
		const tree = new RowTree(1);
		for (let id = 0; id < 5120; id++) tree.insert(id, [id]);
		const plain = tree.byteSize();
		const fork = tree.fork();
		fork.update(0, [-1]);
		const packed: PackedLeaves = new Map();
		tree.pack('all', packed);
		fork.pack('all', packed);
		const parts = new Set<object>();
		let bytes = 0;
		for (const each of [tree, fork]) {
			each.visitParts((part, size) => {
				if (parts.has(part)) return false;
				parts.add(part);
				bytes += size;
				return true;
			});
		}
		assert.ok(bytes < plain / 2, `${bytes} of ${plain}`);
		assert.equal(tree.getValue(0, 0), 0);
		assert.equal(fork.getValue(0, 0), -1);
	});

	it('equal a sorted array under any writes, on every fork', () => {
		const value = fc.constantFrom<SqlValue>(null, 1, 2, 300, 1e12, 0.5, 'a', 'b', 'ü', new Real(2));
		const step = fc.record({
			kind: fc.constantFrom(
				'put',
				'put',
				'delete',
				'pack',
				'cold',
				'fork',
				'switch',
				'read',
				'unpack',
			),
			key: fc.nat(60),
			value,
		});
		checkProperty(
			fc.property(fc.array(step, { maxLength: 120 }), steps => {
				const pairs = [{ tree: new RowTree(2, limits), model: new RowModel() }];
				let current = pairs[0] as (typeof pairs)[0];
				for (const { kind, key, value: cell } of steps) {
					const { tree, model } = current;
					const row = [cell, key];
					if (kind === 'put') {
						if (tree.has(key)) tree.update(key, row);
						else tree.insert(key, row);
						model.set(key, row);
					}
					if (kind === 'delete') {
						const position = model.find(key);
						assert.equal(tree.delete(key), position >= 0);
						if (position >= 0) model.rows.splice(position, 1);
					}
					if (kind === 'pack' || kind === 'cold') {
						const packed: PackedLeaves = new Map();
						for (const each of pairs) each.tree.pack(kind === 'pack' ? 'all' : 'cold', packed);
					}
					if (kind === 'fork') pairs.push({ tree: tree.fork(), model: model.fork() });
					if (kind === 'switch') current = pairs[key % pairs.length] as typeof current;
					if (kind === 'unpack') tree.unpack();
					if (kind === 'read') {
						assert.deepEqual(tree.getRow(key), model.rows[model.find(key)]?.[1]);
						assert.equal(tree.lastKey(), model.rows.at(-1)?.[0]);
					}
				}
				for (const { tree, model } of pairs) {
					tree.checkValid();
					assert.deepEqual(scanned(tree), model.rows);
				}
			}),
			300,
		);
	});
});
