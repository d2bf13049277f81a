/**
 * ATTACH and DETACH: further schemas of one connection, in memory like the database itself. Other connections do not see
 * them, and a ROLLBACK does not undo them. Files are not opened here.
 */

import { Catalog } from '../catalog/catalog.js';
import type { SchemaObjects } from '../catalog/catalog.js';
import { addSchema, removeSchema } from '../catalog/changeCatalog.js';
import type { Expression } from '../syntax/ast/expression.js';
import type { Attach, Detach } from '../syntax/ast/statement.js';
import { valueToText } from '../types/convert.js';
import { SqlError } from '../types/sqlError.js';
import type { SqlValue } from '../types/value.js';
import { foldKey } from '../util/foldKey.js';
import type { Span } from '../util/span.js';
import type { ConnectionCore } from './connectionCore.js';
import { constantValue } from './constantValue.js';
import type { State } from './state.js';

const MAX_ATTACHED = 10;
/** main and temp. */
const OWN_SCHEMAS = 2;

export function attach(
	connection: ConnectionCore,
	statement: Attach,
	text: string,
	parameters: readonly SqlValue[],
): void {
	const { span } = statement;
	const file = textOf(connection, statement.file, text, parameters);
	const name = textOf(connection, statement.schema, text, parameters);
	const key = foldKey(name);
	const { schemas } = connection.state.catalog;
	if (schemas.size - OWN_SCHEMAS >= MAX_ATTACHED) {
		throw failure(`too many attached databases - max ${MAX_ATTACHED}`, span);
	}
	if (schemas.has(key)) {
		throw failure(`database ${name} is already in use`, statement.schema.span);
	}
	if (!isInMemory(file)) {
		throw new SqlError('SQLITE_CANTOPEN', `unable to open database: ${file}`, {
			span: statement.file.span,
			hint: "databases are in memory: ATTACH ':memory:', then create or import its tables",
		});
	}
	connection.changeEverywhere(state => {
		state.catalog = addSchema(state.catalog, connection.database.newVersion(), key, name);
	});
}

export function detach(
	connection: ConnectionCore,
	statement: Detach,
	text: string,
	parameters: readonly SqlValue[],
): void {
	const { span } = statement.schema;
	const name = textOf(connection, statement.schema, text, parameters);
	const key = foldKey(name);
	const { state, transaction } = connection;
	const objects = state.catalog.schemas.get(key);
	if (key === 'main' || (key === 'temp' && objects && objects.relations.size > 0)) {
		throw failure(`cannot detach database ${name}`, span);
	}
	if (!objects || key === 'temp') throw failure(`no such database: ${name}`, span);
	if (transaction && isChanged(key, transaction.base, state)) {
		throw failure(`database ${name} is locked`, span);
	}
	connection.changeEverywhere(edited => removeWithTrees(edited, connection, key));
}

/** All temporary objects are gone; the schema stays. */
export function emptyTemp(connection: ConnectionCore): void {
	const { catalog } = connection.state;
	const temp = catalog.schemas.get('temp');
	if (!temp || temp.relations.size + temp.triggers.size === 0) return;
	connection.changeEverywhere(edited => {
		const order = [...edited.catalog.schemas.keys()];
		removeWithTrees(edited, connection, 'temp');
		const version = connection.database.newVersion();
		const { schemas } = addSchema(edited.catalog, version, 'temp', 'temp');
		edited.catalog = new Catalog(
			version,
			new Map(order.map(key => [key, schemas.get(key) as SchemaObjects])),
		);
	});
}

/** Names given to ATTACH that mean a database in memory. */
function isInMemory(file: string): boolean {
	return file === '' || file === ':memory:' || /^file::memory:|^file:.*[?&]mode=memory/.test(file);
}

function removeWithTrees(state: State, connection: ConnectionCore, key: string): void {
	const objects = state.catalog.schemas.get(key);
	if (!objects) return;
	for (const { id } of [...objects.relations.values(), ...objects.indexes.values()]) {
		if (state.peekTree(id)) state.removeTree(id);
	}
	state.catalog = removeSchema(state.catalog, connection.database.newVersion(), key);
}

/** Whether the transaction has written to the schema. */
function isChanged(key: string, base: State, state: State): boolean {
	const before = base.catalog.schemas.get(key);
	const now = state.catalog.schemas.get(key);
	if (before !== now) return true;
	for (const { id } of [...(now?.relations.values() ?? [])]) {
		if (!base.isSameTree(state, id)) return true;
	}
	return false;
}

/** A bare word stands for itself; anything else is an expression without columns. NULL is the empty text. */
function textOf(
	connection: ConnectionCore,
	expression: Expression,
	text: string,
	parameters: readonly SqlValue[],
): string {
	if (expression.kind === 'columnReference' && !expression.table) return expression.column.name;
	const value = constantValue(connection, expression, text, parameters);
	return value === null ? '' : valueToText(value);
}

function failure(message: string, span: Span): SqlError {
	return new SqlError('SQLITE_ERROR', message, { span });
}
