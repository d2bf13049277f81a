/**
 * What PRAGMAs set on one connection. Those with a field change what the engine does; the rest is only remembered, so
 * that programs read back what they set.
 */

import type { IsolationLevel } from '../syntax/ast/statement.js';

export class ConnectionSettings {
	/** PRAGMA query_only: writes are refused. */
	isQueryOnly = false;
	/** PRAGMA ignore_check_constraints. */
	ignoresChecks = false;
	/** PRAGMA case_sensitive_like. */
	isLikeCaseSensitive = false;
	/** PRAGMA count_changes: writes answer with the number of rows. */
	countsChanges = false;
	/** PRAGMA reverse_unordered_selects. */
	isReversed = false;
	/** PRAGMA automatic_index: hash joins, which are what SQLite's automatic indexes are for. */
	hasAutomaticIndexes = true;
	/** PRAGMA full_column_names and short_column_names. */
	columnNaming: ColumnNaming | undefined = undefined;
	/** PRAGMA isolation: of transactions that do not say it themselves, and of single statements. */
	isolation: IsolationLevel = 'snapshot';
	readonly #values = new Map<string, number | string>();

	/** By schema and name. */
	value<T extends number | string>(schema: string, name: string, initial: T): T {
		return (this.#values.get(`${schema}.${name}`) ?? initial) as T;
	}

	set(schema: string, name: string, value: number | string): void {
		this.#values.set(`${schema}.${name}`, value);
	}
}

/** As PlanContext.columnNaming has it. */
export type ColumnNaming = 'full' | 'fullButStar' | 'written';
