/**
 * median, percentile, percentile_cont, percentile_disc: an ordered set of numbers read at a fraction.
 * NULLs are left out; other non-numbers, infinities and changing or impossible fractions are errors.
 */

import { toReal } from '../../types/convert.js';
import { scanNumber } from '../../types/numericText.js';
import { Real, realValue } from '../../types/value.js';
import type { SqlValue } from '../../types/value.js';
import { aggregate, functionError } from '../define.js';
import type { AggregateFunction } from '../function.js';

interface PercentileState {
	readonly values: number[];
	/** Kept so by later steps, once a window frame slides. */
	isSorted: boolean;
	fraction: number | undefined;
}

function isNumber(value: SqlValue): boolean {
	return typeof value === 'number' || typeof value === 'bigint' || value instanceof Real;
}

function readFraction(name: string, value: SqlValue, scale: number): number {
	const isNumeric = isNumber(value) || (typeof value === 'string' && scanNumber(value).isWhole);
	const fraction = toReal(value) / scale;
	if (!isNumeric || !(fraction >= 0 && fraction <= 1)) {
		throw functionError(
			`the fraction argument to ${name}() is not between 0.0 and ${scale.toFixed(1)}`,
		);
	}
	return fraction;
}

function sortOnce(state: PercentileState): number[] {
	if (!state.isSorted) state.values.sort((left, right) => left - right);
	state.isSorted = true;
	return state.values;
}

/** Where the first number that is not less stands. */
function placeOf(sorted: readonly number[], value: number): number {
	let low = 0;
	let high = sorted.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((sorted[middle] as number) < value) low = middle + 1;
		else high = middle;
	}
	return low;
}

/** `scale`: what the whole is in the fraction argument; undefined: always the middle. */
function percentile(
	name: string,
	scale: 1 | 100 | undefined,
	rule: 'interpolate' | 'pick',
): AggregateFunction {
	const plain = aggregate<PercentileState>(name, scale === undefined ? 1 : 2, {
		create: () => ({ values: [], isSorted: false, fraction: undefined }),
		step(state, args) {
			const fraction = scale === undefined ? 0.5 : readFraction(name, args[1] as SqlValue, scale);
			if (state.fraction === undefined) {
				state.fraction = fraction;
			} else if (Math.abs(state.fraction - fraction) > 0.001) {
				throw functionError(
					`the fraction argument to ${name}() is not the same for all input rows`,
				);
			}
			const value = args[0] as SqlValue;
			if (value === null) return state;
			if (!isNumber(value)) throw functionError(`input to ${name}() is not numeric`);
			const real = toReal(value);
			if (!Number.isFinite(real)) throw functionError(`Inf input to ${name}()`);
			if (state.isSorted) state.values.splice(placeOf(state.values, real), 0, real);
			else state.values.push(real);
			return state;
		},
		inverse(state, args) {
			const value = args[0] as SqlValue;
			if (value === null) return state;
			sortOnce(state);
			state.values.splice(placeOf(state.values, toReal(value)), 1);
			return state;
		},
		finalize(state) {
			if (state.values.length === 0) return null;
			const sorted = sortOnce(state);
			const place = (state.fraction as number) * (sorted.length - 1);
			const below = Math.floor(place);
			const low = sorted[below] as number;
			if (rule === 'pick' || below === place) return realValue(low);
			const high = sorted[below + 1] as number;
			return realValue(low + (high - low) * (place - below));
		},
	});
	return { ...plain, isOrderedSet: true };
}

export const percentileFunctions: readonly AggregateFunction[] = [
	percentile('median', undefined, 'interpolate'),
	percentile('percentile', 100, 'interpolate'),
	percentile('percentile_cont', 1, 'interpolate'),
	percentile('percentile_disc', 1, 'pick'),
];
