/** The database as the planner sees it, and table expressions bound once per table. */

import type { Catalog } from '../catalog/catalog.js';
import type { TableSchema } from '../catalog/schema.js';
import type { ColumnStatistics } from '../plan/columnStatistics.js';
import { DEFAULT_PLAN_OPTIONS } from '../plan/planContext.js';
import type { PlanContext, PlanOptions, StatisticsPort } from '../plan/planContext.js';
import type { TableExpressions } from '../plan/statements.js';
import { bindTableExpressions } from '../binder/bindTableExpressions.js';
import type { SearchOperator } from '../indexTypes/contract.js';
import { TypedTree } from '../indexTypes/typedTree.js';
import { caseSensitiveLike } from '../functions/scalar/text.js';
import type { ConnectionCore } from './connectionCore.js';
import type { DatabaseCore } from './databaseCore.js';
import type { ConnectionSettings } from './settings.js';
import type { State } from './state.js';

/** `state`: the one a statement is planned for, when it is not yet the connection's. */
export function planContext(connection: ConnectionCore, state = connection.state): PlanContext {
	const { database, settings } = connection;
	// What is the same for all statements is made once: it took 1.5 % of the time of those that run once.
	const lookups = (connection.planLookups ??= planLookups(database, connection));
	return {
		catalog: state.catalog,
		functions: lookups.functions,
		collations: lookups.collations,
		indexTypes: lookups.indexTypes,
		statistics: new StateStatistics(database, state),
		options: planOptions(lookups.options, settings),
		columnNaming: settings.columnNaming,
		findSchemaTable: lookups.findSchemaTable,
		session: connection.services,
		catalogOfLayer: lookups.catalogOfLayer,
	};
}

/**
 * Throws SqlError for names that do not exist in its CHECK, DEFAULT, generated columns and indexes. `isOwnText`: these are
 * part of the statement, so that errors can say where.
 */
export function tableExpressions(
	database: DatabaseCore,
	catalog: Catalog,
	table: TableSchema,
	isOwnText = false,
): TableExpressions {
	if (database.tableExpressionsVersion !== database.registryVersion) {
		database.tableExpressions = new WeakMap();
		database.tableExpressionsVersion = database.registryVersion;
	}
	let bound = database.tableExpressions.get(table);
	if (!bound) {
		const context: PlanContext = {
			catalog,
			...planLookups(database, undefined),
			statistics: new StateStatistics(database, undefined),
		};
		bound = bindTableExpressions(context, table, isOwnText);
		database.tableExpressions.set(table, bound);
	}
	return bound;
}

function planOptions(options: PlanOptions, settings: ConnectionSettings): PlanOptions {
	const { isReversed, hasAutomaticIndexes } = settings;
	if (!isReversed && hasAutomaticIndexes) return options;
	const disabledRules = new Set(options.disabledRules);
	if (!hasAutomaticIndexes) disabledRules.add('hashJoin');
	return { disabledRules, isReversed };
}

class StateStatistics implements StatisticsPort {
	readonly #database: DatabaseCore;
	readonly #state: State | undefined;

	constructor(database: DatabaseCore, state: State | undefined) {
		this.#database = database;
		this.#state = state;
	}

	rowCount(tableId: number): number {
		return this.#state?.peekTree(tableId)?.size ?? 0;
	}

	column(table: TableSchema, columnIndex: number): ColumnStatistics | undefined {
		return this.#state && this.#database.statistics.column(this.#state, table, columnIndex);
	}

	rowsPerSearch(indexId: number, operator: SearchOperator): number | undefined {
		const tree = this.#state?.findTree(indexId);
		return tree instanceof TypedTree ? tree.rowsPerSearch(operator) : undefined;
	}
}

/** What does not depend on the state. */
export type PlanLookups = Pick<
	Required<PlanContext>,
	'functions' | 'collations' | 'indexTypes' | 'options' | 'findSchemaTable' | 'catalogOfLayer'
>;

function planLookups(database: DatabaseCore, connection: ConnectionCore | undefined): PlanLookups {
	const { functions } = database;
	const { disabledRules } = database.options;
	const findTable = (key: string) => functions.findTable(key) ?? connection?.findPragmaTable(key);
	return {
		functions: {
			find(key, argumentCount) {
				if (key === 'like' && connection?.settings.isLikeCaseSensitive) return caseSensitiveLike;
				const found = functions.find(key, argumentCount);
				if (found !== undefined && found !== 'wrongArity') return found;
				const table = findTable(key);
				const isTooMany = table && table.maxArguments >= 0 && argumentCount > table.maxArguments;
				return isTooMany ? undefined : table;
			},
			has: key => functions.find(key, 0) !== undefined || findTable(key) !== undefined,
			names: () => functions.list().map(one => one.name),
		},
		catalogOfLayer: layer => database.layers.catalogOf(layer),
		indexTypes: database.indexTypes,
		collations: { find: name => database.findCollation(name) },
		options: disabledRules ? { disabledRules: new Set(disabledRules) } : DEFAULT_PLAN_OPTIONS,
		findSchemaTable: (key, schema) => connection?.findSchemaTable(key, schema),
	};
}
