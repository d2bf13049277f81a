/** Pragmas that hold a value with an effect. */

import type { PragmaDefinition } from './pragma.js';
import { integerOf, isOn } from './pragmaValues.js';

export const settingPragmas: readonly PragmaDefinition[] = [
	{
		name: 'foreign_keys',
		columns: ['foreign_keys'],
		isSetting: true,
		run({ connection, value }) {
			if (value === undefined) return [[connection.foreignKeys ? 1 : 0]];
			// No effect inside a transaction, as in SQLite.
			const isWanted = isOn(value);
			if (connection.transaction || connection.foreignKeys === isWanted) return [];
			connection.foreignKeys = isWanted;
			// What is compiled was compiled for the other setting.
			connection.database.registryVersion++;
			return [];
		},
	},
	{
		name: 'defer_foreign_keys',
		columns: ['defer_foreign_keys'],
		isSetting: true,
		run({ connection: { violations }, value }) {
			if (value === undefined) {
				const { isDeferringAll } = violations;
				// Asking is no statement that would end it.
				if (isDeferringAll) violations.keepDeferring();
				return [[isDeferringAll ? 1 : 0]];
			}
			violations.deferAll(isOn(value));
			return [];
		},
	},
	{
		name: 'recursive_triggers',
		columns: ['recursive_triggers'],
		isSetting: true,
		run({ connection, value }) {
			if (value === undefined) return [[connection.recursiveTriggers ? 1 : 0]];
			connection.recursiveTriggers = isOn(value);
			return [];
		},
	},
	headerNumber('user_version'),
	headerNumber('application_id'),
	headerNumber('schema_version'),
	{
		name: 'data_version',
		columns: ['data_version'],
		isSetting: false,
		hidden: [],
		run: ({ connection }) => [[connection.foreignCommits + 1]],
	},
	{
		name: 'legacy_alter_table',
		columns: ['legacy_alter_table'],
		isSetting: true,
		run({ connection, value }) {
			if (value === undefined) return [[connection.legacyAlterTable ? 1 : 0]];
			connection.legacyAlterTable = isOn(value);
			return [];
		},
	},
];

/** A number of the file header: part of the state, so that it rolls back. */
function headerNumber(name: string): PragmaDefinition {
	return {
		name,
		columns: [name],
		isSetting: true,
		run({ connection, value, schema = 'main' }) {
			if (value === undefined) return [[connection.state.number(schema, name)]];
			connection.runSchemaChange(
				state => state.setNumber(schema, name, integerOf(value)),
				schema === 'temp' ? 'own' : undefined,
			);
			return [];
		},
	};
}
