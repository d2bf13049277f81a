import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { KeyPart, Tree } from '../../src/engine/storage/contract.js';
import { emptyState, StateDraft } from '../../src/engine/storage/databaseState.js';
import { diffEntries, diffRows } from '../../src/engine/storage/diffTrees.js';
import { KeyTree } from '../../src/engine/storage/keyTree.js';
import { LayerRegistry, unknownSource } from '../../src/engine/storage/layer.js';
import { memoryUsage } from '../../src/engine/storage/memoryUsage.js';
import { RowTree } from '../../src/engine/storage/rowTree.js';
import { UndoLog } from '../../src/engine/storage/undoLog.js';
import { BINARY } from '../../src/engine/types/collations.js';
import type { SqlValue } from '../../src/engine/types/value.js';
import { scanned } from './rowModel.js';
import { checkProperty } from './seeds.js';

const keyParts: readonly KeyPart[] = [
	{ position: 0, collation: BINARY, descending: false },
	{ position: 1, collation: BINARY, descending: false },
];
const origin = { rowCountChanges: new Map(), source: unknownSource, time: 0 };

/** Tree 1 a table of (n, text), tree 2 an index on its text. */
function draftOfTwo(): StateDraft<string> {
	const draft = new StateDraft(emptyState('catalog 1'));
	draft.setTree(1, new RowTree(2));
	draft.setTree(2, new KeyTree(keyParts));
	return draft;
}

function rows(tree: Tree | undefined): unknown[] {
	return scanned(tree as RowTree);
}

function fill(draft: StateDraft<string>, from: number, to: number): void {
	const table = draft.writableTree(1) as RowTree;
	const index = draft.writableTree(2) as KeyTree;
	for (let id = from; id < to; id++) {
		table.insert(id, [id, `text ${id % 10}`]);
		index.insert([`text ${id % 10}`, id]);
	}
}

describe('database state', () => {
	it('keeps a savepoint as it was while the draft goes on', () => {
		const draft = draftOfTwo();
		fill(draft, 0, 10);
		draft.setSequence(1, 9);
		const savepoint = draft.toState();
		fill(draft, 10, 20);
		draft.catalog = 'catalog 2';
		draft.setSequence(1, 19);
		draft.removeTree(2);
		const later = draft.toState();
		assert.equal((savepoint.trees.get(1) as Tree).size, 10);
		assert.equal((savepoint.trees.get(2) as Tree).size, 10);
		assert.deepEqual([savepoint.catalog, savepoint.sequences.get(1)], ['catalog 1', 9]);
		assert.equal((later.trees.get(1) as Tree).size, 20);
		assert.equal(later.trees.has(2), false);
		assert.deepEqual([later.catalog, later.sequences.get(1)], ['catalog 2', 19]);

		draft.reset(savepoint);
		assert.equal(draft.catalog, 'catalog 1');
		assert.equal(draft.sequence(1), 9);
		fill(draft, 10, 12);
		assert.equal((draft.toState().trees.get(2) as Tree).size, 12);
		assert.equal((savepoint.trees.get(2) as Tree).size, 10);
	});

	it('is the same state when nothing was written', () => {
		const draft = draftOfTwo();
		const state = draft.toState();
		assert.equal(draft.toState(), state);
		assert.equal(new StateDraft(state).toState(), state);
	});

	it('gives the same handle for writing until it is asked for a state', () => {
		const draft = draftOfTwo();
		const first = draft.toState().trees.get(1);
		const writable = draft.writableTree(1);
		assert.notEqual(writable, first);
		assert.equal(draft.writableTree(1), writable);
		draft.toState();
		assert.notEqual(draft.writableTree(1), writable);
	});

	it('does not change any state through later drafts, whatever they write', () => {
		const change = fc.record({
			key: fc.nat(60),
			isDelete: fc.boolean(),
			isCommit: fc.boolean(),
			isAbandoned: fc.boolean(),
		});
		checkProperty(
			fc.property(fc.array(change, { maxLength: 80 }), changes => {
				const draft = draftOfTwo();
				const states = [draft.toState()];
				const seen = [rows(draft.tree(1))];
				for (const { key, isDelete, isCommit, isAbandoned } of changes) {
					const table = draft.writableTree(1) as RowTree;
					if (isDelete) table.delete(key);
					else if (table.has(key)) table.update(key, [key, 'again']);
					else table.insert(key, [key, 'first']);
					if (isAbandoned) draft.reset(states.at(-1) as (typeof states)[0]);
					if (!isCommit) continue;
					states.push(draft.toState());
					seen.push(rows(draft.tree(1)));
				}
				for (const [index, state] of states.entries()) {
					state.trees.get(1)?.checkValid();
					assert.deepEqual(rows(state.trees.get(1)), seen[index]);
				}
			}),
			60,
		);
	});
});

