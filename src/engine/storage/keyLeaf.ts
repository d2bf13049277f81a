/** Leaves of key trees: see keyNode.ts. */

import type { Entry } from './keyOrder.js';
import { counters, type OwnerTag } from './limits.js';
import type { PackedEntries } from './packedEntries.js';

/** Of all packed leaves. */
const noHeads: number[] = [];
const noEntries: Entry[] = [];

export class KeyLeaf {
	readonly owner: OwnerTag;
	heads: number[];
	entries: Entry[];
	/** Of the entries, once somebody has asked; -1: not known. See visitParts.ts. */
	entryBytes = -1;
	/** The entries, instead of `heads` and `entries`: packedEntries.ts. */
	packed: PackedEntries | undefined = undefined;
	/** Sweeps to go until it may be packed. */
	rest = 1;

	constructor(owner: OwnerTag, heads: number[], entries: Entry[]) {
		this.owner = owner;
		this.heads = heads;
		this.entries = entries;
	}

	/** Its arrays are never written to. */
	static ofPacked(owner: OwnerTag, packed: PackedEntries): KeyLeaf {
		const leaf = new KeyLeaf(owner, noHeads, noEntries);
		leaf.packed = packed;
		return leaf;
	}

	/** Precondition: not packed. */
	copy(owner: OwnerTag): KeyLeaf {
		counters.copiedNodes++;
		return new KeyLeaf(owner, this.heads.slice(), this.entries.slice());
	}

	/** Its arrays are about to be changed. */
	touch(): void {
		this.entryBytes = -1;
		this.rest = 1;
	}
}
