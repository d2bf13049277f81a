/**
 * Reads CSV as rows of typed values, in stretches, from bytes as they come.
 *
 * The dialect (delimiter, line ends, header) and the column types come from the first rows; an empty
 * field is NULL. A later value that does not fit its column's type stays TEXT: nothing is rounded,
 * nothing is dropped. Short rows are filled with NULL, surplus fields are an error.
 */

import Papa from 'papaparse';
import { Real, type SqlValue } from '../../engine/index.js';
import type { CsvOptions } from './csvOptions.js';

export interface CsvColumn {
	readonly name: string;
	readonly declaredType: 'INTEGER' | 'REAL' | 'TEXT';
}

export interface CsvFile {
	readonly columns: readonly CsvColumn[];
	rows(): Iterable<SqlValue[]>;
}

/** Wrong content, in words for the user. */
export class CsvProblem extends Error {
	override readonly name = 'CsvProblem';
}

/** `open` starts reading from the first byte each time. */
export function readCsv(open: () => Iterable<Uint8Array>, options: CsvOptions): CsvFile {
	const dialect = findDialect(open, options);
	const columns = findColumns(open, dialect, options);
	return {
		columns,
		*rows() {
			let line = 0;
			for (const fields of records(open, dialect)) {
				line++;
				if (line === 1 && dialect.hasHeader) continue;
				if (fields.length > columns.length) {
					throw new CsvProblem(
						`row ${line} has ${fields.length} fields, the file has ${columns.length} columns`,
					);
				}
				yield columns.map((column, index) =>
					toValue(fields[index] ?? '', column.declaredType, options.nullstr),
				);
			}
		},
	};
}

interface Dialect {
	readonly delimiter: string;
	readonly newline: '\n' | '\r\n' | '\r';
	readonly quote: string;
	readonly comment: string | undefined;
	readonly hasHeader: boolean;
}

const SAMPLE_CHARACTERS = 65_536;

function findDialect(open: () => Iterable<Uint8Array>, options: CsvOptions): Dialect {
	let sample = '';
	for (const text of decode(open())) {
		sample += text;
		if (sample.length >= SAMPLE_CHARACTERS) break;
	}
	const newline = sample.includes('\r\n') ? '\r\n' : sample.includes('\n') ? '\n' : '\r';
	const quote = options.quote ?? '"';
	const guess = Papa.parse<string[]>(sample.slice(0, SAMPLE_CHARACTERS), {
		preview: 20,
		skipEmptyLines: true,
		quoteChar: quote,
	});
	const delimiter = options.delimiter ?? guess.meta.delimiter;
	const dialect = { delimiter, newline, quote, comment: options.comment, hasHeader: true } as const;
	if (options.header !== undefined) return { ...dialect, hasHeader: options.header };
	const [first] = records(() => [new TextEncoder().encode(sample)], dialect);
	return { ...dialect, hasHeader: first !== undefined && looksLikeHeader(first) };
}

/** Names are there, differ, and are no numbers. */
function looksLikeHeader(fields: readonly string[]): boolean {
	const names = fields.map(field => field.trim());
	return (
		new Set(names).size === names.length &&
		names.every(name => name !== '' && typeOfField(name) === 'TEXT')
	);
}

function findColumns(
	open: () => Iterable<Uint8Array>,
	dialect: Dialect,
	options: CsvOptions,
): CsvColumn[] {
	let names: readonly string[] | undefined;
	let width = 0;
	const types: (CsvColumn['declaredType'] | undefined)[] = [];
	let rowCount = 0;
	for (const fields of records(open, dialect)) {
		width = Math.max(width, rowCount === 0 && names === undefined ? fields.length : 0);
		if (dialect.hasHeader && names === undefined) {
			names = fields;
			continue;
		}
		if (rowCount++ >= options.sampleRows) break;
		fields.forEach((field, index) => {
			if (field === '' || field === options.nullstr) return;
			types[index] = widerType(types[index], typeOfField(field));
		});
	}
	const given = options.columns;
	if (given && width > 0 && given.length !== width) {
		throw new CsvProblem(`columns names ${given.length} columns, the file has ${width}`);
	}
	const unique = uniqueNames(
		Array.from({ length: given?.length ?? width }, (_, index) => {
			const name = (given?.[index]?.name ?? names?.[index] ?? '').trim();
			return name === '' ? `column${index + 1}` : name;
		}),
	);
	return unique.map((name, index) => ({
		name,
		declaredType: given?.[index]?.type ?? types[index] ?? 'TEXT',
	}));
}

function uniqueNames(names: readonly string[]): string[] {
	const taken = new Set<string>();
	return names.map(name => {
		let unique = name;
		for (let count = 2; taken.has(unique.toLowerCase()); count++) unique = `${name}_${count}`;
		taken.add(unique.toLowerCase());
		return unique;
	});
}

/** 007 and +1 are text: as numbers they would not come back as written. */
const INTEGER = /^(?:0|-?[1-9]\d{0,18})$/;
const REAL = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$|^-?\.\d+$/;

function typeOfField(field: string): CsvColumn['declaredType'] {
	if (INTEGER.test(field) && fits64Bits(field)) return 'INTEGER';
	return REAL.test(field) ? 'REAL' : 'TEXT';
}

function fits64Bits(digits: string): boolean {
	return digits.length < 19 || BigInt.asIntN(64, BigInt(digits)) === BigInt(digits);
}

function widerType(
	type: CsvColumn['declaredType'] | undefined,
	added: CsvColumn['declaredType'],
): CsvColumn['declaredType'] {
	if (type === undefined || type === added) return added;
	return type === 'TEXT' || added === 'TEXT' ? 'TEXT' : 'REAL';
}

function toValue(
	field: string,
	type: CsvColumn['declaredType'],
	nullstr: string | undefined,
): SqlValue {
	if (field === '' || field === nullstr) return null;
	if (type === 'TEXT') return field;
	if (type === 'REAL') return REAL.test(field) ? real(Number(field)) : field;
	if (!INTEGER.test(field) || !fits64Bits(field)) return field;
	const number = Number(field);
	return Number.isSafeInteger(number) ? number : BigInt(field);
}

function real(value: number): SqlValue {
	return Number.isSafeInteger(value) ? new Real(value) : value;
}

/** Records one by one, a stretch of the file parsed at a time; blank lines are none. */
function* records(open: () => Iterable<Uint8Array>, dialect: Dialect): Generator<string[]> {
	const { delimiter, newline, quote, comment } = dialect;
	const parser = new Papa.Parser({
		delimiter,
		newline,
		quoteChar: quote,
		...(comment === undefined ? {} : { comments: comment }),
	});
	const isRecord = (fields: readonly string[]) => fields.length > 1 || fields[0] !== '';
	let pending = '';
	for (const text of decode(open())) {
		pending += text;
		const { data, meta } = parser.parse(pending, 0, true) as ParserResult;
		yield* data.filter(isRecord);
		pending = pending.slice(meta.cursor);
	}
	const { data } = parser.parse(pending, 0, false) as ParserResult;
	yield* data.filter(isRecord);
}

interface ParserResult {
	readonly data: string[][];
	readonly meta: { readonly cursor: number };
}

function* decode(chunks: Iterable<Uint8Array>): Generator<string> {
	const decoder = new TextDecoder('utf-8');
	for (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
	const rest = decoder.decode();
	if (rest !== '') yield rest;
}
