/** What does not fit between rows and the table they are for: all of it together, before anything is written. */

import type { ColumnInfo, TableInfo } from '../../engine/index.js';
import { misfitOf } from './columnFit.js';
import { DestinationError, typeMismatch } from './destinationError.js';
import type { InferredColumn } from './valueTypes.js';

/** Throws DestinationError listing missing, unknown and incompatible columns. */
export function validateColumns(table: TableInfo, columns: readonly InferredColumn[]): void {
	const problems = [...missing(table, columns), ...columns.flatMap(column => unfit(table, column))];
	if (problems.length === 0) return;
	throw new DestinationError(`Cannot write to table '${table.name}' - ${problems.join('; ')}`, {
		code: 'SQLITE_MISMATCH',
		setting: 'validate_schema',
		hint: `its columns are ${table.columns.map(shownColumn).join(', ')}`,
	});
}

/** Throws DestinationError for the first column whose values are of another type than the table's. */
export function checkMergeTypes(table: TableInfo, columns: readonly InferredColumn[]): void {
	for (const { name, types } of columns) {
		const known = columnOf(table, name);
		const misfit = known && misfitOf(known.type, types);
		if (misfit) throw typeMismatch(name, `the table has ${known.type}, the data ${misfit}`);
	}
}

function missing(table: TableInfo, columns: readonly InferredColumn[]): string[] {
	const given = new Set(columns.map(({ name }) => name.toLowerCase()));
	const isRequired = ({ isNotNull, defaultValue, generated, type, primaryKey }: ColumnInfo) =>
		isNotNull &&
		defaultValue === undefined &&
		generated === 'no' &&
		!(primaryKey > 0 && type.toUpperCase() === 'INTEGER');
	return table.columns
		.filter(column => isRequired(column) && !given.has(column.name.toLowerCase()))
		.map(column => `missing column '${column.name}'`);
}

function unfit(table: TableInfo, { name, types, isNullable }: InferredColumn): string[] {
	const known = columnOf(table, name);
	if (!known) return [`unknown column '${name}'`];
	if (known.generated !== 'no') return [`column '${name}' is generated`];
	const misfit = misfitOf(known.type, types);
	if (misfit) return [`column '${name}' takes ${known.type}, not ${misfit}`];
	const isKey = known.primaryKey > 0 && known.type.toUpperCase() === 'INTEGER';
	const refusesNull = known.isNotNull && known.defaultValue === undefined && !isKey;
	return refusesNull && isNullable ? [`column '${name}' takes no NULL`] : [];
}

function columnOf(table: TableInfo, name: string): ColumnInfo | undefined {
	const key = name.toLowerCase();
	return table.columns.find(column => column.name.toLowerCase() === key);
}

function shownColumn({ name, type }: ColumnInfo): string {
	return type === '' ? name : `${name} ${type}`;
}
