/** json_group_array and json_group_object, and their binary twins. */

import { valueToText } from '../../types/convert.js';
import { aggregate } from '../define.js';
import type { AggregateFunction } from '../function.js';
import { untilZero } from '../scalar/text.js';
import type { JsonMember, JsonNode } from './jsonNode.js';
import { nodeOfArgument, showNode } from './jsonValues.js';
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
			state.parts.push(nodeOfArgument(context, args, 0, escapedTextNode));
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
			const [key = null] = args;
			if (key === null) {
				state.parts.push(undefined);
				return state;
			}
			const value = nodeOfArgument(context, args, 1, escapedTextNode);
			state.parts.push({ key: escapedTextNode(untilZero(valueToText(key))), value });
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
	{ ...groupArray('json_group_array', 'text'), returnsJson: 'always', takesJson: true },
	{ ...groupArray('jsonb_group_array', 'binary'), takesJson: true },
	{ ...groupObject('json_group_object', 'text'), returnsJson: 'always', takesJson: true },
	{ ...groupObject('jsonb_group_object', 'binary'), takesJson: true },
];
