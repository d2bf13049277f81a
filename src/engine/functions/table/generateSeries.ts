/**
 * generate_series(start, stop, step): integers from start to stop, both included; downwards when step is negative.
 * Arguments are converted to integers as CAST does, a step of 0 is 1, and one that is NULL gives no rows.
 */

import { toInteger } from '../../types/convert.js';
import { integerValue } from '../../types/value.js';
import type { Row, SqlValue } from '../../types/value.js';
import type { TableFunction } from '../function.js';
import { functionError } from '../define.js';

/** The largest unsigned integer of 32 bits. */
const DEFAULT_STOP = 4294967295;

export const generateSeries: TableFunction = {
	kind: 'table',
	name: 'generate_series',
	minArguments: 0,
	maxArguments: 3,
	columns: [{ name: 'value', declaredType: undefined }],
	parameters: ['start', 'stop', 'step'],
	bindColumns: undefined,
	parameterValues: args => integers(args),
	rows(args: readonly (SqlValue | undefined)[]): Iterable<Row> {
		if (args[0] === undefined) {
			throw functionError('first argument to "generate_series()" missing or unusable');
		}
		return args.includes(null) ? [] : series(...integers(args));
	},
};

type Integer = number | bigint;

function integers(
	args: readonly (SqlValue | undefined)[],
): readonly [start: Integer, stop: Integer, step: Integer] {
	const [start = null, stop = DEFAULT_STOP, step = 1] = args;
	const by = toInteger(step);
	return [toInteger(start), toInteger(stop), BigInt(by) === 0n ? 1 : by];
}

function* series(start: Integer, stop: Integer, step: Integer): Generator<Row> {
	if (typeof start === 'number' && typeof stop === 'number' && typeof step === 'number') {
		const count = Math.floor((stop - start) / step);
		if (Number.isSafeInteger(start + count * step) && Number.isSafeInteger(stop - start)) {
			for (let index = 0; index <= count; index++) yield [start + index * step];
			return;
		}
	}
	const end = BigInt(stop);
	const by = BigInt(step);
	for (let value = BigInt(start); by > 0n ? value <= end : value >= end; value += by) {
		yield [integerValue(value)];
	}
}
