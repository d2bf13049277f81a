/** Pragmas that SQLite does not have. */

import { isolationLevels } from '../../syntax/isolationLevels.js';
import { SqlError } from '../../types/sqlError.js';
import type { PragmaDefinition } from './pragma.js';
import { integerOf } from './pragmaValues.js';

export const ownPragmas: readonly PragmaDefinition[] = [
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
];

function nameOf(level: string): string {
	return level === 'readCommitted' ? 'read committed' : level;
}
