/**
 * The rows of one table, for PRAGMA integrity_check: types, NOT NULL, CHECK, and each row's entries in the indexes.
 *
 * Problems come row by row in SQLite's words. That no index has more entries than rows is the last part of it: if each
 * row has its entry and the numbers agree, each entry has its row.
 */

import { primaryKeyParts } from '../../catalog/schema.js';
import type { ColumnSchema, TableSchema } from '../../catalog/schema.js';
import { compileScalar } from '../../executor/compile.js';
import type { CompiledScalar } from '../../executor/contract.js';
import { strictClasses } from '../../executor/write/rowChecks.js';
import { scalarLayout } from '../../executor/write/rowLayout.js';
import { conflictingEntry, entryOf, isSameEntry } from '../../executor/write/tableIndexes.js';
import type { Entry, TableIndex } from '../../executor/write/tableIndexes.js';
import type { KeyTreeContract } from '../../storage/contract.js';
import { compareValues, compositeKey } from '../../types/compare.js';
import { applyAffinity, isTrue, storageClass } from '../../types/convert.js';
import type { Row, SqlValue } from '../../types/value.js';
import { compiledIndexes } from '../compiledIndexes.js';
import type { ConnectionCore } from '../connectionCore.js';
import { QueryExecution } from '../execution.js';
import { tableExpressions } from '../planning.js';
import { tableRows } from '../tableRows.js';
import { isRowTree } from '../trees.js';

/** An index while the rows pass by. */
interface CheckedIndex {
	readonly index: TableIndex;
	readonly tree: KeyTreeContract;
	/** Entries that UNIQUE forbids, each as the key of the entry that stands before another one. */
	readonly repeated: ReadonlySet<string>;
	/** Rows that should have an entry. */
	wanted: number;
}

/** Indexes that have not one entry for each row: what can be said without reading them. */
export function* wrongCounts(connection: ConnectionCore, table: TableSchema): Generator<string> {
	const { state } = connection;
	const size = state.findTree(table.id)?.size;
	for (const { id, name, where } of table.indexes.toReversed()) {
		const entries = state.findTree(id)?.size;
		if (where !== undefined || entries === undefined || entries === size) continue;
		yield wrongCount(name);
	}
}

export function* brokenRows(
	connection: ConnectionCore,
	table: TableSchema,
	withIndexes: boolean,
): Generator<string> {
	const { database, state, services, settings } = connection;
	const tree = state.findTree(table.id);
	if (!tree) return;
	const { slotCount, checks, layout } = tableExpressions(database, state.catalog, table);
	const positions = scalarLayout(layout);
	const compiled = settings.ignoresChecks
		? []
		: checks.map(check => compileScalar(check.expr, positions));
	const context = new QueryExecution(state, [], slotCount, services, database.checkInterrupt);
	const indexes = withIndexes ? checkedIndexes(connection, table) : [];
	let number = 0;
	let previous: Row | undefined;
	for (const row of tableRows(tree, table, database.checkInterrupt)) {
		number++;
		if (previous && !table.hasRowid && !isInKeyOrder(table, previous, row)) {
			yield `row not in PRIMARY KEY order for ${table.name}`;
		}
		previous = row;
		yield* brokenValues(table, row);
		if (compiled.some(check => isTrue(check(context, row)) === false)) {
			yield `CHECK constraint failed in ${table.name}`;
		}
		for (const checked of indexes) yield* brokenEntry(checked, context, row, number);
	}
	for (const { index, tree: entries, wanted } of indexes) {
		if (index.where && entries.size !== wanted) yield wrongCount(index.schema.name);
	}
}

function wrongCount(name: string): string {
	return `wrong # of entries in index ${name}`;
}

