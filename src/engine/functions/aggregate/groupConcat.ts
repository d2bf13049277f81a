/** group_concat and string_agg: texts joined in the order they come, NULLs left out. */

import { valueToText } from '../../types/convert.js';
import type { SqlValue } from '../../types/value.js';
import { aggregate } from '../define.js';
import type { AggregateFunction } from '../function.js';

/** Alternating: separator before, text. The separator before the first text is not printed. */
interface JoinState {
	readonly separators: string[];
	readonly texts: string[];
	/** Texts before this one have left the window frame. */
	first: number;
}

function joiner(name: string, arity: 1 | 2 | readonly [number, number]): AggregateFunction {
	return aggregate<JoinState>(name, arity, {
		create: () => ({ separators: [], texts: [], first: 0 }),
		step(state, args) {
			const value = args[0] as SqlValue;
			if (value === null) return state;
			const separator = args.length > 1 ? (args[1] as SqlValue) : ',';
			state.separators.push(separator === null ? '' : valueToText(separator));
			state.texts.push(valueToText(value));
			return state;
		},
		inverse(state, args) {
			if (args[0] !== null) state.first++;
			return state;
		},
		finalize(state) {
			if (state.first >= state.texts.length) return null;
			let joined = state.texts[state.first] as string;
			for (let index = state.first + 1; index < state.texts.length; index++) {
				joined += (state.separators[index] as string) + (state.texts[index] as string);
			}
			return joined;
		},
	});
}

export const groupConcatFunctions: readonly AggregateFunction[] = [
	joiner('group_concat', [1, 2]),
	joiner('string_agg', 2),
];
