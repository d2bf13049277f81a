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
	/** The files are where it begins, and no more. */
	readonly isCopy: boolean;
	readonly options: StoreOptions;
}

const LONG_LOG = 16 * 1024 * 1024;

const POLICIES = ['always', 'normal', 'off'] as const;

/** Undefined: the database is in memory. `given`: the name that stood first. */
export function storeOf(given: string, options: DatabaseOptions): StoreRequest | undefined {
	const isKept = booleanOption(options, 'persist');
	const isCopy = booleanOption(options, 'copy') && options.readonly !== true;
	if (!isKept) {
		if (options.copy) throw new TypeError('The "copy" option is for databases kept in files');
		return undefined;
	}
	const { basePath = './data', name, fsync = 'always', now } = options;
	const { archives = 2, checkpointBytes = LONG_LOG } = options;
	checkTexts({ basePath, name });
	if (!POLICIES.includes(fsync)) {
		throw new TypeError('Expected the "fsync" option to be "always", "normal" or "off"');
	}
	checkNumbers({ archives, checkpointBytes });
	const isReadonly = options.readonly === true || isCopy;
	const folder = name ?? (isInMemory(given) ? '' : given);
	const base = basePath.replace(/(?<=.)[/\\]+$/, '');
	const root = folder === '' ? base : `${base}/${folder}`;
	return {
		name: folder === '' ? root : folder,
		root,
		checkpointBytes,
		isCopy,
		options: {
			sync: fsync,
			archives,
			now: now ?? (() => Date.now()),
			isReadonly,
			mustExist: isReadonly || options.fileMustExist === true,
		},
	};
}

function checkTexts(given: Readonly<Record<string, unknown>>): void {
	for (const [option, value] of Object.entries(given)) {
		if (value !== undefined && typeof value !== 'string') {
			throw new TypeError(`Expected the "${option}" option to be a string`);
		}
	}
}

function checkNumbers(given: Readonly<Record<string, number>>): void {
	for (const [option, value] of Object.entries(given)) {
		if (!Number.isInteger(value) || value < 0) {
			throw new TypeError(`Expected the "${option}" option to be a positive integer`);
		}
	}
}
