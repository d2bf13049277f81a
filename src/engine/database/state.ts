/**
 * A database state: a catalog and one tree for each table and index. It is also what a layer is: who made it,
 * from which state, and how many rows that changed.
 *
 * `shared` is what all connections see, `local` what only one does: its temp objects and attached databases. A plain
 * state is all shared; joinedState.ts puts the two together.
 *
 * Sharing: a state may write in place only to the trees in `#owned`; any other tree handle may be shared with
 * other states and is forked before the first write. `derive()` and `copy()` are O(number of trees) and touch no
 * node. A state with pins is never written to: whoever wants to, derives a new one (`isPinned`).
 */

import type { Catalog } from '../catalog/catalog.js';
import type { SchemaName } from '../catalog/schema.js';
import type { Tree } from '../storage/contract.js';
import type { ReadSet } from './isolation/readSet.js';

/** Stands for a tree that is read from a file when somebody wants it. */
export interface UnloadedTree {
	readonly size: number;
	byteSize(): number;
	/** It and all that are loaded with it, by id. Every call gives the same. */
	load(): ReadonlyMap<number, Tree>;
	/** Those of one table. */
	readonly table: object;
}

export class State {
	readonly id: number;
	readonly parentId: number | undefined;
	/** PRAGMA user_version and its like, where they are not 0: by `schema.pragma`. */
	readonly #numbers = new Map<string, number>();
	readonly #rowsChanged = new Map<number, number>();
	/** What made the layer, as set by the session. */
	source: string | undefined;
	/** Milliseconds since 1970. */
	time = 0;
	#catalog: Catalog;
	#trees: Map<number, Tree>;
	readonly #owned: Set<number>;
	/** Not among the trees. */
	#unloaded: Map<number, UnloadedTree> | undefined = undefined;
	#pins = 0;
	/** Trees of kept states, by the ids that layers/layerViews.ts gives them. */
	kept: ReadonlyMap<number, Tree> | undefined = undefined;
	/** What is read of this state and those made from it, where somebody wants to know. */
	reads: ReadSet | undefined = undefined;

	constructor(
		id: number,
		parentId: number | undefined,
		catalog: Catalog,
		trees: Map<number, Tree> = new Map(),
		owned: Iterable<number> = [],
	) {
		this.id = id;
		this.parentId = parentId;
		this.#catalog = catalog;
		this.#trees = trees;
		this.#owned = new Set(owned);
	}

	// eslint-disable-next-line @typescript-eslint/prefer-return-this-type -- a joined state returns a part of itself
	get shared(): State {
		return this;
	}

	get local(): State | undefined {
		return undefined;
	}

	get catalog(): Catalog {
		return this.#catalog;
	}

	set catalog(catalog: Catalog) {
		this.#catalog = catalog;
	}

	/** Rows changed in this layer, by table id. */
	get rowsChanged(): ReadonlyMap<number, number> {
		return this.#rowsChanged;
	}

	/** PRAGMA user_version and application_id of main. */
	get userVersion(): number {
		return this.number('main', 'user_version');
	}

	set userVersion(value: number) {
		this.setNumber('main', 'user_version', value);
	}

	get applicationId(): number {
		return this.number('main', 'application_id');
	}

	set applicationId(value: number) {
		this.setNumber('main', 'application_id', value);
	}

	/** A number that the header of a database file would hold. */
	number(schema: SchemaName, name: string): number {
		return this.#numbers.get(`${schema}.${name}`) ?? 0;
	}

	setNumber(schema: SchemaName, name: string, value: number): void {
		this.#numbers.set(`${schema}.${name}`, value);
	}

	get isPinned(): boolean {
		return this.#pins > 0;
	}

	/** How many hold it. */
	get pins(): number {
		return this.#pins;
	}

	pin(): void {
		this.#pins++;
	}

	unpin(): void {
		this.#pins--;
	}

	/** The next layer on top of this one. */
	derive(id: number): State {
		this.#owned.clear();
		return this.#clone(id, this.id);
	}

