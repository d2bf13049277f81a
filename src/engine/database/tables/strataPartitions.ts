/** `strata_partitions(table)`: the partitions of a table, or of all tables, with what they hold. */

import type { TableSchema } from '../../catalog/schema.js';
import { PartitionedKeyTree, PartitionedRowTree } from '../../storage/partitionedTrees.js';
import { valueToText } from '../../types/convert.js';
import { printLiteral } from '../../types/literal.js';
import type { Partition, PartitionScheme } from '../../types/partitions.js';
import { SqlError } from '../../types/sqlError.js';
import type { Row, SqlValue } from '../../types/value.js';
import { foldKey } from '../../util/foldKey.js';
import type { ConnectionCore } from '../connectionCore.js';
import { storedTables } from '../integrity/checkTrees.js';
import type { OwnTable } from './ownTables.js';

export const strataPartitions: OwnTable = {
	name: 'strata_partitions',
	columns: [
		'tbl TEXT',
		'partition TEXT',
		'position INTEGER',
		'method TEXT',
		'column TEXT',
		'description TEXT',
		'rows INTEGER',
		'bytes INTEGER',
	],
	parameters: ['name'],
	*rows(connection, [name = null]) {
		for (const table of chosenTables(connection, name)) yield* partitionsOf(connection, table);
	},
};

function chosenTables({ state }: ConnectionCore, name: SqlValue): Iterable<TableSchema> {
	if (name === null) return storedTables(state.catalog, undefined);
	const found =
		typeof name === 'string' ? state.catalog.findRelation(foldKey(name), undefined) : undefined;
	if (found?.kind === 'table') return [found];
	throw new SqlError('SQLITE_ERROR', `no such table: ${valueToText(name)}`);
}

function* partitionsOf({ state }: ConnectionCore, table: TableSchema): Generator<Row> {
	const scheme = table.partitioning;
	if (!scheme) return;
	const tree = state.findTree(table.id);
	if (!(tree instanceof PartitionedRowTree || tree instanceof PartitionedKeyTree)) return;
	const column = table.columns[scheme.columnIndex]?.name ?? null;
	for (const [position, partition] of scheme.partitions.entries()) {
		const part = tree.partitions[position];
		yield [
			table.name,
			partition.name,
			position,
			scheme.method.toUpperCase(),
			column,
			describe(scheme, partition),
			part?.size ?? 0,
			part?.byteSize() ?? 0,
		];
	}
}

function describe({ method }: PartitionScheme, { lessThan, values }: Partition): string | null {
	if (method === 'hash') return null;
	if (method === 'range') {
		return `VALUES LESS THAN (${lessThan === undefined ? 'MAXVALUE' : printLiteral(lessThan)})`;
	}
	return values ? `VALUES IN (${values.map(printLiteral).join(', ')})` : 'DEFAULT';
}
