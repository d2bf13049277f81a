/**
 * A database's part in its store: commits are written to the log before they count, checkpoints are made, and the store
 * is closed with the database. A database without a store has none of this.
 */

import type { Store } from '../../persistence/store.js';
import { storedNumbers } from '../../persistence/commit.js';
import type { ConnectionCore } from '../connectionCore.js';
import type { DatabaseCore } from '../databaseCore.js';
import { heldStates } from '../memory/memoryReport.js';
import type { State } from '../state.js';
import { checkpointFiles } from './checkpointFiles.js';
import { commitText } from './commitText.js';
import { loadImage } from './loadImage.js';
import { StoredIds } from './storedSchema.js';
import { storeStatistics } from './storeStatistics.js';
import type { StoreStatistics } from './storeStatistics.js';
import type { UnloadedTable } from './unloadedTable.js';

export class Durability {
	readonly #database: DatabaseCore;
	readonly #store: Store;
	readonly #ids = new StoredIds();
	/** Tables whose rows are not those of their files. */
	#changed = new Set<number>();
	/** Tables whose rows are only in their files. */
	readonly #unloaded = new Set<UnloadedTable>();
	#isOpen = true;

	readonly #checkpointBytes: number;

	private constructor(database: DatabaseCore, store: Store, checkpointBytes: number) {
		this.#checkpointBytes = checkpointBytes;
		this.#database = database;
		this.#store = store;
	}

	/** Fills the database with what the store holds. Precondition: the database is new. */
	static start(connection: ConnectionCore, store: Store, checkpointBytes: number): void {
		const { database } = connection;
		const durability = new Durability(database, store, checkpointBytes);
		const { changed, unloaded } = loadImage(connection, store.takeImage(), durability.#ids);
		durability.#changed = changed;
		for (const table of unloaded) {
			durability.#unloaded.add(table);
			table.onLoad = () => void durability.#unloaded.delete(table);
		}
		database.durability = durability;
	}

	/** To be called before `to` becomes the present state. When it throws, `to` must not. */
	commit(from: State, to: State): void {
		if (from === to) return;
		if (!this.#isOpen) throw new TypeError('The database connection is not open');
		const number = this.#store.lastCommit + 1;
		const time = new Date(this.#database.ports.now()).toISOString();
		const { text, tables } = commitText(from, to, this.#ids, number, time);
		if (text !== undefined) this.#store.append(text);
		for (const table of tables) this.#changed.add(table);
	}

	/** After a commit: a log that has grown long is folded into the files. A failure is none of the commit. */
	afterCommit(): void {
		const { logBytes, checkpointBytes } = this.#store;
		const longest = this.#checkpointBytes;
		if (longest === 0 || logBytes < longest || logBytes < checkpointBytes) return;
		try {
			this.checkpoint();
		} catch {
			// The log goes on; checkpoint() and close() tell.
		}
	}

	checkpoint(): void {
		const state = this.#database.head;
		const changed = this.#changed;
		this.#saveUnloaded(state);
		const numbers = storedNumbers.map(name => [name, state.number('main', name)] as const);
		this.#store.checkpoint(
			checkpointFiles(state, this.#ids, table => changed.has(table)),
			Object.fromEntries(numbers),
		);
		this.#changed = new Set();
	}

	/** Everything that is stored is in memory afterwards. */
	load(): void {
		const held = heldStates(this.#database);
		for (const { table } of this.#awaited(held)) {
			for (const state of held) state.findTree(table.id);
		}
	}

	flush(): Promise<void> {
		return this.#store.flush();
	}

	statistics(): StoreStatistics {
		return storeStatistics(this.#store.statistics(), this.#database.head, this.#ids);
	}

	/** Files go that older states may still want to read: those of tables that are dropped, renamed, changed. */
	#saveUnloaded(state: State): void {
		for (const table of this.#awaited(heldStates(this.#database))) {
			if (table.isAwaitedBy(state) && !this.#changed.has(table.table.id)) continue;
			try {
				table.load();
			} catch {
				// Who wants it will be told.
			}
		}
	}

	/** Tables that one of the states waits for; others are forgotten. */
	#awaited(states: readonly State[]): readonly UnloadedTable[] {
		for (const table of this.#unloaded) {
			if (!states.some(state => table.isAwaitedBy(state))) this.#unloaded.delete(table);
		}
		return [...this.#unloaded];
	}

	/** With a checkpoint; when that fails, everything is in the log. */
	close(): void {
		if (!this.#isOpen) return;
		this.#isOpen = false;
		try {
			this.checkpoint();
		} catch {
			// The log has what the files do not.
		}
		this.#store.close();
	}
}
