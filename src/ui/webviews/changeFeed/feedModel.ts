/**
 * What the change feed holds: the newest events up to a limit, which of them the filter lets through, and whether
 * the list stands still. Pure; ten thousand events a second cost an array push each.
 */

import type { ChangeMessage } from '../../../protocol/events.js';

export type FeedKind = 'all' | 'insert' | 'update' | 'delete' | 'schema';

export interface FeedFilter {
	/** Part of a table's or object's name; '' for all. */
	readonly table: string;
	readonly kind: FeedKind;
}

const KEPT = 20_000;

export class FeedModel {
	#events: ChangeMessage[] = [];
	#shown: ChangeMessage[] = [];
	#waiting: ChangeMessage[] = [];
	#filter: FeedFilter = { table: '', kind: 'all' };
	#isPaused = false;
	#dropped = 0;
	#total = 0;

	/** Events that pass the filter, oldest first. */
	get shown(): readonly ChangeMessage[] {
		return this.#shown;
	}

	/** Events ever received since the last clear. */
	get total(): number {
		return this.#total;
	}

	/** Events that came too fast or too long ago to be kept. */
	get dropped(): number {
		return this.#dropped;
	}

	/** Events that wait for the pause to end. */
	get waitingCount(): number {
		return this.#waiting.length;
	}

	get isPaused(): boolean {
		return this.#isPaused;
	}

	get filter(): FeedFilter {
		return this.#filter;
	}

	append(changes: readonly ChangeMessage[], dropped: number): void {
		this.#total += changes.length + dropped;
		this.#dropped += dropped;
		if (this.#isPaused) {
			for (const change of changes) this.#waiting.push(change);
			if (this.#waiting.length > KEPT * 1.25) this.#waiting = this.#trim(this.#waiting);
			return;
		}
		this.#accept(changes);
	}

	setPaused(isPaused: boolean): void {
		this.#isPaused = isPaused;
		if (isPaused) return;
		const waiting = this.#waiting;
		this.#waiting = [];
		this.#accept(waiting);
	}

	setFilter(filter: FeedFilter): void {
		this.#filter = filter;
		this.#shown = this.#events.filter(event => passes(event, filter));
	}

	clear(): void {
		this.#events = [];
		this.#shown = [];
		this.#waiting = [];
		this.#dropped = 0;
		this.#total = 0;
	}

	#accept(changes: readonly ChangeMessage[]): void {
		for (const change of changes) {
			this.#events.push(change);
			if (passes(change, this.#filter)) this.#shown.push(change);
		}
		if (this.#events.length <= KEPT * 1.25) return;
		this.#events = this.#trim(this.#events);
		this.#shown = this.#events.filter(event => passes(event, this.#filter));
	}

	#trim(events: ChangeMessage[]): ChangeMessage[] {
		if (events.length <= KEPT) return events;
		this.#dropped += events.length - KEPT;
		return events.slice(events.length - KEPT);
	}
}

export function isDataChange(
	change: ChangeMessage,
): change is Extract<ChangeMessage, { readonly tableName: string }> {
	return 'tableName' in change;
}

function passes(change: ChangeMessage, filter: FeedFilter): boolean {
	const name = isDataChange(change) ? change.tableName : change.objectName;
	if (filter.table !== '' && !name.toLowerCase().includes(filter.table.toLowerCase())) return false;
	if (filter.kind === 'all') return true;
	return isDataChange(change) ? change.type === filter.kind : filter.kind === 'schema';
}
