/**
 * Work that waits for other work without standing on the host's stack.
 *
 * Writes that set off row programs are generators: where a call would nest (a write runs a program, the program runs a
 * write) they yield the inner work and go on with its result. So a thousand levels of triggers need no more of the
 * stack than one. Writes that set off nothing are ordinary functions.
 */

import { SqlError } from '../../types/sqlError.js';

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

/**
 * On the host's stack, inside so many row programs: REPLACE runs its programs like this, and the stack may end before
 * SQLite's limit is reached.
 */
export function runNested<Result>(work: Steps<Result>, depth: number): Result {
	try {
		return runSteps(work);
	} catch (error) {
		throw depth > DEEP && isOverflow(error) ? tooDeep() : error;
	}
}

/** No regular expression: compiling one with so little stack left ends the process. */
function isOverflow(error: unknown): boolean {
	if (!(error instanceof RangeError)) return false;
	return error.message.includes('call stack') || error.message.includes('recursion');
}

export function tooDeep(): SqlError {
	return new SqlError('SQLITE_ERROR', 'triggers nested too deep');
}

/** From here on a stack overflow means recursion. */
const DEEP = 50;

const NOTHING = { value: undefined };