describe('layers', () => {
	it('are kept while pinned, and named by id', () => {
		const registry = new LayerRegistry(emptyState('catalog'), 0);
		const first = registry.head;
		const pin = registry.pin(first);
		const second = registry.push(emptyState('catalog 2'), origin);
		const third = registry.push(emptyState('catalog 3'), { ...origin, time: 5 });
		assert.deepEqual(
			registry.kept().map(layer => [layer.id, layer.parentId]),
			[
				[0, undefined],
				[2, 1],
			],
		);
		assert.equal(registry.find(first.id), first);
		assert.equal(registry.find(second.id), undefined);
		assert.equal(registry.find(third.id), third);
		const again = registry.pin(first);
		pin.release();
		pin.release();
		assert.equal(registry.find(first.id), first);
		again.release();
		assert.equal(registry.find(first.id), undefined);
		assert.deepEqual(registry.kept(), [third]);
	});

	it('tell whether a tree may be written in place', () => {
		const draft = draftOfTwo();
		const registry = new LayerRegistry(draft.toState(), 0);
		const pin = registry.pin(registry.head);
		fill(draft, 0, 5);
		draft.writableTree(2);
		const table = draft.tree(1) as Tree;
		registry.push(draft.toState(), origin);
		assert.equal(registry.isTreePinned(1, table), false);
		const untouched = registry.find(0)?.state.trees.get(1) as Tree;
		assert.equal(registry.isTreePinned(1, untouched), true);
		pin.release();
		assert.equal(registry.isTreePinned(1, untouched), false);
	});
});

describe('memory usage', () => {
	it('counts a page of two states once, as shared', () => {
		const draft = draftOfTwo();
		fill(draft, 0, 20_000);
		const before = draft.toState();
		const alone = memoryUsage([before]);
		const bytes = alone.states.map(({ own, shared }) => ({ own, shared }));
		assert.deepEqual(bytes, [{ own: alone.total, shared: 0 }]);
		assert.equal(alone.total, sizes(before.trees));

		(draft.writableTree(1) as RowTree).update(5, [-5, 'changed']);
		const after = draft.toState();
		const both = memoryUsage([before, after]);
		assert.ok(both.total - alone.total < alone.total / 20, 'one changed row costs few pages');
		assert.ok(both.total > alone.total);
		const [old, now] = both.states;
		assert.ok(old !== undefined && now !== undefined);
		assert.ok(old.own < alone.total / 20 && now.own < alone.total / 20);
		assert.equal(old.own + now.own + old.shared, both.total);
		assert.deepEqual(now.trees.get(2)?.own, 0, 'an untouched index is shared as a whole');
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

describe('undo log', () => {
	const write = fc.record({ key: fc.nat(80), text: fc.constantFrom<SqlValue>('a', 'b', null, 7) });
	const step = fc.oneof(
		fc.record({ kind: fc.constant('put' as const), write }),
		fc.record({ kind: fc.constant('delete' as const), write }),
		fc.record({ kind: fc.constant('append' as const), write }),
		fc.record({ kind: fc.constant('bulk' as const), write }),
		fc.record({ kind: fc.constant('mark' as const), write }),
	);

	it('takes writes in place back, to any mark', () => {
		checkProperty(
			fc.property(fc.array(step, { maxLength: 60 }), steps => {
				const table = new RowTree(1, { branch: 4, leaf: 4, delta: 2 });
				const index = new KeyTree(keyParts, { branch: 4, leaf: 4, delta: 0 });
				for (let key = 0; key < 30; key += 2) table.insert(key, ['start']);
				for (let key = 0; key < 30; key += 3) index.insert(['start', key]);
				const log = new UndoLog();
				log.attach(table);
				log.attach(index);
				const look = (): unknown[] => [scanned(table), [...index.leafEntries()].flat()];
				const marks = [{ mark: log.mark(), seen: look() }];
				for (const { kind, write: each } of steps) {
					const last = (table.lastKey() as number | undefined) ?? 0;
					if (kind === 'mark') marks.push({ mark: log.mark(), seen: look() });
					if (kind === 'put') {
						if (table.has(each.key)) table.update(each.key, [each.text]);
						else table.insert(each.key, [each.text]);
						index.insert([each.text, each.key]);
					}
					if (kind === 'append') table.insert(last + 1, [each.text]);
					if (kind === 'bulk') {
						const keys = Array.from({ length: 9 }, (_, add) => last + 1 + add);
						table.appendColumns(keys, [keys.map(() => each.text)]);
					}
					if (kind === 'delete') {
						table.delete(each.key);
						index.delete(['start', each.key]);
					}
				}
				for (const { mark, seen } of marks.reverse()) {
					log.rollback(mark);
					table.checkValid();
					index.checkValid();
					assert.deepEqual(look(), seen);
				}
			}),
			120,
		);
	});

	it('lets a draft write in place unless a pinned layer holds the very tree', () => {
		const draft = draftOfTwo();
		fill(draft, 0, 3);
		const registry = new LayerRegistry(draft.toState(), 0);
		const undoLog = new UndoLog();
		const inPlace = {
			undoLog,
			isPinned: (id: number, tree: Tree) => registry.isTreePinned(id, tree),
		};
		const state = registry.head.state;
		const statement = new StateDraft(state, inPlace);
		assert.equal(statement.writableTree(1), state.trees.get(1));
		fill(statement, 3, 6);
		assert.equal((state.trees.get(1) as Tree).size, 6);
		undoLog.rollback();
		undoLog.detach();
		assert.equal((state.trees.get(1) as Tree).size, 3);
		assert.equal((state.trees.get(2) as Tree).size, 3);

		const pin = registry.pin(registry.head);
		const pinned = new StateDraft(state, inPlace);
		fill(pinned, 3, 6);
		assert.equal((state.trees.get(1) as Tree).size, 3);
		assert.equal((pinned.toState().trees.get(1) as Tree).size, 6);
		pin.release();
	});
});

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
