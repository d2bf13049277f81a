/** The list of all layers that are alive, and what they take. */

import type { DatabaseCore } from '../databaseCore.js';
import type { State } from '../state.js';

/** A layer and what it takes. */
export interface LayerDescription {
	readonly id: number;
	readonly parentId: number | undefined;
	readonly type: 'base' | 'transaction' | 'savepoint' | 'snapshot';
	readonly label: string;
	readonly source: string | undefined;
	/** Rows changed against the parent, by table name. */
	readonly rowsChanged: Readonly<Record<string, number>>;
	/** Of all its trees; pages shared with other layers count in each. */
	readonly bytes: number;
	readonly time: number | undefined;
	readonly isCurrent: boolean;
}

export function describeLayers(database: DatabaseCore): LayerDescription[] {
	const { head } = database;
	const described: LayerDescription[] = [];
	for (const state of [...database.pinned.keys()].sort((a, b) => a.id - b.id)) {
		if (state.shared !== head)
			described.push(describe(state, 'snapshot', labelOf(database, state), false));
	}
	const isOpen = [...database.connections].some(connection => connection.transaction);
	described.push(describe(head, 'base', 'base', !isOpen));
	for (const { transaction } of database.connections) {
		if (!transaction) continue;
		for (const { name, state } of transaction.savepoints) {
			described.push(describe(state ?? transaction.base, 'savepoint', name, false));
		}
		if (transaction.hasWritten) {
			described.push(describe(transaction.state, 'transaction', 'transaction', true));
		} else {
			const empty = describe(transaction.base, 'transaction', 'transaction', true);
			described.push({ ...empty, rowsChanged: {} });
		}
	}
	return described;
}

function labelOf(database: DatabaseCore, state: State): string {
	return database.layers.nameOf(state) ?? database.branches.nameOf(state) ?? `layer ${state.id}`;
}

function describe(
	state: State,
	type: LayerDescription['type'],
	label: string,
	isCurrent: boolean,
): LayerDescription {
	const rowsChanged: Record<string, number> = {};
	for (const objects of state.catalog.schemas.values()) {
		for (const table of objects.relations.values()) {
			const rows = table.kind === 'table' ? state.rowsChanged.get(table.id) : undefined;
			if (rows !== undefined) rowsChanged[table.name] = rows;
		}
	}
	return {
		id: state.id,
		parentId: state.parentId,
		type,
		label,
		source: state.source,
		rowsChanged,
		bytes: stateBytes(state),
		time: state.time || undefined,
		isCurrent,
	};
}

export function stateBytes(state: State): number {
	let bytes = 0;
	for (const tree of state.trees.values()) bytes += tree.byteSize();
	return bytes;
}
