/** The rows that a transaction changed, and whether another one read any of them. */

import type { TableSchema } from '../../catalog/schema.js';
import { entryOf, isSameEntry } from '../../executor/write/tableIndexes.js';
import type { KeyTreeContract } from '../../storage/contract.js';
import { printLiteral } from '../../types/literal.js';
import type { RowId } from '../../types/value.js';
import { compiledIndexes } from '../compiledIndexes.js';
import type { DatabaseCore } from '../databaseCore.js';
import { diffTables } from '../diff.js';
import type { RowChange } from '../diff.js';
import type { QueryExecution } from '../execution.js';
import { contextOf } from '../rebase.js';
import type { State } from '../state.js';
import type { ReadSet } from './readSet.js';

interface TableWrites {
	readonly table: TableSchema;
	/** Undefined: the table was altered, dropped or made anew. */
	readonly changes: readonly RowChange[] | undefined;
}

export class WriteSet {
	readonly #database: DatabaseCore;
	readonly #tables: readonly TableWrites[];
	readonly #context: QueryExecution;

	/** What was changed from one state to the other, as all connections see them. */
	constructor(database: DatabaseCore, from: State, to: State) {
		this.#database = database;
		this.#context = contextOf(to);
		this.#tables = [...tableWrites(from, to)];
	}

	get isEmpty(): boolean {
		return this.#tables.length === 0;
	}

	/** Says where, for people; undefined: they have nothing in common. */
	conflictWith(reads: ReadSet): string | undefined {
		for (const { table, changes } of this.#tables) {
			if (changes === undefined) {
				if (treeIdsOf(table).some(id => reads.of(id)?.isEmpty === false)) return table.name;
				continue;
			}
			const change = this.#readChange(table, changes, reads);
			if (change) return `${table.name}, key (${change.key.map(printLiteral).join(', ')})`;
		}
		return undefined;
	}

	#readChange(
		table: TableSchema,
		changes: readonly RowChange[],
		reads: ReadSet,
	): RowChange | undefined {
		const own = reads.of(table.id);
		if (own) {
			const { state } = this.#context;
			const found = changes.find(({ key, oldRow, newRow }) =>
				table.hasRowid
					? own.hasRowid(key[0] as RowId)
					: [oldRow, newRow].some(
							row => row && own.hasEntry(row, (state.tree(table.id) as KeyTreeContract).keyParts),
						),
			);
			if (found) return found;
		}
		if (!table.indexes.some(index => index.id !== table.id && reads.of(index.id))) return undefined;
		return this.#readEntry(table, changes, reads);
	}

	#readEntry(
		table: TableSchema,
		changes: readonly RowChange[],
		reads: ReadSet,
	): RowChange | undefined {
		const context = this.#context;
		for (const index of compiledIndexes(this.#database, context.state.catalog, table)) {
			const read = reads.of(index.schema.id);
			if (!read) continue;
			const parts = (context.state.tree(index.schema.id) as KeyTreeContract).keyParts;
			for (const change of changes) {
				const { oldRow, newRow } = change;
				const before = oldRow && entryOf(index, context, oldRow);
				const after = newRow && entryOf(index, context, newRow);
				if (isSameEntry(before, after)) continue;
				if ([before, after].some(entry => entry && read.hasEntry(entry, parts))) return change;
			}
		}
		return undefined;
	}
}

function treeIdsOf(table: TableSchema): number[] {
	return [table.id, ...table.indexes.map(index => index.id)];
}

function* tableWrites(from: State, to: State): Generator<TableWrites> {
	for (const { relations } of from.catalog.schemas.values()) {
		for (const table of relations.values()) {
			if (table.kind !== 'table') continue;
			if (to.catalog.findRelation(table.key, table.schema) !== table) {
				yield { table, changes: undefined };
			} else if (!from.isSameTree(to, table.id)) {
				const changes = [...diffTables(table, from, to)];
				if (changes.length > 0) yield { table, changes };
			}
		}
	}
}
