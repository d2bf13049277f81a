/** What `Statement.iterate` gives: rows one by one, and the statement is busy until the last one or `return()`. */

export class StatementIterator implements IterableIterator<unknown> {
	readonly #rows: Iterator<unknown>;
	readonly #checkIdle: () => void;
	#onEnd: (() => void) | undefined;

	constructor(rows: Iterator<unknown>, checkIdle: () => void, onEnd: () => void) {
		this.#rows = rows;
		this.#checkIdle = checkIdle;
		this.#onEnd = onEnd;
	}

	next(): IteratorResult<unknown> {
		this.#checkIdle();
		if (!this.#onEnd) return { value: undefined, done: true };
		let step: IteratorResult<unknown>;
		try {
			step = this.#rows.next();
		} catch (error) {
			this.#end();
			throw error;
		}
		if (step.done === true) this.#end();
		return step;
	}

	return(): IteratorResult<unknown> {
		this.#checkIdle();
		if (this.#onEnd) {
			this.#rows.return?.();
			this.#end();
		}
		return { value: undefined, done: true };
	}

	[Symbol.iterator](): this {
		return this;
	}

	#end(): void {
		this.#onEnd?.();
		this.#onEnd = undefined;
	}
}
