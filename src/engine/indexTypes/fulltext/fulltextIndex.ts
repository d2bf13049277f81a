/**
 * `USING fulltext`: an inverted index of the words of its columns. WITH (tokenize = porter) finds other forms of an English
 * word as well. Postings are entries [term, rowid, places] of a key tree, so that rows of a term stand side by side and
 * a prefix is a range.
 */

import type { KeyTreeContract } from '../../storage/contract.js';
import { KeyTree } from '../../storage/keyTree.js';
import type { VisitPart } from '../../storage/memoryUsage.js';
import { BINARY } from '../../types/collations.js';
import { valueToText } from '../../types/convert.js';
import { printLiteral } from '../../types/literal.js';
import { SqlError } from '../../types/sqlError.js';
import type { Row, RowId, SqlValue } from '../../types/value.js';
import type { IndexDefinition, IndexSearch, IndexStructure, IndexType } from '../contract.js';
import { COLUMN_PLACES, evaluate } from './evaluate.js';
import type { Evaluated, Postings, PostingSource } from './evaluate.js';
import { parseQuery } from './query.js';
import type { ParsedQuery } from './query.js';
import { tokenize, tokenizeByStem } from './tokenizer.js';
import type { Tokenizer } from './tokenizer.js';

export const fulltextType: IndexType = {
	operators: { match: 'exact' },
	options: ['tokenize'],
	create: definition => new FulltextIndex(shapeOf(definition)),
};

const TOKENIZERS: ReadonlyMap<string, Tokenizer> = new Map([
	['unicode61', tokenize],
	['porter', tokenizeByStem],
]);

interface Shape {
	readonly columns: readonly (string | undefined)[];
	readonly tokenizer: Tokenizer;
}

function shapeOf({ columns, options }: IndexDefinition): Shape {
	const name = options.get('tokenize') ?? 'unicode61';
	const tokenizer = typeof name === 'string' ? TOKENIZERS.get(name.toLowerCase()) : undefined;
	if (!tokenizer) {
		throw new SqlError('SQLITE_ERROR', `no such tokenizer: ${printLiteral(name)}`, {
			hint: `tokenizers: ${[...TOKENIZERS.keys()].join(', ')}`,
		});
	}
	return { columns: columns.map(column => column.name), tokenizer };
}

const byTermAndRow = [0, 1].map(position => ({ position, collation: BINARY, descending: false }));
const byRow = byTermAndRow.slice(0, 1);

export class FulltextIndex implements IndexStructure, PostingSource {
	readonly #shape: Shape;
	/** [term, rowid, places] */
	readonly #postings: KeyTreeContract;
	/** [rowid, number of tokens] */
	readonly #lengths: KeyTreeContract;
	#tokens: number;
	/** The last query, while nothing changes. */
	#last:
		{ readonly key: string; readonly query: ParsedQuery; readonly result: Evaluated } | undefined =
		undefined;

	constructor(
		shape: Shape,
		postings: KeyTreeContract = new KeyTree(byTermAndRow),
		lengths: KeyTreeContract = new KeyTree(byRow),
		tokens = 0,
	) {
		this.#shape = shape;
		this.#postings = postings;
		this.#lengths = lengths;
		this.#tokens = tokens;
	}

	get tokenizer(): Tokenizer {
		return this.#shape.tokenizer;
	}

	get rowCount(): number {
		return this.#lengths.size;
	}

	/** Tokens of all rows. */
	get tokenCount(): number {
		return this.#tokens;
	}

	fork(): FulltextIndex {
		return new FulltextIndex(
			this.#shape,
			this.#postings.fork(),
			this.#lengths.fork(),
			this.#tokens,
		);
	}

	insert(values: Row, rowid: RowId): void {
		this.#last = undefined;
		const { terms, count } = this.#termsOf(values);
		for (const [term, places] of terms) this.#postings.insert([term, rowid, places]);
		this.#lengths.insert([rowid, count]);
		this.#tokens += count;
	}

