/**
 * Taking back writes done in place.
 *
 * When nobody else can see the current state, a statement may write its trees directly instead of on forks
 * (measured: a quarter of the cost per single-row update). Each attached tree notes here what undoes the write. Rows
 * appended one after the other, the usual load, take one note for all of them.
 */

import type { RowId, SqlValue } from '../types/value.js';
import type { KeyTreeContract, RowTreeContract, Tree } from './contract.js';

type Note =
	| { readonly kind: 'appended'; readonly tree: RowTreeContract; readonly firstKey: RowId }
	| { readonly kind: 'inserted'; readonly tree: RowTreeContract; readonly key: RowId }
	| {
			readonly kind: 'updated' | 'deleted';
			readonly tree: RowTreeContract;
			readonly key: RowId;
			readonly row: readonly SqlValue[];
	  }
	| {
			readonly kind: 'entryInserted' | 'entryDeleted';
			readonly tree: KeyTreeContract;
			readonly entry: readonly SqlValue[];
	  };

export class UndoLog {
	readonly #notes: Note[] = [];
	/** Notes before this stay as they are: a mark was taken after them. */
	#marked = 0;
	readonly #trees = new Set<Tree>();

	/** The tree notes its writes here until detach(). One log a tree. */
	attach(tree: Tree): void {
		tree.undoLog = this;
		this.#trees.add(tree);
	}

	/** A place to come back to: rollback(mark). */
	mark(): number {
		this.#marked = this.#notes.length;
		return this.#marked;
	}

	/** Takes back what came after the mark, last first; without one, everything. Trees stay attached. */
	rollback(mark = 0): void {
		for (const tree of this.#trees) tree.undoLog = undefined;
		while (this.#notes.length > mark) undo(this.#notes.pop() as Note);
		this.#marked = mark;
		for (const tree of this.#trees) tree.undoLog = this;
	}

	/** Ends the noting: the writes stand. */
	detach(): void {
		for (const tree of this.#trees) tree.undoLog = undefined;
		this.#trees.clear();
		this.#notes.length = 0;
		this.#marked = 0;
	}

	/** `key` is beyond all others of the tree. */
	appended(tree: RowTreeContract, key: RowId): void {
		const last = this.#notes.at(-1);
		const isOpen = this.#notes.length > this.#marked;
		if (isOpen && last?.kind === 'appended' && last.tree === tree) return;
		this.#notes.push({ kind: 'appended', tree, firstKey: key });
	}

	inserted(tree: RowTreeContract, key: RowId): void {
		this.#notes.push({ kind: 'inserted', tree, key });
	}

	updated(tree: RowTreeContract, key: RowId, row: readonly SqlValue[]): void {
		this.#notes.push({ kind: 'updated', tree, key, row });
	}

	deleted(tree: RowTreeContract, key: RowId, row: readonly SqlValue[]): void {
		this.#notes.push({ kind: 'deleted', tree, key, row });
	}

	entryInserted(tree: KeyTreeContract, entry: readonly SqlValue[]): void {
		this.#notes.push({ kind: 'entryInserted', tree, entry });
	}

	entryDeleted(tree: KeyTreeContract, entry: readonly SqlValue[]): void {
		this.#notes.push({ kind: 'entryDeleted', tree, entry });
	}
}

function undo(note: Note): void {
	switch (note.kind) {
		case 'appended':
			removeFrom(note.tree, note.firstKey);
			return;
		case 'inserted':
			note.tree.delete(note.key);
			return;
		case 'updated':
			note.tree.update(note.key, note.row);
			return;
		case 'deleted':
			note.tree.insert(note.key, note.row);
			return;
		case 'entryInserted':
			note.tree.delete(note.entry);
			return;
		case 'entryDeleted':
			note.tree.insert(note.entry);
	}
}

/** Last first, so that nothing is searched and whole leaves fall away. */
function removeFrom(tree: RowTreeContract, firstKey: RowId): void {
	for (;;) {
		const key = tree.lastKey();
		if (key === undefined || key < firstKey) return;
		tree.delete(key);
	}
}
