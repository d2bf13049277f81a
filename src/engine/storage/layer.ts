/**
 * Layers: the states a database went through, kept only while something pins them.
 *
 * A layer names its parent by id alone. A link would keep every older page alive and, worse, invite
 * reading through it; each layer is complete by itself instead, and shares pages with its neighbours.
 */

import type { Tree } from './contract.js';
import type { DatabaseState } from './databaseState.js';

export type LayerId = number;

/** Rows a layer changed in one table. */
export interface RowCountChange {
	readonly inserted: number;
	readonly updated: number;
	readonly deleted: number;
}

/** Who made a layer. */
export interface LayerSource {
	/** Id of the notebook cell, when one ran. */
	readonly cell: string | undefined;
	/** SQL text of the statement, or of the last one of a transaction. */
	readonly statement: string | undefined;
	readonly connection: number | undefined;
}

export interface Layer<Catalog> {
	readonly id: LayerId;
	readonly parentId: LayerId | undefined;
	readonly state: DatabaseState<Catalog>;
	/** By tree id of the table. */
	readonly rowCountChanges: ReadonlyMap<number, RowCountChange>;
	readonly source: LayerSource;
	/** Milliseconds, from the host's clock. */
	readonly time: number;
}

/** Keeps a layer until released; releasing twice does nothing. */
export interface LayerPin<Catalog> {
	readonly layer: Layer<Catalog>;
	release(): void;
}

export type LayerOrigin = Pick<Layer<unknown>, 'rowCountChanges' | 'source' | 'time'>;

export const unknownSource: LayerSource = {
	cell: undefined,
	statement: undefined,
	connection: undefined,
};

export class LayerRegistry<Catalog> {
	#head: Layer<Catalog>;
	#lastId: LayerId = 0;
	readonly #pinned = new Map<LayerId, { readonly layer: Layer<Catalog>; pins: number }>();

	constructor(state: DatabaseState<Catalog>, time: number) {
		this.#head = {
			id: 0,
			parentId: undefined,
			state,
			rowCountChanges: new Map(),
			source: unknownSource,
			time,
		};
	}

	/** The layer new readers see. */
	get head(): Layer<Catalog> {
		return this.#head;
	}

	/** Puts a state on top. The former head lives on only if it is pinned. */
	push(state: DatabaseState<Catalog>, origin: LayerOrigin): Layer<Catalog> {
		this.#head = { id: ++this.#lastId, parentId: this.#head.id, state, ...origin };
		return this.#head;
	}

	/** Precondition: the layer is the head or pinned. */
	pin(layer: Layer<Catalog>): LayerPin<Catalog> {
		const entry = this.#pinned.get(layer.id) ?? { layer, pins: 0 };
		entry.pins++;
		this.#pinned.set(layer.id, entry);
		let isReleased = false;
		return {
			layer,
			release: () => {
				if (isReleased) return;
				isReleased = true;
				if (--entry.pins === 0) this.#pinned.delete(layer.id);
			},
		};
	}

	/** A kept layer. */
	find(id: LayerId): Layer<Catalog> | undefined {
		return this.#head.id === id ? this.#head : this.#pinned.get(id)?.layer;
	}

	/** The head and all pinned layers, oldest first. */
	kept(): readonly Layer<Catalog>[] {
		const layers = new Map<LayerId, Layer<Catalog>>();
		for (const { layer } of this.#pinned.values()) layers.set(layer.id, layer);
		layers.set(this.#head.id, this.#head);
		return [...layers.values()].sort((left, right) => left.id - right.id);
	}

	/**
	 * Whether a pinned layer holds this tree handle (layers share the handles of trees that did not change). If
	 * not, a statement may write it in place with an undo log.
	 */
	isTreePinned(id: number, tree: Tree): boolean {
		for (const { layer } of this.#pinned.values()) {
			if (layer.state.trees.get(id) === tree) return true;
		}
		return false;
	}
}
