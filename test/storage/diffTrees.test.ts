import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { KeyPart } from '../../src/engine/storage/contract.js';
import { diffEntries, diffRows } from '../../src/engine/storage/diffTrees.js';
import { KeyTree } from '../../src/engine/storage/keyTree.js';
import { RowTree } from '../../src/engine/storage/rowTree.js';
import { BINARY } from '../../src/engine/types/collations.js';
import type { SqlValue } from '../../src/engine/types/value.js';
import { scanned } from './rowModel.js';
import { checkProperty } from './seeds.js';

const keyParts: readonly KeyPart[] = [
	{ position: 0, collation: BINARY, descending: false },
	{ position: 1, collation: BINARY, descending: false },
];

describe('differences of trees', () => {
	it('are the rows that differ, in key order', () => {
		const keys = fc.array(fc.nat(100), { maxLength: 30 });
		checkProperty(
			fc.property(keys, keys, keys, (start, changed, deleted) => {
				const before = new RowTree(1, { branch: 4, leaf: 4, delta: 2 });
				for (const key of new Set(start)) before.insert(key, [key]);
				const after = before.fork();
				for (const key of changed) {
					if (after.has(key)) after.update(key, [key % 2 === 0 ? key : -key]);
					else after.insert(key, ['new']);
				}
				for (const key of deleted) after.delete(key);
				const old = new Map(scanned(before));
				const now = new Map(scanned(after));
				const expected = [...new Set([...old.keys(), ...now.keys()])]
					.sort((left, right) => Number(left) - Number(right))
					.map(key => ({ key, before: old.get(key), after: now.get(key) }))
					.filter(change => change.before?.[0] !== change.after?.[0]);
				assert.deepEqual([...diffRows(before, after)], expected);
			}),
			150,
		);
	});

	it('of key trees pair entries of the same key', () => {
		const parts = keyParts.slice(0, 1);
		const before = new KeyTree(parts, { branch: 4, leaf: 4, delta: 0 });
		for (let id = 0; id < 40; id++) before.insert([id, 'old']);
		const after = before.fork();
		after.delete([7, undefined as unknown as SqlValue]);
		after.insert([7, 'new']);
		after.delete([20, null]);
		after.insert([99, 'new']);
		assert.deepEqual(
			[...diffEntries(before, after)],
			[
				{ before: [7, 'old'], after: [7, 'new'] },
				{ before: [20, 'old'], after: undefined },
				{ before: undefined, after: [99, 'new'] },
			],
		);
	});

	it('are none after inserting in any order what insertAll sorts first', () => {
		const sorted = new KeyTree(keyParts);
		const single = new KeyTree(keyParts);
		const entries = Array.from({ length: 3000 }, (_, id) => [`n${(id * 7919) % 500}`, id]);
		sorted.insertAll(entries);
		for (const entry of entries) single.insert(entry);
		sorted.checkValid();
		assert.equal(sorted.size, 3000);
		assert.deepEqual([...diffEntries(sorted, single)], []);
	});
});
