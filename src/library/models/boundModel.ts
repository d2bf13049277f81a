/** A definition in the place where it is used: the connection, with the table there. */

import type { Connection } from '../../engine/index.js';
import { ambientTransaction } from '../transactions/ambient.js';
import type { Definition } from './definition.js';
import { ensureTable } from './ensureTable.js';
import type { StoredTable } from './ensureTable.js';

/** A database, a connection of it, or the `tx` of an open transaction. */
export type Place = Connection | { readonly connection: Connection };

export interface Bound extends StoredTable {
	readonly connection: Connection;
}

/** Within a transaction of the database: its connection. */
export function bindTo(place: Place, definition: Definition): Bound {
	const connection = connectionOf(place);
	return { connection, ...ensureTable(connection, definition) };
}

export function connectionOf(place: Place): Connection {
	if ('connection' in place) return place.connection;
	return ambientTransaction(place)?.connection ?? place;
}
