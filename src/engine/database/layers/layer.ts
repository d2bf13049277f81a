/** A layer as callers hold it: a pinned state. */

import type { DatabaseCore } from '../databaseCore.js';
import type { BranchSet } from './branches.js';
import type { NamedLayers } from './keptLayers.js';
import type { State } from '../state.js';

/** A database state that stays as it is until it is released, with the names of layers and the branches of its moment. */
export class Layer {
	readonly id: number;
	readonly parentId: number | undefined;
	readonly time: number;
	readonly source: string | undefined;
	readonly #database: DatabaseCore;
	readonly #state: State;
	readonly #names: NamedLayers;
	readonly #branches: BranchSet;
	#isReleased = false;

	constructor(database: DatabaseCore, state: State) {
		this.id = state.id;
		this.parentId = state.parentId;
		this.time = state.time;
		this.source = state.source;
		this.#database = database;
		this.#state = state;
		database.pin(state);
		this.#names = database.layers.capture();
		this.#branches = database.branches.capture();
	}

	get isReleased(): boolean {
		return this.#isReleased;
	}

	release(): void {
		if (this.#isReleased) return;
		this.#isReleased = true;
		this.#database.unpin(this.#state);
		this.#database.layers.release(this.#names);
		this.#database.branches.release(this.#branches);
	}

	/** Names and branches become what they were. */
	reinstateNames(): void {
		this.#database.layers.reinstate(this.#names);
		this.#database.branches.reinstate(this.#branches);
	}

	/** For the database's own parts. Throws when released, or when it is another database's. */
	stateFor(database: DatabaseCore): State {
		if (this.#isReleased) throw new TypeError('The layer has been released');
		if (database !== this.#database) throw new TypeError('The layer belongs to another database');
		return this.#state;
	}
}
