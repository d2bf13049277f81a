/** Layers as arguments of table functions. */

import type { SqlValue } from '../../types/value.js';
import { valueToText } from '../../types/convert.js';
import { SqlError } from '../../types/sqlError.js';
import type { ConnectionCore } from '../connectionCore.js';
import type { State } from '../state.js';

/** A name, a number, a branch's name; NULL or nothing: what the connection sees now. */
export function stateOfArgument(connection: ConnectionCore, value: SqlValue | undefined): State {
	if (value === null || value === undefined) return connection.state;
	const { layers, branches, head } = connection.database;
	const reference = typeof value === 'number' ? value : valueToText(value);
	if (reference === head.id) return head;
	const found = layers.lookUp(reference);
	if (found) return found;
	const branch = typeof reference === 'string' ? branches.named(reference) : undefined;
	if (branch) return branch.state ?? head;
	throw new SqlError('SQLITE_ERROR', `no such layer: ${reference}`, {
		hint: 'strata_layers() lists the layers that are kept',
	});
}
