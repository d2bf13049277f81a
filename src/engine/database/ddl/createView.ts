/** CREATE VIEW. What the view reads is looked up when it is used, as in SQLite. */

import { addRelation } from '../../catalog/changeCatalog.js';
import type { SchemaName, ViewSchema } from '../../catalog/schema.js';
import type { CreateView } from '../../syntax/ast/statement.js';
import { parse } from '../../syntax/parse.js';
import { SqlError } from '../../types/sqlError.js';
import { isNameFree, storedSql, targetSchema } from './environment.js';
import type { DdlEnvironment } from './environment.js';
import { refuseOtherSchemas } from './ownSchema.js';

export function createView(environment: DdlEnvironment, statement: CreateView): void {
	const { state, connection, log } = environment;
	const { view, span } = statement;
	const schema = targetSchema(environment, view, statement.isTemporary);
	if (!isNameFree(state.catalog, view, schema, statement.ifNotExists)) return;
	if (statement.parameters.length > 0) {
		throw new SqlError('SQLITE_ERROR', 'parameters are not allowed in views', { span });
	}
	refuseOtherSchemas(`view ${view.name.name}`, schema, statement.query);
	const sql = storedSql(environment, 'CREATE VIEW', view, span.end);
	// Read again from the stored text, so that its spans refer to that text wherever the view is used.
	const [stored] = parse(sql).statements;
	const source = stored?.kind === 'createView' ? stored : statement;
	const { database } = connection;
	state.catalog = addRelation(
		state.catalog,
		database.newVersion(),
		viewFromStatement(source, schema, database.newId(), sql),
	);
	log.schemaChanged({
		type: 'create',
		objectType: 'view',
		objectName: view.name.name,
		ddl: sql,
	});
}

/** Precondition: the statement's spans refer to `sql`. */
export function viewFromStatement(
	statement: CreateView,
	schema: SchemaName,
	id: number,
	sql: string,
): ViewSchema {
	const { view, columns, query } = statement;
	return {
		kind: 'view',
		id,
		schema,
		name: view.name.name,
		key: view.name.key,
		columnNames: columns.length > 0 ? columns.map(column => column.name) : undefined,
		query,
		sql,
	};
}
