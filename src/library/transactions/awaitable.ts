/**
 * What `db.transaction(fn)` gives: better-sqlite3's function, to be called; and something to be awaited, which runs the
 * function in a transaction that may wait. Nothing runs before one of the two happens.
 */

import type { TransactionFunction } from '../../engine/index.js';

/** `await db.transaction(async tx => ...)` */
export interface AwaitableTransaction<Result> extends PromiseLike<Result> {
	catch<Other = never>(
		onRejected?: ((reason: unknown) => Other | PromiseLike<Other>) | null,
	): Promise<Result | Other>;
	finally(onFinally?: (() => void) | null): Promise<Result>;
}

/** Gives the function the methods of a promise; `run` is called when one of them is, once. */
export function makeAwaitable<Args extends unknown[], Result>(
	call: TransactionFunction<Args, Result>,
	run: () => Promise<Result>,
): TransactionFunction<Args, Result> & AwaitableTransaction<Awaited<Result>> {
	let promise: Promise<Result> | undefined;
	const started = (): Promise<Result> => (promise ??= run());
	const methods: Readonly<Record<string, unknown>> = {
		then: (...args: Parameters<Promise<Result>['then']>) => started().then(...args),
		catch: (...args: Parameters<Promise<Result>['catch']>) => started().catch(...args),
		finally: (...args: Parameters<Promise<Result>['finally']>) => started().finally(...args),
	};
	for (const [name, value] of Object.entries(methods)) Object.defineProperty(call, name, { value });
	return call as TransactionFunction<Args, Result> & AwaitableTransaction<Awaited<Result>>;
}
