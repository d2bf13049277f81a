// Key trees that are filled from columns: the same entries, whatever happens to the tree afterwards.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { EntryColumn, KeyPart, KeyRange } from '../../src/engine/storage/contract.js';
import { GrowingColumn } from '../../src/engine/storage/growingColumn.js';
import { KeyTree } from '../../src/engine/storage/keyTree.js';
import { valueIn } from '../../src/engine/storage/sortColumns.js';
import type { Vector } from '../../src/engine/storage/vector.js';
import { BINARY, NOCASE } from '../../src/engine/types/collations.js';
import { compareValues } from '../../src/engine/types/compare.js';
import { Real, type SqlValue } from '../../src/engine/types/value.js';
import { checkProperty } from './seeds.js';

type Entry = readonly SqlValue[];

const limits = { branch: 4, leaf: 24, delta: 0 };
/** Entries are (value, value, id); the first two parts are unique. */
const parts: KeyPart[] = [
	{ position: 0, collation: NOCASE, descending: false },
	{ position: 1, collation: BINARY, descending: true },
	{ position: 2, collation: BINARY, descending: false },
];
const uniqueWidth = 2;

function order(left: Entry, right: Entry, width = parts.length): number {
	for (const { position, collation, descending } of parts.slice(0, width)) {
		const sign = compareValues(left[position] as SqlValue, right[position] as SqlValue, collation);
		if (sign !== 0) return descending ? -sign : sign;
	}
	return 0;
}

function haveTwins(sorted: readonly Entry[]): boolean {
	return sorted.some(
		(entry, at) =>
			at > 0 &&
			order(sorted[at - 1] as Entry, entry, uniqueWidth) === 0 &&
			!entry.slice(0, uniqueWidth).includes(null),
	);
}

function scanned(tree: KeyTree, range?: KeyRange, direction?: 'backward'): Entry[] {
	const leaves: Entry[][] = [];
	const cursor = tree.scan(range, direction);
	while (cursor.next()) leaves.push(cursor.entries.slice(cursor.start, cursor.end));
	return (direction === 'backward' ? leaves.reverse() : leaves).flat();
}

/** As vectors of batches: of numbers where all values are such. */
function columnOf(values: readonly SqlValue[]): Vector {
	const isInt = (value: SqlValue) => value === null || Number.isSafeInteger(value);
	const isReal = (value: SqlValue) =>
		value === null || value instanceof Real || (typeof value === 'number' && !isInt(value));
	if (values.every(isInt)) {
		return { kind: 'int', data: values.map(value => (value as number | null) ?? NaN) };
	}
	if (values.every(isReal)) {
		return {
			kind: 'real',
			data: values.map(value =>
				value instanceof Real ? value.value : ((value as number | null) ?? NaN),
			),
		};
	}
	return { kind: 'generic', data: [...values] };
}

function columnsOf(entries: readonly Entry[]): { columns: EntryColumn[]; count: number } {
	const columns = parts.map((_, part) =>
		columnOf(entries.map(entry => entry[part] as SqlValue)),
	) as EntryColumn[];
	return { columns, count: entries.length };
}

interface Pair {
	readonly tree: KeyTree;
	model: Entry[];
}

function fill(pair: Pair, kind: 'columns' | 'append', entries: readonly Entry[]): void {
	const { tree, model } = pair;
	const all = [...model, ...entries].sort(order);
	const isInOrder = entries.every((entry, at) => {
		const before = at === 0 ? model.at(-1) : entries[at - 1];
		return before === undefined || order(before, entry) <= 0;
	});
	const given = columnsOf(entries);
	const isTaken =
		kind === 'columns'
			? tree.insertColumns(given, uniqueWidth)
			: tree.appendColumns(given, uniqueWidth);
	assert.equal(isTaken, !haveTwins(all) && (kind === 'columns' || isInOrder));
	if (isTaken) pair.model = all;
}

function insertEach(pair: Pair, entries: readonly Entry[]): void {
	for (const entry of entries) {
		const grown = [...pair.model, entry].sort(order);
		if (haveTwins(grown)) continue;
		pair.tree.insert(entry);
		pair.model = grown;
	}
}

