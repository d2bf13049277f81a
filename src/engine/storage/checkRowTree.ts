/** The invariants of row trees, checked node by node; for tests and self-checks. */

import type { RowId } from '../types/value.js';
import type { OwnerTag, TreeLimits } from './limits.js';
import { readableLeaf } from './packedLeaf.js';
import type { RowBranch, RowNode } from './rowBranch.js';
import type { RowLeaf } from './rowLeaf.js';
import type { Vector } from './vector.js';

export interface CheckedRowTree {
	readonly root: RowNode;
	readonly height: number;
	readonly size: number;
	readonly owner: OwnerTag;
	readonly isWide: boolean;
	readonly columnCount: number;
	readonly limits: TreeLimits;
}

export function checkRowTree(tree: CheckedRowTree): void {
	const live = checkNode(tree, tree.root, tree.height, undefined, undefined);
	claim(live === tree.size, `size is ${tree.size}, leaves hold ${live}`);
}

function claim(isTrue: boolean, message: string): void {
	if (!isTrue) throw new Error(`row tree: ${message}`);
}

/** Returns the live rows below. low <= keys < high. */
function checkNode(
	tree: CheckedRowTree,
	node: RowNode,
	height: number,
	low: RowId | undefined,
	high: RowId | undefined,
): number {
	if (height === 0) return checkLeaf(tree, node as RowLeaf, low, high);
	const { keys, children, owner } = node as RowBranch;
	claim(keys.length === children.length, 'separators and children differ in number');
	claim(children.length <= tree.limits.branch, 'branch too full');
	claim(children.length > (node === tree.root ? 1 : 0), 'branch too empty');
	let live = 0;
	for (const [slot, child] of children.entries()) {
		claim(owner === tree.owner || child.owner !== tree.owner, 'own node below a shared one');
		const childLow = slot === 0 ? low : keys[slot];
		const childHigh = slot + 1 < keys.length ? keys[slot + 1] : high;
		claim(
			childLow === undefined || childHigh === undefined || childLow < childHigh,
			'separators out of order',
		);
		live += checkNode(tree, child, height - 1, childLow, childHigh);
	}
	return live;
}

function checkLeaf(
	tree: CheckedRowTree,
	leaf: RowLeaf,
	low: RowId | undefined,
	high: RowId | undefined,
): number {
	const { keys, columns, count, delta, live } = readableLeaf(leaf);
	claim(columns.length === tree.columnCount, 'leaf with another number of columns');
	claim(keys.length >= count, 'fewer keys than rows');
	checkOrder(tree, keys.slice(0, count), low, high);
	for (const column of columns) checkColumn(column, count, keys.length === count);
	if (delta === undefined) checkZones(leaf);
	let expected = count;
	if (delta !== undefined) {
		claim(delta.keys.length > 0, 'empty delta');
		claim(delta.keys.length <= tree.limits.delta, 'delta too full');
		claim(delta.keys.length === delta.rows.length, 'delta keys and rows differ in number');
		checkOrder(tree, delta.keys, low, high);
		const base = new Set(keys.slice(0, count));
		for (const [index, key] of delta.keys.entries()) {
			if (delta.rows[index] === null) {
				claim(base.has(key), 'tombstone of nothing');
				expected--;
			} else if (!base.has(key)) expected++;
		}
	}
	claim(live === expected, `leaf says ${live} live rows, has ${expected}`);
	claim(live > 0 || leaf === tree.root, 'empty leaf');
	claim(live < tree.limits.leaf + Math.max(tree.limits.delta, 1), 'leaf too full');
	return live;
}

function checkOrder(
	tree: CheckedRowTree,
	keys: readonly RowId[],
	low: RowId | undefined,
	high: RowId | undefined,
): void {
	for (const [index, key] of keys.entries()) {
		claim(tree.isWide || typeof key === 'number', 'bigint in a tree that is not wide');
		claim(index === 0 || (keys[index - 1] as RowId) < key, 'keys out of order');
		claim(low === undefined || low <= key, 'key below its separator');
		claim(high === undefined || key < high, 'key beyond its separator');
	}
}

function checkColumn(column: Vector, count: number, isPushable: boolean): void {
	const { data } = column;
	claim(isPushable ? data.length === count : data.length >= count, 'column length');
	for (let position = 0; position < count; position++) {
		const value = data[position];
		claim(value !== undefined, 'hole in a column');
		if (column.kind === 'generic') continue;
		claim(typeof value === 'number', `${column.kind} column holds ${typeof value}`);
		if (column.kind === 'real') continue;
		// NULL is NaN.
		const isInteger = Number.isSafeInteger(value) || (column.kind === 'int' && value !== value);
		claim(isInteger, `${column.kind} column holds ${JSON.stringify(value)}`);
		if (column.kind !== 'dict') continue;
		const code = value as number;
		claim(code >= 0 && code < column.dictionary.values.length, 'code beyond the dictionary');
		const text = column.dictionary.values[code];
		claim(code === 0 ? text === null : typeof text === 'string', 'code of no text');
	}
}

/** Scans skip leaves by them. */
function checkZones(leaf: RowLeaf): void {
	const { zones, zonesCount, columns, count } = leaf;
	if (zones === undefined || zonesCount !== count) return;
	for (const [index, zone] of zones.entries()) {
		const column = columns[index];
		if (!zone || !column) continue;
		for (let position = 0; position < count; position++) {
			const value = column.data[position];
			const isNull = value === null || value !== value || (column.kind === 'dict' && value === 0);
			if (isNull) claim(zone.hasNull, 'zone without its NULL');
			else if (column.kind === 'int' || column.kind === 'real') {
				const number = value as number;
				claim(number >= zone.minimum && number <= zone.maximum, 'value beyond its zone');
			}
		}
	}
}
