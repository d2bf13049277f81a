/** generate_series(start, stop, step): integers from start to stop, both included. */

import { isInteger, toInteger } from '../../types/convert.js';
import { integerValue } from '../../types/value.js';
import type { Row, SqlValue } from '../../types/value.js';
import type { TableFunction } from '../function.js';

const LARGEST = 4294967295;

export const generateSeries: TableFunction = {
	kind: 'table',
	name: 'generate_series',
	minArguments: 1,
	maxArguments: 3,
	columns: [{ name: 'value', declaredType: undefined }],
	bindColumns: undefined,
	rows(args: Row): Iterable<Row> {
		if (args.some(value => value === null)) return [];
		const start = toInteger(args[0] as SqlValue);
		const stop = args.length > 1 ? toInteger(args[1] as SqlValue) : LARGEST;
		const step = args.length > 2 ? toInteger(args[2] as SqlValue) : 1;
		return series(start, stop, step === 0 ? 1 : step);
	},
};

function* series(
	start: number | bigint,
	stop: number | bigint,
	step: number | bigint,
): Generator<Row> {
	if (typeof start === 'number' && typeof stop === 'number' && typeof step === 'number') {
		const count = Math.floor((stop - start) / step);
		if (Number.isSafeInteger(start + count * step) && isInteger(stop - start)) {
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
