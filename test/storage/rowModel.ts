/** The naive twin of a row tree: a sorted array of rows, copied whole on fork. */

import assert from 'node:assert/strict';
import type { RowRange, ScanDirection } from '../../src/engine/storage/contract.js';
import { valueAt } from '../../src/engine/storage/columnVector.js';
import type { RowTree } from '../../src/engine/storage/rowTree.js';
import type { RowId, SqlValue } from '../../src/engine/types/value.js';

export type ModelRow = readonly [RowId, readonly SqlValue[]];

export class RowModel {
	rows: ModelRow[] = [];

	fork(): RowModel {
		const copy = new RowModel();
		copy.rows = this.rows.slice();
		return copy;
	}

	find(key: RowId): number {
		return this.rows.findIndex(([other]) => other === key);
	}

	set(key: RowId, row: readonly SqlValue[]): void {
		const position = this.find(key);
		if (position >= 0) this.rows[position] = [key, row];
		else {
			const next = this.rows.findIndex(([other]) => other > key);
			this.rows.splice(next < 0 ? this.rows.length : next, 0, [key, row]);
		}
	}

	delete(key: RowId): boolean {
		const position = this.find(key);
		if (position >= 0) this.rows.splice(position, 1);
		return position >= 0;
	}

	inRange(range: RowRange | undefined): ModelRow[] {
		return this.rows.filter(([key]) => {
			if (range?.lower !== undefined) {
				if (key < range.lower || (key === range.lower && !range.lowerInclusive)) return false;
			}
			if (range?.upper !== undefined) {
				if (key > range.upper || (key === range.upper && !range.upperInclusive)) return false;
			}
			return true;
		});
	}
}

/** All rows a scan gives, in key order whichever way it goes. */
export function scanned(tree: RowTree, range?: RowRange, direction?: ScanDirection): ModelRow[] {
	const batches: ModelRow[][] = [];
	const cursor = tree.scan(range, direction);
	while (cursor.next()) {
		assert.ok(cursor.start < cursor.end, 'an empty batch');
		const batch: ModelRow[] = [];
		for (let position = cursor.start; position < cursor.end; position++) {
			const row = cursor.columns.map(column => valueAt(column, position));
			batch.push([cursor.keys[position] as RowId, row]);
		}
		batches.push(batch);
	}
	if (direction === 'backward') batches.reverse();
	return batches.flat();
}

export function assertSame(tree: RowTree, model: RowModel): void {
	tree.checkValid();
	assert.equal(tree.size, model.rows.length);
	assert.equal(tree.lastKey(), model.rows.at(-1)?.[0]);
	for (const [key, row] of model.rows) assert.deepEqual(tree.getRow(key), row);
	assert.deepEqual(scanned(tree), model.rows);
	tree.checkValid();
}
