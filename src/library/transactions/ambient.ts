/**
 * Which transaction the running code is in. In Node each chain of asynchronous calls has its own. Browsers cannot tell such
 * chains apart: there a transaction is everybody's while it is open, and only what its function calls at once is known
 * to be called by it.
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
	/** From the innermost one outwards. */
	transactions(): Iterable<OpenTransaction>;
	/** Those that have certainly called the running code. */
	callers(): Iterable<OpenTransaction>;
	run<Result>(transaction: OpenTransaction, body: () => Promise<Result>): Promise<Result>;
}

/** The innermost open transaction on this database that statements belong to. */
export function ambientTransaction(database: Connection): OpenTransaction | undefined {
	return innermost(ambient.transactions(), database);
}

/** The innermost one that the running code is part of for certain: a transaction begun here is part of it, too. */
export function callingTransaction(database: Connection): OpenTransaction | undefined {
	return innermost(ambient.callers(), database);
}

export async function runAsCurrent<Result>(
	transaction: OpenTransaction,
	body: () => Promise<Result>,
): Promise<Result> {
	return ambient.run(transaction, body);
}

function innermost(
	transactions: Iterable<OpenTransaction>,
	database: Connection,
): OpenTransaction | undefined {
	for (const one of transactions) {
		if (one.isOpen && (one.database === database || one.connection === database)) return one;
	}
	return undefined;
}

function* withParents(from: OpenTransaction | undefined): Generator<OpenTransaction> {
	for (let at = from; at; at = at.parent) yield at;
}

const ambient: Ambient = inNode() ?? forAll();

function inNode(): Ambient | undefined {
	const { process } = globalThis as { readonly process?: Partial<NodeJS.Process> };
	const builtin = process?.getBuiltinModule?.bind(process);
	if (!builtin || process?.versions?.node === undefined) return undefined;
	const { AsyncLocalStorage }: typeof AsyncHooks = builtin('node:async_hooks');
	/** A chain of calls may lead through transactions of several databases. */
	interface Link {
		readonly transaction: OpenTransaction;
		readonly before: Link | undefined;
	}
	const storage = new AsyncLocalStorage<Link>();
	function* transactions(): Generator<OpenTransaction> {
		for (let link = storage.getStore(); link; link = link.before) yield link.transaction;
	}
	return {
		transactions,
		callers: transactions,
		run: (transaction, body) => storage.run({ transaction, before: storage.getStore() }, body),
	};
}

function forAll(): Ambient {
	const open: OpenTransaction[] = [];
	let caller: OpenTransaction | undefined;
	return {
		transactions: () => open.toReversed(),
		callers: () => withParents(caller),
		async run(transaction, body) {
			const before = caller;
			open.push(transaction);
			caller = transaction;
			try {
				const running = body();
				caller = before;
				return await running;
			} finally {
				caller = before;
				open.splice(open.indexOf(transaction), 1);
			}
		},
	};
}
