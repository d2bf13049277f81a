/**
 * Column definitions and constraints, as in CREATE TABLE, ALTER TABLE ADD and
 * `CREATE VIRTUAL TABLE ... USING memory(...)`.
 */
import type { Span } from '../../util/span.js';
import type { Expression } from './expression.js';
import type { ConflictAction, Name, TypeName } from './name.js';
import type { PartitionClause } from './partitions.js';
import type { OrderingTerm } from './query.js';

export interface TableDefinition {
	readonly kind: 'tableDefinition';
	readonly columns: readonly ColumnDefinition[];
	readonly constraints: readonly TableConstraint[];
	readonly isWithoutRowid: boolean;
	readonly isStrict: boolean;
	/** `USING module`, behind the definition. */
	readonly using: Name | undefined;
	readonly settings: readonly TableSetting[];
	/** `PARTITION BY ...` behind the definition. */
	readonly partitioning: PartitionClause | undefined;
	readonly span: Span;
}

/** `name = value` in `WITH (...)` behind the definition. */
export interface TableSetting {
	readonly kind: 'tableSetting';
	readonly name: Name;
	readonly value: Name;
	readonly span: Span;
}

export interface ColumnDefinition {
	readonly kind: 'columnDefinition';
	readonly name: Name;
	readonly type: TypeName | undefined;
	/** In source order. */
	readonly constraints: readonly ColumnConstraint[];
	/** The last name behind CONSTRAINT. SQLite lets the last column's go on to a table constraint without one. */
	readonly openName: Name | undefined;
	readonly span: Span;
}

export type ColumnConstraint =
	| PrimaryKeyColumn
	| NotNullColumn
	| NullColumn
	| UniqueColumn
	| CheckConstraint
	| DefaultColumn
	| CollateColumn
	| ReferencesColumn
	| GeneratedColumn;

export type TableConstraint =
	PrimaryKeyConstraint | UniqueConstraint | CheckConstraint | ForeignKeyConstraint;

/** PRIMARY KEY on a column. */
export interface PrimaryKeyColumn {
	readonly kind: 'primaryKeyColumn';
	readonly name: Name | undefined;
	readonly direction: 'asc' | 'desc';
	readonly onConflict: ConflictAction | undefined;
	readonly isAutoincrement: boolean;
	readonly span: Span;
}

export interface NotNullColumn {
	readonly kind: 'notNullColumn';
	readonly name: Name | undefined;
	readonly onConflict: ConflictAction | undefined;
	readonly span: Span;
}

/** NULL as a constraint: allowed, and does nothing. */
export interface NullColumn {
	readonly kind: 'nullColumn';
	readonly name: Name | undefined;
	readonly span: Span;
}

export interface UniqueColumn {
	readonly kind: 'uniqueColumn';
	readonly name: Name | undefined;
	readonly onConflict: ConflictAction | undefined;
	readonly span: Span;
}

/** CHECK on a column or on the table. */
export interface CheckConstraint {
	readonly kind: 'checkConstraint';
	readonly name: Name | undefined;
	readonly expression: Expression;
	/** The text between CHECK's own parentheses: SQLite names a failing check by it. */
	readonly sourceSpan: Span;
	readonly onConflict: ConflictAction | undefined;
	readonly span: Span;
}

/** DEFAULT value, DEFAULT -1, DEFAULT (expression). */
export interface DefaultColumn {
	readonly kind: 'defaultColumn';
	readonly name: Name | undefined;
	/** A bare word (`DEFAULT hello`) is a textLiteral, as in SQLite. */
	readonly expression: Expression;
	/** The text without DEFAULT's own parentheses: what `table_info` shows. */
	readonly sourceSpan: Span;
	readonly isParenthesized: boolean;
	readonly span: Span;
}

export interface CollateColumn {
	readonly kind: 'collateColumn';
	readonly name: Name | undefined;
	readonly collation: Name;
	readonly span: Span;
}

export interface ReferencesColumn {
	readonly kind: 'referencesColumn';
	readonly name: Name | undefined;
	readonly references: References;
	readonly span: Span;
}

/** `[GENERATED ALWAYS] AS (expression) [VIRTUAL | STORED]` */
export interface GeneratedColumn {
	readonly kind: 'generatedColumn';
	readonly name: Name | undefined;
	readonly expression: Expression;
	readonly sourceSpan: Span;
	readonly storage: 'virtual' | 'stored';
	readonly span: Span;
}

/** PRIMARY KEY (a, b DESC): terms may carry COLLATE; SQLite refuses other expressions when binding. */
export interface PrimaryKeyConstraint {
	readonly kind: 'primaryKeyConstraint';
	readonly name: Name | undefined;
	readonly columns: readonly OrderingTerm[];
	readonly isAutoincrement: boolean;
	readonly onConflict: ConflictAction | undefined;
	readonly span: Span;
}

export interface UniqueConstraint {
	readonly kind: 'uniqueConstraint';
	readonly name: Name | undefined;
	readonly columns: readonly OrderingTerm[];
	readonly onConflict: ConflictAction | undefined;
	readonly span: Span;
}

export interface ForeignKeyConstraint {
	readonly kind: 'foreignKeyConstraint';
	readonly name: Name | undefined;
	readonly columns: readonly Name[];
	readonly references: References;
	readonly span: Span;
}

export type ForeignKeyAction = 'noAction' | 'restrict' | 'setNull' | 'setDefault' | 'cascade';

export interface References {
	readonly kind: 'references';
	readonly table: Name;
	/** Empty: the parent's primary key. */
	readonly columns: readonly Name[];
	readonly onDelete: ForeignKeyAction;
	readonly onUpdate: ForeignKeyAction;
	/** MATCH name: parsed, kept, and without effect, as in SQLite. */
	readonly match: Name | undefined;
	readonly isDeferred: boolean;
	readonly span: Span;
}
