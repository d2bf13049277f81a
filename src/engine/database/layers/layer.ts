/** A layer as callers hold it: a pinned state. */

import type { DatabaseCore } from '../databaseCore.js';
import type { BranchSet } from './branches.js';
import type { NamedLayers } from './keptLayers.js';
import type { State } from '../state.js';

interface Kept {
	readonly state: State;
	readonly names: NamedLayers;
	readonly branches: BranchSet;
}

/** A database state that stays as it is until it is released, with the names of layers and the branches of its moment. */
export class Layer {
	/** A larger number for each state that is made. */
	readonly id: number;
	/** The state it was made from. */
	readonly parentId: number | undefined;
	/** When it was made, in milliseconds since 1970. */
	readonly time: number;
	/** Who made it: see `setSource()`. */
	readonly source: string | undefined;
	readonly #database: DatabaseCore;
	/** Undefined when released: nothing is kept alive by what a caller still holds. */
	#kept: Kept | undefined;

	/** @internal */
	constructor(database: DatabaseCore, state: State) {
		this.id = state.id;
		this.parentId = state.parentId;
		this.time = state.time;
		this.source = state.source;
		this.#database = database;
		database.pin(state);
		const names = database.layers.capture();
		this.#kept = { state, names, branches: database.branches.capture() };
	}

	/** After `release()`: it cannot be gone back to any more. */
	get isReleased(): boolean {
		return this.#kept === undefined;
	}

	/** Lets go of the state: pages that no other layer needs are given back. */
	release(): void {
		const kept = this.#kept;
		if (!kept) return;
		this.#kept = undefined;
		this.#database.unpin(kept.state);
		this.#database.layers.release(kept.names);
		this.#database.branches.release(kept.branches);
	}

	/** Names and branches become what they were. @internal */
	reinstateNames(): void {
		const { names, branches } = this.#whileKept();
		this.#database.layers.reinstate(names);
		this.#database.branches.reinstate(branches);
	}

	/** For the database's own parts. Throws when released, or when it is another database's. @internal */
	stateFor(database: DatabaseCore): State {
		const { state } = this.#whileKept();
		if (database !== this.#database) throw new TypeError('The layer belongs to another database');
		return state;
	}

	#whileKept(): Kept {
		if (!this.#kept) throw new TypeError('The layer has been released');
		return this.#kept;
	}
}
