/** Functions that choose among their arguments, and those about the connection and the engine. */

import { compareValues } from '../../types/compare.js';
import { isTrue, storageClass, toInteger, toReal, valueToText } from '../../types/convert.js';
import type { SqlValue } from '../../types/value.js';
import { alias, functionError, scalar, volatileScalar } from '../define.js';
import type { FunctionContext, ScalarFunction } from '../function.js';

function firstNotNull(_context: FunctionContext, ...args: SqlValue[]): SqlValue {
	return args.find(value => value !== null) ?? null;
}

/** condition, value, condition, value ..., otherwise */
function choose(_context: FunctionContext, ...args: SqlValue[]): SqlValue {
	let position = 0;
	for (; position + 1 < args.length; position += 2) {
		if (isTrue(args[position] as SqlValue) === true) return args[position + 1] as SqlValue;
	}
	return position < args.length ? (args[position] as SqlValue) : null;
}

const coalesce: ScalarFunction = { ...scalar('coalesce', [2, -1], firstNotNull), lazy: 'coalesce' };
const iif: ScalarFunction = { ...scalar('iif', [2, -1], choose), lazy: 'iif' };

/** The greatest (direction 1) or least argument; NULL when any is NULL. */
/** `keyOf`: what to compare of a value. */
export function extreme(direction: 1 | -1, keyOf?: (value: SqlValue) => SqlValue) {
	return (context: FunctionContext, ...args: SqlValue[]): SqlValue => {
		let best = args[0] as SqlValue;
		if (best === null) return null;
		for (let index = 1; index < args.length; index++) {
			const value = args[index] as SqlValue;
			if (value === null) return null;
			const order = keyOf
				? compareValues(keyOf(best), keyOf(value), context.collation)
				: compareValues(best, value, context.collation);
			if (direction === 1 ? order < 0 : order >= 0) best = value;
		}
		return best;
	};
}

/** SQLite release whose behaviour is followed. */
const VERSION = '3.54.1';
const SOURCE_ID =
	'2026-10-16 14:45:20 555e07ef33f69a0957d24d8e555b702464a131d6f1607f4c3c1e4551e8e6ca76';

/** What this engine has of SQLite's optional parts, in SQLite's words. */
export const COMPILE_OPTIONS: readonly string[] = [
	'ENABLE_MATH_FUNCTIONS',
	'ENABLE_PERCENTILE',
	'MAX_LIKE_PATTERN_LENGTH=50000',
	'OMIT_LOAD_EXTENSION',
	'SOUNDEX',
	'THREADSAFE=0',
];

function isOptionUsed(name: string): boolean {
	const option = name.toUpperCase().replace(/^SQLITE_/, '');
	return COMPILE_OPTIONS.some(known => known === option || known.startsWith(`${option}=`));
}

export const conditionalFunctions: readonly ScalarFunction[] = [
	coalesce,
	{ ...scalar('ifnull', 2, firstNotNull), lazy: 'coalesce' },
	iif,
	alias('if', iif),
	scalar('nullif', 2, (context, left, right) =>
		compareValues(left, right, context.collation) === 0 ? null : left,
	),
	scalar('max', [2, -1], extreme(1)),
	scalar('min', [2, -1], extreme(-1)),
	scalar('likely', 1, (_context, value) => value),
	scalar('unlikely', 1, (_context, value) => value),
	scalar('likelihood', 2, (_context, value, probability) => {
		const chance = toReal(probability);
		if (storageClass(probability) !== 'real' || chance < 0 || chance > 1) {
			throw functionError('second argument to likelihood() must be a constant between 0.0 and 1.0');
		}
		return value;
	}),
	scalar('typeof', 1, (_context, value) => storageClass(value)),
	volatileScalar('changes', 0, context => context.services.changes()),
	volatileScalar('total_changes', 0, context => context.services.totalChanges()),
	volatileScalar('last_insert_rowid', 0, context => context.services.lastInsertRowid()),
	scalar('sqlite_version', 0, () => VERSION),
	scalar('sqlite_compileoption_used', 1, (_context, name = null) =>
		name === null ? null : isOptionUsed(valueToText(name)) ? 1 : 0,
	),
	scalar('sqlite_compileoption_get', 1, (_context, position = null) =>
		position === null ? null : (COMPILE_OPTIONS[Number(toInteger(position))] ?? null),
	),
	scalar('sqlite_source_id', 0, () => SOURCE_ID),
];
