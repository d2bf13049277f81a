/**
 * Rows of one side of a merge as the other side has them, where ALTER TABLE has added, dropped or renamed columns on one
 * of the sides. An added column keeps what the row has there, or gets its default; the value of a dropped one goes. What
 * the table asks of its rows is asked of these as well.
 */

import type { TableSchema } from '../../catalog/schema.js';
import { compileScalar } from '../../executor/compile.js';
import { RowChecks } from '../../executor/write/rowChecks.js';
import type { Row, SqlValue } from '../../types/value.js';
import type { DatabaseCore } from '../databaseCore.js';
import { tableExpressions } from '../planning.js';
import { contextOf } from '../rebase.js';
import type { State } from '../state.js';

export interface OtherColumns {
	/** `row`: with the columns of the one table; `stored`: the same row as the other has it, if it does. */
	convert(row: Row, stored: Row | undefined): Row;
	/** The same of a row that will be stored; throws what its constraints have against it. */
	passed(row: Row, stored: Row | undefined): Row;
}

/** Undefined: which column is which cannot be told. */
export function otherColumns(
	database: DatabaseCore,
	from: TableSchema,
	to: TableSchema,
	state: State,
): OtherColumns | undefined {
	if (from.hasRowid !== to.hasRowid) return undefined;
	const positions = positionsOf(from, to);
	if (!positions) return undefined;
	let checks: RowChecks | undefined;
	const expressions = tableExpressions(database, state.catalog, to);
	const context = contextOf(state, expressions.slotCount);
	const checksOf = (): RowChecks => (checks ??= new RowChecks(to, expressions, compileScalar));
	const convert = (row: Row, stored: Row | undefined): SqlValue[] => {
		const values = positions.map((position, column) => {
			if (position >= 0) return row[position] as SqlValue;
			return stored ? (stored[column] as SqlValue) : checksOf().defaultValue(context, column);
		});
		if (to.hasRowid) values.push(row[from.columns.length] as SqlValue);
		return values;
	};
	return {
		convert,
		passed(row, stored) {
			const values = convert(row, stored);
			if (from !== to) checksOf().pass(context, values, 'abort');
			return values;
		},
	};
}

/** Of each column of `to` in `from`; -1: it was added. */
function positionsOf(from: TableSchema, to: TableSchema): readonly number[] | undefined {
	const positions = to.columns.map(({ key }) => from.columns.findIndex(one => one.key === key));
	const added = to.columns.filter((_, column) => positions[column] === -1);
	const isDropping = from.columns.some(({ key }) => !to.columns.some(one => one.key === key));
	if (added.length > 0 && isDropping) return renamed(from, to);
	return positions;
}

/** As many columns, those with other names of the same types: RENAME COLUMN moves none. */
function renamed(from: TableSchema, to: TableSchema): readonly number[] | undefined {
	if (from.columns.length !== to.columns.length) return undefined;
	const isSame = to.columns.every(({ key, declaredType, generated }, column) => {
		const other = from.columns[column];
		return key === other?.key || (!generated && declaredType === other?.declaredType);
	});
	return isSame ? to.columns.map((_, column) => column) : undefined;
}
