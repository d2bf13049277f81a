/**
 * When the tables of a store were made and last written to. Of what SQL writes there is no word (hearing of every row
 * would slow all writes down): it is noticed by the size of the table when somebody asks.
 */

import type { Connection, TableInfo } from '../../engine/index.js';

interface Times {
	readonly created: Date;
	modified: Date;
	mark: string;
}

export class StoreTimes {
	readonly #tables = new Map<string, Times>();

	constructor(database: Connection) {
		database.onSchemaChange(({ type, objectType, objectName }) => {
			if (objectType !== 'table') return;
			if (type === 'create') this.#tables.set(objectName, newTimes(''));
			else if (type === 'drop') this.#tables.delete(objectName);
		});
	}

	of(table: TableInfo): { readonly created: Date; readonly modified: Date } {
		const mark = `${table.rowCount ?? 0} ${table.bytes ?? 0}`;
		let times = this.#tables.get(table.name);
		if (!times) this.#tables.set(table.name, (times = newTimes(mark)));
		if (times.mark !== mark) {
			times.modified = new Date();
			times.mark = mark;
		}
		const { created, modified } = times;
		return { created, modified };
	}
}

function newTimes(mark: string): Times {
	const now = new Date();
	return { created: now, modified: now, mark };
}
