/**
 * What the files hold, put together: the schema's objects as texts and the rows of each table. The checkpoint is read into
 * it, then the commits of the log are applied. No SQL is run: names, keys and rows are all it takes.
 */

import { RowTree } from '../storage/rowTree.js';
import type { RowId, SqlValue } from '../types/value.js';
import type { Commit, StoredObject, TableChange } from './commit.js';
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
		for (const object of commit.schema?.put ?? []) this.putObject(object);
		for (const change of commit.changes ?? []) this.#change(change);
		this.numbers = { ...this.numbers, ...commit.numbers };
		this.commit = commit.number;
	}

	putObject(object: StoredObject): void {
		this.objects.set(object.id, object);
		if (!object.record) return;
		const table = this.tables.get(object.id);
		if (table) table.reshape(object.record);
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

	/** Other names of columns; when their number changes, all rows follow. */
	reshape(shape: RecordShape): void {
		if (JSON.stringify(shape) === JSON.stringify(this.shape)) return;
		this.read();
		if (shape.columns.length !== this.shape.columns.length) {
			this.#tree = new RowTree(shape.columns.length);
		}
		this.#codec = new RecordCodec(shape);
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

function unknownKey(key: unknown): RangeError {
	return new RangeError(`there is no record with the key ${JSON.stringify(key)}`);
}

/** Of a primary key without rowid: a JSON array. */
export function keyText(values: readonly SqlValue[]): string {
	return `[${values.map(value => valueText(value)).join(',')}]`;
}
