/** Pragmas that SQLite does not have. */

import { memoryPragmas } from '../memory/memoryPragmas.js';
import { isolationLevels } from '../../syntax/isolationLevels.js';
import { SqlError } from '../../types/sqlError.js';
import { purgeExpired } from '../maintenance/purgeExpired.js';
import { moduleName } from '../registerModule.js';
import type { PragmaDefinition } from './pragma.js';
import { integerOf } from './pragmaValues.js';

export const ownPragmas: readonly PragmaDefinition[] = [
	...memoryPragmas,
	{
		name: 'isolation',
		columns: ['isolation'],
		isSetting: true,
		run({ connection: { settings }, value }) {
			if (value === undefined) return [[nameOf(settings.isolation)]];
			const level = isolationLevels.get(value.toLowerCase());
			if (!level) {
				throw new SqlError('SQLITE_ERROR', `no such isolation level: ${value}`, {
					hint: `levels are 'read committed', 'snapshot' and 'serializable'`,
				});
			}
			settings.isolation = level;
			return [];
		},
	},
	{
		name: 'event_log',
		columns: ['event_log'],
		isSetting: true,
		run({ connection: { database }, value }) {
			if (value === undefined) return [[database.eventLog.size]];
			database.eventLog.size = integerOf(value);
			return [];
		},
	},
	{
		name: 'purge_expired',
		columns: ['purged'],
		isSetting: false,
		isFunction: false,
		run: ({ connection, value }) => [[purgeExpired(connection, value)]],
	},
	{
		name: 'default_module',
		columns: ['default_module'],
		isSetting: true,
		run({ connection: { database }, value }) {
			if (value === undefined) return [[database.defaultModule?.name ?? 'memory']];
			const name = moduleName(value);
			if (name && !database.modules.has(name.key)) {
				throw new SqlError('SQLITE_ERROR', `no such module: ${value}`, {
					hint: `modules that are registered: ${[...database.modules.keys()].join(', ')}`,
				});
			}
			database.defaultModule = name;
			return [];
		},
	},
];

function nameOf(level: string): string {
	return level === 'readCommitted' ? 'read committed' : level;
}
