/**
 * A table whose rows are still only in their file. The first who wants one of its trees, the table's or an index's, has
 * them all read and filled; every state that was made before shares them.
 */

import type { TableSchema } from '../../catalog/schema.js';
import type { TableImage } from '../../persistence/image.js';
import type { Tree } from '../../storage/contract.js';
import type { ConnectionCore } from '../connectionCore.js';
import { State } from '../state.js';
import type { UnloadedTree } from '../state.js';
import { explained } from './explained.js';
import { fillTable } from './fillTable.js';

export class UnloadedTable {
	readonly table: TableSchema;
	readonly #connection: ConnectionCore;
	/** Undefined: it is loaded. */
	#rows: TableImage | undefined;
	/** With empty trees, until they are filled. */
	#state: State;
	readonly #trees = new Map<number, UnloadedTree>();
	/** Called once. */
	onLoad: () => void = () => undefined;

	/** Precondition: the table is made, with its indexes, and empty. */
	constructor(connection: ConnectionCore, table: TableSchema, rows: TableImage) {
		this.table = table;
		this.#connection = connection;
		this.#rows = rows;
		const { catalog } = connection.state;
		this.#state = new State(0, undefined, catalog);
		const { size } = rows;
		for (const id of new Set([table.id, ...table.indexes.map(index => index.id)])) {
			this.#state.putTree(id, connection.state.tree(id).fork());
			const load = (): ReadonlyMap<number, Tree> => this.#load().trees;
			this.#trees.set(id, { size, byteSize: () => 0, load, table: this });
		}
	}

	putInto(state: State): void {
		for (const [id, tree] of this.#trees) state.putUnloaded(id, tree);
	}

	/** Whether the state waits for it. */
	isAwaitedBy(state: State): boolean {
		return state.peekTree(this.table.id) === this.#trees.get(this.table.id);
	}

	load(): void {
		this.#load();
	}

	/** When it throws, nothing is loaded, and it may be tried again. */
	#load(): State {
		const rows = this.#rows;
		if (!rows) return this.#state;
		const filled = this.#state.derive(0);
		explained(this.table.name, () => {
			rows.read();
			fillTable(this.#connection, filled, this.table, rows);
		});
		this.#state = filled;
		this.#rows = undefined;
		this.onLoad();
		return filled;
	}
}
