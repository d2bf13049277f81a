/** Which nodes at the bottom of a tree another tree does not have: what both share is left out from the top on, unread. */

interface Inner<Node> {
	readonly children: readonly Node[];
}

interface Top<Node> {
	readonly root: Node;
	readonly height: number;
}

/** In order. Nodes with a height above 0 have children. */
export function nodesBeside<Node extends object>(mine: Top<Node>, other: Top<Node>): Node[] {
	let own: readonly Node[] = [mine.root];
	let others: readonly Node[] = [other.root];
	let { height } = mine;
	for (let level = other.height; level > height; level--) others = childrenOf(others);
	for (; height > other.height; height--) own = childrenOf(own);
	for (; ; height--) {
		const ownSet = new Set(own);
		const otherSet = new Set(others);
		own = own.filter(node => !otherSet.has(node));
		others = others.filter(node => !ownSet.has(node));
		if (height === 0) return [...own];
		own = childrenOf(own);
		others = childrenOf(others);
	}
}

function childrenOf<Node extends object>(nodes: readonly Node[]): Node[] {
	return nodes.flatMap(node => (node as unknown as Inner<Node>).children);
}
