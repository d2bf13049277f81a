/**
 * Tables that are divided: one tree a partition, behind the contract of a single tree. To the reader it is that tree: rows
 * come in key order, a key is found wherever it is. A write goes where the row's value says, and a row whose value
 * changes moves.
 *
 * Precondition of writes: there is a partition for the row.
 */

import { partitionOf } from '../types/partitions.js';
import type { PartitionScheme } from '../types/partitions.js';
import type { RowId, SqlValue } from '../types/value.js';
import type {
	KeyCursor,
	KeyPart,
	KeyRange,
	KeyTreeContract,
	RowCursor,
	RowRange,
	RowTreeContract,
	ScanDirection,
} from './contract.js';
import type { Entry } from './keyOrder.js';
import { valueAt } from './columnVector.js';
import { KeyTree } from './keyTree.js';
import type { VisitPart } from './memoryUsage.js';
import { MergedKeyCursor, MergedRowCursor } from './mergedCursors.js';
import { RowTree } from './rowTree.js';
import type { Vector } from './vector.js';

export class PartitionedRowTree implements RowTreeContract {
	readonly scheme: PartitionScheme;
	readonly partitions: readonly RowTree[];
	readonly columnCount: number;

	constructor(scheme: PartitionScheme, columnCount: number, partitions?: readonly RowTree[]) {
		this.scheme = scheme;
		this.columnCount = columnCount;
		this.partitions = partitions ?? scheme.partitions.map(() => new RowTree(columnCount));
	}

	get size(): number {
		return sizeOf(this.partitions);
	}

	fork(): PartitionedRowTree {
		return this.#with(
			this.scheme,
			this.partitions.map(tree => tree.fork()),
		);
	}

	/** The same rows but for those of partitions that are left out. */
	pruned(numbers: readonly number[]): RowTreeContract {
		const [only] = numbers;
		if (only !== undefined && numbers.length === 1) return this.partitions[only] as RowTree;
		return this.#with(
			this.scheme,
			numbers.map(number => this.partitions[number] as RowTree),
		);
	}

	lastKey(): RowId | undefined {
		let last: RowId | undefined;
		for (const tree of this.partitions) {
			const key = tree.lastKey();
			if (key !== undefined && (last === undefined || key > last)) last = key;
		}
		return last;
	}

	has(key: RowId): boolean {
		return this.#holder(key) !== undefined;
	}

	getRow(key: RowId): SqlValue[] | undefined {
		for (const tree of this.partitions) {
			const row = tree.getRow(key);
			if (row) return row;
		}
		return undefined;
	}

	getValue(key: RowId, columnIndex: number): SqlValue | undefined {
		return this.#holder(key)?.getValue(key, columnIndex);
	}

	insert(key: RowId, row: readonly SqlValue[]): void {
		this.#target(row).insert(key, row);
	}

	update(key: RowId, row: readonly SqlValue[]): void {
		const holder = this.#holder(key);
		const target = this.#target(row);
		if (holder === target) {
			target.update(key, row);
			return;
		}
		holder?.delete(key);
		target.insert(key, row);
	}

	delete(key: RowId): boolean {
		return this.#holder(key)?.delete(key) ?? false;
	}

	appendColumns(keys: readonly RowId[], columns: readonly (readonly SqlValue[])[]): void {
		keys.forEach((key, position) => {
			this.insert(
				key,
				columns.map(column => column[position] as SqlValue),
			);
		});
	}

	appendVectors(keys: readonly RowId[], columns: readonly Vector[], count: number): void {
		for (let row = 0; row < count; row++) {
			this.insert(
				keys[row] as RowId,
				columns.map(column => valueAt(column, row)),
			);
		}
	}

	scan(range?: RowRange, direction: ScanDirection = 'forward'): RowCursor {
		const cursors = this.partitions.map(tree => tree.scan(range, direction));
		return new MergedRowCursor(cursors, direction);
	}

	withColumnAdded(value: SqlValue): PartitionedRowTree {
		const trees = this.partitions.map(tree => tree.withColumnAdded(value));
		return new PartitionedRowTree(this.scheme, this.columnCount + 1, trees);
	}

	/** Precondition: not the column that the table is divided by. */
	withColumnRemoved(columnIndex: number): PartitionedRowTree {
		const { scheme } = this;
		const shift = columnIndex < scheme.columnIndex ? 1 : 0;
		const moved = { ...scheme, columnIndex: scheme.columnIndex - shift };
		const trees = this.partitions.map(tree => tree.withColumnRemoved(columnIndex));
		return new PartitionedRowTree(moved, this.columnCount - 1, trees);
	}

	byteSize(): number {
		return this.partitions.reduce((sum, tree) => sum + tree.byteSize(), 0);
	}

	plainSize(): number {
		return this.partitions.reduce((sum, tree) => sum + tree.plainSize(), 0);
	}

	visitParts(visit: VisitPart): void {
		for (const tree of this.partitions) tree.visitParts(visit);
	}

	checkValid(): void {
		const { scheme, partitions } = this;
		partitions.forEach((tree, number) => {
			tree.checkValid();
			const cursor = tree.scan();
			while (cursor.next()) {
				for (let position = cursor.start; position < cursor.end; position++) {
					const key = cursor.keys[position] as RowId;
					const value = tree.getValue(key, scheme.columnIndex) as SqlValue;
					checkPlace(scheme, number, value);
					if (partitions.some(other => other !== tree && other.has(key))) {
						throw new Error(`rowid ${key} in two partitions`);
					}
				}
			}
		});
	}

	/** With other partitions, as ALTER TABLE makes them. */
	reshaped(scheme: PartitionScheme, partitions: readonly RowTree[]): PartitionedRowTree {
		return this.#with(scheme, partitions);
	}

	withoutLostTexts(): PartitionedRowTree | undefined {
		const trees = this.partitions.map(tree => tree.withoutLostTexts());
		if (trees.every(tree => tree === undefined)) return undefined;
		return this.#with(
			this.scheme,
			this.partitions.map((tree, at) => trees[at] ?? tree.fork()),
		);
	}

	newPartition(): RowTree {
		return new RowTree(this.columnCount);
	}

	#with(scheme: PartitionScheme, partitions: readonly RowTree[]): PartitionedRowTree {
		return new PartitionedRowTree(scheme, this.columnCount, partitions);
	}

	#holder(key: RowId): RowTree | undefined {
		for (const tree of this.partitions) if (tree.has(key)) return tree;
		return undefined;
	}

	#target(row: readonly SqlValue[]): RowTree {
		return targetOf(this.scheme, this.partitions, row);
	}
}

