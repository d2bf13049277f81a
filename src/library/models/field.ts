/** A field: one column of a model, its type and constraints. */

import type { FieldType } from './fieldTypes.js';
import type { RowClass } from './modelTypes.js';

/** What becomes of a row whose reference is deleted or gets another key. */
export type ReferenceAction = 'cascade' | 'set null' | 'set default' | 'restrict' | 'no action';

/** What `@references` may be told. */
export interface ReferenceOptions {
	readonly onDelete?: ReferenceAction;
	readonly onUpdate?: ReferenceAction;
	/** Checked when the transaction commits, so that rows may refer to each other. */
	readonly deferred?: boolean;
	/** The field referred to; without it the primary key. */
	readonly field?: string;
}

export interface Reference extends ReferenceOptions {
	/** A model, or the name of a table. */
	readonly target: () => ReferenceTarget;
}

/** What a reference may lead to: a class with `@table()`, what `defineTable()` gave, or the name of a table. */
export type ReferenceTarget = RowClass | { readonly tableName: string } | string;

/** What `@index` may be told. */
export interface IndexOptions {
	readonly name?: string;
	readonly unique?: boolean;
	/** `hash`, `bitmap`, `fulltext` or a type of one's own; a B-tree without it. */
	readonly using?: string;
	/** SQL: only rows that meet it are indexed. */
	readonly where?: string;
}

/** Asked of each value before it is written; false, or a text that says what is wrong, refuses it. */
export type Validator = (value: never) => unknown;

export interface Field {
	/** The property. */
	readonly name: string;
	readonly column: string;
	readonly type: FieldType;
	readonly isNullable: boolean;
	readonly isPrimaryKey: boolean;
	/** An integer that the database counts up when it is left out. */
	readonly isAutoIncrement: boolean;
	/** The database makes it: left out, it is no error. */
	readonly isGenerated: boolean;
	readonly isUnique: boolean;
	readonly index: IndexOptions | undefined;
	readonly collate: string | undefined;
	/** SQL */
	readonly checks: readonly string[];
	readonly validators: readonly Validator[];
	readonly reference: Reference | undefined;
	readonly defaults: FieldDefault;
}

export type FieldDefault =
	| { readonly kind: 'none' }
	/** Written into the table's DEFAULT too. */
	| { readonly kind: 'constant'; readonly value: unknown }
	/** Another value for each row. */
	| { readonly kind: 'made'; readonly make: () => unknown }
	/** The initialiser of a class, which has to be run for each row. */
	| { readonly kind: 'initialiser' };
