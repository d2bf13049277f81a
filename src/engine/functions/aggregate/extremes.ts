/** min(x) and max(x): the first of the values that compare equal stays. */

import { compareValues } from '../../types/compare.js';
import type { SqlValue } from '../../types/value.js';
import { aggregate } from '../define.js';
import type { AggregateFunction } from '../function.js';

interface ExtremeState {
	value: SqlValue;
}

function extreme(name: 'min' | 'max'): AggregateFunction {
	return aggregate<ExtremeState>(name, 1, {
		create: () => ({ value: null }),
		step(state, args, context) {
			const value = args[0] as SqlValue;
			if (value === null) return state;
			if (state.value === null) {
				state.value = value;
				return state;
			}
			const order = compareValues(value, state.value, context.collation);
			if (name === 'min' ? order < 0 : order > 0) state.value = value;
			return state;
		},
		finalize: state => state.value,
		kernel: name,
	});
}

export const extremeFunctions: readonly AggregateFunction[] = [extreme('min'), extreme('max')];
