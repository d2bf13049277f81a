/**
 * What a connection is doing at the moment, and with it better-sqlite3's rules of what may be asked of it meanwhile: nothing
 * by the functions that a statement calls, no change while rows are iterated over (unless `unsafeMode()` is on).
 */

export class Activity {
	isUnsafe = false;
	#running = 0;
	#iterators = 0;

	/** Balanced by `ended`. */
	started(): void {
		this.#running++;
	}

	ended(): void {
		this.#running--;
	}

	/** While listeners are told of what is done. */
	paused(body: () => void): void {
		const running = this.#running;
		this.#running = 0;
		try {
			body();
		} finally {
			this.#running = running;
		}
	}

	iteratorOpened(): void {
		this.#iterators++;
	}

	iteratorClosed(): void {
		this.#iterators--;
	}

	/** For what may be done beside an open iterator. */
	checkIdle(): void {
		if (this.#running > 0) throw busy();
	}

	/** For statements that may change something. */
	checkChangeable(): void {
		if (this.#running > 0 || (this.#iterators > 0 && !this.isUnsafe)) throw busy();
	}

	/** For what concerns the connection as a whole. */
	checkAlone(): void {
		if (this.#running > 0 || this.#iterators > 0) throw busy();
	}
}

function busy(): TypeError {
	return new TypeError('This database connection is busy executing a query');
}
