/**
 * Positions of a table's columns in the row arrays of writes: column c at c, then the rowid; for upserts
 * the same once more for `excluded`.
 */

import type { RowLayout } from '../../plan/statements.js';
import type { ScalarLayout } from '../contract.js';

export function scalarLayout(layout: RowLayout, excluded?: RowLayout): ScalarLayout {
	const positions = new Map<number, number>();
	addPositions(positions, layout, 0);
	if (excluded) addPositions(positions, excluded, layout.rowColumns.length + 1);
	return positions;
}

function addPositions(positions: Map<number, number>, layout: RowLayout, offset: number): void {
	layout.rowColumns.forEach((id, columnIndex) => positions.set(id, offset + columnIndex));
	positions.set(layout.rowidColumn, offset + layout.rowColumns.length);
}
