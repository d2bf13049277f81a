// Packed leaves of key trees: indexes and tables WITHOUT ROWID under PRAGMA compression.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { KeyPart, KeyRange } from '../../src/engine/storage/contract.js';
import { diffEntries } from '../../src/engine/storage/diffTrees.js';
import { KeyTree } from '../../src/engine/storage/keyTree.js';
import type { PackedLeaves } from '../../src/engine/storage/packTree.js';
import { BINARY, NOCASE } from '../../src/engine/types/collations.js';
import { compareValues } from '../../src/engine/types/compare.js';
import { Real, type SqlValue } from '../../src/engine/types/value.js';
import { checkProperty } from './seeds.js';

type Entry = readonly SqlValue[];

const parts: KeyPart[] = [
	{ position: 0, collation: NOCASE, descending: false },
	{ position: 1, collation: BINARY, descending: true },
];

function order(left: Entry, right: Entry): number {
	for (const { position, collation, descending } of parts) {
		const sign = compareValues(left[position] as SqlValue, right[position] as SqlValue, collation);
		if (sign !== 0) return descending ? -sign : sign;
	}
	return 0;
}

function scanned(tree: KeyTree, range?: KeyRange, direction?: 'backward'): Entry[] {
	const leaves: Entry[][] = [];
	const cursor = tree.scan(range, direction);
	while (cursor.next()) leaves.push(cursor.entries.slice(cursor.start, cursor.end));
	return (direction === 'backward' ? leaves.reverse() : leaves).flat();
}

/** An index of few words over many rows. */
function wordIndex(rows: number): KeyTree {
	const tree = new KeyTree([
		{ position: 0, collation: BINARY, descending: false, isTableValue: true },
		{ position: 1, collation: BINARY, descending: false },
	]);
	for (let id = 1; id <= rows; id++) tree.insert([`word ${(id * 7919) % 50}`, id]);
	return tree;
}

