/** Trees that note what is read of them. Nobody writes to them: writers ask the state for its own trees. */

import type {
	KeyCursor,
	KeyRange,
	KeyTreeContract,
	RowCursor,
	RowRange,
	RowTreeContract,
	ScanDirection,
	Tree,
} from '../../storage/contract.js';
import type { VisitPart } from '../../storage/memoryUsage.js';
import type { RowId, SqlValue } from '../../types/value.js';
import type { TreeReads } from './readSet.js';

abstract class WatchedTree<T extends Tree> {
	protected readonly tree: T;
	protected readonly reads: TreeReads;

	constructor(tree: T, reads: TreeReads) {
		this.tree = tree;
		this.reads = reads;
	}

	get size(): number {
		this.reads.whole();
		return this.tree.size;
	}

	byteSize(): number {
		return this.tree.byteSize();
	}

	visitParts(visit: VisitPart): void {
		this.tree.visitParts(visit);
	}

	checkValid(): void {
		this.tree.checkValid();
	}
}

export class WatchedRowTree extends WatchedTree<RowTreeContract> implements RowTreeContract {
	get columnCount(): number {
		return this.tree.columnCount;
	}

	lastKey(): RowId | undefined {
		const last = this.tree.lastKey();
		const lowest = { lower: last, lowerInclusive: true, upper: undefined, upperInclusive: true };
		this.reads.rowRange(last === undefined ? undefined : lowest);
		return last;
	}

	has(key: RowId): boolean {
		this.reads.rowid(key);
		return this.tree.has(key);
	}

	getRow(key: RowId): SqlValue[] | undefined {
		this.reads.rowid(key);
		return this.tree.getRow(key);
	}

	getValue(key: RowId, columnIndex: number): SqlValue | undefined {
		this.reads.rowid(key);
		return this.tree.getValue(key, columnIndex);
	}

	scan(range?: RowRange, direction?: ScanDirection): RowCursor {
		this.reads.rowRange(range);
		return this.tree.scan(range, direction);
	}

	pruned(numbers: readonly number[]): RowTreeContract {
		const tree = this.tree.pruned?.(numbers);
		return tree ? new WatchedRowTree(tree, this.reads) : this;
	}

	fork = readOnly;
	insert = readOnly;
	update = readOnly;
	delete = readOnly;
	appendColumns = readOnly;
	appendVectors = readOnly;
	withColumnAdded = readOnly;
	withoutLostTexts = readOnly;
	withColumnRemoved = readOnly;
}

export class WatchedKeyTree extends WatchedTree<KeyTreeContract> implements KeyTreeContract {
	get keyParts(): KeyTreeContract['keyParts'] {
		return this.tree.keyParts;
	}

	find(prefix: readonly SqlValue[]): readonly SqlValue[] | undefined {
		// The caller may use the array again.
		const bound = { prefix: prefix.slice(), inclusive: true };
		this.reads.keyRange({ lower: bound, upper: bound });
		return this.tree.find(prefix);
	}

	scan(range?: KeyRange, direction?: ScanDirection): KeyCursor {
		this.reads.keyRange(range);
		return this.tree.scan(range, direction);
	}

	pruned(numbers: readonly number[]): KeyTreeContract {
		const tree = this.tree.pruned?.(numbers);
		return tree ? new WatchedKeyTree(tree, this.reads) : this;
	}

	fork = readOnly;
	insert = readOnly;
	insertAll = readOnly;
	deleteAll = readOnly;
	delete = readOnly;
}

function readOnly(): never {
	throw new Error('a watched tree is written to');
}