/** Of a table WITHOUT ROWID: entries are whole rows. */
export class PartitionedKeyTree implements KeyTreeContract {
	readonly scheme: PartitionScheme;
	readonly keyParts: readonly KeyPart[];
	readonly partitions: readonly KeyTree[];
	/** For comparing entries. */
	readonly #order: KeyTree;

	constructor(
		scheme: PartitionScheme,
		keyParts: readonly KeyPart[],
		partitions?: readonly KeyTree[],
	) {
		this.scheme = scheme;
		this.keyParts = keyParts;
		this.#order = new KeyTree(keyParts);
		this.partitions = partitions ?? scheme.partitions.map(() => new KeyTree(keyParts));
	}

	get size(): number {
		return sizeOf(this.partitions);
	}

	fork(): PartitionedKeyTree {
		return this.reshaped(
			this.scheme,
			this.partitions.map(tree => tree.fork()),
		);
	}

	pruned(numbers: readonly number[]): KeyTreeContract {
		const [only] = numbers;
		if (only !== undefined && numbers.length === 1) return this.partitions[only] as KeyTree;
		return this.reshaped(
			this.scheme,
			numbers.map(number => this.partitions[number] as KeyTree),
		);
	}

	insert(entry: Entry): boolean {
		const target = targetOf(this.scheme, this.partitions, entry);
		const key = this.keyParts.map(({ position }) => entry[position] as SqlValue);
		if (this.partitions.some(tree => tree !== target && tree.find(key))) return false;
		return target.insert(entry);
	}

	insertAll(entries: readonly Entry[]): void {
		for (const entry of entries) this.insert(entry);
	}

	deleteAll(entries: readonly Entry[]): void {
		for (const tree of this.partitions) tree.deleteAll(entries);
	}

	delete(entry: Entry): boolean {
		return this.partitions.some(tree => tree.delete(entry));
	}

	find(prefix: readonly SqlValue[]): Entry | undefined {
		let first: Entry | undefined;
		for (const tree of this.partitions) {
			const found = tree.find(prefix);
			if (found && (!first || this.#order.compareEntries(found, first) < 0)) first = found;
		}
		return first;
	}

	scan(range?: KeyRange, direction: ScanDirection = 'forward'): KeyCursor {
		const cursors = this.partitions.map(tree => tree.scan(range, direction));
		const compare = (left: Entry, right: Entry) => this.#order.compareEntries(left, right);
		return new MergedKeyCursor(cursors, compare, direction);
	}

	byteSize(): number {
		return this.partitions.reduce((sum, tree) => sum + tree.byteSize(), 0);
	}

	plainSize(): number {
		return this.partitions.reduce((sum, tree) => sum + tree.plainSize(), 0);
	}

	visitParts(visit: VisitPart): void {
		for (const tree of this.partitions) tree.visitParts(visit);
	}

	checkValid(): void {
		this.partitions.forEach((tree, number) => {
			tree.checkValid();
			const cursor = tree.scan();
			while (cursor.next()) {
				for (let position = cursor.start; position < cursor.end; position++) {
					const entry = cursor.entries[position] as Entry;
					checkPlace(this.scheme, number, entry[this.scheme.columnIndex] as SqlValue);
				}
			}
		});
	}

	reshaped(scheme: PartitionScheme, partitions: readonly KeyTree[]): PartitionedKeyTree {
		return new PartitionedKeyTree(scheme, this.keyParts, partitions);
	}

	newPartition(): KeyTree {
		return new KeyTree(this.keyParts);
	}
}

function sizeOf(trees: readonly { readonly size: number }[]): number {
	return trees.reduce((sum, { size }) => sum + size, 0);
}

function targetOf<T>(scheme: PartitionScheme, trees: readonly T[], row: readonly SqlValue[]): T {
	const number = partitionOf(scheme, row[scheme.columnIndex] as SqlValue);
	const tree = trees[number];
	if (!tree) throw new Error('no partition for a row');
	return tree;
}

function checkPlace(scheme: PartitionScheme, number: number, value: SqlValue): void {
	if (partitionOf(scheme, value) === number) return;
	throw new Error(`row in the wrong partition ${scheme.partitions[number]?.name ?? number}`);
}
