import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { KeyBound, KeyPart, KeyRange } from '../../src/engine/storage/contract.js';
import { KeyTree } from '../../src/engine/storage/keyTree.js';
import type { TreeLimits } from '../../src/engine/storage/limits.js';
import type { Collation } from '../../src/engine/types/collation.js';
import { BINARY, NOCASE, RTRIM } from '../../src/engine/types/collations.js';
import { compareValues } from '../../src/engine/types/compare.js';
import { Real, type SqlValue } from '../../src/engine/types/value.js';
import { checkProperty } from './seeds.js';

type Entry = readonly SqlValue[];

const small: TreeLimits[] = [
	{ branch: 4, leaf: 4, delta: 0 },
	{ branch: 10, leaf: 10, delta: 0 },
	{ branch: 32, leaf: 32, delta: 0 },
];

/** As SQLite's reverse order of a user's collation would be: no head, no hash key. */
const BACKWARDS: Collation = {
	name: 'BACKWARDS',
	compare: (left, right) => BINARY.compare(right, left),
	hashKey: undefined,
};

const text = fc.oneof(
	fc.string({ maxLength: 3 }),
	fc.constantFrom('abcdefg', 'abcdefgh', 'ABCDEFG', 'abcdefg ', 'abc', 'abc  ', 'aBc', ''),
	fc.constantFrom(
		'ab\u{ffff}',
		'ab\u{1f600}',
		'ab\u{1f601}',
		'ab~',
		'ab\u{7f}x',
		'ab\u{e9}',
		'[',
		'_',
	),
);
const number = fc.oneof(
	fc.integer({ min: -5, max: 5 }),
	fc.constantFrom(1.5, Infinity, -Infinity, 2 ** 53 - 1, -(2 ** 53 - 1), 1e300),
	fc.constantFrom(2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)),
	fc.constantFrom(new Real(2), new Real(-0), new Real(2 ** 53 - 2)),
);
const value: fc.Arbitrary<SqlValue> = fc.oneof(
	{ weight: 3, arbitrary: number },
	{ weight: 3, arbitrary: text },
	{ weight: 1, arbitrary: fc.constantFrom<SqlValue>(null, new Uint8Array(), new Uint8Array([7])) },
);
const keyParts: fc.Arbitrary<KeyPart[]> = fc.uniqueArray(
	fc.record({
		position: fc.nat(2),
		collation: fc.constantFrom(BINARY, NOCASE, RTRIM, BACKWARDS),
		descending: fc.boolean(),
	}),
	{ selector: part => part.position, minLength: 1, maxLength: 3 },
);
const entry: fc.Arbitrary<Entry> = fc.tuple(
	value,
	value,
	fc.oneof(fc.integer({ min: 0, max: 9 }), value),
);

/** The order by definition, one part after the other. */
function compareByParts(parts: readonly KeyPart[], left: Entry, prefix: Entry): number {
	for (const [index, part] of parts.entries()) {
		if (index >= prefix.length) return 0;
		const difference = compareValues(
			left[part.position] as SqlValue,
			prefix[index] as SqlValue,
			part.collation,
		);
		if (difference !== 0) return part.descending ? -difference : difference;
	}
	return 0;
}

class KeyModel {
	entries: Entry[] = [];
	readonly #parts: readonly KeyPart[];

	constructor(parts: readonly KeyPart[]) {
		this.#parts = parts;
	}

