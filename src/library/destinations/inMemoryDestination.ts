/**
 * A destination: where rows go, and how. `write` puts all of them into its table, or none.
 *
 * It differs from `bulkWrite` in what it does for rows of unknown make: it makes the table with types told from them, and
 * looks whether they fit before it writes.
 */

import type { BulkProgress, BulkRows, BulkSignal, TableInfo } from '../../engine/index.js';
import { checkConfig } from './destinationConfig.js';
import type {
	CheckedConfig,
	DestinationConfig,
	YamlDestinationConfig,
} from './destinationConfig.js';
import { mergeKeyNotFound, tableCreationDisabled } from './destinationError.js';
import { adviceOf } from './advice.js';
import { atomically } from './atomically.js';
import { memoryStore } from './memoryStore.js';
import type { MemoryStore } from './memoryStore.js';
import { knownRows } from './rowSource.js';
import type { KnownRows } from './rowSource.js';
import { checkMergeTypes, validateColumns } from './validateRows.js';
import { createTable, guardMemory } from './writeRows.js';

/** How one `write` goes about it. */
export interface WriteOptions {
	/** Names for rows that are arrays; of rows that are objects only these are written. */
	readonly columns?: readonly string[] | undefined;
	/** After each batch; false cancels, and nothing is written. */
	readonly onProgress?: ((progress: BulkProgress) => unknown) | undefined;
	readonly signal?: BulkSignal | undefined;
}

/** What a `write` has done. */
export interface DestinationResult {
	readonly rows: number;
	readonly batches: number;
	readonly inserted: number;
	readonly updated: number;
	readonly deleted: number;
	readonly unchanged: number;
	/** The table was made. */
	readonly created: boolean;
	/** Advice about the settings and the data. */
	readonly hints: readonly string[];
}

/** A place for rows: a table of a memory store, and how rows get there. */
export class InMemoryDestination {
	/** Where its table is. */
	readonly store: MemoryStore;
	/** Its settings, with all that was left out. */
	readonly config: CheckedConfig;

	/** Throws DestinationError for settings that are wrong. */
	constructor(config: DestinationConfig | YamlDestinationConfig, store: MemoryStore = memoryStore) {
		this.config = checkConfig(config);
		this.store = store;
	}

	/** Throws DestinationError for rows that do not fit, and whatever refuses them; nothing is written then. */
	write(rows: BulkRows, options: WriteOptions = {}): DestinationResult {
		return guardMemory(() => atomically(this.store.database, () => this.#write(rows, options)));
	}

	#write(given: BulkRows, options: WriteOptions): DestinationResult {
		const { tableName, mode, mergeKeys, batchSize, validateSchema } = this.config;
		const { database } = this.store;
		const isThere = this.store.hasTable(tableName);
		const isLooked = !isThere || mode === 'merge' || validateSchema;
		// What is known of a table takes a walk over it.
		const table = isThere && isLooked ? this.store.find(tableName) : undefined;
		const names = options.columns ?? namesFor(given, table);
		const known = isLooked ? knownRows(given, names) : undefined;
		if (known) this.#check(known, table);
		if (!isThere) this.#create(known as KnownRows);
		const result = database.bulkWrite(tableName, known?.rows ?? given, {
			mode,
			batchSize,
			columns: names ?? known?.inferred.map(({ name }) => name),
			keys: mode === 'merge' ? mergeKeys : undefined,
			onProgress: options.onProgress,
			signal: options.signal,
		});
		const { rows, batches, inserted, updated, deleted, unchanged } = result;
		const counts = { rows, batches, inserted, updated, deleted, unchanged };
		const hints = adviceOf(this.config, known?.inferred ?? []);
		return { ...counts, created: !isThere, hints };
	}

	#check({ inferred }: KnownRows, table: TableInfo | undefined): void {
		const { mode, validateSchema } = this.config;
		if (table && inferred.length === 0) return;
		if (mode === 'merge') this.#checkKeys(inferred);
		if (!table) return;
		if (validateSchema) validateColumns(table, inferred);
		if (mode === 'merge') checkMergeTypes(table, inferred);
	}

	#checkKeys(inferred: KnownRows['inferred']): void {
		const { mergeKeys } = this.config;
		const names = inferred.map(({ name }) => name);
		const known = new Set(names.map(name => name.toLowerCase()));
		const missing = mergeKeys.find(key => !known.has(key.toLowerCase()));
		if (missing !== undefined) throw mergeKeyNotFound(missing, names);
	}

	#create({ inferred }: KnownRows): void {
		const { tableName, createTableIfNotExists } = this.config;
		if (!createTableIfNotExists) throw tableCreationDisabled(tableName);
		createTable(this.store.database, tableName, inferred);
	}
}

/** Rows that are arrays have the columns of the table. */
function namesFor(given: BulkRows, table: TableInfo | undefined): readonly string[] | undefined {
	const isOfArrays = Array.isArray(given) && Array.isArray(given[0]);
	if (!isOfArrays || !table) return undefined;
	return table.columns.filter(({ generated }) => generated === 'no').map(({ name }) => name);
}
