/** Pragmas that are on or off for one connection. */

import type { ConnectionCore } from '../connectionCore.js';
import type { ConnectionSettings } from '../settings.js';
import type { PragmaDefinition } from './pragma.js';
import { isOn } from './pragmaValues.js';

/** Remembered, without an effect on a database in memory. */
const REMEMBERED: Readonly<Record<string, boolean>> = {
	cell_size_check: false,
	checkpoint_fullfsync: false,
	empty_result_callbacks: false,
	fullfsync: false,
	read_uncommitted: false,
	trusted_schema: true,
	writable_schema: false,
};

export const flagPragmas: readonly PragmaDefinition[] = [
	...Object.entries(REMEMBERED).map(([name, initial]) =>
		flag(
			name,
			({ settings }) => settings.value('main', name, Number(initial)) !== 0,
			({ settings }, isSet) => settings.set('main', name, Number(isSet)),
		),
	),
	flag(
		'query_only',
		({ settings }) => settings.isQueryOnly,
		({ settings }, isSet) => {
			settings.isQueryOnly = isSet;
		},
	),
	flag(
		'ignore_check_constraints',
		({ settings }) => settings.ignoresChecks,
		compiling((settings, isSet) => {
			settings.ignoresChecks = isSet;
		}),
	),
	flag(
		'automatic_index',
		({ settings }) => settings.hasAutomaticIndexes,
		compiling((settings, isSet) => {
			settings.hasAutomaticIndexes = isSet;
		}),
	),
	flag(
		'reverse_unordered_selects',
		({ settings }) => settings.isReversed,
		compiling((settings, isSet) => {
			settings.isReversed = isSet;
		}),
	),
	flag(
		'count_changes',
		({ settings }) => settings.countsChanges,
		compiling((settings, isSet) => {
			settings.countsChanges = isSet;
		}),
	),
	flag('full_column_names', ({ settings }) => isNamed(settings, 'full'), naming('full')),
	flag('short_column_names', ({ settings }) => isNamed(settings, 'short'), naming('short')),
	{
		name: 'case_sensitive_like',
		columns: [],
		isSetting: true,
		isFunction: false,
		run({ connection, value }) {
			if (value === undefined) return [];
			connection.settings.isLikeCaseSensitive = isOn(value);
			connection.database.registryVersion++;
			return [];
		},
	},
];

function flag(
	name: string,
	read: (connection: ConnectionCore) => boolean,
	write: (connection: ConnectionCore, isSet: boolean) => void,
): PragmaDefinition {
	return {
		name,
		columns: [name],
		isSetting: true,
		run({ connection, value }) {
			if (value === undefined) return [[read(connection) ? 1 : 0]];
			write(connection, isOn(value));
			return [];
		},
	};
}

/** Prepared statements depend on it. */
function compiling(
	write: (settings: ConnectionSettings, isSet: boolean) => void,
): (connection: ConnectionCore, isSet: boolean) => void {
	return ({ settings, database }, isSet) => {
		write(settings, isSet);
		database.registryVersion++;
	};
}

function isNamed(settings: ConnectionSettings, naming: 'full' | 'short'): boolean {
	return settings.value('main', `${naming}_column_names`, Number(naming === 'short')) !== 0;
}

function naming(which: 'full' | 'short'): (connection: ConnectionCore, isSet: boolean) => void {
	return compiling((settings, isSet) => {
		settings.set('main', `${which}_column_names`, Number(isSet));
		const isShort = isNamed(settings, 'short');
		if (isNamed(settings, 'full')) settings.columnNaming = isShort ? 'fullButStar' : 'full';
		else settings.columnNaming = isShort ? undefined : 'written';
	});
}