	delete(values: Row, rowid: RowId): void {
		this.#last = undefined;
		const { terms, count } = this.#termsOf(values);
		if (!this.#lengths.delete([rowid])) return;
		for (const term of terms.keys()) this.#postings.delete([term, rowid]);
		this.#tokens -= count;
	}

	has(values: Row, rowid: RowId): boolean {
		const { terms, count } = this.#termsOf(values);
		if (this.#lengths.find([rowid])?.[1] !== count) return false;
		for (const [term, places] of terms) {
			if (this.#postings.find([term, rowid])?.[2] !== places) return false;
		}
		return true;
	}

	search(search: IndexSearch): Iterable<RowId> | undefined {
		if (search.operator !== 'match') return undefined;
		if (search.pattern === null) return [];
		return this.evaluated(search.pattern, search.column).result.rows.keys();
	}

	/** `column`: position in the index to look in; undefined: all. */
	evaluated(
		pattern: SqlValue,
		column: number | undefined,
	): { readonly query: ParsedQuery; readonly result: Evaluated } {
		const text = pattern === null ? '' : valueToText(pattern);
		const key = `${column ?? ''}:${text}`;
		if (this.#last?.key === key) return this.#last;
		const query = this.parse(text, column);
		this.#last = { key, query, result: evaluate(query, this) };
		return this.#last;
	}

	parse(text: string, column: number | undefined): ParsedQuery {
		const query = parseQuery(text, this.#shape.columns, this.#shape.tokenizer);
		return column === undefined ? query : inColumn(query, column);
	}

	postings(term: string, isPrefix: boolean): Postings {
		const range = isPrefix
			? { lower: boundAt([term]), upper: { prefix: [`${term}\u{10ffff}`], inclusive: false } }
			: { lower: boundAt([term]), upper: boundAt([term]) };
		const found = new Map<RowId, number[]>();
		const cursor = this.#postings.scan(range);
		while (cursor.next()) {
			for (let at = cursor.start; at < cursor.end; at++) {
				const [, rowid, text] = cursor.entries[at] as [string, RowId, string];
				const places = found.get(rowid);
				if (places) places.push(...placesFrom(text));
				else found.set(rowid, placesFrom(text));
			}
		}
		if (isPrefix) for (const places of found.values()) places.sort((a, b) => a - b);
		return found;
	}

	/** Number of tokens of a row. */
	lengthOf(rowid: RowId): number {
		return (this.#lengths.find([rowid])?.[1] ?? 0) as number;
	}

	rowsPerSearch(): number {
		return Math.max(1, this.#lengths.size / 20);
	}

	byteSize(): number {
		return this.#postings.byteSize() + this.#lengths.byteSize();
	}

	visitParts(visit: VisitPart): void {
		this.#postings.visitParts(visit);
		this.#lengths.visitParts(visit);
	}

	checkValid(): void {
		this.#postings.checkValid();
		this.#lengths.checkValid();
		let tokens = 0;
		const cursor = this.#postings.scan();
		while (cursor.next()) {
			for (let at = cursor.start; at < cursor.end; at++) {
				const [term, rowid, text] = cursor.entries[at] as [string, RowId, string];
				tokens += text.length / UNITS;
				if (!this.#lengths.find([rowid])) throw new Error(`fulltext index: ${term} of no row`);
			}
		}
		if (tokens !== this.#tokens)
			throw new Error(`fulltext index: ${tokens} tokens of ${this.#tokens}`);
	}

	#termsOf(values: Row): { readonly terms: Map<string, string>; readonly count: number } {
		const terms = new Map<string, string>();
		let count = 0;
		for (const [column, value] of values.entries()) {
			if (value === null) continue;
			const tokens = this.#shape.tokenizer(valueToText(value));
			for (const [position, { text }] of tokens.entries()) {
				terms.set(text, (terms.get(text) ?? '') + placeText(column, position));
			}
			count += tokens.length;
		}
		return { terms, count };
	}
}

function boundAt(prefix: readonly SqlValue[]): {
	readonly prefix: readonly SqlValue[];
	readonly inclusive: boolean;
} {
	return { prefix, inclusive: true };
}

/** A place in three UTF-16 units: texts take less memory than arrays of numbers. */
const UNITS = 3;

function placeText(column: number, position: number): string {
	return String.fromCharCode(column, position >>> 16, position & 0xffff);
}

function placesFrom(text: string): number[] {
	const places: number[] = [];
	for (let at = 0; at < text.length; at += UNITS) {
		const position = text.charCodeAt(at + 1) * 65536 + text.charCodeAt(at + 2);
		places.push(text.charCodeAt(at) * COLUMN_PLACES + position);
	}
	return places;
}

/** The query with all its parts about one column. */
function inColumn({ root, phrases }: ParsedQuery, column: number): ParsedQuery {
	const narrow = (query: ParsedQuery['root']): ParsedQuery['root'] => {
		if (query.kind === 'nothing') return query;
		if (query.kind !== 'near') {
			return { kind: query.kind, left: narrow(query.left), right: narrow(query.right) };
		}
		const isIn = query.columns?.has(column) ?? true;
		return { ...query, columns: new Set(isIn ? [column] : []) };
	};
	return { root: narrow(root), phrases };
}
