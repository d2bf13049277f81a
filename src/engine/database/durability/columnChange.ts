/**
 * What ALTER TABLE ADD and DROP COLUMN have done to the rows, when they did only that: the log then says which columns
 * stay and which value the new ones have, instead of having all rows once more.
 */

import type { TableSchema } from '../../catalog/schema.js';
import type { ColumnOrigin } from '../../persistence/commit.js';
import { valueText } from '../../persistence/recordText.js';
import { compareBytes } from '../../types/compare.js';
import { Real } from '../../types/value.js';
import type { SqlValue } from '../../types/value.js';
import type { State } from '../state.js';
import { tableRows } from '../tableRows.js';

/** For each column where its values come from. Undefined: it is not as simple as that. */
export function columnChange(
	before: TableSchema,
	after: TableSchema,
	from: State,
	to: State,
): ColumnOrigin[] | undefined {
	if (before.hasRowid !== after.hasRowid) return undefined;
	const old = from.tree(before.id);
	const tree = to.tree(after.id);
	if (old.size !== tree.size) return undefined;
	const oldRows = tableRows(old, before);
	const width = after.columns.length + (after.hasRowid ? 1 : 0);
	const origins: (number | undefined)[] = after.columns.map(({ key }) => {
		const position = before.columns.findIndex(column => column.key === key);
		return position < 0 ? undefined : position;
	});
	if (after.hasRowid) origins.push(before.columns.length);
	let first: readonly SqlValue[] | undefined;
	for (const row of tableRows(tree, after)) {
		const oldRow = oldRows.next().value as SqlValue[] | undefined;
		if (!oldRow) return undefined;
		first ??= row;
		for (let column = 0; column < width; column++) {
			const origin = origins[column];
			const expected = origin === undefined ? first[column] : oldRow[origin];
			if (!isSame(row[column] as SqlValue, expected as SqlValue)) return undefined;
		}
	}
	return after.columns.map((_, column) => {
		const origin = origins[column];
		if (origin !== undefined) return origin;
		return { value: JSON.parse(valueText(first?.[column] ?? null)) as unknown };
	});
}

/** Type and value, REALs apart from INTEGERs. */
function isSame(one: SqlValue, other: SqlValue): boolean {
	if (one instanceof Real) return other instanceof Real && Object.is(one.value, other.value);
	if (one instanceof Uint8Array) {
		return other instanceof Uint8Array && compareBytes(one, other) === 0;
	}
	return one === other;
}
