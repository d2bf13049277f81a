/** The parts of trees with their bytes, for memoryUsage.ts: whatever two trees can share separately. */

import type { SqlValue } from '../types/value.js';
import { arrayBytes, columnBytes, objectBytes, valueBytes, valuesBytes } from './byteSizes.js';
import type { KeyPart } from './contract.js';
import type { KeyBranch, KeyNode } from './keyNode.js';
import type { VisitPart } from './memoryUsage.js';
import type { RowBranch, RowNode } from './rowBranch.js';
import type { RowLeaf } from './rowLeaf.js';
import type { Vector } from './vector.js';

export function visitRowParts(node: RowNode, height: number, visit: VisitPart): void {
	if (height === 0) {
		visitLeaf(node as RowLeaf, visit);
		return;
	}
	const { keys, children } = node as RowBranch;
	const bytes = objectBytes + arrayBytes(keys.length) + arrayBytes(children.length);
	if (!visit(node, bytes)) return;
	for (const child of children) visitRowParts(child, height - 1, visit);
}

function visitLeaf(leaf: RowLeaf, visit: VisitPart): void {
	if (leaf.packed !== undefined) {
		visit(leaf, leaf.packed.bytes);
		return;
	}
	let bytes = objectBytes * 2;
	if (leaf.delta !== undefined) {
		bytes += 2 * arrayBytes(leaf.delta.keys.length);
		for (const row of leaf.delta.rows) if (row !== null) bytes += valuesBytes(row, row.length);
	}
	if (!visit(leaf, bytes)) return;
	// *The arrays are shared by copies of the leaf, each by itself.
	visit(leaf.keys, arrayBytes(leaf.keys.length));
	for (const column of leaf.columns) visit(column.data, vectorBytes(column));
}

function vectorBytes({ kind, data }: Vector): number {
	return objectBytes + (kind === 'generic' ? columnBytes(data) : arrayBytes(data.length));
}

export function visitKeyParts(
	node: KeyNode,
	height: number,
	parts: readonly KeyPart[],
	visit: VisitPart,
): void {
	if (node.packed !== undefined) {
		visit(node, node.packed.bytes);
		return;
	}
	const bytes = objectBytes + listBytes(node);
	if (height > 0) {
		const { children } = node as KeyBranch;
		if (!visit(node, bytes + arrayBytes(children.length))) return;
		for (const child of children) visitKeyParts(child, height - 1, parts, visit);
		return;
	}
	if (!visit(node, bytes)) return;
	for (const entry of node.entries) visit(entry, entryBytes(entry, parts));
}

/** Heads and entries; arrays that are inserted into have room to spare, an eighth on the average. */
function listBytes({ heads }: KeyNode): number {
	return 2 * arrayBytes(heads.length * 1.125);
}

/** Values that are the table's own are counted there. */
function entryBytes(entry: readonly SqlValue[], parts: readonly KeyPart[]): number {
	let bytes = arrayBytes(entry.length);
	for (const value of entry) if (value !== null) bytes += valueBytes(value);
	for (const { position, isTableValue } of parts) {
		const value = entry[position];
		if (isTableValue === true && isReference(value)) bytes -= valueBytes(value);
	}
	return bytes;
}

/** Not a number, which each array boxes for itself. */
function isReference(value: SqlValue | undefined): boolean {
	return typeof value === 'string' || value instanceof Uint8Array;
}

/** The bytes of a key tree, without a call for each entry: leaves know theirs until they are changed. */
export function keyBytes(node: KeyNode, height: number, parts: readonly KeyPart[]): number {
	if (node.packed !== undefined) return node.packed.bytes;
	const own = objectBytes + listBytes(node);
	if (height > 0) {
		const { children } = node as KeyBranch;
		let bytes = own + arrayBytes(children.length);
		for (const child of children) bytes += keyBytes(child, height - 1, parts);
		return bytes;
	}
	if (node.entryBytes < 0) {
		let bytes = 0;
		for (const entry of node.entries) bytes += entryBytes(entry, parts);
		node.entryBytes = bytes;
	}
	return own + node.entryBytes;
}
