/**
 * The functions that exist over windows only. What they compute is told by their role: the executor knows the rows of the
 * window, a function by itself does not.
 */

import type { WindowFunction, WindowRole } from '../function.js';

function windowFunction(
	name: string,
	role: WindowRole,
	minArguments: number,
	maxArguments = minArguments,
): WindowFunction {
	return { kind: 'window', name, role, minArguments, maxArguments };
}

export const windowFunctions: readonly WindowFunction[] = [
	windowFunction('row_number', 'rowNumber', 0),
	windowFunction('rank', 'rank', 0),
	windowFunction('dense_rank', 'denseRank', 0),
	windowFunction('percent_rank', 'percentRank', 0),
	windowFunction('cume_dist', 'cumeDist', 0),
	windowFunction('ntile', 'ntile', 1),
	windowFunction('lag', 'lag', 1, 3),
	windowFunction('lead', 'lead', 1, 3),
	windowFunction('first_value', 'firstValue', 1),
	windowFunction('last_value', 'lastValue', 1),
	windowFunction('nth_value', 'nthValue', 2),
];
