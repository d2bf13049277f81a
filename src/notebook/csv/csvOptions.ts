/**
 * The options of read_csv(path, options): one text of `key: value` pairs, YAML or JSON.
 *
 *   read_csv('data/x.csv', '{header: false, delimiter: ";", columns: [a, b], nullstr: NA}')
 */

import { parse as parseYaml } from 'yaml';

export interface CsvOptions {
	/** undefined: found out. */
	readonly header: boolean | undefined;
	readonly delimiter: string | undefined;
	readonly quote: string | undefined;
	/** Lines that begin so are skipped. */
	readonly comment: string | undefined;
	/** Read as NULL, beside the empty field. */
	readonly nullstr: string | undefined;
	readonly columns: readonly GivenColumn[] | undefined;
	/** Rows looked at for column types. */
	readonly sampleRows: number;
}

export interface GivenColumn {
	readonly name: string;
	/** undefined: found out. */
	readonly type: 'INTEGER' | 'REAL' | 'TEXT' | undefined;
}

/** In words for the user. */
export class CsvOptionProblem extends Error {
	override readonly name = 'CsvOptionProblem';
}

const KNOWN = ['header', 'delimiter', 'quote', 'comment', 'nullstr', 'columns', 'sample'];
const ALIASES: Readonly<Record<string, string>> = {
	delim: 'delimiter',
	sep: 'delimiter',
	null: 'nullstr',
	names: 'columns',
	sample_size: 'sample',
};

export function readCsvOptions(text: string | undefined): CsvOptions {
	const given = new Map<string, unknown>();
	for (const [key, value] of Object.entries(parseRecord(text ?? ''))) {
		const name = ALIASES[key.toLowerCase()] ?? key.toLowerCase();
		if (!KNOWN.includes(name)) {
			throw new CsvOptionProblem(`read_csv has no option "${key}"; it has ${KNOWN.join(', ')}`);
		}
		given.set(name, value);
	}
	return {
		header: booleanOption(given.get('header')),
		delimiter: textOption('delimiter', given.get('delimiter'))?.replace('\\t', '\t'),
		quote: textOption('quote', given.get('quote')),
		comment: textOption('comment', given.get('comment')),
		nullstr: textOption('nullstr', given.get('nullstr')),
		columns: columnsOption(given.get('columns')),
		sampleRows: sampleOption(given.get('sample')),
	};
}

function parseRecord(text: string): object {
	let value: unknown;
	try {
		value = parseYaml(text);
	} catch {
		value = undefined;
	}
	if (text.trim() === '') return {};
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new CsvOptionProblem(
			`read_csv options are a text like '{header: false, delimiter: ";"}', not '${text}'`,
		);
	}
	return value;
}

function booleanOption(value: unknown): boolean | undefined {
	if (value === undefined || value === 'auto') return undefined;
	if (typeof value === 'boolean') return value;
	if (value === 0 || value === 1) return value === 1;
	throw new CsvOptionProblem('read_csv option "header" is true, false or auto');
}

function textOption(name: string, value: unknown): string | undefined {
	if (value === undefined) return undefined;
	if (typeof value === 'string' || typeof value === 'number') return String(value);
	if (name === 'nullstr' && value === null) return 'null';
	throw new CsvOptionProblem(`read_csv option "${name}" is a text`);
}

function columnsOption(value: unknown): readonly GivenColumn[] | undefined {
	if (value === undefined) return undefined;
	if (Array.isArray(value)) return value.map(name => ({ name: String(name), type: undefined }));
	if (typeof value === 'object' && value !== null) {
		return Object.entries(value).map(([name, type]) => ({ name, type: columnType(String(type)) }));
	}
	throw new CsvOptionProblem(
		'read_csv option "columns" is a list of names, or {name: type} with INTEGER, REAL or TEXT',
	);
}

function columnType(text: string): GivenColumn['type'] {
	const type = text.toUpperCase();
	if (type === 'INTEGER' || type === 'REAL' || type === 'TEXT') return type;
	throw new CsvOptionProblem(`read_csv column type "${text}" is none of INTEGER, REAL, TEXT`);
}

function sampleOption(value: unknown): number {
	if (value === undefined) return 20_480;
	if (value === -1 || value === 'all') return Infinity;
	if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
	throw new CsvOptionProblem('read_csv option "sample" is a number of rows, or all');
}
