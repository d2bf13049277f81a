/**
 * Cells as layers: for each executed cell that changed the database, the state before it.
 *
 * Entries stand in the order of execution. Running a changing cell again goes back to the state before
 * it, which takes back what later cells did: they are stale until they run again. A cell that changed
 * nothing runs on the current state. Inside a transaction that the user opened there is no state to go
 * back to; only the cell that began it has one.
 *
 * Every kept state is pinned here and nowhere else; dropping an entry releases it.
 */

import type { EngineDatabase, EngineSnapshot } from './enginePort.js';

interface Entry {
	readonly cellId: string;
	/** undefined when the cell changed nothing, or ran inside a transaction begun by an earlier one. */
	readonly before: EngineSnapshot | undefined;
	readonly hasChanged: boolean;
}

export interface Rewind {
	readonly staleCells: readonly string[];
	readonly notices: readonly string[];
}

export class CellHistory {
	readonly #database: EngineDatabase;
	#entries: Entry[] = [];
	/** Ran once, undone by an earlier cell's re-run, not run since. */
	readonly #stale = new Set<string>();

	constructor(database: EngineDatabase) {
		this.#database = database;
	}

	get staleCells(): readonly string[] {
		return [...this.#stale];
	}

	/** Goes back to the state before the cell's former run, if that changed anything. */
	rewind(cellId: string): Rewind {
		const at = this.#entries.findLastIndex(entry => entry.cellId === cellId);
		const entry = this.#entries[at];
		this.#stale.delete(cellId);
		if (entry === undefined || !entry.hasChanged) {
			this.#entries = this.#entries.filter(other => other.cellId !== cellId);
			return { staleCells: [], notices: [] };
		}
		if (entry.before === undefined) {
			const notice =
				'This cell ran inside a transaction and was not undone. Run again the cell that began it.';
			this.#drop(at, 1);
			return { staleCells: [], notices: [notice] };
		}
		const notices: string[] = [];
		if (this.#database.inTransaction) {
			this.#database.prepare('ROLLBACK').run();
			notices.push('The open transaction was rolled back.');
		}
		this.#database.restore(entry.before);
		const later = this.#entries.slice(at + 1).map(other => other.cellId);
		this.#drop(at, this.#entries.length - at);
		const staleCells = [...new Set(later)].filter(other => other !== cellId);
		for (const stale of staleCells) this.#stale.add(stale);
		notices.push('Ran from the state before this cell.');
		return { staleCells, notices };
	}

	/** `before` becomes this object's to release. */
	record(cellId: string, before: EngineSnapshot | undefined, hasChanged: boolean): void {
		if (!hasChanged) before?.release();
		this.#entries.push({ cellId, before: hasChanged ? before : undefined, hasChanged });
	}

	/** The database was changed by something that is no cell (a drop in the tree): states stay valid. */
	forget(cellId: string): void {
		const at = this.#entries.findIndex(entry => entry.cellId === cellId);
		if (at >= 0) this.#drop(at, 1);
		this.#stale.delete(cellId);
	}

	clear(): void {
		this.#drop(0, this.#entries.length);
		this.#stale.clear();
	}

	/** Cells whose state before is kept, oldest first, for the layers view. */
	kept(): readonly { readonly cellId: string; readonly before: number }[] {
		return this.#entries.flatMap(({ cellId, before }) =>
			before ? [{ cellId, before: before.id }] : [],
		);
	}

	#drop(at: number, count: number): void {
		for (const entry of this.#entries.splice(at, count)) entry.before?.release();
	}
}
