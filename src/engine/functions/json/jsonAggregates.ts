/** json_group_array and json_group_object, and their binary twins. */

import { valueToText } from '../../types/convert.js';
import type { SqlValue } from '../../types/value.js';
import { aggregate } from '../define.js';
import type { AggregateFunction } from '../function.js';
import { untilZero } from '../scalar/text.js';
import type { JsonMember, JsonNode } from './jsonNode.js';
import { isJsonArgument, nodeOfValue, showNode } from './jsonValues.js';
import type { JsonForm } from './jsonValues.js';
import { escapedTextNode } from './printJson.js';

interface GroupState<Part> {
	readonly parts: Part[];
	/** Parts before this one have left the window frame. */
	first: number;
}

function groupArray(name: string, form: JsonForm): AggregateFunction {
	return aggregate<GroupState<JsonNode>>(name, 1, {
		create: () => ({ parts: [], first: 0 }),
		step(state, args, context) {
			const value = args[0] as SqlValue;
			state.parts.push(nodeOfValue(value, isJsonArgument(context, 0, value), escapedTextNode));
			return state;
		},
		inverse(state) {
			state.first++;
			return state;
		},
		finalize: state => showNode({ kind: 'array', items: state.parts.slice(state.first) }, form),
	});
}

/** A NULL key leaves its pair out. */
function groupObject(name: string, form: JsonForm): AggregateFunction {
	return aggregate<GroupState<JsonMember | undefined>>(name, 2, {
		create: () => ({ parts: [], first: 0 }),
		step(state, args, context) {
			const [key = null, value = null] = args;
			const node = nodeOfValue(value, isJsonArgument(context, 1, value), escapedTextNode);
			state.parts.push(
				key === null ? undefined : { key: escapedTextNode(untilZero(valueToText(key))), value: node },
			);
			return state;
		},
		inverse(state) {
			state.first++;
			return state;
		},
		finalize(state) {
			const members = state.parts.slice(state.first).filter(part => part !== undefined);
			return showNode({ kind: 'object', members }, form);
		},
	});
}

export const jsonAggregates: readonly AggregateFunction[] = [
	{ ...groupArray('json_group_array', 'text'), returnsJson: 'always' },
	groupArray('jsonb_group_array', 'binary'),
	{ ...groupObject('json_group_object', 'text'), returnsJson: 'always' },
	groupObject('jsonb_group_object', 'binary'),
];
