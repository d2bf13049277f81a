/**
 * Leaves made of whole columns, for loads. Every array of a leaf is a slice of the column it comes from: of exactly its
 * size, packed, and of the kind that holds it without boxes.
 */

import type { RowId, SqlValue } from '../types/value.js';
import { concatVectors, narrowVectorOf, sliceVector } from './columnVector.js';
import { misfit, type ColumnDictionary } from './dictionary.js';
import type { OwnerTag } from './limits.js';
import type { Shape } from './rowBranch.js';
import { RowLeaf } from './rowLeaf.js';
import type { Vector } from './vector.js';

/** The rows [start, end). Precondition: dictionary vectors are not among the columns, for codes are those of one table. */
export function leafOfVectors(
	owner: OwnerTag,
	keys: readonly RowId[],
	columns: readonly Vector[],
	rows: { readonly start: number; readonly end: number; readonly rowCount: number },
	dictionaries: readonly ColumnDictionary[],
): RowLeaf {
	const { start, end, rowCount } = rows;
	const vectors: Vector[] = [];
	for (let index = 0; index < columns.length; index++) {
		const column = columns[index] as Vector;
		const dictionary = dictionaries[index] as ColumnDictionary;
		vectors.push(
			column.kind === 'generic'
				? narrowed(column.data, start, end, dictionary, rowCount)
				: sliceVector(column, start, end),
		);
	}
	return new RowLeaf(owner, keys.slice(start, end), vectors, end - start);
}

/** Adds the rows of `more`. Preconditions: the keys of `more` are beyond those of `leaf`; neither has a delta. */
export function joinLeaf(
	leaf: RowLeaf,
	more: RowLeaf,
	{ dictionaries, rowCount }: Pick<Shape, 'dictionaries' | 'rowCount'>,
): void {
	leaf.keys = [...leaf.keys.slice(0, leaf.count), ...more.keys];
	leaf.columns = leaf.columns.map((column, index) =>
		concatVectors(
			column,
			leaf.count,
			more.columns[index] as Vector,
			more.count,
			dictionaries[index] as ColumnDictionary,
			rowCount,
		),
	);
	leaf.count += more.count;
	leaf.live = leaf.count;
	leaf.zones = undefined;
}

function narrowed(
	data: SqlValue[],
	start: number,
	end: number,
	dictionary: ColumnDictionary,
	rowCount: number,
): Vector {
	const sample = data[start] as SqlValue;
	const vector =
		typeof sample === 'string'
			? encodedTexts(data, start, end, dictionary, rowCount)
			: narrowVectorOf(data, start, end, dictionary, rowCount);
	if (vector === undefined) return { kind: 'generic', data: data.slice(start, end) };
	// *Pushing left spare capacity: a fifth of the memory of a table loaded this way.
	return typeof sample === 'string' ? vector : sliceVector(vector, 0, end - start);
}

/** Used again for every leaf. */
const codes: number[] = [];

function encodedTexts(
	data: readonly SqlValue[],
	start: number,
	end: number,
	dictionary: ColumnDictionary,
	rowCount: number,
): Vector | undefined {
	if (dictionary.isDropped) return undefined;
	for (let position = start; position < end; position++) {
		const value = data[position] as SqlValue;
		if (typeof value === 'string') {
			const code = dictionary.encode(value, rowCount);
			if (code === misfit) return undefined;
			codes[position - start] = code;
		} else if (value === null) codes[position - start] = 0;
		else return undefined;
	}
	return { kind: 'dict', data: codes.slice(0, end - start), dictionary };
}
