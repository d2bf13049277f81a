/**
 * Several trees read as one, in key order. Long runs of one tree are passed on without a copy; where the trees alternate,
 * rows are gathered into vectors of their own. Batches come as their directions want it: backward last-first, the
 * rows inside ascending.
 */

import type { RowId, SqlValue } from '../types/value.js';
import { valueAt } from './columnVector.js';
import type { KeyCursor, RowCursor, ScanDirection } from './contract.js';
import type { Entry } from './keyOrder.js';
import type { Vector } from './vector.js';
import type { Zone } from './zone.js';

/** Shorter runs are copied together. */
const SHORTEST_RUN = 16;
const GATHERED = 256;

/** What row and key cursors have in common: a batch of things in ascending order. */
interface Source<T> {
	next(): boolean;
	readonly start: number;
	readonly end: number;
	at(position: number): T;
}

/** A run of one source: positions start <= p < end. */
interface Run<S> {
	readonly source: S;
	readonly start: number;
	readonly end: number;
}

class Merger<T, S extends Source<T>> {
	/** Those with rows left, and which. */
	readonly #open: { readonly source: S; start: number; end: number }[] = [];
	readonly #compare: (left: T, right: T) => number;
	readonly #isForward: boolean;

	constructor(
		sources: readonly S[],
		compare: (left: T, right: T) => number,
		direction: ScanDirection,
	) {
		this.#compare = compare;
		this.#isForward = direction === 'forward';
		for (const source of sources) {
			if (source.next()) this.#open.push({ source, start: source.start, end: source.end });
		}
	}

