/** PRAGMA memory_limit and memory_history. */

import type { PragmaDefinition } from '../pragma/pragma.js';
import { wideIntegerOf } from '../pragma/pragmaValues.js';

export const memoryPragmas: readonly PragmaDefinition[] = [
	{
		name: 'memory_limit',
		columns: ['memory_limit'],
		isSetting: true,
		answersWhenSet: true,
		run({ connection: { database }, value }) {
			const bytes = value === undefined ? undefined : wideIntegerOf(value);
			if (bytes !== undefined && bytes >= 0) database.memory.limit = bytes;
			return [[database.memory.limit]];
		},
	},
	{
		name: 'memory_history',
		columns: ['memory_history'],
		isSetting: true,
		answersWhenSet: true,
		run({ connection: { database }, value }) {
			const size = value === undefined ? undefined : wideIntegerOf(value);
			if (size !== undefined) database.memory.historySize = size;
			return [[database.memory.historySize]];
		},
	},
];
