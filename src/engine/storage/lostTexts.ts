/**
 * Dictionaries only grow: texts of rows that were changed, deleted or rolled back stay in them. VACUUM makes new ones for
 * columns where most texts are of that kind.
 */

import type { RowCursor } from './contract.js';
import { vectorOf } from './columnVector.js';
import { ColumnDictionary } from './dictionary.js';
import type { Vector } from './vector.js';

/** Fewer texts are not worth it. */
const fewTexts = 64;

/** A new one for each column that has lost half of its texts; undefined: there is none. */
export function freshDictionaries(
	dictionaries: readonly ColumnDictionary[],
	rows: RowCursor,
): ColumnDictionary[] | undefined {
	const used = dictionaries.map(({ values }) =>
		values.length > fewTexts ? new Uint8Array(values.length) : undefined,
	);
	if (used.every(codes => codes === undefined)) return undefined;
	while (rows.next()) {
		for (const [index, codes] of used.entries()) {
			const column = rows.columns[index] as Vector;
			if (codes === undefined || column.kind !== 'dict') continue;
			for (let position = rows.start; position < rows.end; position++) {
				codes[column.data[position] as number] = 1;
			}
		}
	}
	const fresh = dictionaries.map((dictionary, index) => {
		const codes = used[index];
		if (codes === undefined) return dictionary;
		const count = codes.reduce((sum, isUsed) => sum + isUsed, 0);
		return count * 2 < codes.length ? new ColumnDictionary() : dictionary;
	});
	return fresh.some((dictionary, index) => dictionary !== dictionaries[index]) ? fresh : undefined;
}

/** The column with the codes of another dictionary. */
export function recoded(
	column: Vector,
	count: number,
	dictionary: ColumnDictionary,
	rowCount: number,
): Vector {
	if (column.kind !== 'dict' || column.dictionary === dictionary) return column;
	const { values } = column.dictionary;
	const texts = Array.from({ length: count }, (_, at) => values[column.data[at] as number] ?? null);
	return vectorOf(texts, 0, count, dictionary, rowCount);
}