	/** The same state once more, for coming back to it. */
	copy(): State {
		this.#owned.clear();
		const copy = this.#clone(this.id, this.parentId);
		for (const [tableId, rows] of this.#rowsChanged) copy.#rowsChanged.set(tableId, rows);
		return copy;
	}

	/** Becomes what `other` is; both go on sharing its trees. */
	become(other: State): void {
		this.#owned.clear();
		other.#owned.clear();
		this.#catalog = other.#catalog;
		this.#trees = new Map(other.#trees);
		this.#unloaded = other.#unloaded && new Map(other.#unloaded);
		replace(this.#numbers, other.#numbers);
		replace(this.#rowsChanged, other.#rowsChanged);
	}

	tree(id: number): Tree {
		const tree = this.findTree(id);
		if (!tree) throw new Error(`no tree ${id} in layer ${this.id}`);
		return tree;
	}

	/** The tree as statements read it. */
	read(id: number): Tree {
		const tree = this.tree(id);
		return this.reads === undefined ? tree : this.reads.watch(id, tree);
	}

	findTree(id: number): Tree | undefined {
		return this.#trees.get(id) ?? this.kept?.get(id) ?? this.#load(id);
	}

	/** For what is asked of all tables: does not load any. */
	peekTree(id: number): Tree | UnloadedTree | undefined {
		return this.#trees.get(id) ?? this.kept?.get(id) ?? this.#unloaded?.get(id);
	}

	/** Whether the table or index is the same in both; loads none for that. */
	isSameTree(other: State, id: number): boolean {
		const mine = this.peekTree(id);
		return mine === other.peekTree(id) || this.findTree(id) === other.findTree(id);
	}

	/** Those that are loaded. */
	get trees(): ReadonlyMap<number, Tree> {
		return this.#trees;
	}

	/** Precondition: not pinned. */
	writable(id: number): Tree {
		const tree = this.tree(id);
		if (this.#owned.has(id)) return tree;
		const fork = tree.fork();
		this.putTree(id, fork);
		return fork;
	}

	/** The tree belongs to this state alone. */
	putTree(id: number, tree: Tree): void {
		this.#trees.set(id, tree);
		this.#owned.add(id);
		this.#unloaded?.delete(id);
	}

	putUnloaded(id: number, tree: UnloadedTree): void {
		this.removeTree(id);
		this.#unloaded ??= new Map();
		this.#unloaded.set(id, tree);
	}

	removeTree(id: number): void {
		this.#trees.delete(id);
		this.#owned.delete(id);
		this.#unloaded?.delete(id);
	}

	countChanged(tableId: number, rows: number): void {
		this.#rowsChanged.set(tableId, (this.#rowsChanged.get(tableId) ?? 0) + rows);
	}

	/** Others may share what is loaded. */
	#load(id: number): Tree | undefined {
		const unloaded = this.#unloaded;
		const wanted = unloaded?.get(id);
		if (!unloaded || !wanted) return undefined;
		// All at once: a placeholder that stayed would keep the rows as they were read.
		for (const [treeId, tree] of wanted.load()) {
			if (unloaded.get(treeId)?.table !== wanted.table) continue;
			unloaded.delete(treeId);
			this.#trees.set(treeId, tree);
		}
		return this.#trees.get(id);
	}

	#clone(id: number, parentId: number | undefined): State {
		const clone = new State(id, parentId, this.#catalog, new Map(this.#trees));
		replace(clone.#numbers, this.#numbers);
		if (this.#unloaded && this.#unloaded.size > 0) clone.#unloaded = new Map(this.#unloaded);
		clone.kept = this.kept;
		clone.reads = this.reads;
		return clone;
	}
}

function replace<K, V>(target: Map<K, V>, source: ReadonlyMap<K, V>): void {
	if (target.size > 0) target.clear();
	for (const [key, value] of source) target.set(key, value);
}
