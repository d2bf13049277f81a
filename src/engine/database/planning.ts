/** The database as the planner sees it, and table expressions bound once per table. */

import type { Catalog } from '../catalog/catalog.js';
import type { TableSchema } from '../catalog/schema.js';
import { DEFAULT_PLAN_OPTIONS } from '../plan/planContext.js';
import type { PlanContext, PlanOptions } from '../plan/planContext.js';
import type { TableExpressions } from '../plan/statements.js';
import { bindTableExpressions } from '../binder/bindTableExpressions.js';
import { caseSensitiveLike } from '../functions/scalar/text.js';
import type { ConnectionCore } from './connectionCore.js';
import type { DatabaseCore } from './databaseCore.js';
import type { State } from './state.js';

/** `state`: the one a statement is planned for, when it is not yet the connection's. */
export function planContext(connection: ConnectionCore, state = connection.state): PlanContext {
	return contextOf(connection.database, state.catalog, state, connection);
}

/** Throws SqlError for names that do not exist in its CHECK, DEFAULT, generated columns and indexes. */
export function tableExpressions(
	database: DatabaseCore,
	catalog: Catalog,
	table: TableSchema,
): TableExpressions {
	if (database.tableExpressionsVersion !== database.registryVersion) {
		database.tableExpressions = new WeakMap();
		database.tableExpressionsVersion = database.registryVersion;
	}
	let bound = database.tableExpressions.get(table);
	if (!bound) {
		bound = bindTableExpressions(contextOf(database, catalog, undefined, undefined), table);
		database.tableExpressions.set(table, bound);
	}
	return bound;
}

function planOptions(database: DatabaseCore): PlanOptions {
	const { disabledRules } = database.options;
	return disabledRules ? { disabledRules: new Set(disabledRules) } : DEFAULT_PLAN_OPTIONS;
}

function contextOf(
	database: DatabaseCore,
	catalog: Catalog,
	state: State | undefined,
	connection: ConnectionCore | undefined,
): PlanContext {
	const { functions } = database;
	const findTable = (key: string) => functions.findTable(key) ?? connection?.findPragmaTable(key);
	return {
		catalog,
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
		collations: { find: name => database.findCollation(name) },
		statistics: {
			rowCount: tableId => state?.findTree(tableId)?.size ?? 0,
			rowsPerPrefix: () => undefined,
		},
		options: planOptions(database),
		...(connection?.settings.columnNaming && {
			columnNaming: connection.settings.columnNaming,
		}),
		findSchemaTable: (key, schema) => connection?.findSchemaTable(key, schema),
	};
}
