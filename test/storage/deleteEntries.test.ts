// deleteAll of key trees: many entries at once, as deleting them one by one.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { KeyPart } from '../../src/engine/storage/contract.js';
import { KeyTree } from '../../src/engine/storage/keyTree.js';
import { BINARY } from '../../src/engine/types/collations.js';
import type { SqlValue } from '../../src/engine/types/value.js';
import { checkProperty } from './seeds.js';

type Entry = readonly SqlValue[];

const parts: KeyPart[] = [0, 1].map(position => ({
	position,
	collation: BINARY,
	descending: position === 1,
}));

function scanned(tree: KeyTree): Entry[] {
	const entries: Entry[] = [];
	const cursor = tree.scan();
	while (cursor.next()) entries.push(...cursor.entries.slice(cursor.start, cursor.end));
	return entries;
}

describe('deleting many entries of a key tree', () => {
	it('leaves what deleting them one by one leaves, and other forks as they were', () => {
		const entry = fc.tuple(
			fc.oneof(fc.nat(30), fc.string({ maxLength: 2 }), fc.constantFrom(null, 1.5)),
			fc.nat(20),
		);
		const scene = fc.record({
			leaf: fc.constantFrom(4, 8, 24),
			there: fc.array(entry, { maxLength: 400 }),
			gone: fc.array(fc.oneof(fc.nat(400), entry), { maxLength: 300 }),
			range: fc.tuple(fc.nat(400), fc.nat(400)),
			isPacked: fc.boolean(),
			after: fc.array(entry, { maxLength: 30 }),
		});
		checkProperty(
			fc.property(scene, ({ leaf, there, gone, range, isPacked, after }) => {
				const tree = new KeyTree(parts, { branch: 4, leaf, delta: 0 });
				for (const one of there) tree.insert(one);
				const all = scanned(tree);
				const removed = gone.flatMap(one => {
					if (typeof one !== 'number') return [one];
					const found = all[one];
					return found ? [found] : [];
				});
				removed.push(...all.slice(Math.min(...range), Math.max(...range)));
				const fork = tree.fork();
				const plain = tree.fork();
				if (isPacked) tree.pack('all', new Map());
				for (const one of removed) plain.delete(one);
				tree.deleteAll(removed);
				tree.checkValid();
				assert.equal(tree.size, plain.size);
				assert.deepEqual(scanned(tree), scanned(plain));
				for (const one of after) assert.equal(tree.insert(one), plain.insert(one));
				tree.checkValid();
				assert.deepEqual(scanned(tree), scanned(plain));
				assert.deepEqual(scanned(fork), all);
				fork.checkValid();
			}),
			300,
		);
	});

	it('keeps the nodes that lose nothing', () => {
		const tree = new KeyTree(parts);
		for (let id = 0; id < 64_000; id++) tree.insert([id, 1]);
		const parts1 = nodes(tree.fork());
		tree.deleteAll(Array.from({ length: 6400 }, (_, at) => [10_000 + at, 1]));
		const fresh = [...nodes(tree)].filter(node => !parts1.has(node));
		assert.equal(tree.size, 57_600);
		assert.ok(fresh.length < 8, `${fresh.length} new nodes`);
	});
});

/** Nodes and entries. */
function nodes(tree: KeyTree): Set<object> {
	const found = new Set<object>();
	tree.visitParts(part => {
		found.add(part);
		return true;
	});
	return found;
}
