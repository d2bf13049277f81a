/** `strata_events()`: the latest change events, as many as PRAGMA event_log says; none by default. */

import { printLiteral } from '../../types/literal.js';
import type { Row, SqlValue } from '../../types/value.js';
import { typedRow } from '../events.js';
import type { DataChange, SchemaChange } from '../events.js';
import type { DatabaseCore } from '../databaseCore.js';
import type { OwnTable } from './ownTables.js';

export const strataEvents: OwnTable = {
	name: 'strata_events',
	columns: [
		'event INTEGER',
		'layer INTEGER',
		'source TEXT',
		'change TEXT',
		'object_type TEXT',
		'object_name TEXT',
		'key TEXT',
		'changed TEXT',
		'old TEXT',
		'new TEXT',
	],
	rows: ({ database }) => database.eventLog.rows(),
};

/** Listens only while it has room for something. */
export class EventLog {
	readonly #database: DatabaseCore;
	readonly #rows: Row[] = [];
	#size = 0;
	#count = 0;

	constructor(database: DatabaseCore) {
		this.#database = database;
	}

	get size(): number {
		return this.#size;
	}

	set size(size: number) {
		const { data, schema } = this.#database.listeners;
		this.#size = Math.max(0, Math.trunc(size));
		this.#rows.splice(0, Math.max(0, this.#rows.length - this.#size));
		if (this.#size > 0) {
			data.add(this.#onData);
			schema.add(this.#onSchema);
		} else {
			data.delete(this.#onData);
			schema.delete(this.#onSchema);
		}
	}

	/** Oldest first. */
	rows(): Row[] {
		return this.#rows.slice();
	}

	readonly #onData = (change: DataChange): void => {
		const { layer, source, type, tableName, key, changedColumns, oldRow, newRow } = change;
		const changed = changedColumns?.join(', ') ?? null;
		const values = [literals(key), changed, literals(oldRow), literals(newRow)];
		this.#add([layer, source ?? null, type, 'row', tableName, ...values]);
	};

	readonly #onSchema = (change: SchemaChange): void => {
		const { layer, source, type, objectType, objectName, oldObjectName, ddl } = change;
		const changed = change.columnName ?? change.oldColumnName ?? null;
		const values = [null, changed, oldObjectName ?? null, ddl ?? null];
		this.#add([layer, source ?? null, type, objectType, objectName, ...values]);
	};

	#add(values: readonly SqlValue[]): void {
		this.#rows.push([++this.#count, ...values]);
		if (this.#rows.length > this.#size) this.#rows.shift();
	}
}

function literals(row: Row | undefined): string | null {
	return row ? typedRow(row).map(printLiteral).join(', ') : null;
}
