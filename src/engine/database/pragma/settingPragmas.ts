/** Pragmas that hold a value. Those of SQLite's files and caches answer what an in-memory database answers. */

import { printLiteral } from '../../types/literal.js';
import type { Row } from '../../types/value.js';
import type { State } from '../state.js';
import type { PragmaCall, PragmaDefinition } from './pragma.js';

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
			if (value === undefined) return [[violations.isDeferringAll ? 1 : 0]];
			violations.isDeferringAll = isOn(value);
			if (!violations.isDeferringAll) violations.postponed = 0;
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
	stateNumber('user_version', 'userVersion'),
	stateNumber('application_id', 'applicationId'),
	{
		name: 'schema_version',
		columns: ['schema_version'],
		isSetting: false,
		run: ({ connection }) => [[connection.state.catalog.version]],
	},
	constant('journal_mode', 'memory'),
	constant('encoding', 'UTF-8'),
	constant('page_size', 4096),
	constant('auto_vacuum', 0),
	constant('synchronous', 2),
	constant('locking_mode', 'normal'),
	constant('temp_store', 0),
	constant('freelist_count', 0),
	{
		name: 'integrity_check',
		columns: ['integrity_check'],
		isSetting: false,
		run: call => checkTrees(call),
	},
	{
		name: 'quick_check',
		columns: ['quick_check'],
		isSetting: false,
		run: call => checkTrees(call),
	},
];

function stateNumber(name: string, field: 'userVersion' | 'applicationId'): PragmaDefinition {
	return {
		name,
		columns: [name],
		isSetting: true,
		run({ connection, value }) {
			if (value === undefined) return [[connection.state[field]]];
			connection.runSchemaChange((state: State) => {
				state[field] = Number.parseInt(value, 10) | 0;
			});
			return [];
		},
	};
}

/** Asked and set, it answers the same. */
function constant(name: string, value: string | number): PragmaDefinition {
	return { name, columns: [name], isSetting: false, run: () => [[value]] };
}

function isOn(text: string): boolean {
	return /^(?:on|yes|true|[1-9]\d*)$/i.test(text);
}

function checkTrees({ connection }: PragmaCall): Row[] {
	const problems: Row[] = [];
	for (const [id, tree] of connection.state.trees) {
		try {
			tree.checkValid();
		} catch (error) {
			problems.push([`tree ${id}: ${printLiteral(String(error))}`]);
		}
	}
	return problems.length > 0 ? problems : [['ok']];
}
