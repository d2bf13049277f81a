/** bm25(): how well a row answers a query, by Okapi BM25 as FTS5 computes it: the better, the lower (below 0). */

import { COLUMN_PLACES } from './evaluate.js';
import type { FulltextIndex } from './fulltextIndex.js';
import type { Match } from './marks.js';

const K1 = 1.2;
const B = 0.75;
/** For phrases that more than half of the rows have. */
const LEAST_WEIGHT = 1e-6;

/** `weights`: of the columns, 1 where there is none. */
export function bm25(index: FulltextIndex, match: Match, weights: readonly number[]): number {
	const { query, result, rowid } = match;
	const rows = index.rowCount;
	const length = index.lengthOf(rowid);
	const average = index.tokenCount / Math.max(1, rows);
	let score = 0;
	for (const { id } of query.phrases) {
		const hits = result.rowCounts[id] ?? 0;
		const weight = Math.log((rows - hits + 0.5) / (hits + 0.5));
		const frequency = weighted(result.places[id]?.get(rowid) ?? [], weights);
		const damped = frequency + K1 * (1 - B + (B * length) / average);
		score += (weight > 0 ? weight : LEAST_WEIGHT) * ((frequency * (K1 + 1)) / damped);
	}
	return -score;
}

function weighted(places: readonly number[], weights: readonly number[]): number {
	let sum = 0;
	for (const place of places) sum += weights[Math.floor(place / COLUMN_PLACES)] ?? 1;
	return sum;
}
