/** Table functions over the database itself, beside the pragma tables: the list, by folded name. */

import type { TableFunction, TableFunctionColumn } from '../../functions/function.js';
import type { Row } from '../../types/value.js';
import type { ConnectionCore } from '../connectionCore.js';
import { memoryUsageTable, strataMemory, strataMemoryHistory } from '../memory/describeMemory.js';
import { strataFiles } from '../durability/storeStatistics.js';
import { branchConflicts } from './branchConflicts.js';
import { layerDiff } from './layerDiff.js';
import { layerPatch } from './layerPatch.js';
import { strataEvents } from './strataEvents.js';
import { strataBranches, strataLayers } from './strataLayers.js';
import { strataPartitions } from './strataPartitions.js';
import { statTable, strataStats } from './strataStats.js';

export interface OwnTable {
	readonly name: string;
	/** Name and declared type of each column, as CREATE TABLE would have them: 'name TEXT'. */
	readonly columns: readonly string[];
	/** Arguments, of which the first `required` must be given. */
	readonly parameters?: readonly string[];
	readonly required?: number;
	readonly rows: (connection: ConnectionCore, args: Row) => Iterable<Row>;
}

const tables: ReadonlyMap<string, OwnTable> = new Map(
	[
		...[strataLayers, strataBranches, strataEvents, layerDiff, layerPatch, branchConflicts],
		...[strataPartitions, strataFiles],
		...[strataMemory, memoryUsageTable, strataMemoryHistory],
		...[strataStats, statTable],
	].map(table => [table.name, table]),
);

export function ownTable(connection: ConnectionCore, key: string): TableFunction | undefined {
	const table = tables.get(key);
	if (!table) return undefined;
	const { name, columns, parameters = [], required = 0 } = table;
	return {
		kind: 'table',
		name,
		minArguments: required,
		maxArguments: parameters.length,
		parameters,
		columns: columns.map(columnOf),
		bindColumns: undefined,
		rows: args => table.rows(connection, args),
	};
}

function columnOf(text: string): TableFunctionColumn {
	const [name = '', declaredType] = text.split(' ');
	return { name, declaredType };
}
