/** Where a model is used: the connection, with the table there. */

import { Connection } from '../../engine/index.js';
import { ambientTransaction } from '../transactions/ambient.js';
import type { Definition } from './definition.js';
import { ensureTable } from './ensureTable.js';
import type { StoredTable } from './ensureTable.js';

/** A database, a connection of it, or the `tx` of an open transaction. */
export type Place = Connection | { readonly connection: Connection };

/** Within a transaction of the database: its connection. */
export function bindTo(place: Place, definition: Definition): StoredTable {
	return ensureTable(connectionOf(place), definition);
}

export function connectionOf(place: Place): Connection {
	if (!(place instanceof Connection)) return place.connection;
	return ambientTransaction(place)?.connection ?? place;
}
