/**
 * Change events as they travel from the worker: what the feed shows and the tree listens to.
 *
 * They come in commit order, schema before data, in batches; rows are plain values in JSON-safe form.
 */

import type { JsonMixedValue } from './pageJson.js';

export interface DataChangeMessage {
	readonly type: 'insert' | 'update' | 'delete';
	/** Counts the session's events, from 1. */
	readonly sequence: number;
	/** Milliseconds since the epoch. */
	readonly time: number;
	readonly schemaName: string;
	readonly tableName: string;
	readonly key: readonly JsonMixedValue[];
	/** Column name to value; long values are cut. undefined for an insert. */
	readonly oldRow: Readonly<Record<string, JsonMixedValue>> | undefined;
	/** undefined for a delete. */
	readonly newRow: Readonly<Record<string, JsonMixedValue>> | undefined;
	readonly changedColumns: readonly string[];
	readonly layer: number | undefined;
	/** The cell whose statement made the change. */
	readonly cellId: string | undefined;
}

export interface SchemaChangeMessage {
	readonly type: 'create' | 'alter' | 'drop';
	readonly sequence: number;
	readonly time: number;
	readonly objectType: string;
	readonly schemaName: string | undefined;
	readonly objectName: string;
	readonly oldObjectName: string | undefined;
	readonly columnName: string | undefined;
	readonly oldColumnName: string | undefined;
	readonly ddl: string | undefined;
	readonly layer: number | undefined;
	readonly cellId: string | undefined;
}

export type ChangeMessage = DataChangeMessage | SchemaChangeMessage;

export interface ChangeBatch {
	readonly changes: readonly ChangeMessage[];
	/** Events left out because they came faster than the limit; counted, never silent. */
	readonly dropped: number;
}
