/**
 * The mode 'merge' of bulk writes: rows whose keys are there update what they give, the others are inserted.
 *
 * Batch by batch, or several at once (mergeStretch.ts), in the transaction that is open: an UPDATE of what differs, then an INSERT of what is not there. Of rows
 * with equal keys the last one counts. As everywhere in SQL a NULL equals nothing: such a row is inserted.
 */

import type { TableSchema } from '../../catalog/schema.js';
import type { ColumnBatch } from '../../functions/function.js';
import { quotedName } from '../../syntax/quoteName.js';
import { compositeKey } from '../../types/compare.js';
import { applyAffinity } from '../../types/convert.js';
import { SqlError } from '../../types/sqlError.js';
import type { SqlValue } from '../../types/value.js';
import { foldKey } from '../../util/foldKey.js';
import type { ConnectionCore } from '../connectionCore.js';
import { BatchProgress, isIterable } from './batchProgress.js';
import { DEFAULT_BATCH_SIZE } from './bulkOptions.js';
import type { BulkOptions, BulkResult, BulkRows } from './bulkOptions.js';
import { compileBulk, rowTarget, RowSource, runBulk, SOURCE_NAME } from './bulkProgram.js';
import { HostRows } from './hostRows.js';
import { leastRows } from './mergeStretch.js';
import { placeOf } from './rowReaders.js';
import type { RowTarget } from './rowReaders.js';

/** Names of the table and of the rows in the statements: none that a user would give. */
const TABLE = quotedName('\ttable\t');
const ROWS = quotedName(SOURCE_NAME);

export function mergeRows(
	core: ConnectionCore,
	name: string,
	given: BulkRows,
	options: BulkOptions,
): BulkResult {
	core.refresh();
	if (Array.isArray(given) && given.length === 0) return nothing(core);
	const { relation, target } = mergeTarget(core, name, given, options);
	const keys = keyPlaces(relation, target, options.keys);
	const progress = new BatchProgress(given, options);
	const columns = target.columns.map(({ name: column }) => column);
	const rows = new HostRows(target, given, { ...options, columns }, undefined);
	const merge = new Merge(core, relation, target, keys, options.schema);
	const { batchSize = DEFAULT_BATCH_SIZE } = options;
	progress.checkSignal();
	let batch = newBatch(target);
	let read = 0;
	let told = 0;
	for (const chunk of rows.chunks()) {
		batch = joined(batch, chunk);
		read += chunk.count;
		if (read - told < batchSize || read === progress.total) continue;
		if (batch.count >= merge.leastRows) {
			merge.write(batch);
			batch = newBatch(target);
		}
		progress.endBatch((told = read));
	}
	if (batch.count > 0) merge.write(batch);
	if (read > told) progress.endBatch(read);
	const { inserted, updated } = merge;
	return {
		rows: read,
		batches: progress.batches,
		inserted,
		updated,
		deleted: 0,
		unchanged: read - inserted - updated,
		lastInsertRowid: core.lastInsertRowid,
	};
}

function nothing({ lastInsertRowid }: ConnectionCore): BulkResult {
	const counts = { rows: 0, batches: 0, inserted: 0, updated: 0, deleted: 0, unchanged: 0 };
	return { ...counts, lastInsertRowid };
}

class Merge {
	inserted = 0;
	updated = 0;
	readonly #core: ConnectionCore;
	readonly #relation: TableSchema;
	readonly #target: RowTarget;
	/** Positions among the columns of the rows. */
	readonly #keys: readonly number[];
	/** The same among those of the table. */
	readonly #keyColumns: readonly number[];
	readonly #source = new RowSource();
	readonly #update: string | undefined;
	readonly #insert: string;

