/**
 * What binding and planning need from outside: the catalog, lookups and statistics. Everything here is a port:
 * tests give small objects, the database its own.
 */

import type { Catalog } from '../catalog/catalog.js';
import type { FunctionServices, SqlFunction, TableFunction } from '../functions/function.js';
import type { IndexTypeLookup, SearchOperator } from '../indexTypes/contract.js';
import type { LayerReference } from '../syntax/ast/layers.js';
import type { TableSchema } from '../catalog/schema.js';
import type { Collation } from '../types/collation.js';
import type { ColumnStatistics } from './columnStatistics.js';

export interface FunctionLookup {
	/** The function of that folded name that takes so many arguments. */
	find(key: string, argumentCount: number): SqlFunction | undefined;
	/** Whether any function has that folded name, whatever its arguments. */
	has(key: string): boolean;
	/** Folded names, for suggestions. */
	names(): Iterable<string>;
}

export interface CollationLookup {
	/** By name, in any case. */
	find(name: string): Collation | undefined;
}

export interface StatisticsPort {
	/** Rows of a table now; an estimate will do. */
	rowCount(tableId: number): number;
	/** Rows that a search of an index of a registered type leaves; undefined: unknown. */
	rowsPerSearch?(indexId: number, operator: SearchOperator): number | undefined;
	/** What is known of a column's values (-1: the rowid), which may have to be found out first; undefined: nothing. */
	column?(table: TableSchema, columnIndex: number): ColumnStatistics | undefined;
}

export interface PlanOptions {
	/** Names of optimizer rules that are switched off (optimizer/rules.ts lists them). */
	readonly disabledRules: ReadonlySet<string>;
	/** PRAGMA reverse_unordered_selects: what has no ORDER BY is read backwards. */
	readonly isReversed?: boolean;
	/** The estimates will be shown. */
	readonly isExplained?: boolean;
}

export interface PlanContext {
	readonly catalog: Catalog;
	readonly functions: FunctionLookup;
	readonly collations: CollationLookup;
	readonly statistics: StatisticsPort;
	/** Absent: there are ordinary indexes only. */
	readonly indexTypes?: IndexTypeLookup;
	readonly options: PlanOptions;
	/** For whom: tables of modules are other objects for each connection. */
	readonly session?: FunctionServices;
	/** How result columns without AS are called: `a` (absent), `t.a`, or as written; 'full' concerns `*` as well. */
	readonly columnNaming?: 'full' | 'fullButStar' | 'written' | undefined;
	/** The tables of a kept layer, for AS OF LAYER; throws SqlError for one that there is not. */
	readonly catalogOfLayer?: (layer: LayerReference) => Catalog;
	/** sqlite_schema and its other names, by folded name; `schema`: as written before it. */
	readonly findSchemaTable?: (key: string, schema: string | undefined) => TableFunction | undefined;
}

export const DEFAULT_PLAN_OPTIONS: PlanOptions = { disabledRules: new Set() };
