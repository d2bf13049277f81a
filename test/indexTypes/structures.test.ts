// The copy-on-write parts of index types against Map and Set: forks go on by themselves.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { HashTrie } from '../../src/engine/indexTypes/hashTrie.js';
import { RowidSet } from '../../src/engine/indexTypes/rowidSet.js';
import { newOwnerTag } from '../../src/engine/storage/limits.js';
import type { RowId } from '../../src/engine/types/value.js';

const FIXED = { seed: 20, numRuns: 60 };
const RANDOM = { numRuns: 30 };

type TrieStep = readonly ['set' | 'delete' | 'fork' | 'back', string, number];

const trieSteps: fc.Arbitrary<TrieStep[]> = fc.array(
	fc.tuple(
		fc.constantFrom(
			'set' as const,
			'set' as const,
			'delete' as const,
			'fork' as const,
			'back' as const,
		),
		fc.oneof(
			fc.integer({ min: 0, max: 200 }).map(String),
			// FNV-1a gives these two the same hash.
			fc.constantFrom('costarring', 'liquid'),
		),
		fc.integer(),
	),
	{ maxLength: 300 },
);

function checkTrie(steps: readonly TrieStep[]): void {
	let trie = new HashTrie<number>();
	let model = new Map<string, number>();
	const others: [HashTrie<number>, Map<string, number>][] = [];
	for (const [kind, key, value] of steps) {
		if (kind === 'set') {
			trie.set(key, value);
			model.set(key, value);
		} else if (kind === 'delete') assert.equal(trie.delete(key), model.delete(key));
		else if (kind === 'fork') others.push([trie.fork(), new Map(model)]);
		else {
			const [other] = others.splice(Math.abs(value) % Math.max(1, others.length), 1);
			if (other) {
				others.push([trie, model]);
				[trie, model] = other;
			}
		}
	}
	for (const [one, expected] of [...others, [trie, model] as const]) {
		one.checkValid();
		assert.equal(one.size, expected.size);
		assert.deepEqual(new Map(one.entries()), expected);
		for (const [key, value] of expected) assert.equal(one.get(key), value);
	}
}

const rowids: fc.Arbitrary<RowId> = fc.oneof(
	fc.integer({ min: -70_000, max: 140_000 }),
	fc.integer({ min: 0, max: 300 }),
	fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(value => {
		const number = Number(value);
		return Number.isSafeInteger(number) ? number : value;
	}),
);

const sets = fc.array(rowids, { maxLength: 60 });

function ascending(values: Iterable<RowId>): RowId[] {
	return [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

function checkSets(left: RowId[], right: RowId[], removed: RowId[]): void {
	const owner = newOwnerTag();
	const a = RowidSet.of(left, owner);
	const kept = a.ownedBy(newOwnerTag());
	const b = RowidSet.of(right);
	const [inA, inB] = [new Set(left), new Set(right)];
	assert.deepEqual([...a], ascending(inA));
	assert.deepEqual([...a.intersect(b)], ascending([...inA].filter(one => inB.has(one))));
	assert.deepEqual([...a.unite(b)], ascending(new Set([...left, ...right])));
	for (const one of [...removed, ...left.slice(0, 3)]) {
		kept.delete(one);
		kept.add(7);
	}
	kept.checkValid();
	a.checkValid();
	assert.deepEqual([...a], ascending(inA));
	for (const one of right) assert.equal(a.has(one), inA.has(one));
}

describe('structures of index types', () => {
	it('a hash trie and its forks do what maps do', () => {
		fc.assert(fc.property(trieSteps, checkTrie), FIXED);
		fc.assert(fc.property(trieSteps, checkTrie), RANDOM);
	});

	it('a fork shares all nodes but those on the path of a write', () => {
		const trie = new HashTrie<number>();
		for (let key = 0; key < 10_000; key++) trie.set(`key ${key}`, key);
		const fork = trie.fork();
		fork.set('key 77', -1);
		const known = new Set<object>();
		trie.visitParts(
			part => known.add(part).size > 0,
			() => undefined,
		);
		let own = 0;
		fork.visitParts(
			part => {
				if (!known.has(part)) own++;
				return true;
			},
			() => undefined,
		);
		assert.ok(own > 1 && own <= 5, `${own} of ${known.size} parts`);
		assert.equal(trie.get('key 77'), 77);
	});

	it('rowid sets do what sets do, at all sizes of rowids', () => {
		fc.assert(fc.property(sets, sets, sets, checkSets), FIXED);
		fc.assert(fc.property(sets, sets, sets, checkSets), RANDOM);
	});

	it('a container becomes a bitmap and an array again', () => {
		const before = new RowidSet(newOwnerTag());
		for (let rowid = 0; rowid < 12_000; rowid += 2) before.add(rowid);
		before.checkValid();
		const set = before.ownedBy(newOwnerTag());
		for (let rowid = 0; rowid < 8_000; rowid += 2) set.delete(rowid);
		set.checkValid();
		assert.equal(set.size, 2000);
		assert.deepEqual([...set].slice(0, 2), [8000, 8002]);
		assert.equal(before.size, 6000);
		assert.equal(before.intersect(set).size, 2000);
		assert.equal(before.unite(set).size, 6000);
	});

	it('a bitmap of a million rows takes little memory', () => {
		const owner = newOwnerTag();
		const set = new RowidSet(owner);
		for (let rowid = 1; rowid <= 1_000_000; rowid++) set.add(rowid);
		let bytes = 0;
		set.visitParts((_, size) => {
			bytes += size;
			return true;
		});
		assert.ok(bytes < 200_000, `${bytes} bytes`);
	});
});
