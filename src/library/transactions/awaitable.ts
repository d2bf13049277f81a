/**
 * What `db.transaction(fn)` gives. An async function makes a promise of its result; nothing runs before somebody waits for
 * it. Any other function makes better-sqlite3's function, to be called; waited for instead, it runs as an async one would.
 */

import type { TransactionFunction } from '../../engine/index.js';

/** A promise that begins when it is waited for. */
class LazyPromise<Result> extends Promise<Result> {
	readonly #run: () => Promise<Result>;
	#started: Promise<Result> | undefined = undefined;

	constructor(run: () => Promise<Result>) {
		super(() => undefined);
		this.#run = run;
	}

	/** What `then` gives is a promise like any other. */
	static override get [Symbol.species](): PromiseConstructor {
		return Promise;
	}

	override async then<A = Result, B = never>(
		onFulfilled?: ((value: Result) => A | PromiseLike<A>) | null,
		onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
	): Promise<A | B> {
		this.#started ??= this.#run();
		return this.#started.then(onFulfilled, onRejected);
	}
}

export function isAsyncFunction(given: unknown): boolean {
	return Object.prototype.toString.call(given) === '[object AsyncFunction]';
}

export function lazyPromise<Result>(run: () => Promise<Result>): Promise<Result> {
	return new LazyPromise(run);
}

/** Gives the function the methods of a promise. */
export function makeAwaitable<Args extends unknown[], Result>(
	call: TransactionFunction<Args, Result>,
	run: () => Promise<Result>,
): TransactionFunction<Args, Result> {
	const promise = lazyPromise(run);
	for (const name of ['then', 'catch', 'finally'] as const) {
		Object.defineProperty(call, name, { value: promise[name].bind(promise) });
	}
	return call;
}