	constructor(
		core: ConnectionCore,
		relation: TableSchema,
		target: RowTarget,
		keys: readonly number[],
		schema: string | undefined,
	) {
		this.#core = core;
		this.#relation = relation;
		this.#target = target;
		this.#keys = keys;
		this.#keyColumns = keys.map(place =>
			relation.columns.findIndex(({ key }) => key === target.columns[place]?.key),
		);
		const place = schema === undefined ? '' : `${quotedName(schema)}.`;
		const table = `${place}${quotedName(relation.name)}`;
		const names = target.columns.map(({ name }) => quotedName(name));
		const keyNames = keys.map(key => names[key] as string);
		const others = names.filter(name => !keyNames.includes(name));
		const isSame = keyNames.map(name => `${TABLE}.${name} = ${ROWS}.${name}`).join(' AND ');
		const differs = others.map(name => `${TABLE}.${name} IS NOT ${ROWS}.${name} COLLATE BINARY`);
		const set = others.map(name => `${name} = ${ROWS}.${name}`).join(', ');
		this.#update =
			others.length > 0
				? `UPDATE ${table} AS ${TABLE} SET ${set} FROM ${ROWS} WHERE ${isSame} AND (${differs.join(' OR ')})`
				: undefined;
		const values = names.map(name => `${ROWS}.${name}`).join(', ');
		this.#insert =
			`INSERT INTO ${table}(${names.join(', ')}) SELECT ${values} FROM ${ROWS} ` +
			`LEFT JOIN ${table} AS ${TABLE} ON ${isSame} WHERE ${TABLE}.${keyNames[0] ?? ''} IS NULL`;
	}

	/** What is worth a join with the table as it is now. */
	get leastRows(): number {
		return leastRows(this.#core, this.#relation, this.#keyColumns);
	}

	write(batch: Batch): void {
		const rows = this.#lastOfEachKey(batch);
		if (this.#update) this.updated += this.#run(this.#update, rows);
		this.inserted += this.#run(this.#insert, rows);
	}

	#run(text: string, rows: ColumnBatch): number {
		const program = compileBulk(this.#core, text, this.#source.asTable(this.#target));
		this.#source.batches = [rows].values();
		return runBulk(this.#core, program);
	}

	#lastOfEachKey({ columns, count }: Batch): ColumnBatch {
		const { columns: schemas } = this.#relation;
		const own = this.#keyColumns.map(column => schemas[column]);
		const collations = own.flatMap(column => (column ? [column.collation] : []));
		const rowOf = new Map<string, number>();
		const isLast = new Array<boolean>(count).fill(true);
		for (let row = 0; row < count; row++) {
			const values = this.#keys.map((place, part) =>
				applyAffinity(columns[place]?.[row] ?? null, own[part]?.affinity ?? 'blob'),
			);
			if (values.includes(null)) continue;
			const key = compositeKey(values, collations);
			const before = rowOf.get(key);
			if (before !== undefined) isLast[before] = false;
			rowOf.set(key, row);
		}
		if (!isLast.includes(false)) return { columns, count };
		const kept = columns.map(values => values.filter((_, row) => isLast[row]));
		return { columns: kept, count: kept[0]?.length ?? 0 };
	}
}

interface Batch {
	readonly columns: SqlValue[][];
	readonly count: number;
}

function newBatch(target: RowTarget): Batch {
	return { columns: target.columns.map(() => []), count: 0 };
}

function joined(batch: Batch, { columns, count }: ColumnBatch): Batch {
	columns.forEach((values, place) => {
		const all = batch.columns[place] as SqlValue[];
		for (let row = 0; row < count; row++) all.push(values[row] as SqlValue);
	});
	return { columns: batch.columns, count: batch.count + count };
}

/** The table, and of its columns those that the rows give. */
function mergeTarget(
	core: ConnectionCore,
	name: string,
	given: BulkRows,
	options: BulkOptions,
): { readonly relation: TableSchema; readonly target: RowTarget } {
	const { schema } = options;
	const whole = rowTarget(core, name, schema);
	const relation = core.state.catalog.findRelation(foldKey(name), schema && foldKey(schema));
	if (relation?.kind !== 'table') {
		throw new SqlError('SQLITE_ERROR', `cannot merge into ${name} because it is a view`);
	}
	const names = givenNames(given, options) ?? whole.columns.map(column => column.name);
	const nameOf = new Map(names.map(column => [placeOf(whole, column), column]));
	const places = [...nameOf.keys()];
	const target: RowTarget = {
		name: whole.name,
		columns: [...nameOf].map(([place, column]) => ({
			name: column,
			key: whole.columns[place]?.key ?? '',
		})),
		defaultValue: column => whole.defaultValue(places[column] as number),
	};
	return { relation, target };
}

/** Undefined: the rows are arrays in the order of the table. */
function givenNames(given: BulkRows, { columns }: BulkOptions): readonly string[] | undefined {
	if (columns) return columns;
	if (!isIterable(given)) return Object.keys(given);
	if (!Array.isArray(given)) {
		throw new TypeError('Expected the "columns" option: rows to be merged come one by one');
	}
	const names = new Set<string>();
	for (const row of given as readonly object[]) {
		if (Array.isArray(row)) return undefined;
		for (const key in row) names.add(key);
	}
	return [...names];
}

function keyPlaces(
	relation: TableSchema,
	target: RowTarget,
	keys: readonly string[] | undefined,
): number[] {
	const primary = relation.columns
		.filter(({ primaryKeyPosition }) => primaryKeyPosition > 0)
		.map(({ name }) => name);
	const names = keys ?? primary;
	if (names.length === 0) {
		throw new SqlError('SQLITE_ERROR', `table ${relation.name} has no primary key to merge by`, {
			hint: 'name the columns that tell its rows apart as keys',
		});
	}
	return names.map(name => {
		const place = target.columns.findIndex(({ key }) => key === foldKey(name));
		if (place < 0) {
			const available = target.columns.map(column => column.name).join(', ');
			throw new SqlError('SQLITE_ERROR', `Merge key '${name}' not found in source data`, {
				hint: `Available columns: ${available}`,
			});
		}
		return place;
	});
}
