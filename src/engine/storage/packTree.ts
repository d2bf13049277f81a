/** Packing and opening the leaves below a branch: packedLeaf.ts and packedEntries.ts for all of a tree. */

/** What a leaf was replaced by, so that trees that share it go on sharing. */
export type PackedLeaves = Map<object, object>;

/** `cold`: leaves at rest for a while; `all`: every leaf. */
export type PackedWhich = 'cold' | 'all';

interface Branch {
	readonly children: object[];
}

/** `kept`: a leaf that is being written to. `smallerOf`: undefined leaves the leaf as it is. */
export function packBelow<Leaf extends object>(
	{ children }: Branch,
	height: number,
	kept: Leaf | undefined,
	packed: PackedLeaves,
	smallerOf: (leaf: Leaf) => Leaf | undefined,
): void {
	if (height > 1) {
		for (const child of children) packBelow(child as Branch, height - 1, kept, packed, smallerOf);
		return;
	}
	for (let slot = 0; slot < children.length; slot++) {
		const leaf = children[slot] as Leaf;
		if (leaf === kept) continue;
		const known = packed.get(leaf);
		if (known !== undefined) {
			children[slot] = known;
			continue;
		}
		const smaller = smallerOf(leaf);
		if (smaller === undefined) continue;
		packed.set(leaf, smaller);
		children[slot] = smaller;
	}
}

/** A tree of height 0 is a leaf, which may have been packed before the tree shrank. */
export function openBelow(node: object, height: number, open: (leaf: object) => void): void {
	if (height === 0) open(node);
	else for (const child of (node as Branch).children) openBelow(child, height - 1, open);
}

interface MaybePacked {
	readonly packed: { readonly bytes: number; readonly plainBytes: number } | undefined;
}

/** Bytes that packing saves. */
export function savedBelow(node: object, height: number): number {
	if (height === 0) {
		const { packed } = node as MaybePacked;
		return packed === undefined ? 0 : packed.plainBytes - packed.bytes;
	}
	let saved = 0;
	for (const child of (node as Branch).children) saved += savedBelow(child, height - 1);
	return saved;
}