describe('packed leaves of key trees', () => {
	it('hold an index in a fraction of the memory', () => {
		const tree = wordIndex(20_000);
		const entries = scanned(tree);
		const plain = tree.byteSize();
		tree.pack('all', new Map());
		tree.checkValid();
		assert.ok(tree.byteSize() * 4 < plain, `${tree.byteSize()} of ${plain} bytes`);
		assert.equal(tree.plainSize(), plain);
		const packed = tree.byteSize();
		assert.deepEqual(scanned(tree), entries);
		assert.equal(tree.byteSize(), packed, 'a scan leaves them packed');
		tree.unpack();
		assert.equal(tree.plainSize(), tree.byteSize());
		assert.equal(tree.byteSize(), plain);
		assert.deepEqual(scanned(tree), entries);
	});

	it('are packed when at rest, and opened by a search', () => {
		const tree = wordIndex(4000);
		const plain = tree.byteSize();
		tree.pack('cold', new Map());
		assert.equal(tree.byteSize(), plain, 'not at the first sweep');
		tree.delete(['word 7', 3]);
		tree.insert(['word 7', 5000]);
		tree.pack('cold', new Map());
		const packed = tree.byteSize();
		assert.ok(packed < plain / 3);
		assert.deepEqual(tree.find(['word 20']), ['word 20', 30]);
		assert.ok(tree.byteSize() > packed, 'the leaf looked up in is open again');
		for (let sweep = 0; sweep < 6; sweep++) tree.pack('cold', new Map());
		const resting = tree.byteSize();
		assert.ok(resting <= packed, 'and packed once more when it is at rest');
		const lower = { prefix: ['word 30'], inclusive: true };
		assert.equal(scanned(tree, { lower, upper: lower }).length, 80);
		assert.ok(tree.byteSize() - resting < plain / 50, 'a range opens the leaf it begins in');
	});

	it('are shared by the trees that shared the leaves', () => {
		const tree = wordIndex(6000);
		const plain = tree.byteSize();
		const fork = tree.fork();
		fork.insert(['a', 1]);
		const packed: PackedLeaves = new Map();
		for (const each of [tree, fork]) each.pack('all', packed);
		const seen = new Set<object>();
		let bytes = 0;
		for (const each of [tree, fork]) {
			each.visitParts((part, size) => {
				if (seen.has(part)) return false;
				seen.add(part);
				bytes += size;
				return true;
			});
		}
		assert.ok(bytes < plain / 3, `${bytes} of ${plain}`);
		assert.deepEqual([...diffEntries(tree, fork)], [{ before: undefined, after: ['a', 1] }]);
	});

	it('equal a sorted array under any writes, on every fork', () => {
		const shared = fc.constantFrom<SqlValue>(
			null,
			...[0, 1, 2.5, 1e300, 2n ** 60n, new Real(2), new Real(-0)],
			...['', 'a', 'A', 'ab', 'longer text', 'ü\u{1f600}', new Uint8Array([1])],
		);
		const entry = fc.tuple(
			fc.oneof(fc.nat(40), fc.nat(9).map(String), shared),
			fc.oneof(fc.nat(50), shared),
			fc.oneof(shared, fc.double({ noNaN: true }).map(realOf), fc.constant(7)),
		);
		const step = fc.record({
			kind: fc.constantFrom(
				...['insert', 'insert', 'insert', 'delete', 'pack', 'cold'],
				...['fork', 'switch', 'read', 'range', 'unpack'],
			),
			entries: fc.array(entry, { minLength: 1, maxLength: 40 }),
		});
		checkProperty(
			fc.property(fc.array(step, { maxLength: 60 }), steps => {
				const pairs = [{ tree: newTree(), model: [] as Entry[] }];
				let current = pairs[0] as (typeof pairs)[0];
				for (const { kind, entries } of steps) {
					const { tree, model } = current;
					const first = entries[0] as Entry;
					if (kind === 'insert') for (const one of entries) put(tree, model, one);
					if (kind === 'delete') for (const one of entries) remove(tree, model, one);
					if (kind === 'pack' || kind === 'cold') {
						const packed: PackedLeaves = new Map();
						for (const each of pairs) each.tree.pack(kind === 'pack' ? 'all' : 'cold', packed);
					}
					if (kind === 'fork') pairs.push({ tree: tree.fork(), model: [...model] });
					if (kind === 'switch') current = pairs[entries.length % pairs.length] as typeof current;
					if (kind === 'unpack') tree.unpack();
					if (kind === 'read') {
						const key = first.slice(0, 2);
						const found = model.find(one => order(one, first) === 0);
						assert.deepEqual(tree.find(key), found);
					}
					if (kind === 'range') {
						const lower = { prefix: first.slice(0, 1), inclusive: true };
						const from = model.filter(
							one => compareValues(one[0] as SqlValue, first[0] as SqlValue, NOCASE) >= 0,
						);
						assert.deepEqual(scanned(tree, { lower, upper: undefined }), from);
						assert.deepEqual(scanned(tree, { lower, upper: undefined }, 'backward'), from);
					}
				}
				for (const { tree, model } of pairs) {
					tree.checkValid();
					assert.deepEqual(scanned(tree), model);
				}
			}),
			150,
		);
	});
});

function realOf(value: number): SqlValue {
	return Number.isSafeInteger(value) ? new Real(value) : value;
}

function newTree(): KeyTree {
	return new KeyTree(parts, { branch: 4, leaf: 24, delta: 0 });
}

function put(tree: KeyTree, model: Entry[], entry: Entry): void {
	const at = model.findIndex(one => order(one, entry) >= 0);
	const isThere = at >= 0 && order(model[at] as Entry, entry) === 0;
	assert.equal(tree.insert(entry), !isThere);
	if (!isThere) model.splice(at < 0 ? model.length : at, 0, entry);
}

function remove(tree: KeyTree, model: Entry[], entry: Entry): void {
	const at = model.findIndex(one => order(one, entry) === 0);
	assert.equal(tree.delete(entry), at >= 0);
	if (at >= 0) model.splice(at, 1);
}
