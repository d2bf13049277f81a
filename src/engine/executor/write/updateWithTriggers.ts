/**
 * One row of an UPDATE, or of DO UPDATE, that sets off triggers or actions of foreign keys. As in SQLite, a BEFORE trigger may have changed or deleted
 * the row: columns that are not assigned are then read again, and a row that is gone is left out.
 */

import type { Row, SqlValue } from '../../types/value.js';
import type { WriteContext } from './contract.js';
import { fire } from './rowTriggers.js';
import type { RowTriggers } from './rowTriggers.js';
import type { Steps } from './steps.js';
import type { TableWriter } from './tableWriter.js';
import type { RowForeignKeys } from './foreignKeys/rowForeignKeys.js';

export interface UpdatedRow {
	readonly oldRow: Row;
	/** Changed in place. */
	readonly row: SqlValue[];
	/** Columns that `row` has new values of. */
	readonly assigned: ReadonlySet<number>;
	/** False: left out by a conflict clause. Leaves the actions of foreign keys to be run. */
	readonly write: (oldRow: Row) => boolean;
	readonly keys: RowForeignKeys | undefined;
	/** Before AFTER triggers. */
	readonly onWritten: () => void;
}

export function* updateWithTriggers(
	writer: TableWriter,
	context: WriteContext,
	triggers: RowTriggers | undefined,
	{ oldRow, row, assigned, write, keys, onWritten }: UpdatedRow,
): Steps<void> {
	let stored = oldRow;
	if (triggers && triggers.before.length > 0) {
		writer.checks.convert(context.current, row);
		if (!(yield* fire(triggers.before, context, oldRow, row))) return;
		const found = writer.rowOf(context, writer.keyOf(oldRow));
		if (!found) return;
		stored = found;
		const { rowidAlias } = writer.table;
		for (let columnIndex = 0; columnIndex < writer.columnCount; columnIndex++) {
			if (assigned.has(columnIndex) || columnIndex === rowidAlias) continue;
			row[columnIndex] = stored[columnIndex] as SqlValue;
		}
	}
	if (!write(stored)) return;
	if (keys) yield* keys.afterSteps(context, stored, row);
	onWritten();
	if (triggers) yield* fire(triggers.after, context, oldRow, row);
}
