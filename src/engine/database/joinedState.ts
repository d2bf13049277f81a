/**
 * What one connection sees: the state all connections share, and behind it the connection's own part, with its temp
 * objects and attached databases.
 *
 * Both parts are states of their own; this one only leads to them: ids are unique in a database, so a tree is looked for
 * in the shared part and then in the own one. A connection without temp objects and attached databases has no own
 * part and never meets this class. Changes of the catalog are divided here: `main` is shared, everything else is not.
 */

import { Catalog } from '../catalog/catalog.js';
import type { SchemaObjects } from '../catalog/catalog.js';
import type { SchemaName } from '../catalog/schema.js';
import type { Tree } from '../storage/contract.js';
import { State } from './state.js';
import type { UnloadedTree } from './state.js';

/** Gives numbers that no catalog of the database has had. */
export type NewVersion = () => number;

export class JoinedState extends State {
	readonly #shared: State;
	readonly #local: State;
	readonly #newVersion: NewVersion;
	#sharedCatalog: Catalog | undefined = undefined;
	#localCatalog: Catalog | undefined = undefined;
	#joined: Catalog | undefined = undefined;

	constructor(shared: State, local: State, newVersion: NewVersion) {
		super(shared.id, shared.parentId, shared.catalog);
		this.#shared = shared;
		this.#local = local;
		this.#newVersion = newVersion;
		this.source = shared.source;
		this.time = shared.time;
	}

	override get shared(): State {
		return this.#shared;
	}

	override get local(): State {
		return this.#local;
	}

	override get catalog(): Catalog {
		const shared = this.#shared.catalog;
		const local = this.#local.catalog;
		if (shared !== this.#sharedCatalog || local !== this.#localCatalog) {
			this.#sharedCatalog = shared;
			this.#localCatalog = local;
			this.#joined = joinCatalogs(shared, local, this.#newVersion);
		}
		return this.#joined as Catalog;
	}

	override set catalog(catalog: Catalog) {
		const { version, schemas } = catalog;
		const shared = this.#shared;
		const local = this.#local;
		const main = schemas.get('main') as SchemaObjects;
		if (main !== shared.catalog.schemas.get('main')) {
			shared.catalog = new Catalog(version, new Map(shared.catalog.schemas).set('main', main));
		}
		const own = new Map(schemas);
		own.delete('main');
		if (!isSame(own, local.catalog.schemas)) {
			local.catalog = new Catalog(version, own);
			this.#claimTrees();
		}
	}

	override get rowsChanged(): ReadonlyMap<number, number> {
		return new Map([...this.#shared.rowsChanged, ...this.#local.rowsChanged]);
	}

	override number(schema: SchemaName, name: string): number {
		return this.#partOf(schema).number(schema, name);
	}

	override setNumber(schema: SchemaName, name: string, value: number): void {
		this.#partOf(schema).setNumber(schema, name, value);
	}

	override get isPinned(): boolean {
		return this.#shared.isPinned || this.#local.isPinned;
	}

	override pin(): void {
		this.#shared.pin();
		this.#local.pin();
	}

	override unpin(): void {
		this.#shared.unpin();
		this.#local.unpin();
	}

	override derive(id: number): State {
		return new JoinedState(this.#shared.derive(id), this.#local.derive(id), this.#newVersion);
	}

	override copy(): State {
		return new JoinedState(this.#shared.copy(), this.#local.copy(), this.#newVersion);
	}

	/** Precondition: `other` has an own part as well. */
	override become(other: State): void {
		this.#shared.become(other.shared);
		if (other.local) this.#local.become(other.local);
	}

	override tree(id: number): Tree {
		return this.#shared.findTree(id) ?? this.#local.tree(id);
	}

	override read(id: number): Tree {
		return this.#shared.findTree(id) ? this.#shared.read(id) : this.#local.tree(id);
	}

	override findTree(id: number): Tree | undefined {
		return this.#shared.findTree(id) ?? this.#local.findTree(id);
	}

	override peekTree(id: number): Tree | UnloadedTree | undefined {
		return this.#shared.peekTree(id) ?? this.#local.peekTree(id);
	}

	override get trees(): ReadonlyMap<number, Tree> {
		return new Map([...this.#shared.trees, ...this.#local.trees]);
	}

	override writable(id: number): Tree {
		return this.#holder(id).writable(id);
	}

	override putTree(id: number, tree: Tree): void {
		const isOwn = this.#local.findTree(id) !== undefined || hasObject(this.#local.catalog, id);
		(isOwn ? this.#local : this.#shared).putTree(id, tree);
	}

	override removeTree(id: number): void {
		this.#holder(id).removeTree(id);
	}

	override countChanged(tableId: number, rows: number): void {
		this.#holder(tableId).countChanged(tableId, rows);
	}

	#holder(id: number): State {
		return this.#local.findTree(id) ? this.#local : this.#shared;
	}

	#partOf(schema: SchemaName): State {
		return schema === 'main' ? this.#shared : this.#local;
	}

	/** Trees that were put in before the catalog said whose they are. */
	#claimTrees(): void {
		for (const { relations, indexes } of this.#local.catalog.schemas.values()) {
			for (const { id } of [...relations.values(), ...indexes.values()]) {
				const tree = this.#shared.findTree(id);
				if (!tree) continue;
				this.#shared.removeTree(id);
				this.#local.putTree(id, tree);
			}
		}
	}
}

/** The same two catalogs always give the same one, so that prepared statements stay good. */
const joinedCatalogs = new WeakMap<Catalog, WeakMap<Catalog, Catalog>>();

/** Order: main, temp, the attached ones. */
function joinCatalogs(shared: Catalog, local: Catalog, newVersion: NewVersion): Catalog {
	let byLocal = joinedCatalogs.get(shared);
	if (!byLocal) joinedCatalogs.set(shared, (byLocal = new WeakMap()));
	const known = byLocal.get(local);
	if (known) return known;
	const joined = new Catalog(newVersion(), new Map([...shared.schemas, ...local.schemas]));
	byLocal.set(local, joined);
	return joined;
}

function isSame(
	left: ReadonlyMap<SchemaName, SchemaObjects>,
	right: ReadonlyMap<SchemaName, SchemaObjects>,
): boolean {
	if (left.size !== right.size) return false;
	for (const [name, objects] of left) if (right.get(name) !== objects) return false;
	return true;
}

function hasObject(catalog: Catalog, id: number): boolean {
	for (const { relations, indexes } of catalog.schemas.values()) {
		for (const one of relations.values()) if (one.id === id) return true;
		for (const one of indexes.values()) if (one.id === id) return true;
	}
	return false;
}
