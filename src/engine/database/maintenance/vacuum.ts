/**
 * VACUUM: trees give back what is empty by themselves; texts that no row has any more go. It is refused where SQLite refuses
 * it, and leaves the same rowid behind.
 */

import type { Vacuum } from '../../syntax/ast/statement.js';
import { SqlError } from '../../types/sqlError.js';
import type { SqlValue } from '../../types/value.js';
import type { SchemaName } from '../../catalog/schema.js';
import type { ConnectionCore } from '../connectionCore.js';
import { constantValue } from '../constantValue.js';
import type { RowTreeContract } from '../../storage/contract.js';
import { storedTables } from '../integrity/checkTrees.js';
import { isRowTree } from '../trees.js';
import { schemaRows } from '../schemaTables.js';

export function vacuum(
	connection: ConnectionCore,
	{ schema, into, span }: Vacuum,
	text: string,
	parameters: readonly SqlValue[],
): void {
	if (schema && !connection.state.catalog.schemas.has(schema.key)) {
		throw new SqlError('SQLITE_ERROR', `unknown database ${schema.name}`, { span: schema.span });
	}
	const file = into && constantValue(connection, into, text, parameters);
	if (connection.transaction) {
		throw new SqlError('SQLITE_ERROR', 'cannot VACUUM from within a transaction', { span });
	}
	if (!into) {
		dropLostTexts(connection, schema?.key ?? 'main');
		countViewsAgain(connection, schema?.key ?? 'main');
		return;
	}
	if (typeof file !== 'string') {
		throw new SqlError('SQLITE_ERROR', 'non-text filename', { span: into.span });
	}
	// A temporary file that is gone at once.
	if (file === '') return;
	throw new SqlError('SQLITE_CANTOPEN', `unable to open database: ${file}`, {
		span: into.span,
		hint: 'statements write no files: serialize() gives the bytes of the database',
	});
}

/** Tables that are not loaded have none. The schema counts as changed, as it does in SQLite. */
function dropLostTexts(connection: ConnectionCore, schema: SchemaName): void {
	const lost: [number, RowTreeContract][] = [];
	for (const table of storedTables(connection.state.catalog, schema)) {
		const tree = connection.state.trees.get(table.id);
		const smaller = tree && isRowTree(tree) ? tree.withoutLostTexts() : undefined;
		if (smaller) lost.push([table.id, smaller]);
	}
	if (schema === 'temp' && lost.length === 0) return;
	connection.runSchemaChange(state => {
		for (const [id, tree] of lost) state.putTree(id, tree);
		if (schema === 'temp') return;
		state.setNumber(schema, 'schema_version', state.number(schema, 'schema_version') + 1);
	});
}

/** SQLite writes views and triggers into the new schema table as rows: the last one counts as inserted. */
function countViewsAgain(connection: ConnectionCore, schema: SchemaName): void {
	if (schema === 'temp') return;
	const rows = schemaRows(connection.state.catalog, schema);
	if (rows.some(([, , , rootpage]) => rootpage === 0)) connection.lastInsertRowid = rows.length;
}
