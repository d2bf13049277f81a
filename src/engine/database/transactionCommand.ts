/** BEGIN, COMMIT, ROLLBACK, SAVEPOINT, RELEASE. */

import type { Begin, Commit, Release, Rollback, Savepoint } from '../syntax/ast/statement.js';
import { SqlError } from '../types/sqlError.js';
import { unreachable } from '../util/unreachable.js';
import type { ConnectionCore } from './connectionCore.js';
import type { Transaction } from './transaction.js';

export function transactionCommand(
	connection: ConnectionCore,
	statement: Begin | Commit | Rollback | Savepoint | Release,
): void {
	switch (statement.kind) {
		case 'begin':
			if (connection.transaction) {
				throw new SqlError('SQLITE_ERROR', 'cannot start a transaction within a transaction', {
					span: statement.span,
				});
			}
			connection.begin(false, statement.isolation);
			return;
		case 'commit':
			connection.commit();
			return;
		case 'rollback':
			if (statement.savepoint)
				withSavepoints(connection, statement).rollbackTo(statement.savepoint.name);
			else connection.rollback();
			return;
		case 'savepoint':
			(connection.transaction ?? connection.begin(true)).savepoint(statement.name.name);
			return;
		case 'release':
			if (withSavepoints(connection, statement).release(statement.name.name)) connection.commit();
			return;
		default:
			unreachable(statement);
	}
}

function withSavepoints(connection: ConnectionCore, statement: Rollback | Release): Transaction {
	if (connection.transaction) return connection.transaction;
	const name = statement.kind === 'release' ? statement.name : statement.savepoint;
	throw new SqlError('SQLITE_ERROR', `no such savepoint: ${name?.name ?? ''}`, {
		span: name?.span,
	});
}
