/**
 * Prepared texts of one connection, the oldest first out. A text is kept from its second use on: a script of
 * statements that run once leaves nothing behind (they cost 6-8 % of its time as garbage that grows old).
 */

import type { Prepared } from './prepared.js';

const SIZE = 256;

export class StatementCache {
	readonly #prepared = new Map<string, Prepared>();
	/** Texts used once, each in the place its ends hash to; a newer one takes the place. */
	readonly #seen = new Array<string>(SIZE).fill('');

	get(sql: string): Prepared | undefined {
		return this.#prepared.size === 0 ? undefined : this.#prepared.get(sql);
	}

	offer(sql: string, prepared: Prepared): void {
		const place = placeOf(sql);
		if (this.#seen[place] !== sql) {
			this.#seen[place] = sql;
			return;
		}
		if (this.#prepared.size >= SIZE) {
			const [oldest] = this.#prepared.keys();
			if (oldest !== undefined) this.#prepared.delete(oldest);
		}
		this.#prepared.set(sql, prepared);
	}
}

const SAMPLES = 8;

function placeOf(sql: string): number {
	let hash = sql.length;
	for (let sample = 1; sample <= SAMPLES; sample++) {
		const position = Math.floor((sql.length * sample) / SAMPLES) - 1;
		hash = (hash * 31 + sql.charCodeAt(Math.max(0, position))) | 0;
	}
	return (hash >>> 0) % SIZE;
}
