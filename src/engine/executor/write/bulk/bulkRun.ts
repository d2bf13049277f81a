/** One execution of a bulk insert: takes batches, and in the end fills the indexes and looks foreign keys up. */

import { valueBytes } from '../../../storage/byteSizes.js';
import { valueAt } from '../../../storage/columnVector.js';
import type { KeyTreeContract, RowTreeContract } from '../../../storage/contract.js';
import type { Vector } from '../../../storage/vector.js';
import type { TableSchema } from '../../../catalog/schema.js';
import type { RowId, SqlValue } from '../../../types/value.js';
import type { Batch } from '../../contract.js';
import { rowidFailure, rowidMismatch } from '../constraintErrors.js';
import type { WriteContext } from '../contract.js';
import { foreignKeyFailure } from '../foreignKeys/violations.js';
import { FIRST_UNIQUE } from './bulkColumns.js';
import type { OpenColumns, Refuse } from './bulkColumns.js';
import type { BulkInsert } from './bulkInsert.js';
import { DeferredIndex } from './deferredIndex.js';
import type { IndexInput } from './deferredIndex.js';
import { batchKeys } from './givenKeys.js';
import type { BatchKeys } from './givenKeys.js';
import { firstRefusal } from './refusals.js';
import type { Refusal } from './refusals.js';
import { TallyForeignKey } from './tallyForeignKeys.js';

/** Of an index entry, beside the values that its table holds. */
const ENTRY_BYTES = 96;
/** After all constraints of the row. */
const FOREIGN_KEY = 1000;

export class BulkRun {
	readonly #insert: BulkInsert;
	readonly #context: WriteContext;
	readonly #columns: OpenColumns;
	readonly #indexVectors: readonly ((batch: Batch) => Vector)[];
	readonly #indexes: readonly DeferredIndex[];
	readonly #foreignKeys: readonly TallyForeignKey[];
	readonly #keyScratch: number[] = [];
	/** While indexes may still refuse rows: the rowids so far. */
	readonly #keys: { readonly firstRow: number; readonly keys: readonly RowId[] }[] = [];
	readonly #mayRefuseLater: boolean;
	readonly #lastAtStart: RowId;
	/** Rowid of the row before the batch. */
	#lastBefore: RowId;
	/** Of this execution. */
	#rows = 0;
	/** The largest rowid; undefined: not known. */
	#last: number | undefined = undefined;

	readonly #sequence: RowId;

	constructor(insert: BulkInsert, context: WriteContext, sequence: RowId) {
		this.#sequence = sequence;
		this.#insert = insert;
		this.#context = context;
		this.#lastAtStart = this.#lastBefore = context.lastInsertRowid;
		this.#mayRefuseLater = insert.indexes.some(({ checkPosition }) => checkPosition >= 0);
		this.#columns = insert.columns.open(context.current);
		this.#indexVectors = insert.openIndexVectors(context);
		this.#indexes = insert.indexes.map(({ shape }) => new DeferredIndex(shape));
		this.#foreignKeys = insert.foreignKeys.map(key => new TallyForeignKey(key));
	}

	/**
	 * False, and nothing done, when the batch has to be inserted row by row, behind what there is so far. Throws for the
	 * first row that is refused, unless all of them are wanted.
	 */
	append(batch: Batch): boolean {
		const { table } = this.#insert.plan;
		const { count } = batch;
		const keys = this.#keysOf(batch);
		if (table.hasRowid && keys === undefined) return false;
		const columns = this.#columns.converted(batch);
		const refused: Refusal[] = [];
		const firstRow = this.#rows;
		const refuse: Refuse = (row, rank, error) => refused.push({ row: firstRow + row, rank, error });
		let inputs: IndexInput[];
		try {
			addKeys(columns, table, keys);
			this.#columns.check(columns, count, refuse);
			inputs = this.#indexInputs(columns, count);
		} catch {
			// Row by row it will come out which row it is, and whether another one is refused before.
			return false;
		}
		const isStorable = keys === undefined || keys.isAscending || this.#areFree(keys, count, refuse);
		for (const row of keys?.mismatches ?? []) refuse(row, -1, rowidMismatch());
		this.#defer(columns, inputs, count);
		if (keys && this.#mayRefuseLater)
			this.#keys.push({ firstRow, keys: keys.keys.slice(0, count) });
		if (refused.length > 0) this.#refuse(refused, keys?.keys);
		this.#rows += count;
		this.#context.meter?.reserve(this.#weigh(columns, count));
		if (isStorable && keys) this.#store(keys, columns, count);
		if (keys) this.#last = keys.last;
		this.#countRows(keys, columns, count);
		this.#lastBefore = this.#context.lastInsertRowid;
		return true;
	}

	/** All rows are there. Throws for the first one that is refused, unless all are wanted. */
	finish(): void {
		const refused: Refusal[] = [];
		this.#fillIndexes(refused);
		const { refusals } = this.#context;
		if (!refusals) this.#throwFirst(refused, undefined);
		for (const key of this.#foreignKeys) {
			// Counted: the statement is refused when it ends.
			key.check(this.#context, row => {
				if (refusals) refused.push({ row, rank: FOREIGN_KEY, error: foreignKeyFailure() });
			});
		}
		refusals?.add(refused);
		if (refusals) refusals.rowsBefore += this.#rows;
	}

	/** Of all rowids that there are or were; 0: none. */
	get largest(): number {
		const last = this.#last ?? 0;
		return Number.isFinite(last) ? last : 0;
	}

