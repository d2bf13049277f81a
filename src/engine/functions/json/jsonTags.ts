/**
 * Where only the run time can tell JSON from plain text (`CASE ... THEN json(x) ELSE y END`), the binder puts these
 * functions around the choices (plan/jsonClaims.ts): every text gets a letter in front, J for JSON and T for text, which
 * the function that asked takes off again. Other values pass as they are. Not callable from SQL.
 */

import { scalar } from '../define.js';
import type { ScalarFunction } from '../function.js';
import type { SqlValue } from '../../types/value.js';
import { extreme } from '../scalar/conditional.js';
import { extractTagged } from './jsonFunctions.js';

function tagging(name: string, isJson: (text: string) => boolean): ScalarFunction {
	return scalar(name, 1, (_context, value = null) =>
		typeof value === 'string' ? (isJson(value) ? 'J' : 'T') + value : value,
	);
}

export const tagJson = tagging('json tag', () => true);
export const tagText = tagging('text tag', () => false);
/** For columns of json_each, whose texts are JSON when they show an array or object. */
export const tagContainers = tagging('container tag', text => /^[[{]/.test(text));
/** json_extract() that tags its own results. */
export const taggedExtract: ScalarFunction = scalar('json_extract', [0, -1], extractTagged);

function withoutTag(value: SqlValue): SqlValue {
	return typeof value === 'string' ? value.slice(1) : value;
}

/** max() and min() of tagged values. */
export const taggedMax = scalar('max', [2, -1], extreme(1, withoutTag));
export const taggedMin = scalar('min', [2, -1], extreme(-1, withoutTag));
