/**
 * Where the bytes are: per state and tree, told apart into what only that state reaches and what it shares.
 *
 *   state 1   t -> [a b c]          own: b    (replaced in state 2)
 *   state 2   t -> [a b' c]         own: b'
 *                                   shared by both: a, c; `total` counts them once
 *
 * Bytes are estimates of what V8 takes (64-bit fields); they compare and add up, they are not heap sizes.
 */

import { Real, type SqlValue } from '../types/value.js';
import type { Tree } from './contract.js';
import type { DatabaseState } from './databaseState.js';

/** Called for each part of a tree that may be shared: a node, a column's array, a dictionary. */
export type VisitPart = (part: object, bytes: number) => void;

export interface MemoryShare {
	/** Bytes that no other of the states reaches. */
	readonly own: number;
	readonly shared: number;
}

export interface StateMemory extends MemoryShare {
	/** By tree id. */
	readonly trees: ReadonlyMap<number, MemoryShare>;
}

export interface MemoryUsage {
	/** Every part counted once. */
	readonly total: number;
	/** In the order of the states. */
	readonly states: readonly StateMemory[];
}

const sharedByMany = -1;

export function memoryUsage(states: readonly DatabaseState<unknown>[]): MemoryUsage {
	const owners = ownersOfHandles(states);
	const parts = new Map<object, { readonly bytes: number; owner: number }>();
	let total = 0;
	for (const [tree, owner] of owners) {
		tree.visitParts((part, bytes) => {
			const known = parts.get(part);
			if (known !== undefined) {
				if (known.owner !== owner) known.owner = sharedByMany;
				return;
			}
			parts.set(part, { bytes, owner });
			total += bytes;
		});
	}
	const shares = new Map<Tree, MemoryShare>();
	for (const tree of owners.keys()) {
		let own = 0;
		let shared = 0;
		tree.visitParts(part => {
			const { bytes, owner } = parts.get(part) as { bytes: number; owner: number };
			if (owner === sharedByMany) shared += bytes;
			else own += bytes;
		});
		shares.set(tree, { own, shared });
	}
	return { total, states: states.map(state => stateMemory(state, shares)) };
}

/** A table that did not change has the same handle in many states: walk it once. */
function ownersOfHandles(states: readonly DatabaseState<unknown>[]): Map<Tree, number> {
	const owners = new Map<Tree, number>();
	for (const [index, state] of states.entries()) {
		for (const tree of state.trees.values()) {
			owners.set(tree, owners.has(tree) ? sharedByMany : index);
		}
	}
	return owners;
}

function stateMemory(
	state: DatabaseState<unknown>,
	shares: ReadonlyMap<Tree, MemoryShare>,
): StateMemory {
	const trees = new Map<number, MemoryShare>();
	let own = 0;
	let shared = 0;
	for (const [id, tree] of state.trees) {
		const share = shares.get(tree) as MemoryShare;
		trees.set(id, share);
		own += share.own;
		shared += share.shared;
	}
	return { own, shared, trees };
}

/** An object of a few fields. */
export const objectBytes = 64;

/** An array's header and elements, without what the elements refer to. */
export function arrayBytes(length: number): number {
	return 48 + 8 * length;
}

/** What a value takes beside the element that refers to it. */
export function valueBytes(value: SqlValue | undefined): number {
	switch (typeof value) {
		case 'string':
			return 16 + value.length;
		case 'number':
			return Number.isSafeInteger(value) && Math.abs(value) < 2 ** 31 ? 0 : 16;
		case 'bigint':
			return 24;
		case 'object':
			if (value === null) return 0;
			return value instanceof Real ? 32 : 104 + value.byteLength;
		default:
			return 0;
	}
}

export function valuesBytes(values: readonly SqlValue[], count: number): number {
	let bytes = arrayBytes(count);
	for (let position = 0; position < count; position++) bytes += valueBytes(values[position]);
	return bytes;
}
