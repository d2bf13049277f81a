/** Packing and opening the leaves below a branch: packedLeaf.ts for all of a tree. */

import { isCold, openLeaf, packLeaf } from './packedLeaf.js';
import type { RowBranch } from './rowBranch.js';
import type { RowLeaf } from './rowLeaf.js';

/** What a leaf was replaced by, so that trees that share it go on sharing. */
export type PackedLeaves = Map<RowLeaf, RowLeaf>;

/** `cold`: leaves at rest for a while; `all`: every leaf. `kept`: a leaf that is being written to. */
export function packBelow(
	branch: RowBranch,
	height: number,
	which: 'cold' | 'all',
	kept: RowLeaf | undefined,
	packed: PackedLeaves,
): void {
	const { children } = branch;
	if (height > 1) {
		for (const child of children) packBelow(child as RowBranch, height - 1, which, kept, packed);
		return;
	}
	for (let slot = 0; slot < children.length; slot++) {
		const leaf = children[slot] as RowLeaf;
		if (leaf === kept) continue;
		const known = packed.get(leaf);
		if (known !== undefined) {
			children[slot] = known;
			continue;
		}
		if (leaf.packed !== undefined || leaf.delta !== undefined) continue;
		if (which === 'cold' && !isCold(leaf)) continue;
		const smaller = packLeaf(leaf);
		if (smaller === undefined) continue;
		packed.set(leaf, smaller);
		children[slot] = smaller;
	}
}

export function openBelow(branch: RowBranch, height: number): void {
	for (const child of branch.children) {
		if (height > 1) openBelow(child as RowBranch, height - 1);
		else openLeaf(child as RowLeaf);
	}
}

/** Bytes that packing saves. */
export function savedBelow(branch: RowBranch, height: number): number {
	let saved = 0;
	for (const child of branch.children) {
		if (height > 1) {
			saved += savedBelow(child as RowBranch, height - 1);
			continue;
		}
		const { packed } = child as RowLeaf;
		if (packed !== undefined) saved += packed.plainBytes - packed.bytes;
	}
	return saved;
}
