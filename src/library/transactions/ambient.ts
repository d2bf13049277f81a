/**
 * Which transaction the running code is in. In Node each chain of asynchronous calls has its own; elsewhere there is one
 * for all while it is open.
 */

import type * as AsyncHooks from 'node:async_hooks';
import type { Connection } from '../../engine/index.js';

export interface OpenTransaction {
	/** What it was begun on. */
	readonly database: Connection;
	/** Where its statements run. */
	readonly connection: Connection;
	readonly parent: OpenTransaction | undefined;
	readonly isOpen: boolean;
}

interface Ambient {
	readonly current: OpenTransaction | undefined;
	run<Result>(transaction: OpenTransaction, body: () => Promise<Result>): Promise<Result>;
}

/** The innermost open transaction of the running code on this database. */
export function ambientTransaction(database: Connection): OpenTransaction | undefined {
	let at = ambient.current;
	while (at && (!at.isOpen || (at.database !== database && at.connection !== database))) {
		at = at.parent;
	}
	return at;
}

export async function runAsCurrent<Result>(
	transaction: OpenTransaction,
	body: () => Promise<Result>,
): Promise<Result> {
	return ambient.run(transaction, body);
}

const ambient: Ambient = inNode() ?? forAll();

function inNode(): Ambient | undefined {
	const { process } = globalThis as { readonly process?: Partial<NodeJS.Process> };
	const builtin = process?.getBuiltinModule?.bind(process);
	if (!builtin || process?.versions?.node === undefined) return undefined;
	const { AsyncLocalStorage }: typeof AsyncHooks = builtin('node:async_hooks');
	const storage = new AsyncLocalStorage<OpenTransaction>();
	return {
		get current() {
			return storage.getStore();
		},
		run: (transaction, body) => storage.run(transaction, body),
	};
}

function forAll(): Ambient {
	let current: OpenTransaction | undefined;
	return {
		get current() {
			return current;
		},
		async run(transaction, body) {
			const before = current;
			current = transaction;
			try {
				return await body();
			} finally {
				current = before;
			}
		},
	};
}
