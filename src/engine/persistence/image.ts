/**
 * What the files hold, put together: the schema's objects as texts and the rows of each table. The checkpoint is read into
 * it, then the commits of the log are applied. No SQL is run: names, keys and rows are all it takes.
 */

import { RowTree } from '../storage/rowTree.js';
import type { RowId, SqlValue } from '../types/value.js';
import { valueAt } from '../storage/columnVector.js';
import type { ColumnOrigin, Commit, StoredObject, TableChange } from './commit.js';
import { RecordCodec, readValue, valueText } from './recordText.js';
import type { RecordShape } from './recordText.js';

export class Image {
	/** Number of the last commit in it. */
	commit = 0;
	readonly objects = new Map<number, StoredObject>();
	readonly tables = new Map<number, TableImage>();
	numbers: Readonly<Record<string, number>> = {};
	/** Tables whose rows are not those of their file. */
	readonly changed = new Set<number>();

	/** In the order in which they were made. */
	get sortedObjects(): StoredObject[] {
		return [...this.objects.values()].sort((one, other) => one.id - other.id);
	}

	/** Throws RangeError for what makes no sense. */
	apply(commit: Commit): void {
		for (const id of commit.schema?.drop ?? []) {
			this.objects.delete(id);
			this.tables.delete(id);
			this.changed.delete(id);
		}
		const origins = new Map(commit.changes?.map(({ table, columns }) => [table, columns]));
		for (const object of commit.schema?.put ?? []) this.putObject(object, origins.get(object.id));
		for (const change of commit.changes ?? []) this.#change(change);
		this.numbers = { ...this.numbers, ...commit.numbers };
		this.commit = commit.number;
	}

	/** `origins`: what becomes of rows that the table has, when it gets other columns. */
	putObject(object: StoredObject, origins?: readonly ColumnOrigin[]): void {
		this.objects.set(object.id, object);
		if (!object.record) return;
		const table = this.tables.get(object.id);
		if (table) table.reshape(object.record, origins);
		else this.tables.set(object.id, new TableImage(object.record));
		this.changed.add(object.id);
	}

	#change(change: TableChange): void {
		const table = this.tables.get(change.table);
		if (!table) throw new RangeError(`there is no table ${change.name} (${change.table})`);
		if (change.all) table.clear();
		for (const key of change.delete ?? []) table.delete(key);
		for (const record of change.put ?? []) table.put(record);
		this.changed.add(change.table);
	}
}

/** Rows by key: a tree by rowid that becomes the table's, or, without rowids, a map by the text of the key. */
export class TableImage {
	#codec: RecordCodec;
	#tree: RowTree;
	/** Reads the file into it; undefined: that is done. */
	#unread: (() => void) | undefined = undefined;
	#unreadSize = 0;
	readonly #keyed = new Map<string, SqlValue[]>();

	constructor(shape: RecordShape) {
		this.#codec = new RecordCodec(shape);
		this.#tree = new RowTree(shape.columns.length);
	}

	get shape(): RecordShape {
		return this.#codec.shape;
	}

	/** The rows are those of a file that is read when they are asked for. */
	defer(size: number, read: () => void): void {
		this.#unread = read;
		this.#unreadSize = size;
	}

	get isRead(): boolean {
		return this.#unread === undefined;
	}

	/** When it throws, it can be called again. */
	read(): void {
		const read = this.#unread;
		if (!read) return;
		this.#unread = undefined;
		try {
			read();
		} catch (error) {
			this.clear();
			this.#unread = read;
			throw error;
		}
	}

	get size(): number {
		if (this.#unread) return this.#unreadSize;
		return this.shape.rowid === undefined ? this.#keyed.size : this.#tree.size;
	}

	/** The rows of a table with rowids. Precondition, here and below: they are read. */
	get tree(): RowTree {
		return this.#tree;
	}

	/** The rows of a table without. */
	get entries(): Iterable<SqlValue[]> {
		return this.#keyed.values();
	}

	/** Other names of columns; when there are other columns, `origins` says whose values they have, or all rows follow. */
	reshape(shape: RecordShape, origins: readonly ColumnOrigin[] | undefined): void {
		if (JSON.stringify(shape) === JSON.stringify(this.shape)) return;
		this.read();
		if (origins) this.#moveColumns(shape, origins);
		else if (shape.columns.length !== this.shape.columns.length) {
			this.#tree = new RowTree(shape.columns.length);
		}
		this.#codec = new RecordCodec(shape);
	}

	#moveColumns(shape: RecordShape, origins: readonly ColumnOrigin[]): void {
		const values = origins.map(origin => constantOf(origin));
		const moved = (row: readonly SqlValue[]): SqlValue[] =>
			origins.map((origin, column) =>
				typeof origin === 'number' ? valueOf(row, origin) : (values[column] as SqlValue),
			);
		if (origins.length !== shape.columns.length)
			throw new RangeError('a column comes from nowhere');
		if (shape.rowid === undefined) {
			for (const [key, row] of this.#keyed) this.#keyed.set(key, moved(row));
			return;
		}
		const tree = new RowTree(shape.columns.length);
		const cursor = this.#tree.scan();
		while (cursor.next()) {
			for (let position = cursor.start; position < cursor.end; position++) {
				const row = cursor.columns.map(column => valueAt(column, position));
				tree.insert(cursor.keys[position] as RowId, moved(row));
			}
		}
		this.#tree = tree;
	}

	clear(): void {
		this.#unread = undefined;
		this.#tree = new RowTree(this.shape.columns.length);
		this.#keyed.clear();
	}

	put(record: unknown): void {
		this.read();
		const row = this.#codec.read(record);
		if (!row) throw new RangeError('a record does not have the columns of its table');
		if (this.shape.rowid === undefined) {
			this.#keyed.set(keyText(this.shape.key.map(column => row[column] as SqlValue)), row);
			return;
		}
		const rowid = row.pop() as RowId;
		if (this.#tree.has(rowid)) this.#tree.update(rowid, row);
		else this.#tree.insert(rowid, row);
	}

	delete(key: unknown): void {
		this.read();
		if (this.shape.rowid !== undefined) {
			const rowid = readValue(key);
			const isRowid = typeof rowid === 'number' || typeof rowid === 'bigint';
			if (!isRowid || !this.#tree.delete(rowid)) throw unknownKey(key);
			return;
		}
		if (!Array.isArray(key)) throw unknownKey(key);
		const values = key.map(part => readValue(part) ?? null);
		if (!this.#keyed.delete(keyText(values))) throw unknownKey(key);
	}
}

function valueOf(row: readonly SqlValue[], column: number): SqlValue {
	const value = row[column];
	if (value === undefined) throw new RangeError(`there is no column ${column}`);
	return value;
}

function constantOf(origin: ColumnOrigin): SqlValue {
	const value = typeof origin === 'number' ? null : readValue(origin.value);
	if (value === undefined) throw new RangeError('a new column has no value');
	return value;
}

function unknownKey(key: unknown): RangeError {
	return new RangeError(`there is no record with the key ${JSON.stringify(key)}`);
}

/** Of a primary key without rowid: a JSON array. */
export function keyText(values: readonly SqlValue[]): string {
	return `[${values.map(value => valueText(value)).join(',')}]`;
}
