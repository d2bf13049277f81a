/**
 * What a database remembers of its memory: peaks, samples taken at commits, and the limit.
 *
 * All of it is off until somebody asks: without a limit and a history no statement does anything for it.
 */

import { SqlError } from '../../types/sqlError.js';
import type { SqlValue } from '../../types/value.js';
import { RowTree } from '../../storage/rowTree.js';
import { valueBytes } from '../../storage/byteSizes.js';
import { limitIntermediateRows } from '../../executor/vectors/rowsLimit.js';
import type { MemoryMeter } from '../../executor/write/contract.js';
import type { DatabaseCore } from '../databaseCore.js';
import type { State } from '../state.js';
import { Compression } from './compression.js';
import { databaseBytes } from './memoryReport.js';

/** What the database took after a commit. */
export interface MemorySample {
	readonly commit: number;
	/** Milliseconds since 1970. */
	readonly time: number;
	readonly bytes: number;
}

export class MemoryMonitor implements MemoryMeter {
	readonly #database: DatabaseCore;
	readonly compression: Compression;
	readonly #peaks = new WeakMap<object, number>();
	readonly #treePeaks = new Map<number, number>();
	#history: MemorySample[] = [];
	#historySize = 0;
	#limit = 0;
	/** At most what the database takes: the last count and what was written since. */
	#used = 0;
	/** The state a statement writes to. */
	#writing: State | undefined = undefined;
	/** Called after each commit; undefined: nobody wants to know. */
	committed: (() => void) | undefined = undefined;

	constructor(database: DatabaseCore) {
		this.#database = database;
		this.compression = new Compression(database);
	}

	/** The most bytes seen of a layer, a connection, the database. */
	peakOf(owner: object, bytes: number): number {
		const peak = Math.max(bytes, this.#peaks.get(owner) ?? 0);
		this.#peaks.set(owner, peak);
		return peak;
	}

	peakOfTree(id: number, bytes: number): number {
		const peak = Math.max(bytes, this.#treePeaks.get(id) ?? 0);
		this.#treePeaks.set(id, peak);
		return peak;
	}

	/** Oldest first. */
	get history(): readonly MemorySample[] {
		return this.#history;
	}

	/** How many samples are kept; 0: none are taken. */
	get historySize(): number {
		return this.#historySize;
	}

	set historySize(size: number) {
		this.#historySize = Math.max(0, size);
		this.#history = this.#history.slice(Math.max(0, this.#history.length - this.#historySize));
		this.#listen();
	}

	/** Leaves at rest are held packed. */
	get isCompressing(): boolean {
		return this.compression.isOn;
	}

	set isCompressing(isOn: boolean) {
		this.compression.isOn = isOn;
		this.#listen();
	}

	/** In bytes; 0: none. */
	get limit(): number {
		return this.#limit;
	}

	set limit(bytes: number) {
		this.#limit = Math.max(0, bytes);
		this.#used = this.#limit > 0 ? databaseBytes(this.#database) : 0;
	}

	/** What writes have to ask; undefined: nothing is limited. */
	get meter(): this | undefined {
		return this.#limit > 0 ? this : undefined;
	}

	/** A statement begins that may gather rows. Ends with leave(). */
	enter(): void {
		limitIntermediateRows(this.#room, () => {
			this.#used = this.#count();
			return this.#room;
		});
	}

	leave(): void {
		this.#writing = undefined;
		limitIntermediateRows(Infinity, () => Infinity);
	}

	/** The state that the next rows go to. */
	writeTo(state: State): void {
		this.#writing = state.shared;
	}

	reserveRow(row: readonly SqlValue[], indexes: number): void {
		let bytes = 8 * row.length + indexes * entryBytes;
		for (const value of row) bytes += valueBytes(value);
		this.reserve(bytes);
	}

	reserve(bytes: number): void {
		this.#used += bytes;
		if (this.#used <= this.#limit) return;
		const counted = this.#count();
		this.#used = counted + bytes;
		this.#database.memory.peakOf(this.#database, counted);
		if (this.#used <= this.#limit) return;
		this.#used = counted;
		throw full(this.#limit);
	}

	/** After a schema change, which may have filled a table or an index. */
	check(state: State): void {
		this.#writing = state.shared;
		this.#used = this.#count();
		if (this.#used > this.#limit) throw full(this.#limit);
	}

	get #room(): number {
		return Math.max(0, this.#limit - this.#used);
	}

	/** Rows that are deleted and still in their leaf do not count. */
	#count(): number {
		const { head } = this.#database;
		for (const { trees } of new Set([head, this.#writing ?? head])) {
			for (const tree of trees.values()) if (tree instanceof RowTree) tree.foldedLeaves();
		}
		return databaseBytes(this.#database, this.#writing);
	}

	#listen(): void {
		const isWanted = this.#historySize > 0 || this.compression.isOn;
		this.committed = isWanted ? this.#afterCommit : undefined;
	}

	readonly #afterCommit = (): void => {
		this.compression.committed();
		if (this.#historySize > 0) this.#sample();
	};

	#sample(): void {
		const { commits, ports } = this.#database;
		const bytes = databaseBytes(this.#database);
		this.peakOf(this.#database, bytes);
		for (const [id, tree] of this.#database.head.trees) this.peakOfTree(id, tree.byteSize());
		this.#history.push({ commit: commits, time: ports.now(), bytes });
		if (this.#history.length > this.#historySize) this.#history.shift();
	}
}

/** Of an index, with its share of the nodes. */
const entryBytes = 96;

function full(limit: number): SqlError {
	return new SqlError('SQLITE_FULL', 'database or disk is full', {
		hint: `PRAGMA memory_limit is ${limit} bytes: delete rows, release layers or raise it`,
	});
}