function* brokenValues(table: TableSchema, row: Row): Generator<string> {
	for (let columnIndex = 0; columnIndex < table.columns.length; columnIndex++) {
		const column = table.columns[columnIndex] as ColumnSchema;
		const value = row[columnIndex] as SqlValue;
		const place = `${table.name}.${column.name}`;
		if (columnIndex === table.rowidAlias) {
			if (value !== row[table.columns.length]) yield `${place} is not the rowid`;
		} else if (value === null) {
			if (column.isNotNull) yield `NULL value in ${place}`;
		} else {
			const problem = table.isStrict
				? strictProblem(column, value)
				: affinityProblem(column, value);
			if (problem !== undefined) yield `${problem} value in ${place}`;
		}
	}
}

function strictProblem(column: ColumnSchema, value: SqlValue): string | undefined {
	const type = column.declaredType?.toUpperCase();
	const accepted = strictClasses(type);
	return !accepted || accepted.includes(storageClass(value)) ? undefined : `non-${type}`;
}

/** Numbers in TEXT columns, and texts that columns of numbers would have made numbers of. */
function affinityProblem({ affinity }: ColumnSchema, value: SqlValue): string | undefined {
	if (affinity === 'blob') return undefined;
	const found = storageClass(value);
	if (found === 'blob') return undefined;
	if (affinity === 'text') return found === 'text' ? undefined : 'NUMERIC';
	return found === 'text' && typeof applyAffinity(value, affinity) !== 'string'
		? 'TEXT'
		: undefined;
}

function isInKeyOrder(table: TableSchema, before: Row, after: Row): boolean {
	for (const { columnIndex, collation, descending } of primaryKeyParts(table)) {
		const left = before[columnIndex] as SqlValue;
		const order = compareValues(left, after[columnIndex] as SqlValue, collation);
		if (order !== 0) return descending ? order > 0 : order < 0;
	}
	return false;
}

function checkedIndexes(connection: ConnectionCore, table: TableSchema): CheckedIndex[] {
	const { database, state } = connection;
	const checked: CheckedIndex[] = [];
	for (const index of compiledIndexes(database, state.catalog, table)) {
		const tree = state.findTree(index.schema.id);
		if (!tree || isRowTree(tree)) continue;
		const isOrdered = index.schema.type === undefined;
		const repeated =
			index.schema.isUnique && isOrdered ? repeatedEntries(index, tree) : new Set<string>();
		checked.push({ index, tree, repeated, wanted: 0 });
	}
	return checked;
}

function repeatedEntries({ schema, keyLength }: TableIndex, tree: KeyTreeContract): Set<string> {
	const repeated = new Set<string>();
	let previous: Entry | undefined;
	const cursor = tree.scan();
	while (cursor.next()) {
		for (let position = cursor.start; position < cursor.end; position++) {
			const entry = cursor.entries[position] as Entry;
			if (previous && hasSameKey(previous, entry)) repeated.add(compositeKey(previous));
			previous = entry;
		}
	}
	return repeated;

	function hasSameKey(left: Entry, right: Entry): boolean {
		for (let part = 0; part < keyLength; part++) {
			const value = left[part] as SqlValue;
			const { collation } = schema.columns[part] as (typeof schema.columns)[number];
			if (value === null || compareValues(value, right[part] as SqlValue, collation) !== 0) {
				return false;
			}
		}
		return true;
	}
}

function* brokenEntry(
	checked: CheckedIndex,
	context: Parameters<CompiledScalar>[0],
	row: Row,
	number: number,
): Generator<string> {
	const { index, tree, repeated } = checked;
	const { name } = index.schema;
	const entry = entryOf(index, context, row);
	if (!entry) return;
	checked.wanted++;
	const { included } = index.schema;
	const stored = tree.find(included ? entry.slice(0, -included.length) : entry);
	if (!stored) yield `row ${number} missing from index ${name}`;
	else if (!isSameEntry(stored, entry)) yield `row ${number} values differ from index ${name}`;
	if (repeated.size === 0) return;
	if (repeated.has(compositeKey(stored ?? conflictingEntry(index, tree, entry) ?? entry))) {
		yield `non-unique entry in index ${name}`;
	}
}
