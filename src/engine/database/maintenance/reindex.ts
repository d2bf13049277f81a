/**
 * REINDEX: index trees made anew from the rows. Needed only after a collation or function of the application has changed its
 * mind; what then breaks a UNIQUE constraint is an error.
 */

import type { IndexSchema, TableSchema } from '../../catalog/schema.js';
import { uniqueFailure } from '../../executor/write/constraintErrors.js';
import type { KeyTreeContract } from '../../storage/contract.js';
import type { QualifiedName } from '../../syntax/ast/name.js';
import type { Reindex } from '../../syntax/ast/statement.js';
import { SqlError } from '../../types/sqlError.js';
import { schemaTableName } from '../ddl/environment.js';
import type { DdlEnvironment } from '../ddl/environment.js';
import { fillIndex } from '../ddl/fillIndex.js';
import { newIndexTree, newTableTree } from '../trees.js';

export function reindex(environment: DdlEnvironment, { object }: Reindex): void {
	for (const [table, index] of chosenIndexes(environment, object)) {
		rebuild(environment, table, index);
	}
}

type TableIndex = readonly [TableSchema, IndexSchema];

/** The name is a collation's, a table's or an index's, looked for in that order. */
function chosenIndexes(
	environment: DdlEnvironment,
	object: QualifiedName | undefined,
): readonly TableIndex[] {
	const { catalog } = environment.state;
	const all = allIndexes(environment);
	if (!object) return all;
	const { schema, name } = object;
	if (!schema) {
		const collation = environment.connection.database.collations.get(name.key);
		const isMeant = ({ columns }: IndexSchema): boolean =>
			columns.some(column =>
				name.key === 'expressions' ? column.expression : column.collation === collation,
			);
		if (collation || name.key === 'expressions') return all.filter(([, index]) => isMeant(index));
	}
	if (schema && !catalog.schemas.has(schema.key)) {
		throw new SqlError('SQLITE_ERROR', `unknown database ${schema.name}`, { span: schema.span });
	}
	const relation = catalog.findRelation(name.key, schema?.key);
	if (relation) return all.filter(([table]) => table === relation);
	const found = catalog.findIndex(name.key, schema?.key);
	if (found) return all.filter(([, index]) => index.id === found.id);
	if (schemaTableName(object) !== undefined) return [];
	throw new SqlError('SQLITE_ERROR', 'unable to identify the object to be reindexed', {
		span: object.span,
	});
}

function allIndexes({ state }: DdlEnvironment): TableIndex[] {
	const indexes: TableIndex[] = [];
	for (const { relations } of state.catalog.schemas.values()) {
		for (const table of relations.values()) {
			if (table.kind === 'view') continue;
			for (const index of table.indexes) indexes.push([table, index]);
		}
	}
	return indexes;
}

export function rebuild(environment: DdlEnvironment, table: TableSchema, index: IndexSchema): void {
	const { state } = environment;
	if (index.id !== table.id) {
		state.putTree(index.id, newIndexTree(environment.connection.database.indexTypes, table, index));
		fillIndex(environment, index);
		return;
	}
	const old = state.tree(table.id) as KeyTreeContract;
	const tree = newTableTree(table) as KeyTreeContract;
	const cursor = old.scan();
	while (cursor.next()) tree.insertAll(cursor.entries.slice(cursor.start, cursor.end));
	if (tree.size !== old.size) throw uniqueFailure(table, index, undefined);
	state.putTree(table.id, tree);
}
