/** DROP of all objects. A dropped table's trees go with it, and its row in sqlite_sequence. */

import { removeIndex, removeRelation } from '../../catalog/changeCatalog.js';
import type { Relation } from '../../catalog/catalog.js';
import type { TableFunction } from '../../functions/function.js';
import { suggest } from '../../binder/suggest.js';
import type { Drop } from '../../syntax/ast/statement.js';
import { SqlError } from '../../types/sqlError.js';
import { unreachable } from '../../util/unreachable.js';
import { forgetStatistics } from '../maintenance/analyze.js';
import { forgetSequence } from '../sequences.js';
import { dropTrigger } from './createTrigger.js';
import { deleteRowsOfDropped } from './dropRows.js';
import { isTableFunction, schemaTableName } from './environment.js';
import type { DdlEnvironment } from './environment.js';
import { rowStoreModuleOf, rowStoreOf } from './rowStore.js';

export function drop(environment: DdlEnvironment, statement: Drop): void {
	switch (statement.objectType) {
		case 'table':
		case 'view':
			dropRelation(environment, statement, statement.objectType);
			return;
		case 'index':
			dropIndex(environment, statement);
			return;
		case 'trigger':
			dropTrigger(environment, statement);
			return;
		default:
			unreachable(statement.objectType);
	}
}

function dropRelation(environment: DdlEnvironment, statement: Drop, type: 'table' | 'view'): void {
	const { name } = statement.object;
	const { span } = name;
	const system = schemaTableName(statement.object);
	if (system ?? name.key === 'sqlite_sequence') {
		const message = `table ${system ?? name.name} may not be dropped`;
		throw new SqlError('SQLITE_ERROR', message, { span });
	}
	const found = environment.state.catalog.findRelation(name.key, statement.object.schema?.key);
	if (!found) {
		refuseFunction(environment, statement);
		if (statement.ifExists) return;
		const known = [...environment.state.catalog.schemas.values()]
			.flatMap(objects => [...objects.relations.values()])
			.filter(relation => relation.kind === type);
		const names = known.map(relation => relation.name);
		const hint = suggest(name.name, names);
		throw new SqlError('SQLITE_ERROR', `no such ${type}: ${writtenName(statement)}`, {
			span,
			hint,
		});
	}
	if (found.kind !== type) {
		const other = found.kind.toUpperCase();
		const message = `use DROP ${other} to delete ${found.kind} ${name.name}`;
		throw new SqlError('SQLITE_ERROR', message, { span });
	}
	removeWithTrees(environment, found);
}

/** A table-valued function is a table that is there without being made. */
function refuseFunction(environment: DdlEnvironment, { object }: Drop): void {
	const { name } = object;
	if (!isTableFunction(environment, name.key)) return;
	const message = `table ${name.name} may not be dropped`;
	throw new SqlError('SQLITE_ERROR', message, { span: name.span });
}

function removeWithTrees(environment: DdlEnvironment, relation: Relation): void {
	const { state, connection, log } = environment;
	if (relation.kind === 'table') {
		deleteRowsOfDropped(environment, relation);
		(relation.source as TableFunction | undefined)?.virtual?.destroy(connection.services);
		if (relation.isAutoincrement) forgetSequence(state, relation);
		forgetStatistics(environment, relation.schema, 'tbl', relation.name);
		rowStoreModuleOf(connection.database, relation).destroy(relation, rowStoreOf(state));
	}
	state.catalog = removeRelation(state.catalog, connection.database.newVersion(), relation);
	log.schemaChanged({
		type: 'drop',
		objectType: relation.kind,
		objectName: relation.name,
	});
}

function dropIndex(environment: DdlEnvironment, statement: Drop): void {
	const { state, connection, log } = environment;
	const { name } = statement.object;
	const index = state.catalog.findIndex(name.key, statement.object.schema?.key);
	if (!index) {
		if (statement.ifExists) return;
		const message = `no such index: ${writtenName(statement)}`;
		const known = [...state.catalog.schemas.values()].flatMap(objects => [
			...objects.indexes.keys(),
		]);
		throw new SqlError('SQLITE_ERROR', message, {
			span: name.span,
			hint: suggest(name.name, known),
		});
	}
	if (index.origin !== 'c') {
		throw new SqlError(
			'SQLITE_ERROR',
			'index associated with UNIQUE or PRIMARY KEY constraint cannot be dropped',
			{ span: name.span },
		);
	}
	forgetStatistics(environment, index.schema, 'idx', index.name);
	state.removeTree(index.id);
	state.catalog = removeIndex(state.catalog, connection.database.newVersion(), index);
	log.schemaChanged({ type: 'drop', objectType: 'index', objectName: index.name });
}

function writtenName(statement: Drop): string {
	const { schema, name } = statement.object;
	return schema ? `${schema.name}.${name.name}` : name.name;
}
