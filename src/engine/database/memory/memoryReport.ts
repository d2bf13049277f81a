/**
 * What a database takes, by table, index, layer and connection.
 *
 * The parts add up: the bytes of the tables and indexes, the own bytes of layers and connections, and what only several
 * of those share, are the bytes of the database, every page counted once.
 */

import { memoryUsage } from '../../storage/memoryUsage.js';
import type { Tree } from '../../storage/contract.js';
import type { MemoryShare, OwnerMemory } from '../../storage/memoryUsage.js';
import type { ConnectionCore } from '../connectionCore.js';
import type { DatabaseCore } from '../databaseCore.js';
import type { State } from '../state.js';

/** What the database, a table, an index, a layer or a connection takes. */
export interface MemoryEntry {
	readonly scope: 'database' | 'table' | 'index' | 'layer' | 'connection' | 'layers';
	/** Undefined but for tables and indexes. */
	readonly schema: string | undefined;
	/** Of a layer its name or `layer` and its number, of a connection `connection` and its number. */
	readonly name: string;
	readonly rows: number | undefined;
	/** Own and shared ones. */
	readonly bytes: number;
	/** What goes when this goes. */
	readonly own: number;
	readonly shared: number;
	/** The most that was seen: by reports, and at commits while PRAGMA memory_history or a limit is set. */
	readonly peak: number;
	/** What the bytes would be without PRAGMA compression. */
	readonly plain: number;
}

const nothing: MemoryShare = { bytes: 0, own: 0, shared: 0 };

interface Owner {
	readonly scope: 'layer' | 'connection';
	readonly name: string;
	readonly key: object;
	readonly states: readonly State[];
}

export function memoryReport(connection: ConnectionCore): MemoryEntry[] {
	const { database } = connection;
	const { head } = database;
	const owners = ownersOf(database);
	const { total, owners: counted } = memoryUsage([[head], ...owners.map(({ states }) => states)]);
	const [ofHead, ...others] = counted as [OwnerMemory, ...OwnerMemory[]];
	const mine = others[owners.findIndex(({ key }) => key === connection)];
	const objects = objectEntries(connection, ofHead, mine);
	const peaks = database.memory;
	const entries: MemoryEntry[] = [];
	let rest = total - ofHead.bytes;
	let plain = 0;
	for (const tree of head.trees.values()) plain += plainSize(tree);
	for (const [position, { scope, name, key }] of owners.entries()) {
		const { bytes, own, shared } = others[position] as OwnerMemory;
		rest -= own;
		const peak = peaks.peakOf(key, bytes);
		entries.push({
			scope,
			name,
			schema: undefined,
			rows: undefined,
			bytes,
			own,
			shared,
			peak,
			plain: bytes,
		});
	}
	const about = { schema: undefined, rows: undefined };
	if (rest > 0) {
		const sizes = { bytes: rest, own: 0, shared: rest, peak: rest, plain: rest };
		entries.push({ scope: 'layers', name: 'shared by several', ...about, ...sizes });
	}
	const whole = { bytes: total, own: total, shared: 0, plain: total - ofHead.bytes + plain };
	const peak = peaks.peakOf(database, total);
	return [
		{ scope: 'database', name: database.name, ...about, ...whole, peak },
		...objects,
		...entries,
	];
}

/** All bytes of the database, every page once. `writing`: a state that is being made and that nobody holds yet. */
export function databaseBytes(database: DatabaseCore, writing?: State): number {
	const owners = ownersOf(database);
	const { head } = database;
	if (owners.every(({ states }) => states.length === 0) && (writing ?? head) === head) {
		let bytes = 0;
		for (const tree of head.trees.values()) bytes += tree.byteSize();
		return bytes;
	}
	const held = [[head], ...owners.map(({ states }) => states)];
	if (writing) held.push([writing]);
	return memoryUsage(held).total;
}

/** What keeps pages: the present state, layers, connections. */
export function heldStates(database: DatabaseCore): State[] {
	return [database.head, ...ownersOf(database).flatMap(({ states }) => states)];
}

function ownersOf(database: DatabaseCore): Owner[] {
	const { head } = database;
	const owners: Owner[] = [];
	const states = new Set<State>();
	for (const pinned of database.pinned.keys()) if (pinned.shared !== head) states.add(pinned);
	for (const state of [...states].sort((left, right) => left.id - right.id)) {
		const named = database.layers.nameOf(state) ?? database.branches.nameOf(state);
		owners.push({
			scope: 'layer',
			name: named ?? `layer ${state.id}`,
			key: state,
			states: [state],
		});
	}
	let number = 0;
	for (const connection of database.connections) {
		const name = `connection ${++number}`;
		owners.push({ scope: 'connection', name, key: connection, states: statesOf(connection) });
	}
	return owners;
}

/** What a connection has beside the present state of all: its transaction, its savepoints, its temp objects. */
function statesOf({ transaction, state, database }: ConnectionCore): State[] {
	if (!transaction) return state.local ? [state.local] : [];
	const states = [transaction.base, transaction.state];
	for (const savepoint of transaction.savepoints) if (savepoint.state) states.push(savepoint.state);
	return [...new Set(states)].filter(one => one !== database.head);
}

function plainSize(tree: Tree): number {
	return tree.plainSize?.() ?? tree.byteSize();
}

/** Tables and indexes as the connection sees them. */
function objectEntries(
	connection: ConnectionCore,
	ofHead: OwnerMemory,
	mine: OwnerMemory | undefined,
): MemoryEntry[] {
	const { state, database } = connection;
	const { head, memory } = database;
	const entries: MemoryEntry[] = [];
	for (const { schema, name, kind, id } of treeObjects(state)) {
		const tree = state.peekTree(id);
		if (!tree) continue;
		if ('load' in tree) {
			const sizes = { bytes: 0, own: 0, shared: 0, peak: 0, plain: 0 };
			entries.push({ scope: kind, schema, name, rows: tree.size, ...sizes });
			continue;
		}
		const owner = head.findTree(id) === tree ? ofHead : mine;
		const { own, shared, bytes } = owner?.trees.get(id) ?? { ...nothing, bytes: tree.byteSize() };
		const peak = memory.peakOfTree(id, bytes);
		const plain = plainSize(tree);
		entries.push({ scope: kind, schema, name, rows: tree.size, bytes, own, shared, peak, plain });
	}
	return entries;
}

export interface TreeObject {
	readonly schema: string;
	readonly name: string;
	readonly kind: 'table' | 'index';
	readonly id: number;
}

/** Tables, and indexes that are not the table itself. */
export function* treeObjects(state: State): Generator<TreeObject> {
	for (const [schema, { relations, indexes }] of state.catalog.schemas) {
		for (const { kind, name, id } of relations.values()) {
			if (kind === 'table') yield { schema, name, kind, id };
		}
		for (const { name, id, tableKey } of indexes.values()) {
			const table = relations.get(tableKey);
			const isTableItself = table?.kind === 'table' && table.id === id && !table.hasRowid;
			if (!isTableItself) yield { schema, name, kind: 'index', id };
		}
	}
}
