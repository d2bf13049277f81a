/** READ COMMITTED: before each statement the transaction goes on from what others have committed meanwhile. */

import type { ConnectionCore } from '../connectionCore.js';
import { JoinedState } from '../joinedState.js';
import { rebase } from '../rebase.js';
import type { State } from '../state.js';
import type { Transaction } from '../transaction.js';

/**
 * Throws SQLITE_BUSY_SNAPSHOT when both have changed the same row: nothing is lost, but the transaction can only be rolled
 * back to before its change.
 */
export function refresh(connection: ConnectionCore, transaction: Transaction): void {
	const { database, foreignKeys } = connection;
	const { base } = transaction;
	const { head } = database;
	if (head === base.shared) return;
	if (transaction.hasWritten) transaction.checkLineage(database.lineage);
	else transaction.lineage = database.lineage;
	const joined = (shared: State, { local }: State) =>
		local ? new JoinedState(shared, local, () => database.newVersion()) : shared;
	const keys = foreignKeys ? 'withForeignKeys' : 'withoutForeignKeys';
	transaction.moveTo(joined(head, base), state =>
		joined(rebase(database, base.shared, state.shared, keys), state),
	);
}
