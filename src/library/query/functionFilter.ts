/**
 * Turns the functions that `functionText` understands into SQL, where JavaScript and SQL provably give the same rows:
 *
 *   numbers    compared with a number; a stored value is never NaN
 *   text       equal to a string, or compared with one that has no character from U+D800 on: below, UTF-16 and UTF-8
 *              sort alike. Always by the BINARY collation.
 *   booleans   as they are, or equal to true or false
 *   anything   compared with null
 *
 * NULL follows JavaScript: `null < 1` holds, so `s => s.gpa < 1` becomes `gpa < 1 OR gpa IS NULL`. A negation is pushed
 * down to the comparisons, so that there is no third truth value anywhere.
 */

import type { FieldType } from '../models/fieldTypes.js';
import { readFunction } from './functionText.js';
import type { ComparisonOperator, Literal, PredicateTree } from './functionText.js';
import { bound, sql, text } from './sql.js';
import type { Sql } from './sql.js';

export interface ComparedField {
	readonly name: Sql;
	readonly type: FieldType;
	readonly isNullable: boolean;
	readonly collate: string | undefined;
	/** Whether the table holds nothing but values of the type. */
	readonly isStrict: boolean;
}

export type FindField = (name: string) => ComparedField | undefined;

/** Undefined where the function has to be asked row by row. */
export function functionToSql(given: (row: never) => unknown, find: FindField): Sql | undefined {
	return translate(readFunction(given), true, find);
}

/** SQL that holds where the tree is `expected`, and is false or NULL elsewhere. */
function translate(tree: PredicateTree, expected: boolean, find: FindField): Sql | undefined {
	switch (tree.kind) {
		case 'unknown':
			return undefined;
		case 'not':
			return translate(tree.operand, !expected, find);
		case 'and':
		case 'or': {
			const left = translate(tree.left, expected, find);
			const right = left && translate(tree.right, expected, find);
			if (!right) return undefined;
			return (tree.kind === 'and') === expected
				? sql`${left} AND ${right}`
				: sql`(${left} OR ${right})`;
		}
		case 'field': {
			const field = find(tree.field);
			if (!field?.isStrict || field.type.name !== 'bool') return undefined;
			return comparison(field, '===', true, expected);
		}
		case 'compare': {
			const field = find(tree.field);
			if (!field?.isStrict) return undefined;
			return isSame(field, tree.operator, tree.literal)
				? comparison(field, tree.operator, tree.literal, expected)
				: undefined;
		}
	}
}

/** Whether SQL and JavaScript agree on the comparison for every value but NULL. */
function isSame(field: ComparedField, operator: ComparisonOperator, literal: Literal): boolean {
	const isEquality = operator.length === 3 || operator === '==' || operator === '!=';
	if (literal === null) return isEquality && !['json', 'any'].includes(field.type.name);
	switch (field.type.name) {
		case 'int':
		case 'real':
			return typeof literal === 'number' && Math.abs(literal) <= Number.MAX_SAFE_INTEGER;
		case 'text':
			return typeof literal === 'string' && (isEquality || !/[\ud800-\uffff]/.test(literal));
		case 'bool':
			return typeof literal === 'boolean' && isEquality;
		default:
			return false;
	}
}

const OPPOSITE: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
	'===': '!==',
	'!==': '===',
	'==': '!=',
	'!=': '==',
	'<': '>=',
	'>=': '<',
	'>': '<=',
	'<=': '>',
};

const IN_SQL: Readonly<Record<ComparisonOperator, string>> = {
	'===': '=',
	'!==': '<>',
	'==': '=',
	'!=': '<>',
	'<': '<',
	'>=': '>=',
	'>': '>',
	'<=': '<=',
};

function comparison(
	field: ComparedField,
	operator: ComparisonOperator,
	literal: Literal,
	expected: boolean,
): Sql {
	const positive = expected ? operator : OPPOSITE[operator];
	const { name } = field;
	if (literal === null) {
		return sql`${name} ${text(IN_SQL[positive] === '=' ? 'IS NULL' : 'IS NOT NULL')}`;
	}
	const value = bound(field.type.encode(literal));
	const collate = field.collate === undefined ? text('') : text(' COLLATE BINARY');
	const compared = sql`${name} ${text(IN_SQL[positive])} ${value}${collate}`;
	const whenNull = compareNull(operator, literal) === expected;
	return field.isNullable && whenNull ? sql`(${compared} OR ${name} IS NULL)` : compared;
}

/** What JavaScript says of null on the left. */
function compareNull(operator: ComparisonOperator, literal: number | string | boolean): boolean {
	const nothing = null as unknown as number;
	const right = literal as number;
	switch (operator) {
		case '===':
		case '==':
			return false;
		case '!==':
		case '!=':
			return true;
		case '<':
			return nothing < right;
		case '<=':
			return nothing <= right;
		case '>':
			return nothing > right;
		case '>=':
			return nothing >= right;
	}
}
