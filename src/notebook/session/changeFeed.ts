/**
 * Turns the engine's change events into messages, in batches.
 *
 * Without a subscriber nothing listens to the engine, which then records nothing. Between two flushes at
 * most `limit` data events are kept and the rest counted: a load of a million rows must not cost a
 * million messages. Schema events are never left out.
 */

import type { ChangeBatch, ChangeMessage } from '../../protocol/events.js';
import type { WireValue } from '../../protocol/page.js';
import { valueToJson, type JsonMixedValue } from '../../protocol/pageJson.js';

/** The engine's event, as far as it is shown. */
export interface EngineDataChange {
	readonly type: 'insert' | 'update' | 'delete';
	readonly schemaName: string;
	readonly tableName: string;
	readonly key: readonly WireValue[];
	readonly oldRow: readonly WireValue[] | undefined;
	readonly newRow: readonly WireValue[] | undefined;
	readonly changedColumns: readonly string[] | undefined;
	readonly layer: number;
	readonly source: string | undefined;
}

export interface EngineSchemaChange {
	readonly type: 'create' | 'alter' | 'drop';
	readonly objectType: string;
	readonly objectName: string;
	readonly oldObjectName: string | undefined;
	readonly columnName: string | undefined;
	readonly oldColumnName: string | undefined;
	readonly ddl: string | undefined;
	readonly layer: number;
	readonly source: string | undefined;
}

export interface EngineEvents {
	onDataChange(listener: (change: EngineDataChange) => void): () => void;
	onSchemaChange(listener: (change: EngineSchemaChange) => void): () => void;
	/** Column names in table order; undefined when the table is gone. */
	columnNames(schemaName: string, tableName: string): readonly string[] | undefined;
}

export interface FeedOptions {
	readonly engine: EngineEvents;
	readonly now: () => number;
	readonly limit: number;
}

/** Longest text or blob in a message. */
const VALUE_LENGTH = 200;

export class ChangeFeed {
	readonly #options: FeedOptions;
	#stop: (() => void) | undefined;
	#pending: ChangeMessage[] = [];
	#dropped = 0;
	#sequence = 0;
	#columns = new Map<string, readonly string[]>();
	/** Changes made by the session itself are nobody's news. */
	isMuted = false;

	constructor(options: FeedOptions) {
		this.#options = options;
	}

	subscribe(isEnabled: boolean): void {
		if (isEnabled === (this.#stop !== undefined)) return;
		if (!isEnabled) {
			this.#stop?.();
			this.#stop = undefined;
			return;
		}
		const { engine } = this.#options;
		const stopData = engine.onDataChange(change => this.#data(change));
		const stopSchema = engine.onSchemaChange(change => this.#schema(change));
		this.#stop = () => {
			stopData();
			stopSchema();
		};
	}

	/** What came since the last call; undefined when nothing did. */
	take(): ChangeBatch | undefined {
		if (this.#pending.length === 0 && this.#dropped === 0) return undefined;
		const batch = { changes: this.#pending, dropped: this.#dropped };
		this.#pending = [];
		this.#dropped = 0;
		return batch;
	}

	#data(change: EngineDataChange): void {
		if (this.isMuted) return;
		const sequence = ++this.#sequence;
		if (this.#pending.length >= this.#options.limit) {
			this.#dropped++;
			return;
		}
		const names = this.#columnsOf(change);
		this.#pending.push({
			type: change.type,
			sequence,
			time: this.#options.now(),
			schemaName: change.schemaName,
			tableName: change.tableName,
			key: change.key.map(shortValue),
			oldRow: record(names, change.oldRow),
			newRow: record(names, change.newRow),
			changedColumns: change.changedColumns ?? [],
			layer: change.layer,
			cellId: change.source,
		});
	}

	#schema(change: EngineSchemaChange): void {
		this.#columns.clear();
		if (this.isMuted) return;
		this.#pending.push({
			type: change.type,
			sequence: ++this.#sequence,
			time: this.#options.now(),
			objectType: change.objectType,
			schemaName: undefined,
			objectName: change.objectName,
			oldObjectName: change.oldObjectName,
			columnName: change.columnName,
			oldColumnName: change.oldColumnName,
			ddl: change.ddl,
			layer: change.layer,
			cellId: change.source,
		});
	}

	#columnsOf({ schemaName, tableName }: EngineDataChange): readonly string[] {
		const key = `${schemaName}.${tableName}`;
		let names = this.#columns.get(key);
		if (names === undefined) {
			names = this.#options.engine.columnNames(schemaName, tableName) ?? [];
			this.#columns.set(key, names);
		}
		return names;
	}
}

function record(
	names: readonly string[],
	row: readonly WireValue[] | undefined,
): Record<string, JsonMixedValue> | undefined {
	if (row === undefined) return undefined;
	const values = row.map((value, index) => [
		names[index] ?? `column${index + 1}`,
		shortValue(value),
	]);
	return Object.fromEntries(values) as Record<string, JsonMixedValue>;
}

function shortValue(value: WireValue): JsonMixedValue {
	if (typeof value === 'string' && value.length > VALUE_LENGTH) {
		return `${value.slice(0, VALUE_LENGTH)}…`;
	}
	if (value instanceof Uint8Array) return valueToJson(value.subarray(0, VALUE_LENGTH));
	return valueToJson(value);
}
