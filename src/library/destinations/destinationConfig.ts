/**
 * The settings of a destination, checked: as a program writes them (`tableName`) or as YAML does (`table_name`).
 */

import { DEFAULT_BATCH_SIZE } from '../../engine/index.js';
import type { BulkMode } from '../../engine/index.js';
import { DestinationError } from './destinationError.js';
import type { DestinationSetting } from './destinationError.js';

/** Where rows go, and how. */
export interface DestinationConfig {
	/** Required. */
	readonly tableName: string;
	/** 'append' (default) adds rows, 'replace' puts them in the place of all there are, 'merge' updates those of equal keys. */
	readonly mode?: BulkMode | undefined;
	/** Columns by which 'merge' finds rows; required for it. */
	readonly mergeKeys?: readonly string[] | undefined;
	/** Rows between two reports of progress: 10000. */
	readonly batchSize?: number | undefined;
	/** True (default): a table that is not there is made, with the types of the rows. */
	readonly createTableIfNotExists?: boolean | undefined;
	/** Names and types of all columns are compared with the table's before anything is written. */
	readonly validateSchema?: boolean | undefined;
}

/** The same as YAML has it. */
export interface YamlDestinationConfig {
	readonly connector?: string | undefined;
	readonly table_name: string;
	readonly mode?: BulkMode | undefined;
	readonly merge_keys?: readonly string[] | string | undefined;
	readonly batch_size?: number | undefined;
	readonly create_table_if_not_exists?: boolean | undefined;
	readonly validate_schema?: boolean | undefined;
}

/** The settings of a destination with all that was left out. */
export interface CheckedConfig {
	readonly tableName: string;
	readonly mode: BulkMode;
	readonly mergeKeys: readonly string[];
	readonly batchSize: number;
	readonly createTableIfNotExists: boolean;
	readonly validateSchema: boolean;
}

const SETTINGS: readonly (readonly [keyof DestinationConfig | 'connector', DestinationSetting])[] =
	[
		['tableName', 'table_name'],
		['mode', 'mode'],
		['mergeKeys', 'merge_keys'],
		['batchSize', 'batch_size'],
		['createTableIfNotExists', 'create_table_if_not_exists'],
		['validateSchema', 'validate_schema'],
		['connector', 'connector'],
	];
const MODES: readonly BulkMode[] = ['append', 'replace', 'merge'];

/** Throws DestinationError naming the setting that is wrong. */
export function checkConfig(config: DestinationConfig | YamlDestinationConfig): CheckedConfig {
	if (typeof config !== 'object' || (config as unknown) === null) {
		throw new TypeError('Expected the settings of a destination, with a tableName');
	}
	const given = normalized(config as unknown as Readonly<Record<string, unknown>>);
	const { connector, table_name: tableName, mode = 'append', batch_size: batch } = given;
	if (connector !== undefined && connector !== 'in_memory') {
		fail('connector', `unknown connector ${shown(connector)}: it is in_memory`);
	}
	if (typeof tableName !== 'string' || tableName.trim() === '') {
		return fail('table_name', 'table_name is required: the table to write to');
	}
	if (!isMode(mode)) {
		return fail('mode', `unknown mode ${shown(mode)}: it is one of append, replace, merge`);
	}
	const mergeKeys = keysOf(given['merge_keys']);
	if (mode === 'merge' && mergeKeys.length === 0) {
		fail('merge_keys', 'merge_keys are required for mode merge');
	}
	if (batch !== undefined && !(Number.isSafeInteger(batch) && (batch as number) > 0)) {
		fail('batch_size', `batch_size is a positive integer, not ${shown(batch)}`);
	}
	return {
		tableName,
		mode,
		mergeKeys,
		batchSize: (batch as number | undefined) ?? DEFAULT_BATCH_SIZE,
		createTableIfNotExists: flag(given, 'create_table_if_not_exists', true),
		validateSchema: flag(given, 'validate_schema', false),
	};
}

type Given = Readonly<Partial<Record<DestinationSetting, unknown>>>;

function normalized(config: Readonly<Record<string, unknown>>): Given {
	const given: Partial<Record<DestinationSetting, unknown>> = {};
	for (const [key, value] of Object.entries(config)) {
		const setting = SETTINGS.find(names => names.includes(key as DestinationSetting));
		if (!setting) {
			const known = SETTINGS.map(([, name]) => name).join(', ');
			throw new DestinationError(`unknown setting ${key}`, { hint: `there are ${known}` });
		}
		if (value !== undefined && value !== null) given[setting[1]] = value;
	}
	return given;
}

function isMode(mode: unknown): mode is BulkMode {
	return MODES.some(known => known === mode);
}

function keysOf(keys: unknown): readonly string[] {
	if (keys === undefined) return [];
	if (typeof keys === 'string') return [keys];
	const isList = Array.isArray(keys) && keys.every(key => typeof key === 'string' && key !== '');
	if (!isList) return fail('merge_keys', 'merge_keys are names of columns: [id, email]');
	return keys as string[];
}

function flag(given: Given, setting: DestinationSetting, otherwise: boolean): boolean {
	const value = given[setting] ?? otherwise;
	if (typeof value !== 'boolean') return fail(setting, `${setting} is true or false`);
	return value;
}

function fail(setting: DestinationSetting, message: string): never {
	throw new DestinationError(message, { setting });
}

function shown(value: unknown): string {
	return typeof value === 'string' ? `"${value}"` : String(value);
}
