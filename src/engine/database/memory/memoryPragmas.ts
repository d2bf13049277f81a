/** PRAGMA memory_limit, memory_history and compression. */

import type { PragmaDefinition } from '../pragma/pragma.js';
import { isOn, wideIntegerOf } from '../pragma/pragmaValues.js';

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
	{
		name: 'compression',
		columns: ['compression'],
		isSetting: true,
		answersWhenSet: true,
		run({ connection: { database }, value }) {
			const { memory } = database;
			if (value?.toLowerCase() === 'now') memory.compression.sweep('all');
			else if (value !== undefined) memory.isCompressing = isOn(value);
			return [[memory.isCompressing ? 1 : 0]];
		},
	},
	{
		name: 'shrink_memory',
		columns: [],
		isSetting: false,
		isFunction: false,
		hidden: [],
		run({ connection: { database } }) {
			if (database.memory.isCompressing) database.memory.compression.sweep('all');
			return [];
		},
	},
];
