/**
 * Data and schema change events: recorded while statements run, delivered after commit.
 *
 * Nothing is recorded while nobody listens. The log belongs to the transaction; rolling back to a savepoint or undoing
 * a statement cuts it back to a length it had. Schema events are delivered before data events.
 */

import type { TableSchema } from '../catalog/schema.js';
import type { ChangeRecorder } from '../executor/write/contract.js';
import { isIdentical } from '../executor/write/identity.js';
import { Real } from '../types/value.js';
import type { Row, SqlValue } from '../types/value.js';

/** One row that a commit has changed. */
export interface DataChange {
	readonly type: 'insert' | 'update' | 'delete';
	readonly schemaName: string;
	readonly tableName: string;
	/** Primary key values, or the rowid of a table that declares none. */
	readonly key: Row;
	readonly oldRow: Row | undefined;
	readonly newRow: Row | undefined;
	/** Names of the columns whose values differ; undefined unless an update. */
	readonly changedColumns: readonly string[] | undefined;
	/** Of the commit, as `layers()` has it. */
	readonly layer: number;
	readonly source: string | undefined;
}

/** One object that a commit has created, altered or dropped. */
export interface SchemaChange {
	readonly type: 'create' | 'alter' | 'drop';
	readonly objectType: 'table' | 'index' | 'view' | 'trigger' | 'column';
	/** Of a column: its table. */
	readonly objectName: string;
	/** Before RENAME TO. */
	readonly oldObjectName: string | undefined;
	/** Of a column that was added, renamed or altered. */
	readonly columnName: string | undefined;
	/** Of a column that was renamed, altered or dropped. */
	readonly oldColumnName: string | undefined;
	/** What `sqlite_schema` holds now; undefined after DROP. */
	readonly ddl: string | undefined;
	readonly layer: number;
	readonly source: string | undefined;
}

export type PendingDataChange = Omit<DataChange, 'layer' | 'source'>;
export type PendingSchemaChange = Omit<SchemaChange, 'layer' | 'source'>;

type Listener<T> = (change: T) => void;

/** Who listens to one database. */
export class Listeners {
	readonly data = new Set<Listener<DataChange>>();
	readonly schema = new Set<Listener<SchemaChange>>();

	/** Behind the log being delivered, if one is. */
	readonly #queue: (() => void)[] = [];
	#isDelivering = false;

	/**
	 * Takes everything out of the log. What a listener changes is told when all have heard of the change before it. A
	 * listener that throws does not keep the others from hearing; its error is thrown in the end.
	 */
	deliver(log: ChangeLog, layer: number, source: string | undefined): void {
		const errors: unknown[] = [];
		for (const change of log.schemaChanges.splice(0)) {
			this.#queue.push(() => notify(this.schema, { ...change, layer, source }, errors));
		}
		for (const change of log.dataChanges.splice(0)) {
			this.#queue.push(() => notify(this.data, { ...change, layer, source }, errors));
		}
		if (this.#isDelivering) return;
		this.#isDelivering = true;
		for (let position = 0; position < this.#queue.length; position++) this.#queue[position]?.();
		this.#queue.length = 0;
		this.#isDelivering = false;
		if (errors.length > 0) throw errors[0];
	}
}

function notify<T>(listeners: ReadonlySet<Listener<T>>, change: T, errors: unknown[]): void {
	for (const listener of [...listeners]) {
		try {
			listener(change);
		} catch (error) {
			errors.push(error);
		}
	}
}

export interface LogPosition {
	readonly data: number;
	readonly schema: number;
}

/** What a transaction has changed so far. */
export class ChangeLog implements ChangeRecorder {
	readonly dataChanges: PendingDataChange[] = [];
	readonly schemaChanges: PendingSchemaChange[] = [];
	/** False while nobody listens to schema changes: none is made. */
	tellsSchema = true;

	get isEmpty(): boolean {
		return this.dataChanges.length === 0 && this.schemaChanges.length === 0;
	}

	get position(): LogPosition {
		return { data: this.dataChanges.length, schema: this.schemaChanges.length };
	}

	cutTo(position: LogPosition): void {
		this.dataChanges.length = position.data;
		this.schemaChanges.length = position.schema;
	}

	inserted(table: TableSchema, row: Row): void {
		this.#push(table, 'insert', keyOf(table, row), undefined, columnsOf(table, row), undefined);
	}

	deleted(table: TableSchema, oldRow: Row): void {
		this.#push(
			table,
			'delete',
			keyOf(table, oldRow),
			columnsOf(table, oldRow),
			undefined,
			undefined,
		);
	}

	updated(table: TableSchema, oldRow: Row, newRow: Row): void {
		const oldKey = keyOf(table, oldRow);
		const newKey = keyOf(table, newRow);
		if (!oldKey.every((value, part) => isIdentical(value, newKey[part] as SqlValue))) {
			this.deleted(table, oldRow);
			this.inserted(table, newRow);
			return;
		}
		const changedColumns = table.columns
			.filter((_, index) => !isIdentical(oldRow[index] as SqlValue, newRow[index] as SqlValue))
			.map(column => column.name);
		if (changedColumns.length === 0) return;
		this.#push(
			table,
			'update',
			newKey,
			columnsOf(table, oldRow),
			columnsOf(table, newRow),
			changedColumns,
		);
	}

	schemaChanged(change: Partial<PendingSchemaChange> & SchemaChangeSubject): void {
		if (!this.tellsSchema) return;
		this.schemaChanges.push({
			oldObjectName: undefined,
			columnName: undefined,
			oldColumnName: undefined,
			ddl: undefined,
			...change,
		});
	}

	#push(
		table: TableSchema,
		type: DataChange['type'],
		key: Row,
		oldRow: Row | undefined,
		newRow: Row | undefined,
		changedColumns: readonly string[] | undefined,
	): void {
		this.dataChanges.push({
			type,
			schemaName: table.schema,
			tableName: table.name,
			key,
			oldRow,
			newRow,
			changedColumns,
		});
	}
}

export type SchemaChangeSubject = Pick<SchemaChange, 'type' | 'objectType' | 'objectName'>;

/** Rows of events that hold whole REALs, to the same rows with these as `Real`. */
const typedRows = new WeakMap<Row, Row>();

/** The key or row of an event with REALs that are whole numbers as `Real`: what only tells 2.0 from 2. */
export function typedRow(row: Row): Row {
	return typedRows.get(row) ?? row;
}

function columnsOf(table: TableSchema, row: Row): Row {
	return plainRow(row.slice(0, table.columns.length));
}

/** Listeners get numbers, not the engine's boxed REALs. */
function plainRow(row: Row): Row {
	if (!row.some(isBoxed)) return row;
	const plain = row.map(value => (isBoxed(value) ? value.value : value));
	typedRows.set(plain, row);
	return plain;
}

function isBoxed(value: SqlValue): value is Real {
	return value instanceof Real;
}

function keyOf(table: TableSchema, row: Row): Row {
	const keyed: SqlValue[] = [];
	table.columns.forEach((column, index) => {
		if (column.primaryKeyPosition > 0) {
			keyed[column.primaryKeyPosition - 1] = row[index] as SqlValue;
		}
	});
	return keyed.length > 0 ? plainRow(keyed) : [row[table.columns.length] as SqlValue];
}
