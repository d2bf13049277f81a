/**
 * What the database has found out about columns. Nothing is collected while rows are written: a column is looked at when
 * a plan asks for it, and again when a good part of the table has changed since. Writes only count rows, and only those
 * of tables that somebody has asked for.
 */

import type { TableSchema } from '../../catalog/schema.js';
import type { ColumnStatistics } from '../../plan/columnStatistics.js';
import type { State } from '../state.js';
import { sampleColumn } from './sampleColumn.js';
import { summarize } from './summarize.js';

/** A table as it was when something was found out about it. */
export interface StatisticsMark {
	readonly tableId: number;
	readonly rows: number;
	/** Rows changed until then, counted since the table was first asked for. */
	readonly changes: number;
}

interface TableStatistics {
	changes: number;
	readonly columns: Map<number, MeasuredColumn>;
}

export interface MeasuredColumn {
	readonly statistics: ColumnStatistics;
	readonly mark: StatisticsMark;
	/** Of the state in which it was measured. */
	readonly layer: number;
}

const CHANGED_ROWS = 1000;
const CHANGED_PART = 0.2;
const FEW_TABLES = 256;

export class Statistics {
	readonly #tables = new Map<number, TableStatistics>();
	/** With more tables than these it is time to look which are gone. */
	#most = FEW_TABLES;

	/** Called after each write. */
	changed(tableId: number, rows: number): void {
		const table = this.#tables.get(tableId);
		if (table) table.changes += rows;
	}

	/** Of the table as it is in the state. */
	mark(state: State, tableId: number): StatisticsMark {
		const rows = state.peekTree(tableId)?.size ?? 0;
		return { tableId, rows, changes: this.#tableOf(state, tableId).changes };
	}

	/** Whether so much has changed since that plans should be made anew. */
	isOutdated(state: State, { tableId, rows, changes }: StatisticsMark): boolean {
		const allowed = CHANGED_ROWS + rows * CHANGED_PART;
		const size = state.peekTree(tableId)?.size ?? 0;
		if (Math.abs(size - rows) > allowed) return true;
		return (this.#tables.get(tableId)?.changes ?? 0) - changes > allowed;
	}

	/** `columnIndex` -1: the rowid. Undefined when there are no rows to look at. */
	column(state: State, table: TableSchema, columnIndex: number): ColumnStatistics | undefined {
		return this.current(state, table, columnIndex)?.statistics;
	}

	/** Looked at now unless what is known is good enough. */
	current(state: State, table: TableSchema, columnIndex: number): MeasuredColumn | undefined {
		const known = this.#tables.get(table.id)?.columns.get(columnIndex);
		if (known && !this.isOutdated(state, known.mark)) return known;
		return this.measure(state, table, columnIndex);
	}

	/** Looks at the column whatever is known. */
	measure(state: State, table: TableSchema, columnIndex: number): MeasuredColumn | undefined {
		const tree = state.findTree(table.id);
		if (!tree || tree.size === 0) return undefined;
		const statistics = summarize(sampleColumn(tree, table, columnIndex), tree.size);
		const mark = this.mark(state, table.id);
		const measured: MeasuredColumn = { statistics, mark, layer: state.id };
		this.#tableOf(state, table.id).columns.set(columnIndex, measured);
		return measured;
	}

	#tableOf(state: State, tableId: number): TableStatistics {
		let table = this.#tables.get(tableId);
		if (!table) {
			if (this.#tables.size >= this.#most) this.#forget(state);
			table = { changes: 0, columns: new Map() };
			this.#tables.set(tableId, table);
		}
		return table;
	}

	/** Tables that the state has no more. */
	#forget(state: State): void {
		for (const id of this.#tables.keys()) if (!state.peekTree(id)) this.#tables.delete(id);
		this.#most = 2 * this.#tables.size + FEW_TABLES;
	}
}
