/** Layers that have a name, and the finding of layers by name or number. */

import type { Catalog } from '../../catalog/catalog.js';
import type { LayerReference } from '../../syntax/ast/layers.js';
import type { Name } from '../../syntax/ast/name.js';
import { SqlError } from '../../types/sqlError.js';
import type { DatabaseCore } from '../databaseCore.js';
import type { State } from '../state.js';

interface NamedLayer {
	readonly name: string;
	readonly state: State;
}

export type NamedLayers = ReadonlyMap<string, NamedLayer>;

export class KeptLayers {
	readonly #database: DatabaseCore;
	/** By folded name. */
	#named = new Map<string, NamedLayer>();

	constructor(database: DatabaseCore) {
		this.#database = database;
	}

	nameOf(state: State): string | undefined {
		for (const { name, state: named } of this.#named.values()) {
			if (named.shared === state.shared) return name;
		}
		return undefined;
	}

	create({ name, key, span }: Name, state: State, ifNotExists: boolean): void {
		if (this.#named.has(key)) {
			if (ifNotExists) return;
			throw new SqlError('SQLITE_ERROR', `layer ${name} already exists`, { span });
		}
		this.#database.pin(state);
		this.#named.set(key, { name, state });
	}

	drop({ name, key, span }: Name, ifExists: boolean): void {
		const named = this.#named.get(key);
		if (!named) {
			if (ifExists) return;
			throw this.#missing(name, span);
		}
		this.#named.delete(key);
		this.#database.unpin(named.state);
		// Prepared statements mean the layer that had the name, which something else may still keep.
		this.#database.registryVersion++;
	}

	/** Throws for a layer that there is not. */
	find({ layer, span }: LayerReference): State {
		const found = this.lookUp(layer) ?? this.#ofBranch(layer);
		if (found) return found;
		throw this.#missing(layer, span);
	}

	/** By name in any case, or by number: any state that something keeps. */
	lookUp(layer: string | number): State | undefined {
		if (typeof layer === 'string') return this.#named.get(layer.toLowerCase())?.state;
		for (const state of this.#database.pinned.keys()) if (state.id === layer) return state;
		return undefined;
	}

	/** The names of this moment, to come back to; kept until `release`. */
	capture(): NamedLayers {
		const names = new Map(this.#named);
		for (const { state } of names.values()) this.#database.pin(state);
		return names;
	}

	reinstate(names: NamedLayers): void {
		for (const { state } of names.values()) this.#database.pin(state);
		this.release(this.#named);
		this.#named = new Map(names);
		this.#database.registryVersion++;
	}

	release(names: NamedLayers): void {
		for (const { state } of names.values()) this.#database.unpin(state);
	}

	/** The tables of a kept state, to be read beside the present ones. */
	catalogOf(reference: LayerReference): Catalog {
		return this.#database.layerViews.catalogOf(this.find(reference));
	}

	/** The branch that is checked out has no state that is kept. */
	#ofBranch(name: string | number): State | undefined {
		return typeof name === 'string' ? this.#database.branches.named(name)?.state : undefined;
	}

	#missing(layer: string | number, span: LayerReference['span']): SqlError {
		const { head } = this.#database;
		const names = [...this.#named.values()].map(({ name }) => name);
		let hint = names.length > 0 ? `layers with a name: ${names.join(', ')}` : undefined;
		const isPresent = typeof layer === 'string' && this.#database.branches.named(layer);
		if (layer === head.id || isPresent)
			hint = 'that is the present state; CREATE LAYER keeps it under a name';
		else hint ??= 'CREATE LAYER name keeps the present state';
		return new SqlError('SQLITE_ERROR', `no such layer: ${layer}`, { span, hint });
	}
}
