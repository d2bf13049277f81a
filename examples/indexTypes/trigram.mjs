/**
 * An index type for LIKE '%middle%': for each three letters in a row the rows that have them. What it finds are candidates,
 * the engine evaluates LIKE on each; a pattern without three letters in a row reads all rows.
 *
 *   import { Database, HashTrie, RowidSet } from 'strata-sql';
 *   import { trigramType } from './trigram.mjs';
 *
 *   const db = new Database();
 *   db.registerIndexType('trigram', trigramType({ HashTrie, RowidSet }));
 *   db.exec('CREATE TABLE word(text); CREATE INDEX parts ON word USING trigram (text)');
 *   db.prepare("SELECT text FROM word WHERE text LIKE '%gra%'").all();
 *   // SEARCH word USING TRIGRAM INDEX parts (text LIKE ?)
 */

/**
 * @typedef {import('../../src/library/index.js').IndexType} IndexType
 * @typedef {import('../../src/library/index.js').IndexStructure} IndexStructure
 * @typedef {import('../../src/library/index.js').IndexSearch} IndexSearch
 * @typedef {import('../../src/library/index.js').RowId} RowId
 * @typedef {import('../../src/library/index.js').RowidSet} RowidSet
 * @typedef {import('../../src/library/index.js').Row} Row
 * @typedef {Pick<typeof import('../../src/library/index.js'), 'HashTrie' | 'RowidSet'>} Parts
 * @typedef {import('../../src/library/index.js').HashTrie<RowidSet>} Sets
 */

/** Rows whose value is no text: LIKE makes one of it. No trigram is so short. */
const OTHERS = '';

/**
 * @param {Parts} parts the package's copy-on-write map and set
 * @returns {IndexType}
 */
export function trigramType({ HashTrie, RowidSet }) {
	return {
		operators: { like: 'candidates' },
		create({ name, columns }) {
			if (columns.length !== 1) throw new Error(`${name}: a trigram index has one column`);
			return new TrigramIndex(new HashTrie(), () => RowidSet.of([]));
		},
	};
}

/** @implements {IndexStructure} */
class TrigramIndex {
	/** @type {Sets} */
	#sets;
	/** @type {() => RowidSet} */
	#newSet;
	#rows = 0;

	/**
	 * @param {Sets} sets
	 * @param {() => RowidSet} newSet
	 */
	constructor(sets, newSet, rows = 0) {
		this.#sets = sets;
		this.#newSet = newSet;
		this.#rows = rows;
	}

	/** Nothing is copied: the map shares its nodes, and sets belong to the map that last changed them. */
	fork() {
		return new TrigramIndex(this.#sets.fork(), this.#newSet, this.#rows);
	}

	/** @type {IndexStructure['insert']} */
	insert([value], rowid) {
		this.#rows++;
		for (const key of keysOf(value)) this.#own(key).add(rowid);
	}

	/** @type {IndexStructure['delete']} */
	delete([value], rowid) {
		this.#rows--;
		for (const key of keysOf(value)) {
			const set = this.#own(key);
			set.delete(rowid);
			if (set.size === 0) this.#sets.delete(key);
		}
	}

	/**
	 * @param {IndexSearch} search
	 * @returns {Iterable<RowId> | undefined}
	 */
	search(search) {
		if (search.operator !== 'like' || typeof search.pattern !== 'string') return undefined;
		const wanted = search.pattern.split(/[%_]/).flatMap(trigramsOf);
		if (wanted.length === 0) return undefined;
		let found = this.#sets.get(wanted[0] ?? '') ?? this.#newSet();
		for (const key of wanted.slice(1)) {
			found = found.intersect(this.#sets.get(key) ?? this.#newSet());
		}
		const others = this.#sets.get(OTHERS);
		return others ? found.unite(others) : found;
	}

	rowsPerSearch() {
		return this.#rows / 20;
	}

	byteSize() {
		let bytes = 0;
		this.visitParts((_part, size) => {
			bytes += size;
			return true;
		});
		return bytes;
	}

	/** @param {Parameters<NonNullable<IndexStructure['visitParts']>>[0]} visit */
	visitParts(visit) {
		this.#sets.visitParts(visit, set => set.visitParts(visit));
	}

	/** The set of a key, to be changed. @param {string} key */
	#own(key) {
		const known = this.#sets.get(key) ?? this.#newSet();
		const set = known.ownedBy(this.#sets.owner);
		if (set !== known) this.#sets.set(key, set);
		return set;
	}
}

/**
 * @param {Row[number] | undefined} value
 * @returns {Iterable<string>}
 */
function keysOf(value) {
	if (value === null || value === undefined) return [];
	return typeof value === 'string' ? new Set(trigramsOf(value)) : [OTHERS];
}

/**
 * LIKE does not tell A from a, and nothing beyond ASCII.
 * @param {string} text
 * @returns {string[]}
 */
function trigramsOf(text) {
	const folded = text.replace(/[A-Z]+/g, letters => letters.toLowerCase());
	const keys = [];
	for (let at = 0; at + 3 <= folded.length; at++) keys.push(folded.slice(at, at + 3));
	return keys;
}
