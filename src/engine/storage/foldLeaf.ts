/**
 * Folding: a leaf's delta becomes part of new vectors. What readers see does not change, so a scan may
 * fold a leaf that other layers share; the old arrays stay with whoever holds them.
 *
 * Columns the delta does not change keep their arrays, so an UPDATE of one column copies one column.
 */

import { Real, type RowId, type SqlValue } from '../types/value.js';
import {
	encodeFitting,
	isFitting,
	narrowVectorOf,
	sliceVector,
	toGeneric,
	valueAt,
	widenFor,
} from './columnVector.js';
import type { ColumnDictionary } from './dictionary.js';
import type { LeafDelta, RowLeaf } from './rowLeaf.js';
import { lowerBound } from './rowSearch.js';
import type { Vector } from './vector.js';

/** One delta entry, at a position of the old arrays. */
const enum Step {
	Update,
	Insert,
	Delete,
}

interface FoldPlan {
	readonly positions: number[];
	readonly steps: Step[];
	readonly rows: LeafDelta['rows'];
	/** Whether rows come or go; otherwise keys and unchanged columns are kept. */
	readonly isMoving: boolean;
}

export function foldLeaf(
	leaf: RowLeaf,
	dictionaries: readonly ColumnDictionary[],
	rowCount: number,
	isWide: boolean,
): void {
	const delta = leaf.delta;
	if (delta === undefined) return;
	const plan = planFold(leaf, delta, isWide);
	const columns = leaf.columns.map((vector, columnIndex) =>
		foldColumn(
			vector,
			leaf.count,
			plan,
			columnIndex,
			dictionaries[columnIndex] as ColumnDictionary,
			rowCount,
		),
	);
	if (plan.isMoving) {
		const keys = leaf.keys.slice(0, leaf.count);
		applyPlan(keys, plan, delta.keys);
		leaf.keys = keys;
	}
	leaf.columns = columns;
	leaf.count = leaf.live;
	leaf.delta = undefined;
	leaf.zones = undefined;
}

function planFold(leaf: RowLeaf, delta: LeafDelta, isWide: boolean): FoldPlan {
	const positions: number[] = [];
	const steps: Step[] = [];
	let isMoving = false;
	for (let index = 0; index < delta.keys.length; index++) {
		const key = delta.keys[index] as RowId;
		const position = lowerBound(leaf.keys, leaf.count, key, isWide);
		const isPresent = position < leaf.count && leaf.keys[position] === key;
		positions.push(position);
		if (delta.rows[index] === null) steps.push(Step.Delete);
		else steps.push(isPresent ? Step.Update : Step.Insert);
		if (delta.rows[index] === null || !isPresent) isMoving = true;
	}
	return { positions, steps, rows: delta.rows, isMoving };
}

function foldColumn(
	vector: Vector,
	count: number,
	plan: FoldPlan,
	columnIndex: number,
	dictionary: ColumnDictionary,
	rowCount: number,
): Vector {
	if (!plan.isMoving && !isChanging(vector, plan, columnIndex)) return vector;
	const target = vectorTaking(vector, count, plan, columnIndex, dictionary, rowCount);
	const encoded: SqlValue[] = [];
	for (const row of plan.rows) {
		const value = row === null ? null : (row[columnIndex] as SqlValue);
		encoded.push(encodeFitting(target, value, dictionary));
	}
	applyPlan(target.data, plan, encoded);
	if (target.kind !== 'generic') return target;
	const { data } = target;
	return narrowVectorOf(data, 0, data.length, dictionary, rowCount) ?? target;
}

function isChanging(vector: Vector, plan: FoldPlan, columnIndex: number): boolean {
	for (let index = 0; index < plan.positions.length; index++) {
		const old = valueAt(vector, plan.positions[index] as number);
		const value = plan.rows[index]?.[columnIndex] as SqlValue;
		if (!isSame(old, value)) return true;
	}
	return false;
}

function isSame(left: SqlValue, right: SqlValue): boolean {
	if (left === right) return true;
	return left instanceof Real && right instanceof Real && Object.is(left.value, right.value);
}

/** A copy of the vector, in a kind that takes all values of the delta. */
function vectorTaking(
	vector: Vector,
	count: number,
	plan: FoldPlan,
	columnIndex: number,
	dictionary: ColumnDictionary,
	rowCount: number,
): Vector {
	if (vector.kind === 'dict' && dictionary.isDropped) return toGeneric(vector, count);
	let target = vector;
	let firstFitting = 0;
	for (let index = 0; index < plan.rows.length; index++) {
		const row = plan.rows[index];
		if (row === null || row === undefined) continue;
		const value = row[columnIndex] as SqlValue;
		if (isFitting(target, value, dictionary, rowCount)) {
			if (value !== null && firstFitting === 0) firstFitting = 1;
			continue;
		}
		// *A column of NULLs takes the kind of its first value; a second misfit leaves only generic.
		if (firstFitting === 1) return toGeneric(vector, count);
		target = widenFor(target, count, value, dictionary, rowCount);
		firstFitting = 1;
	}
	return target === vector ? sliceVector(vector, 0, count) : target;
}

/** From the last entry to the first, so that positions of the old array stay true. */
function applyPlan(data: unknown[], plan: FoldPlan, elements: readonly unknown[]): void {
	const { positions, steps } = plan;
	for (let index = positions.length - 1; index >= 0; index--) {
		const position = positions[index] as number;
		switch (steps[index] as Step) {
			case Step.Update:
				data[position] = elements[index];
				break;
			case Step.Insert:
				data.splice(position, 0, elements[index]);
				break;
			case Step.Delete: {
				let first = position;
				while (
					index > 0 &&
					steps[index - 1] === Step.Delete &&
					positions[index - 1] === first - 1
				) {
					first--;
					index--;
				}
				data.splice(first, position - first + 1);
			}
		}
	}
}
