/** Which store the arguments of `new Database` ask for. */

import { booleanOption } from '../argumentChecks.js';
import { isInMemory } from '../databaseArguments.js';
import type { DatabaseOptions } from '../ports.js';
import type { StoreOptions } from '../../persistence/store.js';

export interface StoreRequest {
	/** What the database is called. */
	readonly name: string;
	readonly root: string;
	/** Log bytes after which a checkpoint is made by itself; 0: none is. */
	readonly checkpointBytes: number;
	readonly options: StoreOptions;
}

const LONG_LOG = 16 * 1024 * 1024;

const POLICIES = ['always', 'normal', 'off'] as const;

/** Undefined: the database is in memory. `given`: the name that stood first. */
export function storeOf(given: string, options: DatabaseOptions): StoreRequest | undefined {
	if (!booleanOption(options, 'persist')) return undefined;
	const { basePath = './data', name, fsync = 'always', now } = options;
	const { archives = 2, checkpointBytes = LONG_LOG } = options;
	for (const [option, value] of Object.entries({ basePath, name })) {
		if (value !== undefined && typeof value !== 'string') {
			throw new TypeError(`Expected the "${option}" option to be a string`);
		}
	}
	if (!POLICIES.includes(fsync)) {
		throw new TypeError('Expected the "fsync" option to be "always", "normal" or "off"');
	}
	for (const [option, value] of Object.entries({ archives, checkpointBytes })) {
		if (!Number.isInteger(value) || value < 0) {
			throw new TypeError(`Expected the "${option}" option to be a positive integer`);
		}
	}
	const folder = name ?? (isInMemory(given) ? '' : given);
	const base = basePath.replace(/(?<=.)[/\\]+$/, '');
	const root = folder === '' ? base : `${base}/${folder}`;
	return {
		name: folder === '' ? root : folder,
		root,
		checkpointBytes,
		options: {
			sync: fsync,
			archives,
			now: now ?? (() => Date.now()),
			isReadonly: options.readonly === true,
			mustExist: options.readonly === true || options.fileMustExist === true,
		},
	};
}
