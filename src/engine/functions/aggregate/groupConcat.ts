/** group_concat and string_agg: texts joined in the order they come, NULLs left out. */

import { valueToText } from '../../types/convert.js';
import type { SqlValue } from '../../types/value.js';
import { aggregate } from '../define.js';
import type { AggregateFunction } from '../function.js';

/**
 * As in SQLite a text that leaves the window frame is cut off by its length and that of the separator behind it, and an empty
 * result counts as a new start: empty texts in a sliding frame show it.
 */
interface JoinState {
	text: string;
	/** Texts joined and not yet cut off. */
	count: number;
	isNew: boolean;
	/** Length of the separators, while all have one length. */
	separatorLength: number;
	/** The length of each separator, once they differ. */
	lengths: number[] | undefined;
}

function appendText(state: JoinState, value: Exclude<SqlValue, null>, separator: string): void {
	if (state.isNew) {
		state.separatorLength = separator.length;
		state.isNew = false;
	} else {
		state.text += separator;
		if (separator.length !== state.separatorLength || state.lengths) {
			state.lengths ??= new Array<number>(state.count - 1).fill(state.separatorLength);
			state.lengths.push(separator.length);
		}
	}
	state.count++;
	state.text += valueToText(value);
}

function cutOff(state: JoinState, value: Exclude<SqlValue, null>): void {
	state.count--;
	const behind = state.lengths
		? state.count > 0
			? (state.lengths.shift() ?? 0)
			: 0
		: state.separatorLength;
	state.text = state.text.slice(valueToText(value).length + behind);
	if (state.text !== '') return;
	state.isNew = true;
	state.lengths = undefined;
}

function joiner(name: string, arity: 1 | 2 | readonly [number, number]): AggregateFunction {
	return aggregate<JoinState>(name, arity, {
		create: () => ({ text: '', count: 0, isNew: true, separatorLength: 0, lengths: undefined }),
		step(state, args) {
			const value = args[0] as SqlValue;
			if (value === null) return state;
			const separator = args.length > 1 ? (args[1] as SqlValue) : ',';
			appendText(state, value, separator === null ? '' : valueToText(separator));
			return state;
		},
		inverse(state, args) {
			const value = args[0] as SqlValue;
			if (value !== null) cutOff(state, value);
			return state;
		},
		finalize: state => (state.count > 0 || state.text !== '' ? state.text : null),
	});
}

export const groupConcatFunctions: readonly AggregateFunction[] = [
	joiner('group_concat', [1, 2]),
	joiner('string_agg', 2),
];
