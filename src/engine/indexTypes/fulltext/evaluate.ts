/**
 * Full-text queries over postings: which rows match, and where each phrase stands in them.
 *
 * A place is column * 2^24 + position of the token, so that no phrase and no NEAR reaches over the end of a column.
 */

import type { RowId } from '../../types/value.js';
import type { FulltextQuery, ParsedQuery, Phrase } from './query.js';

export const COLUMN_PLACES = 2 ** 24;

/** Places, ascending, by rowid. */
export type Postings = Map<RowId, readonly number[]>;

export interface PostingSource {
	/** `isPrefix`: of all terms that begin so. */
	postings(term: string, isPrefix: boolean): Postings;
}

export interface Evaluated {
	/** Rowids of the matching rows, as keys. */
	readonly rows: ReadonlyMap<RowId, unknown>;
	/** By phrase id: its places in the rows where its part of the query holds. */
	readonly places: readonly Postings[];
	/** By phrase id: in how many rows it is at all. */
	readonly rowCounts: readonly number[];
}

export function evaluate({ root, phrases }: ParsedQuery, source: PostingSource): Evaluated {
	const run = new Evaluation(phrases.length, source);
	const rows = run.rows(root);
	run.notePlaces(root, rows);
	return { rows, places: run.places, rowCounts: run.rowCounts };
}

const NOWHERE: Postings = new Map();

class Evaluation {
	readonly places: Postings[] = [];
	readonly rowCounts: number[] = [];
	readonly #source: PostingSource;
	/** Of each part of the query: the rows where it holds. */
	readonly #rows = new Map<FulltextQuery, Postings>();
	/** By phrase id. */
	readonly #near: Postings[] = [];

	constructor(phraseCount: number, source: PostingSource) {
		this.#source = source;
		for (let id = 0; id < phraseCount; id++) {
			this.places.push(new Map());
			this.rowCounts.push(0);
			this.#near.push(new Map());
		}
	}

	rows(query: FulltextQuery): Postings {
		const rows = this.#find(query);
		this.#rows.set(query, rows);
		return rows;
	}

	/** Phrases count where all that they are part of holds: not those of an AND that fails, nor what stands behind NOT. */
	notePlaces(query: FulltextQuery, within: Postings): void {
		switch (query.kind) {
			case 'nothing':
				return;
			case 'near':
				for (const { id } of query.phrases) {
					this.places[id] = only(this.#near[id] ?? NOWHERE, rowid => within.has(rowid));
				}
				return;
			case 'not':
				this.notePlaces(query.left, within);
				return;
			default:
				for (const part of [query.left, query.right]) {
					const own = this.#rows.get(part) ?? NOWHERE;
					this.notePlaces(
						part,
						only(within, rowid => own.has(rowid)),
					);
				}
		}
	}

	#find(query: FulltextQuery): Postings {
		switch (query.kind) {
			case 'nothing':
				return new Map();
			case 'near': {
				const found = query.phrases.map(phrase => {
					const all = inColumns(postingsOf(phrase, this.#source), query.columns);
					this.rowCounts[phrase.id] = all.size;
					return all;
				});
				return near(query.phrases, found, query.distance, this.#near);
			}
			case 'and': {
				const left = this.rows(query.left);
				const right = this.rows(query.right);
				return only(left, rowid => right.has(rowid));
			}
			case 'not': {
				const left = this.rows(query.left);
				const right = this.rows(query.right);
				return only(left, rowid => !right.has(rowid));
			}
			case 'or':
				return new Map([...this.rows(query.left), ...this.rows(query.right)]);
			default:
				return query satisfies never;
		}
	}
}

function only(postings: Postings, isWanted: (rowid: RowId) => boolean): Postings {
	return new Map([...postings].filter(([rowid]) => isWanted(rowid)));
}

/** Rows with all tokens one behind the other; places are those of the first. */
function postingsOf(phrase: Phrase, source: PostingSource): Postings {
	const { tokens, isPrefix, isFirst } = phrase;
	const last = tokens.length - 1;
	let found: Postings | undefined;
	for (const [offset, token] of tokens.entries()) {
		const postings = source.postings(token, isPrefix && offset === last);
		found = found ? followedBy(found, postings, offset) : postings;
		if (found.size === 0) return found;
	}
	if (!isFirst) return found ?? NOWHERE;
	return withPlaces(found ?? NOWHERE, place => place % COLUMN_PLACES === 0);
}

function followedBy(found: Postings, next: Postings, offset: number): Postings {
	const result: Postings = new Map();
	for (const [rowid, places] of found) {
		const behind = next.get(rowid);
		if (!behind) continue;
		const there = new Set(behind);
		const kept = places.filter(place => there.has(place + offset));
		if (kept.length > 0) result.set(rowid, kept);
	}
	return result;
}

function inColumns(postings: Postings, columns: ReadonlySet<number> | undefined): Postings {
	if (!columns) return postings;
	return withPlaces(postings, place => columns.has(Math.floor(place / COLUMN_PLACES)));
}

function withPlaces(postings: Postings, isWanted: (place: number) => boolean): Postings {
	const result: Postings = new Map();
	for (const [rowid, places] of postings) {
		const kept = places.filter(isWanted);
		if (kept.length > 0) result.set(rowid, kept);
	}
	return result;
}

/** Rows where the phrases stand near each other; the places that take part are noted. */
function near(
	phrases: readonly Phrase[],
	found: readonly Postings[],
	distance: number,
	places: readonly Postings[],
): Postings {
	const [first] = found as [Postings];
	const result: Postings = new Map();
	for (const [rowid, firstPlaces] of first) {
		const lists = found.map(postings => postings.get(rowid));
		if (lists.some(list => list === undefined)) continue;
		const kept =
			phrases.length === 1 ? [firstPlaces] : nearPlaces(phrases, lists as number[][], distance);
		if ((kept[0] as readonly number[]).length === 0) continue;
		result.set(rowid, firstPlaces);
		for (const [position, phrase] of phrases.entries()) {
			places[phrase.id]?.set(rowid, kept[position] as readonly number[]);
		}
	}
	return result;
}

/**
 * Of each phrase the places with all others near: between the end of any and the start of the last there are at most
 * `distance` tokens.
 */
function nearPlaces(
	phrases: readonly Phrase[],
	lists: readonly (readonly number[])[],
	distance: number,
): number[][] {
	const kept = lists.map(() => new Array<number>());
	const at = lists.map(() => 0);
	const place = (list: number, ahead = 0): number =>
		lists[list]?.[(at[list] as number) + ahead] ?? Infinity;
	for (;;) {
		const last = Math.max(...lists.map((_, list) => place(list)));
		if (last === Infinity) return kept;
		let isNear = true;
		for (const [list, { tokens }] of phrases.entries()) {
			const least = last - tokens.length - distance;
			while (place(list) < least) at[list] = (at[list] as number) + 1;
			if (place(list) > last) isNear = false;
		}
		if (!isNear) continue;
		// The list whose next place is the lowest goes on.
		let next = 0;
		for (const list of lists.keys()) {
			if (kept[list]?.at(-1) !== place(list)) kept[list]?.push(place(list));
			if (place(list, 1) < place(next, 1)) next = list;
		}
		at[next] = (at[next] as number) + 1;
	}
}
