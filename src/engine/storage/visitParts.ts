/** The parts of trees with their bytes, for memoryUsage.ts: whatever two trees can share separately. */

import type { KeyBranch, KeyNode } from './keyNode.js';
import { arrayBytes, objectBytes, valueBytes, valuesBytes, type VisitPart } from './memoryUsage.js';
import type { RowBranch, RowNode } from './rowBranch.js';
import type { RowLeaf } from './rowLeaf.js';

export function visitRowParts(node: RowNode, height: number, visit: VisitPart): void {
	if (height === 0) {
		visitLeaf(node as RowLeaf, visit);
		return;
	}
	const { keys, children } = node as RowBranch;
	visit(node, objectBytes + arrayBytes(keys.length) + arrayBytes(children.length));
	for (const child of children) visitRowParts(child, height - 1, visit);
}

function visitLeaf(leaf: RowLeaf, visit: VisitPart): void {
	let bytes = objectBytes * 2;
	if (leaf.delta !== undefined) {
		bytes += 2 * arrayBytes(leaf.delta.keys.length);
		for (const row of leaf.delta.rows) if (row !== null) bytes += valuesBytes(row, row.length);
	}
	visit(leaf, bytes);
	// *The arrays are shared by copies of the leaf, each by itself.
	visit(leaf.keys, arrayBytes(leaf.keys.length));
	for (const { kind, data } of leaf.columns) {
		const isGeneric = kind === 'generic';
		visit(
			data,
			objectBytes + (isGeneric ? valuesBytes(data, data.length) : arrayBytes(data.length)),
		);
	}
}

export function visitKeyParts(node: KeyNode, height: number, visit: VisitPart): void {
	let bytes = objectBytes + arrayBytes(node.heads.length) + arrayBytes(node.entries.length);
	if (height > 0) {
		const { children } = node as KeyBranch;
		visit(node, bytes + arrayBytes(children.length));
		for (const child of children) visitKeyParts(child, height - 1, visit);
		return;
	}
	visit(node, bytes);
	for (const entry of node.entries) {
		bytes = arrayBytes(entry.length);
		for (const value of entry) bytes += valueBytes(value);
		visit(entry, bytes);
	}
}
