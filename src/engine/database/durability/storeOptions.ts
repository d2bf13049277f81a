/** Which store the arguments of `new Database` ask for. */

import { booleanOption } from '../argumentChecks.js';
import { isInMemory } from '../databaseArguments.js';
import type { DatabaseOptions } from '../ports.js';
import type { StoreOptions } from '../../persistence/store.js';

export interface StoreRequest {
	/** What the database is called. */
	readonly name: string;
	readonly root: string;
	readonly options: StoreOptions;
}

const POLICIES = ['always', 'normal', 'off'] as const;

/** Undefined: the database is in memory. `given`: the name that stood first. */
export function storeOf(given: string, options: DatabaseOptions): StoreRequest | undefined {
	if (!booleanOption(options, 'persist')) return undefined;
	const { basePath = './data', name, fsync = 'always', archives = 2, now } = options;
	for (const [option, value] of Object.entries({ basePath, name })) {
		if (value !== undefined && typeof value !== 'string') {
			throw new TypeError(`Expected the "${option}" option to be a string`);
		}
	}
	if (!POLICIES.includes(fsync)) {
		throw new TypeError('Expected the "fsync" option to be "always", "normal" or "off"');
	}
	if (!Number.isInteger(archives) || archives < 0) {
		throw new TypeError('Expected the "archives" option to be a positive integer');
	}
	const folder = name ?? (isInMemory(given) ? '' : given);
	const base = basePath.replace(/(?<=.)[/\\]+$/, '');
	const root = folder === '' ? base : `${base}/${folder}`;
	return {
		name: folder === '' ? root : folder,
		root,
		options: {
			sync: fsync,
			archives,
			now: now ?? (() => Date.now()),
			isReadonly: options.readonly === true,
			mustExist: options.readonly === true || options.fileMustExist === true,
		},
	};
}