	/** The next rows in order that stand together. */
	next(): Run<S> | undefined {
		const open = this.#open;
		let first = 0;
		let second = -1;
		for (let index = 1; index < open.length; index++) {
			if (this.#isBefore(index, first)) {
				second = first;
				first = index;
			} else if (second < 0 || this.#isBefore(index, second)) second = index;
		}
		const part = open[first];
		if (!part) return undefined;
		const { source } = part;
		const limit = second < 0 ? undefined : this.#front(second);
		const run = this.#isForward
			? { source, start: part.start, end: this.#endBelow(part, limit) }
			: { source, start: this.#startBeyond(part, limit), end: part.end };
		if (this.#isForward) part.start = run.end;
		else part.end = run.start;
		return run;
	}

	/** To be called when the run has been read: sources may now go on. */
	advance(): void {
		const open = this.#open;
		for (let index = open.length - 1; index >= 0; index--) {
			const part = open[index] as (typeof open)[number];
			if (part.start < part.end) continue;
			if (part.source.next()) {
				part.start = part.source.start;
				part.end = part.source.end;
			} else open.splice(index, 1);
		}
	}

	#front(index: number): T {
		const { source, start, end } = this.#open[index] as { source: S; start: number; end: number };
		return source.at(this.#isForward ? start : end - 1);
	}

	#isBefore(left: number, right: number): boolean {
		const order = this.#compare(this.#front(left), this.#front(right));
		return this.#isForward ? order < 0 : order > 0;
	}

	#endBelow(part: { source: S; start: number; end: number }, limit: T | undefined): number {
		let end = part.start + 1;
		if (limit === undefined) return part.end;
		if (this.#compare(part.source.at(part.end - 1), limit) < 0) return part.end;
		while (end < part.end && this.#compare(part.source.at(end), limit) < 0) end++;
		return end;
	}

	#startBeyond(part: { source: S; start: number; end: number }, limit: T | undefined): number {
		let start = part.end - 1;
		if (limit === undefined) return part.start;
		if (this.#compare(part.source.at(part.start), limit) > 0) return part.start;
		while (start > part.start && this.#compare(part.source.at(start - 1), limit) > 0) start--;
		return start;
	}
}

abstract class CursorSource<C extends RowCursor | KeyCursor> {
	readonly cursor: C;

	constructor(cursor: C) {
		this.cursor = cursor;
	}

	next(): boolean {
		return this.cursor.next();
	}

	get start(): number {
		return this.cursor.start;
	}

	get end(): number {
		return this.cursor.end;
	}
}

class RowSource extends CursorSource<RowCursor> implements Source<RowId> {
	at(position: number): RowId {
		return this.cursor.keys[position] as RowId;
	}
}

export class MergedRowCursor implements RowCursor {
	keys: readonly RowId[] = [];
	columns: readonly Vector[] = [];
	start = 0;
	end = 0;
	readonly #merger: Merger<RowId, RowSource>;
	readonly #isForward: boolean;
	/** Whose leaf it is; undefined: rows of several. */
	#leaf: RowCursor | undefined = undefined;

	constructor(cursors: readonly RowCursor[], direction: ScanDirection) {
		const sources = cursors.map(cursor => new RowSource(cursor));
		this.#merger = new Merger(sources, compareKeys, direction);
		this.#isForward = direction === 'forward';
	}

	next(): boolean {
		this.#merger.advance();
		const run = this.#merger.next();
		if (!run) return false;
		if (run.end - run.start >= SHORTEST_RUN) this.#pass(run);
		else this.#gather(run);
		return true;
	}

	/** Of gathered rows nothing is known. */
	zone(columnIndex: number): Zone {
		return (
			this.#leaf?.zone(columnIndex) ?? { minimum: -Infinity, maximum: Infinity, hasNull: true }
		);
	}

	#pass({ source, start, end }: Run<RowSource>): void {
		const { cursor } = source;
		this.#leaf = cursor;
		this.keys = cursor.keys;
		this.columns = cursor.columns;
		this.start = start;
		this.end = end;
	}

	#gather(first: Run<RowSource>): void {
		const keys: RowId[] = [];
		const columns: SqlValue[][] = first.source.cursor.columns.map(() => []);
		let run: Run<RowSource> | undefined = first;
		while (run) {
			this.#copy(run, keys, columns);
			this.#merger.advance();
			if (keys.length >= GATHERED) break;
			run = this.#merger.next();
		}
		if (!this.#isForward) {
			keys.reverse();
			for (const column of columns) column.reverse();
		}
		this.#leaf = undefined;
		this.keys = keys;
		this.columns = columns.map(asVector);
		this.start = 0;
		this.end = keys.length;
	}

	#copy({ source, start, end }: Run<RowSource>, keys: RowId[], columns: SqlValue[][]): void {
		const { cursor } = source;
		for (let offset = 0; offset < end - start; offset++) {
			const position = this.#isForward ? start + offset : end - 1 - offset;
			keys.push(cursor.keys[position] as RowId);
			for (let column = 0; column < columns.length; column++) {
				const values = columns[column] as SqlValue[];
				values.push(valueAt(cursor.columns[column] as Vector, position));
			}
		}
	}
}

/** Safe integers alone are worth a vector of their kind: the kernels are fastest there. */
function asVector(values: SqlValue[]): Vector {
	return values.every(Number.isSafeInteger)
		? { kind: 'int', data: values as number[] }
		: { kind: 'generic', data: values };
}

function compareKeys(left: RowId, right: RowId): number {
	return left < right ? -1 : left > right ? 1 : 0;
}

class EntrySource extends CursorSource<KeyCursor> implements Source<Entry> {
	at(position: number): Entry {
		return this.cursor.entries[position] as Entry;
	}
}

export class MergedKeyCursor implements KeyCursor {
	entries: readonly Entry[] = [];
	start = 0;
	end = 0;
	readonly #merger: Merger<Entry, EntrySource>;

	constructor(
		cursors: readonly KeyCursor[],
		compare: (left: Entry, right: Entry) => number,
		direction: ScanDirection,
	) {
		const sources = cursors.map(cursor => new EntrySource(cursor));
		this.#merger = new Merger(sources, compare, direction);
	}

	next(): boolean {
		this.#merger.advance();
		const run = this.#merger.next();
		if (!run) return false;
		this.entries = run.source.cursor.entries;
		this.start = run.start;
		this.end = run.end;
		return true;
	}
}
