/** What `Statement.iterate` gives: rows one by one, and the statement is busy until the last one or `return()`. */

export class StatementIterator<RowResult> implements IterableIterator<RowResult> {
	readonly statement: unknown;
	readonly #rows: Iterator<RowResult>;
	readonly #checkIdle: () => void;
	#onEnd: (() => void) | undefined;

	constructor(
		statement: unknown,
		rows: Iterator<RowResult>,
		checkIdle: () => void,
		onEnd: () => void,
	) {
		this.statement = statement;
		this.#rows = rows;
		this.#checkIdle = checkIdle;
		this.#onEnd = onEnd;
	}

	next(): IteratorResult<RowResult> {
		this.#checkIdle();
		if (!this.#onEnd) return { value: undefined, done: true };
		let step: IteratorResult<RowResult>;
		try {
			step = this.#rows.next();
		} catch (error) {
			this.#end();
			throw error;
		}
		if (step.done === true) this.#end();
		return step;
	}

	return(): IteratorResult<RowResult> {
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