describe('key trees filled from columns', () => {
	it('equal a sorted array under any writes, on every fork', () => {
		const value = fc.oneof(
			fc.nat(200),
			fc.nat(200).map(String),
			fc.nat(60).map(number => new Real(number)),
			fc.constantFrom<SqlValue>(null, 'a', 'A', 'ab', 2n ** 60n, new Uint8Array([1])),
		);
		const column = fc.constantFrom<(given: SqlValue) => SqlValue>(
			given => given,
			given => (typeof given === 'number' ? given : 3),
			given => (given instanceof Real ? given : null),
			given => (given === null ? 'word' : `word ${typeof given}`),
		);
		const step = fc.record({
			kind: fc.constantFrom(
				...(['columns', 'columns', 'append', 'append', 'insert', 'delete'] as const),
				...(['fork', 'switch', 'pack', 'range', 'clear'] as const),
			),
			rows: fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 120 }),
			makeFirst: column,
			makeSecond: column,
		});
		let nextId = 0;
		checkProperty(
			fc.property(fc.array(step, { maxLength: 25 }), steps => {
				const pairs: Pair[] = [{ tree: new KeyTree(parts, limits), model: [] }];
				let current = pairs[0] as Pair;
				for (const { kind, rows, makeFirst, makeSecond } of steps) {
					const { tree, model } = current;
					const entries = rows.map(([first, second]): Entry => [
						makeFirst(first),
						makeSecond(second),
						nextId++,
					]);
					if (kind === 'columns' || kind === 'append') fill(current, kind, entries);
					if (kind === 'insert') insertEach(current, entries);
					if (kind === 'delete') {
						const gone = new Set(rows.map((_, row) => model[(row * 7) % model.length]));
						for (const entry of gone) if (entry) assert.equal(tree.delete(entry), true);
						current.model = model.filter(entry => !gone.has(entry));
					}
					if (kind === 'fork') pairs.push({ tree: tree.fork(), model });
					if (kind === 'switch') current = pairs[rows.length % pairs.length] as Pair;
					if (kind === 'pack') tree.pack('all', new Map());
					if (kind === 'clear') {
						for (const entry of model) tree.delete(entry);
						current.model = [];
					}
					if (kind === 'range' && model.length > 0) {
						const [prefix] = model[rows.length % model.length] as Entry;
						const lower = { prefix: [prefix as SqlValue], inclusive: true };
						const from = model.filter(
							one => compareValues(one[0] as SqlValue, prefix as SqlValue, NOCASE) >= 0,
						);
						assert.deepEqual(scanned(tree, { lower, upper: undefined }), from);
						assert.deepEqual(scanned(tree, { lower, upper: undefined }, 'backward'), from);
						assert.deepEqual(tree.find([prefix as SqlValue]), from[0]);
					}
				}
				for (const { tree, model } of pairs) {
					tree.checkValid();
					assert.equal(tree.size, model.length);
					assert.deepEqual(scanned(tree), model);
				}
			}),
			150,
		);
	});

	it('hold no more than entries would take', () => {
		const filled = new KeyTree(parts);
		const entries = Array.from({ length: 20_000 }, (_, id): Entry => [
			`word ${id % 50}`,
			id * 0.5,
			id,
		]);
		filled.insertColumns(columnsOf(entries), undefined);
		const inserted = new KeyTree(parts);
		inserted.insertAll(entries);
		assert.ok(filled.byteSize() < inserted.byteSize());
		assert.equal(filled.plainSize(), filled.byteSize(), 'and are not counted as compressed');
		assert.deepEqual(scanned(filled), scanned(inserted));
		filled.unpack();
		assert.equal(filled.plainSize(), filled.byteSize());
	});
});

describe('growing column', () => {
	it('holds batches of any kinds in their order', () => {
		const value = fc.oneof(
			fc.integer(),
			fc.double({ noNaN: true, noInteger: true }),
			fc.nat(9).map(number => new Real(number)),
			fc.constantFrom<SqlValue>(null, 'text', 2n ** 60n),
		);
		const batch = fc.oneof(
			fc.array(fc.oneof(fc.integer(), fc.constant(null)), { maxLength: 3000 }),
			fc.array(value, { maxLength: 10 }),
		);
		checkProperty(
			fc.property(fc.array(fc.tuple(batch, fc.boolean()), { maxLength: 8 }), batches => {
				const column = new GrowingColumn();
				const model: SqlValue[] = [];
				for (const [values, isHalved] of batches) {
					const chosen = isHalved ? [...values.keys()].filter(row => row % 2 === 0) : undefined;
					column.append(columnOf(values), chosen?.length ?? values.length, chosen);
					model.push(...(chosen?.map(row => values[row] as SqlValue) ?? values));
				}
				const given = column.column();
				assert.deepEqual(
					model.map((_, row) => valueIn(given, row)),
					model,
				);
			}),
			60,
		);
	});
});
