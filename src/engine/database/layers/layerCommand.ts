/** CREATE, RESTORE and DROP LAYER; CREATE, DROP and MERGE BRANCH; CHECKOUT. */

import type { LayerStatement } from '../../syntax/ast/layers.js';
import { SqlError } from '../../types/sqlError.js';
import { unreachable } from '../../util/unreachable.js';
import type { ConnectionCore } from '../connectionCore.js';
import { mergeBranch } from './mergeBranch.js';

export function layerCommand(connection: ConnectionCore, statement: LayerStatement): void {
	const { database } = connection;
	const { layers, branches } = database;
	switch (statement.kind) {
		case 'createLayer':
			layers.create(statement.name, connection.state, statement.ifNotExists);
			return;
		case 'restoreLayer':
			refuseInTransaction(connection, statement, 'restore a layer');
			connection.replaceState(layers.find(statement.layer));
			return;
		case 'dropLayer':
			layers.drop(statement.name, statement.ifExists);
			return;
		case 'createBranch': {
			refuseInTransaction(connection, statement, 'make a branch');
			const base = statement.from ? layers.find(statement.from) : database.head;
			branches.create(statement.name, base, statement.ifNotExists);
			return;
		}
		case 'checkout': {
			refuseInTransaction(connection, statement, 'check out a branch');
			branches.checkOut(statement.branch, state => connection.replaceState(state));
			return;
		}
		case 'dropBranch':
			branches.drop(statement.name, statement.ifExists);
			return;
		case 'mergeBranch': {
			refuseInTransaction(connection, statement, 'merge a branch');
			const branch = branches.find(statement.branch);
			const merged = mergeBranch(database, branch, statement.branch.span);
			connection.replaceState(merged, 'continued');
			if (branch.state) branches.merged(branch, branch.state);
			return;
		}
		default:
			unreachable(statement);
	}
}

function refuseInTransaction(
	connection: ConnectionCore,
	{ span }: LayerStatement,
	what: string,
): void {
	if (!connection.transaction) return;
	throw new SqlError('SQLITE_ERROR', `cannot ${what} within a transaction`, {
		span,
		hint: 'COMMIT or ROLLBACK first',
	});
}