	#keysOf(batch: Batch): BatchKeys | undefined {
		const { plan, rowidSource } = this.#insert;
		const { table } = plan;
		if (!table.hasRowid) return undefined;
		const last = (this.#last ??= this.#lastKey(table));
		const given = rowidSource < 0 ? undefined : this.#columns.givenKeys(batch, rowidSource);
		return batchKeys(given, batch.count, last, this.#keyScratch);
	}

	/** Infinity: beyond what is dealt with here. */
	#lastKey(table: TableSchema): number {
		const tree = this.#context.current.tree(table.id) as RowTreeContract;
		let last: RowId = tree.lastKey() ?? -Infinity;
		if (table.isAutoincrement && last < this.#sequence) last = this.#sequence;
		return typeof last === 'number' ? last : Infinity;
	}

	/** Rowids that are not simply beyond all others: none may be taken. */
	#areFree({ keys }: BatchKeys, count: number, refuse: Refuse): boolean {
		const { table } = this.#insert.plan;
		const tree = this.#context.current.tree(table.id) as RowTreeContract;
		const rank = FIRST_UNIQUE + this.#insert.uniqueChecks.findIndex(isOfRowid);
		const seen = new Set<RowId>();
		let areFree = true;
		for (let row = 0; row < count; row++) {
			const key = keys[row] as number;
			if (!seen.has(key) && !tree.has(key)) {
				seen.add(key);
				continue;
			}
			areFree = false;
			refuse(row, rank, rowidFailure(table, undefined));
		}
		return areFree;
	}

	#indexInputs(columns: readonly Vector[], count: number): IndexInput[] {
		const batch: Batch = { columns, selection: undefined, start: 0, count };
		let next = 0;
		const evaluated = (expr: unknown): Vector | undefined =>
			expr === undefined ? undefined : this.#indexVectors[next++]?.(batch);
		return this.#insert.indexes.map(({ computed, where }) => ({
			columns,
			computed: computed.map(evaluated),
			where: evaluated(where),
			count,
			firstRow: this.#rows,
		}));
	}

	#defer(columns: readonly Vector[], inputs: readonly IndexInput[], count: number): void {
		inputs.forEach((input, position) => {
			const deferred = this.#indexes[position] as DeferredIndex;
			deferred.add(input, this.#context.writable(deferred.shape.id) as KeyTreeContract);
		});
		for (const key of this.#foreignKeys) key.add(columns, count, this.#rows);
	}

	/** In the order of the keys, which need not be that of the rows. */
	#store({ keys, isAscending }: BatchKeys, columns: readonly Vector[], count: number): void {
		const { table } = this.#insert.plan;
		const tree = this.#context.writable(table.id) as RowTreeContract;
		const width = table.columns.length;
		if (isAscending) {
			tree.appendVectors(keys, columns.slice(0, width), count);
			return;
		}
		for (let row = 0; row < count; row++) {
			tree.insert(keys[row] as RowId, rowAt(columns, width, row));
		}
	}

	#countRows(keys: BatchKeys | undefined, columns: readonly Vector[], count: number): void {
		const context = this.#context;
		const { table } = this.#insert.plan;
		context.changes += count;
		if (keys) context.lastInsertRowid = keys.keys[count - 1] as number;
		const { recorder } = context;
		if (!recorder) return;
		for (let row = 0; row < count; row++) {
			recorder.inserted(table, rowAt(columns, columns.length, row));
		}
	}

	#weigh(columns: readonly Vector[], count: number): number {
		let bytes = 8 * count * (columns.length + 1) + ENTRY_BYTES * count * this.#indexes.length;
		for (const vector of columns) {
			if (vector.kind !== 'generic') continue;
			for (let row = 0; row < count; row++) bytes += valueBytes(vector.data[row]);
		}
		return bytes;
	}

	/** Adds what cannot stand beside other rows. */
	#fillIndexes(refused: Refusal[]): void {
		this.#insert.indexes.forEach(({ shape, checkPosition, failure }, position) => {
			const tree = this.#context.writable(shape.id) as KeyTreeContract;
			const deferred = this.#indexes[position] as DeferredIndex;
			if (deferred.insertInto(tree)) return;
			const error = failure();
			deferred.insertSingly(tree, row => {
				refused.push({ row, rank: FIRST_UNIQUE + checkPosition, error });
			});
		});
	}

	/** Returns when all refusals are wanted, and there is room for more. `keys`: rowids of the batch. */
	#refuse(refused: Refusal[], keys: readonly RowId[] | undefined): void {
		const { refusals } = this.#context;
		refusals?.add(refused);
		if (refusals && !refusals.isFull) return;
		// A row before those may be refused by an index.
		this.#fillIndexes(refused);
		this.#throwFirst(refused, keys);
	}

	/** As in SQLite, the rowid of the row before is the last one inserted. */
	#throwFirst(refused: readonly Refusal[], keys: readonly RowId[] | undefined): void {
		const first = firstRefusal(refused);
		if (!first) return;
		const before = first.row - 1;
		const batch = this.#keys.findLast(({ firstRow }) => firstRow <= before);
		const key = keys?.[before - this.#rows] ?? batch?.keys[before - batch.firstRow];
		this.#context.lastInsertRowid = before < 0 ? this.#lastAtStart : (key ?? this.#lastBefore);
		throw first.error;
	}
}

function isOfRowid({ indexPosition }: { readonly indexPosition: number }): boolean {
	return indexPosition < 0;
}

function addKeys(columns: Vector[], table: TableSchema, keys: BatchKeys | undefined): void {
	if (!keys) return;
	const vector: Vector = { kind: 'int', data: keys.keys };
	if (table.rowidAlias >= 0) columns[table.rowidAlias] = vector;
	columns.push(vector);
}

function rowAt(columns: readonly Vector[], width: number, row: number): SqlValue[] {
	const values = new Array<SqlValue>(width);
	for (let column = 0; column < width; column++) {
		values[column] = valueAt(columns[column] as Vector, row);
	}
	return values;
}
