/**
 * Work that waits for other work without standing on the host's stack.
 *
 * Writes that set off row programs are generators: where a call would nest (a write runs a program, the program runs a
 * write) they yield the inner work and go on with its result. So a thousand levels of triggers need no more of the
 * stack than one. Writes that set off nothing are ordinary functions.
 */

/** Yields work to be done first; the value of `yield` is what that work returns, and what it throws is thrown there. */
export type Steps<Result> = Generator<Steps<unknown>, Result, unknown>;

export function runSteps<Result>(work: Steps<Result>): Result {
	const waiting: Steps<unknown>[] = [];
	let running: Steps<unknown> = work;
	let outcome: { readonly value?: unknown; readonly error?: unknown } = NOTHING;
	for (;;) {
		let reached: IteratorResult<Steps<unknown>, unknown>;
		try {
			reached = 'error' in outcome ? running.throw(outcome.error) : running.next(outcome.value);
		} catch (error) {
			const outer = waiting.pop();
			if (!outer) throw error;
			running = outer;
			outcome = { error };
			continue;
		}
		if (!reached.done) {
			waiting.push(running);
			running = reached.value;
			outcome = NOTHING;
			continue;
		}
		const outer = waiting.pop();
		if (!outer) return reached.value as Result;
		running = outer;
		outcome = { value: reached.value };
	}
}

const NOTHING = { value: undefined };
