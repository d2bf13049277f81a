/** An index of a registered type that notes what is searched for: keys for equality, for anything else all of it. */

import type { IndexSearch, IndexStructure } from '../../indexTypes/contract.js';
import type { RowidSet } from '../../indexTypes/rowidSet.js';
import type { SearchableTree, TypedTree } from '../../indexTypes/typedTree.js';
import type { RowId } from '../../types/value.js';
import type { TreeReads } from './readSet.js';
import { WatchedKeyTree } from './watchedTrees.js';

export class WatchedTypedTree extends WatchedKeyTree implements SearchableTree {
	readonly #typed: TypedTree;
	readonly #reads: TreeReads;

	constructor(tree: TypedTree, reads: TreeReads) {
		super(tree, reads);
		this.#typed = tree;
		this.#reads = reads;
	}

	get structure(): IndexStructure {
		this.#reads.whole();
		return this.#typed.structure;
	}

	search(search: IndexSearch): Iterable<RowId> | undefined {
		this.#note(search);
		return this.#typed.search(search);
	}

	searchSet(search: IndexSearch): RowidSet {
		this.#note(search);
		return this.#typed.searchSet(search);
	}

	#note(search: IndexSearch): void {
		if (search.operator === '=') {
			const bound = { prefix: search.values.slice(), inclusive: true };
			this.#reads.keyRange({ lower: bound, upper: bound });
		} else this.#reads.whole();
	}
}
