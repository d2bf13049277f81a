/** What can be wrong with a destination or its rows. The hint is the way out; nothing was written. */

import { SqlError } from '../../engine/index.js';

/** The setting, by its name in YAML, that the error is about. */
export type DestinationSetting =
	| 'table_name'
	| 'mode'
	| 'merge_keys'
	| 'batch_size'
	| 'create_table_if_not_exists'
	| 'validate_schema'
	| 'connector';

/** An error of a destination: a setting that is wrong, or rows that do not fit. */
export class DestinationError extends SqlError {
	/** Undefined: it is about the data. */
	readonly setting: DestinationSetting | undefined;

	constructor(
		message: string,
		options: {
			readonly setting?: DestinationSetting | undefined;
			readonly hint?: string | undefined;
			readonly code?: string;
			readonly cause?: unknown;
		} = {},
	) {
		super(options.code ?? 'SQLITE_ERROR', message, { hint: options.hint });
		this.setting = options.setting;
		if (options.cause !== undefined) this.cause = options.cause;
	}

	// It is shown as `Error: Cannot create table ...`.
	static {
		Object.defineProperty(this.prototype, 'name', { value: 'Error', configurable: true });
	}
}

export function tableCreationDisabled(table: string): DestinationError {
	return new DestinationError(`Cannot create table '${table}' - table creation disabled`, {
		setting: 'create_table_if_not_exists',
		hint: 'Enable table creation or create table manually: create_table_if_not_exists: true',
	});
}

export function mergeKeyNotFound(key: string, columns: readonly string[]): DestinationError {
	return new DestinationError(`Merge key '${key}' not found in source data`, {
		setting: 'merge_keys',
		hint: `Ensure merge keys exist in your data. Available columns: ${columns.join(', ')}`,
	});
}

export function insufficientMemory(cause: unknown): DestinationError {
	return new DestinationError('Insufficient memory to write data', {
		code: 'SQLITE_FULL',
		setting: 'batch_size',
		hint: 'Reduce batch size or clear unused tables',
		cause,
	});
}

export function typeMismatch(column: string, detail: string): DestinationError {
	return new DestinationError(`Cannot merge - data type mismatch for column '${column}'`, {
		code: 'SQLITE_MISMATCH',
		hint: `Ensure consistent data types: ${detail}`,
	});
}
