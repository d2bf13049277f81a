/** Functions that only ask where a row stands in its partition: row_number, rank, dense_rank, percent_rank, cume_dist, ntile. */

import type { Vector } from '../../storage/vector.js';
import { toInteger } from '../../types/convert.js';
import { SqlError } from '../../types/sqlError.js';
import type { WindowRows } from './windowRows.js';

export function rowNumbers(rows: WindowRows): Vector {
	const data: number[] = [];
	rows.forEachPartition((start, end) => {
		for (let position = start; position < end; position++) data.push(position - start + 1);
	});
	return { kind: 'int', data };
}

export function ranks(rows: WindowRows): Vector {
	const { starts, groupOf } = rows.peers;
	const data: number[] = [];
	rows.forEachPartition((start, end) => {
		for (let position = start; position < end; position++) {
			data.push((starts[groupOf[position] as number] as number) - start + 1);
		}
	});
	return { kind: 'int', data };
}

export function denseRanks(rows: WindowRows): Vector {
	const { groupOf } = rows.peers;
	const data: number[] = [];
	rows.forEachPartition((start, end) => {
		const first = groupOf[start] as number;
		for (let position = start; position < end; position++) {
			data.push((groupOf[position] as number) - first + 1);
		}
	});
	return { kind: 'int', data };
}

/** (rank - 1) / (rows - 1); 0 in a partition of one row. */
export function percentRanks(rows: WindowRows): Vector {
	const { starts, groupOf } = rows.peers;
	const data: number[] = [];
	rows.forEachPartition((start, end) => {
		const others = end - start - 1;
		for (let position = start; position < end; position++) {
			const before = (starts[groupOf[position] as number] as number) - start;
			data.push(others === 0 ? 0 : before / others);
		}
	});
	return { kind: 'real', data };
}

/** Rows up to the last peer, as a part of all. */
export function cumulativeShares(rows: WindowRows): Vector {
	const { starts, groupOf } = rows.peers;
	const data: number[] = [];
	rows.forEachPartition((start, end) => {
		for (let position = start; position < end; position++) {
			const upTo = (starts[(groupOf[position] as number) + 1] as number) - start;
			data.push(upTo / (end - start));
		}
	});
	return { kind: 'real', data };
}

/** Larger tiles first; the number of tiles comes from the partition's first row. */
export function tiles(rows: WindowRows, argument: number): Vector {
	const data: number[] = [];
	rows.forEachPartition((start, end) => {
		const wanted = Number(toInteger(rows.value(argument, start)));
		if (wanted <= 0) {
			throw new SqlError('SQLITE_ERROR', 'argument of ntile must be a positive integer');
		}
		const size = Math.floor((end - start) / wanted);
		const larger = (end - start) % wanted;
		const inLarger = larger * (size + 1);
		for (let position = start; position < end; position++) {
			const before = position - start;
			const tile =
				before < inLarger || size === 0
					? Math.floor(before / (size + 1))
					: larger + Math.floor((before - inLarger) / size);
			data.push(tile + 1);
		}
	});
	return { kind: 'int', data };
}
