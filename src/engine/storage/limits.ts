/** Sizes of tree nodes. The defaults are measured; tests use small ones to reach deep trees with few rows. */

export interface TreeLimits {
	/** Children of a branch. */
	readonly branch: number;
	/** Rows (or entries) of a leaf. */
	readonly leaf: number;
	/** Changed rows a leaf holds beside its vectors before they are folded in. Row trees only. */
	readonly delta: number;
}

export const rowTreeLimits: TreeLimits = { branch: 64, leaf: 256, delta: 32 };
export const keyTreeLimits: TreeLimits = { branch: 64, leaf: 64, delta: 0 };

/** Who may change a node in place: the tree handle that carries the same tag. */
export type OwnerTag = number;

let lastTag: OwnerTag = 0;

export function newOwnerTag(): OwnerTag {
	return ++lastTag;
}

/** What copy-on-write has cost since the program began: take the difference around what is measured. */
export const counters = {
	/** Branches and leaves that were copied because their tree shares them. */
	copiedNodes: 0,
};