	fork(): KeyModel {
		const copy = new KeyModel(this.#parts);
		copy.entries = this.entries.slice();
		return copy;
	}

	keyOf(of: Entry): Entry {
		return this.#parts.map(part => of[part.position] as SqlValue);
	}

	insert(added: Entry): boolean {
		const key = this.keyOf(added);
		const next = this.entries.findIndex(each => compareByParts(this.#parts, each, key) >= 0);
		if (next < 0) this.entries.push(added);
		else if (compareByParts(this.#parts, this.entries[next] as Entry, key) === 0) return false;
		else this.entries.splice(next, 0, added);
		return true;
	}

	delete(deleted: Entry): boolean {
		const key = this.keyOf(deleted);
		const position = this.entries.findIndex(each => compareByParts(this.#parts, each, key) === 0);
		if (position >= 0) this.entries.splice(position, 1);
		return position >= 0;
	}

	find(prefix: Entry): Entry | undefined {
		return this.entries.find(each => compareByParts(this.#parts, each, prefix) === 0);
	}

	inRange(range: KeyRange): Entry[] {
		const { lower, upper } = range;
		return this.entries.filter(each => {
			if (lower !== undefined) {
				const difference = compareByParts(this.#parts, each, lower.prefix);
				if (lower.inclusive ? difference < 0 : difference <= 0) return false;
			}
			if (upper === undefined) return true;
			const difference = compareByParts(this.#parts, each, upper.prefix);
			return upper.inclusive ? difference <= 0 : difference < 0;
		});
	}
}

function scanned(tree: KeyTree, range?: KeyRange, direction?: 'forward' | 'backward'): Entry[] {
	const batches: Entry[][] = [];
	const cursor = tree.scan(range, direction);
	while (cursor.next()) {
		assert.ok(cursor.start < cursor.end, 'an empty batch');
		batches.push(cursor.entries.slice(cursor.start, cursor.end));
	}
	if (direction === 'backward') batches.reverse();
	return batches.flat();
}

type Step =
	| { readonly kind: 'insert' | 'delete'; readonly entry: Entry }
	| { readonly kind: 'fork' | 'drop' | 'clear' };

const step: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 12, arbitrary: fc.record({ kind: fc.constant('insert' as const), entry }) },
	{ weight: 4, arbitrary: fc.record({ kind: fc.constant('delete' as const), entry }) },
	{
		weight: 3,
		arbitrary: fc.record({
			kind: fc.constantFrom('fork' as const, 'drop' as const),
		}),
	},
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('clear' as const) }) },
);

function apply(tree: KeyTree, model: KeyModel, each: Step): void {
	if (each.kind === 'insert') assert.equal(tree.insert(each.entry), model.insert(each.entry));
	if (each.kind === 'delete') {
		// *Deleting what is there is the usual case: take every other one from the model.
		const known = model.entries[model.entries.length >> 1];
		for (const deleted of known === undefined ? [each.entry] : [each.entry, known]) {
			assert.equal(tree.delete(deleted), model.delete(deleted));
		}
	}
	if (each.kind === 'clear' && model.entries.length % 3 === 0) {
		for (const deleted of model.entries.splice(0)) assert.equal(tree.delete(deleted), true);
	}
}

/** Runs the steps over handles forked from each other; a step writes one, and no other may notice. */
function runSteps(
	limits: TreeLimits,
	parts: readonly KeyPart[],
	all: readonly (readonly [number, Step])[],
): void {
	const handles: [KeyTree, KeyModel][] = [[new KeyTree(parts, limits), new KeyModel(parts)]];
	for (const [choice, each] of all) {
		const chosen = choice % handles.length;
		const [tree, model] = handles[chosen] as [KeyTree, KeyModel];
		apply(tree, model, each);
		if (each.kind === 'fork') handles.push([tree.fork(), model.fork()]);
		if (each.kind === 'drop' && handles.length > 1) handles.splice(chosen, 1);
		for (const [other] of handles) other.checkValid();
	}
	for (const [tree, model] of handles) {
		assert.equal(tree.size, model.entries.length);
		assert.deepEqual(scanned(tree), model.entries);
		assert.deepEqual(scanned(tree, undefined, 'backward'), model.entries);
	}
}

const plain: readonly KeyPart[] = [
	{ position: 0, collation: BINARY, descending: false },
	{ position: 1, collation: BINARY, descending: false },
];

describe('key tree', () => {
	for (const limits of small) {
		it(`equals a sorted array on every one of its forks (leaf ${limits.leaf})`, () => {
			const steps = fc.array(fc.tuple(fc.nat(5), step), { minLength: 5, maxLength: 120 });
			checkProperty(
				fc.property(keyParts, steps, (parts, all) => runSteps(limits, parts, all)),
				120,
			);
		});
	}

	it('finds by prefix and scans ranges in both directions', () => {
		const prefix = fc.array(value, { maxLength: 3 });
		const bound = fc.option(fc.record({ prefix, inclusive: fc.boolean() }), { nil: undefined });
		checkProperty(
			fc.property(
				keyParts,
				fc.array(entry, { maxLength: 80 }),
				bound,
				bound,
				fc.nat(79),
				(parts, entries, lower, upper, chosen) => {
					const tree = new KeyTree(parts, { branch: 4, leaf: 4, delta: 0 });
					const model = new KeyModel(parts);
					for (const added of entries) assert.equal(tree.insert(added), model.insert(added));
					const cut = (of: KeyBound | undefined): KeyBound | undefined =>
						of && { ...of, prefix: of.prefix.slice(0, parts.length) };
					const known = model.entries[chosen];
					const ranges: KeyRange[] = [{ lower: cut(lower), upper: cut(upper) }];
					if (known !== undefined) {
						// *The usual ones: all entries of one prefix, and those before and after it.
						const equal = model.keyOf(known).slice(0, 1 + (chosen % parts.length));
						for (const inclusive of [true, false]) {
							const at = { prefix: equal, inclusive };
							ranges.push({ lower: at, upper: at });
							ranges.push({ lower: at, upper: undefined }, { lower: undefined, upper: at });
						}
						assert.equal(tree.find(equal), model.find(equal));
					}
					for (const range of ranges) {
						const expected = model.inRange(range);
						assert.deepEqual(scanned(tree, range, 'forward'), expected);
						assert.deepEqual(scanned(tree, range, 'backward'), expected);
					}
					if (lower !== undefined) {
						const cutPrefix = (cut(lower) as KeyBound).prefix;
						assert.equal(tree.find(cutPrefix), model.find(cutPrefix));
					}
				},
			),
			250,
		);
	});

	it('takes many entries at once, into an empty tree or among others', () => {
		const entries = fc.array(entry, { maxLength: 120 });
		checkProperty(
			fc.property(keyParts, entries, fc.nat(120), (parts, all, split) => {
				const model = new KeyModel(parts);
				for (const added of all) model.insert(added);
				const trees = [0, split].map(first => {
					const tree = new KeyTree(parts, { branch: 4, leaf: 4, delta: 0 });
					for (const added of all.slice(0, first)) tree.insert(added);
					tree.insertAll(all.slice(first));
					tree.checkValid();
					return tree;
				});
				const keys = model.entries.map(each => model.keyOf(each));
				for (const tree of trees) {
					assert.equal(scanned(tree).length, keys.length);
					assert.equal(tree.size, keys.length);
					for (const each of model.entries) assert.ok(tree.find(model.keyOf(each)));
				}
			}),
			150,
		);
	});

	it('keeps many entries of one key apart by their last part', () => {
		const tree = new KeyTree(plain);
		for (let id = 0; id < 5000; id++) {
			assert.equal(tree.insert([`city ${(id * 7) % 13}`, (id * 31) % 5000]), true);
		}
		tree.checkValid();
		const prefix = ['city 4'];
		const bound = { prefix, inclusive: true };
		const found = scanned(tree, { lower: bound, upper: bound });
		assert.equal(found.length, 384);
		assert.deepEqual(tree.find(prefix), found[0]);
		assert.equal(tree.insert(['city 4', found[0]?.[1] as number]), false);
		assert.equal(tree.size, 5000);
	});

	it('orders texts as UTF-8 does, whatever their common beginning', () => {
		const texts = ['a\u{ffff}', 'a\u{1f600}', 'abcdefgh1', 'abcdefgh2', 'a~', 'a\u{7f}', 'a\u{80}'];
		const tree = new KeyTree(plain);
		for (const added of texts) tree.insert([added, 1]);
		const encoder = new TextEncoder();
		const expected = texts.toSorted((left, right) =>
			Buffer.compare(encoder.encode(left), encoder.encode(right)),
		);
		assert.deepEqual(
			scanned(tree).map(([first]) => first),
			expected,
		);
	});

	it('takes texts after a leading NULL, random order, and stays valid', () => {
		const tree = new KeyTree(plain);
		tree.insert([null, 0]);
		for (let id = 1; id < 3000; id++) tree.insert([`k${(id * 7919) % 3000}`, id]);
		tree.checkValid();
		assert.deepEqual(tree.find(['k1234'])?.[0], 'k1234');
		assert.deepEqual(tree.find([null]), [null, 0]);
	});

	it('shows an open cursor the entries of its own handle while forks write', () => {
		const tree = new KeyTree(plain, { branch: 4, leaf: 4, delta: 0 });
		for (let id = 0; id < 200; id++) tree.insert([id % 10, id]);
		const before = scanned(tree);
		const cursor = tree.scan();
		const fork = tree.fork();
		const seen: Entry[] = [];
		while (cursor.next()) {
			for (const each of cursor.entries.slice(cursor.start, cursor.end)) {
				seen.push(each);
				assert.equal(fork.delete(each), true);
				assert.equal(fork.insert([each[0] as number, -1 - (each[1] as number)]), true);
			}
			fork.checkValid();
		}
		assert.deepEqual(seen, before);
		assert.deepEqual(scanned(tree), before);
		assert.equal(fork.size, 200);
	});

	it('shrinks back to one empty leaf when all entries go', () => {
		const tree = new KeyTree(plain, { branch: 4, leaf: 4, delta: 0 });
		for (let id = 0; id < 500; id++) tree.insert([id, 'x']);
		for (let id = 0; id < 500; id++) {
			assert.equal(tree.delete([(id * 7919) % 500, 'x']), true);
			tree.checkValid();
		}
		assert.equal(tree.size, 0);
		assert.equal(tree.scan().next(), false);
		assert.equal(tree.insert(['text now', 1]), true);
		assert.deepEqual(scanned(tree), [['text now', 1]]);
	});
});
