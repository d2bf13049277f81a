import assert from 'node:assert/strict';
import fc from 'fast-check';
import { emptyCatalog } from '../../src/engine/catalog/changeCatalog.js';
import { State } from '../../src/engine/database/state.js';
import type { KeyPart, Tree } from '../../src/engine/storage/contract.js';
import { KeyTree } from '../../src/engine/storage/keyTree.js';
import { memoryUsage } from '../../src/engine/storage/memoryUsage.js';
import { RowTree } from '../../src/engine/storage/rowTree.js';
import { BINARY } from '../../src/engine/types/collations.js';
import { scanned } from './rowModel.js';
import { checkProperty } from './seeds.js';

const keyParts: readonly KeyPart[] = [
	{ position: 0, collation: BINARY, descending: false },
	{ position: 1, collation: BINARY, descending: false },
];

/** Tree 1 a table of (n, text), tree 2 an index on its text. */
function stateOfTwo(): State {
	const state = new State(1, undefined, emptyCatalog(1));
	state.putTree(1, new RowTree(2));
	state.putTree(2, new KeyTree(keyParts));
	return state;
}

function rows(state: State): unknown[] {
	return scanned(state.tree(1) as RowTree);
}

function fill(state: State, from: number, to: number): void {
	const table = state.writable(1) as RowTree;
	const index = state.writable(2) as KeyTree;
	for (let id = from; id < to; id++) {
		table.insert(id, [id, `text ${id % 10}`]);
		index.insert([`text ${id % 10}`, id]);
	}
}

describe('database state', () => {
	it('keeps a savepoint as it was while the state goes on', () => {
		const state = stateOfTwo();
		fill(state, 0, 10);
		const savepoint = state.copy();
		fill(state, 10, 20);
		state.catalog = emptyCatalog(2);
		state.removeTree(2);
		assert.deepEqual([savepoint.tree(1).size, savepoint.tree(2).size], [10, 10]);
		assert.deepEqual([savepoint.catalog.version, state.catalog.version], [1, 2]);
		assert.equal(state.tree(1).size, 20);
		assert.equal(state.findTree(2), undefined);
		state.become(savepoint);
		assert.deepEqual([state.tree(1).size, state.tree(2).size], [10, 10]);
		fill(state, 10, 12);
		assert.equal(savepoint.tree(1).size, 10);
	});

	it('gives the same handle for writing until it is shared', () => {
		const state = stateOfTwo();
		const first = state.writable(1);
		assert.equal(state.writable(1), first);
		const next = state.derive(2);
		assert.equal(next.tree(1), first);
		assert.notEqual(next.writable(1), first);
		assert.notEqual(state.writable(1), first);
		assert.deepEqual([next.id, next.parentId], [2, 1]);
	});

	it('does not change any state through later ones, whatever they write', () => {
		const change = fc.record({
			key: fc.nat(60),
			isDelete: fc.boolean(),
			isCommit: fc.boolean(),
			isAbandoned: fc.boolean(),
		});
		checkProperty(
			fc.property(fc.array(change, { maxLength: 80 }), changes => {
				const states = [stateOfTwo()];
				const seen: unknown[][] = [[]];
				let state = (states[0] as State).derive(2);
				for (const { key, isDelete, isCommit, isAbandoned } of changes) {
					const table = state.writable(1) as RowTree;
					if (isDelete) table.delete(key);
					else if (table.has(key)) table.update(key, [key, 'again']);
					else table.insert(key, [key, 'first']);
					if (isAbandoned) state = (states.at(-1) as State).copy();
					if (!isCommit) continue;
					states.push(state);
					seen.push(rows(state));
					state = state.derive(state.id + 1);
				}
				for (const [index, one] of states.entries()) {
					one.tree(1).checkValid();
					assert.deepEqual(rows(one), seen[index]);
				}
			}),
			60,
		);
	});
});

describe('memory usage', () => {
	it('counts a page of two states once, as shared', () => {
		const before = stateOfTwo();
		fill(before, 0, 20_000);
		const alone = memoryUsage([[before]]);
		const bytes = alone.owners.map(({ own, shared }) => ({ own, shared }));
		assert.deepEqual(bytes, [{ own: alone.total, shared: 0 }]);
		assert.equal(alone.total, sizes(before.trees));

		const after = before.derive(2);
		(after.writable(1) as RowTree).update(5, [-5, 'changed']);
		const both = memoryUsage([[before], [after]]);
		assert.ok(both.total - alone.total < alone.total / 20, 'one changed row costs few pages');
		assert.ok(both.total > alone.total);
		const [old, now] = both.owners;
		assert.ok(old !== undefined && now !== undefined);
		assert.ok(old.own < alone.total / 20 && now.own < alone.total / 20);
		assert.equal(old.own + now.own + old.shared, both.total);
		assert.deepEqual(now.trees.get(2)?.own, 0, 'an untouched index is shared as a whole');
	});

	it('counts what several states of one owner share as its own', () => {
		const before = stateOfTwo();
		fill(before, 0, 5000);
		const middle = before.derive(2);
		fill(middle, 5000, 10_000);
		const last = middle.derive(3);
		fill(last, 10_000, 10_001);
		const { owners, total } = memoryUsage([[before], [middle, last]]);
		const [old, now] = owners;
		assert.ok(old !== undefined && now !== undefined);
		assert.equal(old.own + now.own + old.shared, total);
		assert.ok(now.own > sizes(before.trees) / 2, 'rows of both states are its own');
	});

	it('returns to where it was when rows go again', () => {
		const tree = new RowTree(2);
		const empty = tree.byteSize();
		for (let id = 0; id < 5000; id++) tree.insert(id, [id, `t${id % 5}`]);
		const full = tree.byteSize();
		for (let id = 0; id < 5000; id++) tree.delete((id * 7919) % 5000);
		assert.ok(full > empty + 5000 * 16);
		assert.ok(tree.byteSize() < empty + 2000, `${tree.byteSize()} bytes are left`);
	});
});

function sizes(trees: ReadonlyMap<number, Tree>): number {
	let total = 0;
	for (const tree of trees.values()) total += tree.byteSize();
	return total;
}
