/**
 * SQLite's keywords and how freely each may be used as an identifier.
 *
 *   reserved    never a name unless quoted
 *   fallback    a name wherever the grammar does not ask for the keyword itself
 *   join        CROSS, LEFT ... and INDEXED: a name, but not an alias without AS
 *   contextual  WINDOW, OVER, FILTER: a name unless the tokens around say otherwise
 *
 * Also holds the lexer's lookup: a hash over the folded characters, so that recognising a keyword
 * allocates nothing.
 */

export type KeywordClass = 'reserved' | 'fallback' | 'join' | 'contextual';

const reserved = [
	'add', 'all', 'alter', 'and', 'as', 'autoincrement', 'between', 'case', 'check', 'collate',
	'commit', 'constraint', 'create', 'default', 'deferrable', 'delete', 'distinct', 'drop', 'else',
	'escape', 'except', 'exists', 'foreign', 'from', 'group', 'having', 'in', 'index', 'insert',
	'intersect', 'into', 'is', 'isnull', 'join', 'limit', 'not', 'nothing', 'notnull', 'null', 'on',
	'or', 'order', 'primary', 'references', 'returning', 'select', 'set', 'table', 'then', 'to',
	'transaction', 'union', 'unique', 'update', 'using', 'values', 'when', 'where',
] as const; // prettier-ignore

const fallback = [
	'abort', 'action', 'after', 'always', 'analyze', 'asc', 'attach', 'before', 'begin', 'by',
	'cascade', 'cast', 'column', 'conflict', 'current', 'current_date', 'current_time',
	'current_timestamp', 'database', 'deferred', 'desc', 'detach', 'do', 'each', 'end', 'exclude',
	'exclusive', 'explain', 'fail', 'first', 'following', 'for', 'generated', 'glob', 'groups', 'if',
	'ignore', 'immediate', 'initially', 'instead', 'key', 'last', 'like', 'match', 'materialized',
	'no', 'nulls', 'of', 'offset', 'others', 'partition', 'plan', 'pragma', 'preceding', 'query',
	'raise', 'range', 'recursive', 'regexp', 'reindex', 'release', 'rename', 'replace', 'restrict',
	'rollback', 'row', 'rows', 'savepoint', 'temp', 'temporary', 'ties', 'trigger', 'unbounded',
	'vacuum', 'view', 'virtual', 'with', 'within', 'without',
] as const; // prettier-ignore

const join = [
	'cross', 'full', 'indexed', 'inner', 'left', 'natural', 'outer', 'right',
] as const; // prettier-ignore

const contextual = ['filter', 'over', 'window'] as const;

export type Keyword =
	| (typeof reserved)[number]
	| (typeof fallback)[number]
	| (typeof join)[number]
	| (typeof contextual)[number];

export interface KeywordEntry {
	readonly keyword: Keyword;
	readonly class: KeywordClass;
}

/** Every keyword, in alphabetical order. */
export const keywords: readonly KeywordEntry[] = [
	...reserved.map(keyword => ({ keyword, class: 'reserved' }) as const),
	...fallback.map(keyword => ({ keyword, class: 'fallback' }) as const),
	...join.map(keyword => ({ keyword, class: 'join' }) as const),
	...contextual.map(keyword => ({ keyword, class: 'contextual' }) as const),
].sort((left, right) => (left.keyword < right.keyword ? -1 : 1));

/** The class of a word in any case, or undefined when it is no keyword. */
export function keywordClass(word: string): KeywordClass | undefined {
	return findKeyword(word, 0, word.length)?.class;
}

const longestKeyword = 17;
const tableSize = 1024;
const table = buildTable();

/** The keyword that `text[start, end)` spells, in any case. */
export function findKeyword(text: string, start: number, end: number): KeywordEntry | undefined {
	const length = end - start;
	if (length < 2 || length > longestKeyword) return undefined;
	let hash = length;
	for (let offset = start; offset < end; offset++) {
		hash = (Math.imul(hash, 31) + (text.charCodeAt(offset) | 32)) | 0;
	}
	let slot = (hash ^ (hash >>> 10)) & (tableSize - 1);
	for (;;) {
		const entry = table[slot];
		if (entry === undefined) return undefined;
		if (spells(entry.keyword, text, start, length)) return entry;
		slot = (slot + 1) & (tableSize - 1);
	}
}

function spells(keyword: string, text: string, start: number, length: number): boolean {
	if (keyword.length !== length) return false;
	for (let offset = 0; offset < length; offset++) {
		const code = text.charCodeAt(start + offset);
		const folded = code >= 65 && code <= 90 ? code | 32 : code;
		if (folded !== keyword.charCodeAt(offset)) return false;
	}
	return true;
}

function buildTable(): (KeywordEntry | undefined)[] {
	const slots = new Array<KeywordEntry | undefined>(tableSize).fill(undefined);
	for (const entry of keywords) {
		let hash = entry.keyword.length;
		for (let offset = 0; offset < entry.keyword.length; offset++) {
			hash = (Math.imul(hash, 31) + (entry.keyword.charCodeAt(offset) | 32)) | 0;
		}
		let slot = (hash ^ (hash >>> 10)) & (tableSize - 1);
		while (slots[slot] !== undefined) slot = (slot + 1) & (tableSize - 1);
		slots[slot] = entry;
	}
	return slots;
}
