/** A commit as it stands in the log, and the objects of the schema as files have them. Plain data. */

import type { RecordShape } from './recordText.js';

export interface StoredObject {
	/** Grows in the order in which objects are made; kept when an object is renamed. */
	readonly id: number;
	readonly type: 'table' | 'index' | 'view' | 'trigger';
	readonly name: string;
	/** Id of the table or view that an index or trigger belongs to. */
	readonly of?: number;
	readonly sql: string;
	/** Of a table that keeps rows. */
	readonly record?: RecordShape;
}

export interface TableChange {
	readonly table: number;
	readonly name: string;
	/** All rows are in `put`: what was there before is gone. */
	readonly all?: boolean;
	/** The table has other columns: where those of the rows come from that are there already. Since version 2. */
	readonly columns?: readonly ColumnOrigin[];
	/** Rowids, or arrays of primary key values. Before `put`. */
	readonly delete?: readonly unknown[];
	/** Whole records, new or in place of those with the same key. */
	readonly put?: readonly unknown[];
}

/** Position of an old column, or the value that all rows get. */
export type ColumnOrigin = number | { readonly value: unknown };

export interface Commit {
	/** One more than that of the commit before. */
	readonly number: number;
	readonly time: string;
	/** PRAGMA user_version and its like. */
	readonly numbers?: Readonly<Record<string, number>>;
	readonly schema?: { readonly drop?: readonly number[]; readonly put?: readonly StoredObject[] };
	readonly changes?: readonly TableChange[];
}

/** The settings of `main` that a database keeps. */
export const storedNumbers = ['user_version', 'application_id', 'schema_version'] as const;

export function isCommit(json: unknown): json is Commit {
	return typeof json === 'object' && json !== null && 'number' in json && 'time' in json;
}
