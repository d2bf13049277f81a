/**
 * Frames as positions: for each row the frame starts at `starts` and ends before `ends`. Neither ever goes back within a
 * partition. An empty frame ends where it starts.
 */

import type { WindowBound, WindowFrame } from '../../plan/nodes.js';
import { applyAffinity, isInteger } from '../../types/convert.js';
import { compareValues } from '../../types/compare.js';
import { SqlError } from '../../types/sqlError.js';
import type { SqlValue } from '../../types/value.js';
import type { CompiledScalar, ExecutionContext } from '../contract.js';
import { findRangeStarts, findRangeEnds } from './rangeBounds.js';
import type { WindowRows } from './windowRows.js';

export interface FrameBounds {
	readonly starts: Int32Array;
	readonly ends: Int32Array;
}

/** A frame with its offsets compiled. */
export interface CompiledFrame {
	readonly frame: WindowFrame;
	readonly startOffset: CompiledScalar | undefined;
	readonly endOffset: CompiledScalar | undefined;
}

export function frameBounds(rows: WindowRows, compiled: CompiledFrame): FrameBounds {
	const { frame } = compiled;
	const starts = new Int32Array(rows.count);
	const ends = new Int32Array(rows.count);
	if (rows.count === 0) return { starts, ends };
	const { context } = rows;
	const from = offsetOf(compiled.startOffset, frame, 'starting', context);
	const to = offsetOf(compiled.endOffset, frame, 'ending', context);
	fillStarts(rows, frame.unit, frame.start, from, starts);
	fillEnds(rows, frame.unit, frame.end, to, ends);
	for (let position = 0; position < rows.count; position++) {
		const start = starts[position] as number;
		if ((ends[position] as number) < start) ends[position] = start;
	}
	return { starts, ends };
}

const NONE: readonly SqlValue[] = [];

function offsetOf(
	offset: CompiledScalar | undefined,
	frame: WindowFrame,
	side: 'starting' | 'ending',
	context: ExecutionContext,
): SqlValue {
	if (!offset) return null;
	const value = applyAffinity(offset(context, NONE), 'numeric');
	const isRange = frame.unit === 'range';
	const isNumber = isRange
		? value !== null && typeof value !== 'string' && !(value instanceof Uint8Array)
		: isInteger(value);
	if (!isNumber || compareValues(value, 0) < 0) {
		const kind = isRange ? 'number' : 'integer';
		throw new SqlError('SQLITE_ERROR', `frame ${side} offset must be a non-negative ${kind}`);
	}
	return value;
}

/** Beyond the number of rows a distance makes no difference. */
function rowCount(rows: WindowRows, offset: SqlValue): number {
	return Math.min(Number(offset), rows.count + 1);
}

function fillStarts(
	rows: WindowRows,
	unit: WindowFrame['unit'],
	bound: WindowBound,
	offset: SqlValue,
	out: Int32Array,
): void {
	if (bound.kind === 'unboundedPreceding') {
		rows.forEachPartition((start, end) => out.fill(start, start, end));
		return;
	}
	if (unit === 'range' && bound.kind !== 'currentRow') {
		findRangeStarts(rows, bound.kind === 'following', offset, out);
		return;
	}
	const distance = signedDistance(rows, bound, offset);
	if (unit === 'rows') {
		rows.forEachPartition((start, end) => {
			for (let position = start; position < end; position++) {
				out[position] = clamp(position + distance, start, end);
			}
		});
		return;
	}
	const { starts, groupOf } = rows.peers;
	rows.forEachPartition((start, end) => {
		const first = groupOf[start] as number;
		const last = groupOf[end - 1] as number;
		for (let position = start; position < end; position++) {
			const group = Math.max(first, (groupOf[position] as number) + distance);
			out[position] = group > last ? end : (starts[group] as number);
		}
	});
}

function fillEnds(
	rows: WindowRows,
	unit: WindowFrame['unit'],
	bound: WindowBound,
	offset: SqlValue,
	out: Int32Array,
): void {
	if (bound.kind === 'unboundedFollowing') {
		rows.forEachPartition((start, end) => out.fill(end, start, end));
		return;
	}
	if (unit === 'range' && bound.kind !== 'currentRow') {
		findRangeEnds(rows, bound.kind === 'following', offset, out);
		return;
	}
	const distance = signedDistance(rows, bound, offset);
	if (unit === 'rows') {
		rows.forEachPartition((start, end) => {
			for (let position = start; position < end; position++) {
				out[position] = clamp(position + distance + 1, start, end);
			}
		});
		return;
	}
	const { starts, groupOf } = rows.peers;
	rows.forEachPartition((start, end) => {
		const first = groupOf[start] as number;
		const last = groupOf[end - 1] as number;
		for (let position = start; position < end; position++) {
			const group = Math.min(last, (groupOf[position] as number) + distance);
			out[position] = group < first ? start : (starts[group + 1] as number);
		}
	});
}

/** Rows or groups from the current one; 0 for CURRENT ROW. */
function signedDistance(rows: WindowRows, bound: WindowBound, offset: SqlValue): number {
	if (bound.kind === 'currentRow') return 0;
	const distance = rowCount(rows, offset);
	return bound.kind === 'preceding' ? -distance : distance;
}

function clamp(value: number, least: number, greatest: number): number {
	return value < least ? least : value > greatest ? greatest : value;
}
