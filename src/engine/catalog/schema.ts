/**
 * Schema objects: plain immutable data. A change makes new objects and a new Catalog (catalog.ts), so a catalog
 * belongs to a database state and rolls back with it. `id` names the object's tree in that state; ids grow
 * with creation and are never reused within a database.
 */

import type { ConflictAction } from '../syntax/ast/name.js';
import type { Expression } from '../syntax/ast/expression.js';
import type { Query } from '../syntax/ast/query.js';
import type { CreateTrigger } from '../syntax/ast/statement.js';
import type { ForeignKeyAction } from '../syntax/ast/tableDefinition.js';
import type { Affinity } from '../types/affinity.js';
import type { Collation } from '../types/collation.js';
import type { PartitionScheme } from '../types/partitions.js';

export type { ConflictAction } from '../syntax/ast/name.js';

export type SchemaName = 'main' | 'temp' | (string & {});

export interface ColumnSchema {
	readonly name: string;
	readonly key: string;
	/** As written; undefined when none. */
	readonly declaredType: string | undefined;
	readonly affinity: Affinity;
	readonly collation: Collation;
	readonly isNotNull: boolean;
	readonly notNullConflict: ConflictAction | undefined;
	readonly defaultValue: Expression | undefined;
	/** Source text of the default, as PRAGMA table_info shows it. */
	readonly defaultText: string | undefined;
	readonly generated:
		{ readonly expression: Expression; readonly storage: 'virtual' | 'stored' } | undefined;
	/** Position in the primary key from 1; 0: not part of it. */
	readonly primaryKeyPosition: number;
}

export interface CheckSchema {
	readonly name: string | undefined;
	readonly expression: Expression;
	readonly text: string;
	/** What a violation is reported with. */
	readonly label: string;
	readonly conflict: ConflictAction | undefined;
}

export interface ForeignKeySchema {
	readonly name: string | undefined;
	readonly columns: readonly number[];
	readonly parentTable: string;
	readonly parentKey: string;
	/** Folded names; empty: the parent's primary key. */
	readonly parentColumns: readonly string[];
	/** The same as written. */
	readonly parentColumnNames: readonly string[];
	readonly onDelete: ForeignKeyAction;
	readonly onUpdate: ForeignKeyAction;
	readonly isDeferred: boolean;
}

export interface TableSchema {
	readonly kind: 'table';
	readonly id: number;
	readonly schema: SchemaName;
	readonly name: string;
	readonly key: string;
	readonly columns: readonly ColumnSchema[];
	/** INTEGER PRIMARY KEY: that column is the rowid (stored NULL-free in the row as well); -1: none. */
	readonly rowidAlias: number;
	readonly hasRowid: boolean;
	readonly isAutoincrement: boolean;
	readonly isStrict: boolean;
	/** Conflict clause of the rowid alias's PRIMARY KEY. */
	readonly primaryKeyConflict: ConflictAction | undefined;
	readonly checks: readonly CheckSchema[];
	readonly foreignKeys: readonly ForeignKeySchema[];
	/** All indexes of the table, in creation order; a WITHOUT ROWID table's primary key first, with index.id === table.id. */
	readonly indexes: readonly IndexSchema[];
	/** Position of the column of WITH (ttl = column): rows whose time has passed are not read. */
	readonly timeToLive?: number | undefined;
	/** How its rows are divided; undefined: they are not. */
	readonly partitioning?: PartitionScheme | undefined;
	/** Made by CREATE VIRTUAL TABLE ... USING; undefined: an ordinary table. */
	readonly module: string | undefined;
	/** The table function behind it, if it keeps no rows itself (functions/function.ts). */
	readonly source?: object;
	/** Text for sqlite_schema, as SQLite would store it. */
	readonly sql: string;
	/** Set on what stands for a view while it is written to by INSTEAD OF triggers: it has no tree. */
	readonly isView?: boolean;
}

export interface IndexColumn {
	/** Table column; -1 rowid; -2 expression. */
	readonly columnIndex: number;
	readonly expression: Expression | undefined;
	readonly collation: Collation;
	readonly descending: boolean;
}

/**
 * Entry of a secondary index: [column values..., rowid] or, for a WITHOUT ROWID table, [column values..., those
 * primary key columns that are not among them under the same collation]. That is its full key; behind it stand the
 * values of INCLUDE, by which nothing is ordered or found.
 */
export interface IndexSchema {
	readonly kind: 'index';
	readonly id: number;
	readonly schema: SchemaName;
	readonly name: string;
	readonly key: string;
	readonly tableKey: string;
	readonly columns: readonly IndexColumn[];
	readonly isUnique: boolean;
	/** c: CREATE INDEX, u: UNIQUE constraint, pk: PRIMARY KEY. */
	readonly origin: 'c' | 'u' | 'pk';
	readonly conflict: ConflictAction | undefined;
	readonly where: Expression | undefined;
	/** Table columns of INCLUDE: entries hold their values at the end, behind the full key. */
	readonly included?: readonly number[];
	/** Folded name of the type, as USING has it; absent: an ordinary ordered index. */
	readonly type?: string;
	/** WITH (options), by folded name. */
	readonly options?: ReadonlyMap<string, number | string>;
	/** By prefix length - 1, as ANALYZE found it: rows that share a prefix, on average. */
	readonly rowsPerPrefix?: readonly number[] | undefined;
	/** Undefined for automatic indexes. */
	readonly sql: string | undefined;
}

export interface ViewSchema {
	readonly kind: 'view';
	/** Creation order among all objects; views have no tree. */
	readonly id: number;
	readonly schema: SchemaName;
	readonly name: string;
	readonly key: string;
	/** Explicit column names, if written. */
	readonly columnNames: readonly string[] | undefined;
	/** Its spans refer to `sql`. */
	readonly query: Query;
	readonly sql: string;
}

export interface TriggerSchema {
	readonly kind: 'trigger';
	readonly id: number;
	readonly schema: SchemaName;
	readonly name: string;
	readonly key: string;
	/** Schema of the table: another one for some triggers of temp. */
	readonly tableSchema: SchemaName;
	readonly tableKey: string;
	/** Its spans refer to `sql`. */
	readonly statement: CreateTrigger;
	readonly sql: string;
}

/** Columns of the primary key of a WITHOUT ROWID table, in key order. */
export function primaryKeyParts(table: TableSchema): readonly IndexColumn[] {
	return table.indexes.find(index => index.id === table.id)?.columns ?? [];
}

/**
 * What entries of an index of a WITHOUT ROWID table hold behind the indexed columns: the key columns that the index does
 * not have under the key's own collation. (Under another one, different keys may be equal.)
 */
export function trailingKeyParts(table: TableSchema, index: IndexSchema): readonly IndexColumn[] {
	return primaryKeyParts(table).filter(
		key =>
			!index.columns.some(
				column => column.columnIndex === key.columnIndex && column.collation === key.collation,
			),
	);
}
