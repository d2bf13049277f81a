/**
 * PRAGMA compression: leaves of tables and indexes at rest are held packed (storage/packedLeaf.ts, storage/packedEntries.ts). Every so many commits the
 * present state and all kept ones are swept; what was written or looked up in since the last sweeps stays as it is.
 */

import { KeyTree } from '../../storage/keyTree.js';
import { PartitionedKeyTree, PartitionedRowTree } from '../../storage/partitionedTrees.js';
import { RowTree } from '../../storage/rowTree.js';
import type { PackedLeaves } from '../../storage/packTree.js';
import type { DatabaseCore } from '../databaseCore.js';
import type { State } from '../state.js';

/** Commits between two sweeps: a sweep looks at every leaf. */
const sweepEvery = 64;

export class Compression {
	readonly #database: DatabaseCore;
	#isOn = false;
	#nextSweep = 0;

	constructor(database: DatabaseCore) {
		this.#database = database;
	}

	get isOn(): boolean {
		return this.#isOn;
	}

	set isOn(isOn: boolean) {
		if (this.#isOn === isOn) return;
		this.#isOn = isOn;
		this.#nextSweep = this.#database.commits;
		if (isOn) this.sweep('cold');
		else for (const tree of this.#trees()) tree.unpack();
	}

	/** After a commit. */
	committed(): void {
		if (!this.#isOn || this.#database.commits < this.#nextSweep) return;
		this.sweep('cold');
	}

	/** `all`: whether they are at rest or not. */
	sweep(which: 'cold' | 'all'): void {
		this.#nextSweep = this.#database.commits + sweepEvery;
		const packed: PackedLeaves = new Map();
		for (const tree of this.#trees()) tree.pack(which, packed);
	}

	#trees(): Set<RowTree | KeyTree> {
		const { head, pinned } = this.#database;
		const trees = new Set<RowTree | KeyTree>();
		const states: State[] = [head, ...pinned.keys()];
		for (const state of states) {
			for (const tree of state.trees.values()) {
				const isDivided = tree instanceof PartitionedRowTree || tree instanceof PartitionedKeyTree;
				for (const part of isDivided ? tree.partitions : [tree]) {
					if (part instanceof RowTree || part instanceof KeyTree) trees.add(part);
				}
			}
		}
		return trees;
	}
}
