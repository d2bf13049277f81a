/** One call over a window: its result for every row, in the window's order. */

import type { WindowRole } from '../../functions/function.js';
import type { WindowCall, WindowFrame } from '../../plan/nodes.js';
import type { Vector } from '../../storage/vector.js';
import { exclusionOf } from './exclusion.js';
import { frameAggregates } from './frameAggregates.js';
import type { FrameBounds } from './frameBounds.js';
import { frameValues, nthArgument, shifted } from './positionFunctions.js';
import {
	cumulativeShares,
	denseRanks,
	percentRanks,
	ranks,
	rowNumbers,
	tiles,
} from './rankFunctions.js';
import type { WindowRows } from './windowRows.js';

/** A call with the places of its arguments among the stored columns. */
export interface CompiledCall {
	readonly call: WindowCall;
	readonly args: readonly number[];
	readonly filter: number | undefined;
}

export function computeCall(
	rows: WindowRows,
	{ call, args, filter }: CompiledCall,
	boundsOf: (frame: WindowFrame) => FrameBounds,
): Vector {
	const { function: called, frame } = call;
	if (called.kind === 'window') return computeRole(rows, called.role, args, frame, boundsOf);
	const context = {
		collation: call.collation,
		services: rows.context.services,
		...(call.jsonArguments && { jsonArguments: call.jsonArguments }),
	};
	return frameAggregates(
		rows,
		{ function: called, context, args, filter },
		frame,
		boundsOf(frame),
		exclusionOf(rows, frame.exclude),
	);
}

function computeRole(
	rows: WindowRows,
	role: WindowRole,
	args: readonly number[],
	frame: WindowFrame,
	boundsOf: (frame: WindowFrame) => FrameBounds,
): Vector {
	const value = args[0] as number;
	const inFrame = (nth: (position: number) => number | 'last'): Vector =>
		frameValues(rows, value, boundsOf(frame), exclusionOf(rows, frame.exclude), nth);
	switch (role) {
		case 'rowNumber':
			return rowNumbers(rows);
		case 'rank':
			return ranks(rows);
		case 'denseRank':
			return denseRanks(rows);
		case 'percentRank':
			return percentRanks(rows);
		case 'cumeDist':
			return cumulativeShares(rows);
		case 'ntile':
			return tiles(rows, value);
		case 'lag':
		case 'lead':
			return shifted(rows, args, role);
		case 'firstValue':
			return inFrame(() => 1);
		case 'lastValue':
			return inFrame(() => 'last');
		case 'nthValue':
			return inFrame(nthArgument(rows, args[1] as number));
	}
}
