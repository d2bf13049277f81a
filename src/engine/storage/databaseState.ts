/**
 * One state of a database: an immutable value. And the draft that makes the next one.
 *
 * Trees are found by the id of their table or index in the catalog. A state shares all trees it did not
 * change, and within changed trees all nodes it did not change, with the state it came from.
 */

import type { Tree } from './contract.js';
import type { UndoLog } from './undoLog.js';

export interface DatabaseState<Catalog> {
	readonly catalog: Catalog;
	readonly trees: ReadonlyMap<number, Tree>;
	/** Last rowid given out, by id of the AUTOINCREMENT table. */
	readonly sequences: ReadonlyMap<number, number | bigint>;
}

export function emptyState<Catalog>(catalog: Catalog): DatabaseState<Catalog> {
	return { catalog, trees: new Map(), sequences: new Map() };
}

/**
 * Leave to write the base's own trees instead of forks. The base then changes under its holders, so this is for
 * one statement at a time, when nobody can look at the base before it is done or rolled back.
 */
export interface InPlaceWriting {
	readonly undoLog: UndoLog;
	/** Whether something else holds this very tree handle; it is then forked all the same. */
	isPinned(id: number, tree: Tree): boolean;
}

/**
 * The next state while it is being made: by a statement, or by all statements of a transaction.
 *
 *   const draft = new StateDraft(layer.state);
 *   (draft.writableTree(id) as RowTree).insert(1, row);
 *   const savepoint = draft.toState();          O(1) a changed tree; later writes leave it alone
 *   draft.reset(savepoint);                     ROLLBACK TO
 */
export class StateDraft<Catalog> {
	#base: DatabaseState<Catalog>;
	#catalog: Catalog;
	/** Copied from the base with the first change. */
	#trees: Map<number, Tree> | undefined = undefined;
	/** Copied from the base with the first change. */
	#sequences: Map<number, number | bigint> | undefined = undefined;
	/** Trees that no state holds, or that are written in place. */
	readonly #writable = new Set<number>();
	readonly #inPlace: InPlaceWriting | undefined;

	constructor(base: DatabaseState<Catalog>, inPlace?: InPlaceWriting) {
		this.#base = base;
		this.#catalog = base.catalog;
		this.#inPlace = inPlace;
	}

	get catalog(): Catalog {
		return this.#catalog;
	}

	set catalog(catalog: Catalog) {
		this.#catalog = catalog;
	}

	/** For reading. What it shows changes with later writes of this draft: fork it to keep it. */
	tree(id: number): Tree | undefined {
		return (this.#trees ?? this.#base.trees).get(id);
	}

	/** For writing. Stays the same handle until toState() or reset(). Precondition: the tree exists. */
	writableTree(id: number): Tree {
		const known = this.tree(id);
		if (known === undefined) throw new Error(`no tree ${id}`);
		if (this.#writable.has(id)) return known;
		this.#writable.add(id);
		if (this.#inPlace !== undefined && !this.#inPlace.isPinned(id, known)) {
			this.#inPlace.undoLog.attach(known);
			return known;
		}
		const fork = known.fork();
		this.#ownTrees().set(id, fork);
		return fork;
	}

	/** A new tree, or one that replaces another (added column, rebuilt index). The draft may write to it. */
	setTree(id: number, tree: Tree): void {
		this.#ownTrees().set(id, tree);
		this.#writable.add(id);
	}

	removeTree(id: number): void {
		this.#ownTrees().delete(id);
		this.#writable.delete(id);
	}

	sequence(id: number): number | bigint | undefined {
		return (this.#sequences ?? this.#base.sequences).get(id);
	}

	setSequence(id: number, value: number | bigint | undefined): void {
		const sequences = (this.#sequences ??= new Map(this.#base.sequences));
		if (value === undefined) sequences.delete(id);
		else sequences.set(id, value);
	}

	/** The state as it is now. The draft goes on from it without touching it. */
	toState(): DatabaseState<Catalog> {
		this.#writable.clear();
		const { catalog, trees, sequences } = this.#base;
		if (this.#trees === undefined && this.#sequences === undefined && this.#catalog === catalog) {
			return this.#base;
		}
		const state = {
			catalog: this.#catalog,
			trees: this.#trees ?? trees,
			sequences: this.#sequences ?? sequences,
		};
		this.reset(state);
		return state;
	}

	/** Forgets all changes since the state, which is one of this draft's or any other. */
	reset(state: DatabaseState<Catalog>): void {
		this.#base = state;
		this.#catalog = state.catalog;
		this.#sequences = undefined;
		this.#trees = undefined;
		this.#writable.clear();
	}

	#ownTrees(): Map<number, Tree> {
		return (this.#trees ??= new Map(this.#base.trees));
	}
}
