/** Whether values of a type belong into a column, by what it declares. Stricter than SQLite, which stores anything. */

import type { ValueType } from './valueTypes.js';

type Kind = 'integer' | 'real' | 'number' | 'text' | 'blob' | 'boolean' | 'date' | 'json' | 'any';

const TAKES: Readonly<Record<Kind, readonly ValueType[]>> = {
	integer: ['integer', 'bigint', 'boolean'],
	real: ['integer', 'real', 'bigint'],
	number: ['integer', 'real', 'bigint', 'boolean'],
	text: ['text', 'date', 'json'],
	blob: ['blob'],
	boolean: ['boolean', 'integer'],
	date: ['date', 'text', 'integer', 'real'],
	json: ['json', 'text', 'integer', 'real', 'boolean'],
	any: ['integer', 'real', 'bigint', 'text', 'blob', 'boolean', 'date', 'json'],
};

const SHOWN: Readonly<Record<ValueType, string>> = {
	null: 'NULL',
	integer: 'integers',
	real: 'real numbers',
	bigint: 'large integers',
	text: 'text',
	blob: 'blobs',
	boolean: 'booleans',
	date: 'dates',
	json: 'objects or arrays',
};

/** The first of the types that does not belong there, in words; undefined: all do. */
export function misfitOf(declaredType: string, types: ReadonlySet<ValueType>): string | undefined {
	const taken = TAKES[kindOf(declaredType)];
	const misfit = [...types].find(type => !taken.includes(type));
	return misfit && SHOWN[misfit];
}

function kindOf(declaredType: string): Kind {
	const type = declaredType.toUpperCase();
	if (type === '' || type === 'ANY') return 'any';
	if (type.includes('JSON')) return 'json';
	if (type.includes('BOOL')) return 'boolean';
	if (/DATE|TIME/.test(type)) return 'date';
	if (type.includes('INT')) return 'integer';
	if (/CHAR|CLOB|TEXT/.test(type)) return 'text';
	if (type.includes('BLOB')) return 'blob';
	if (/REAL|FLOA|DOUB/.test(type)) return 'real';
	return /NUM|DEC/.test(type) ? 'number' : 'any';
}
