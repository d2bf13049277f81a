/** The trees of a state, as modules that keep rows in them see them; and the module behind a table. */

import type { TableSchema } from '../../catalog/schema.js';
import { memoryModule } from '../../modules/memoryModule.js';
import type { RowStore, RowStoreModule } from '../../modules/module.js';
import type { DatabaseCore } from '../databaseCore.js';
import type { State } from '../state.js';
import { orderedIndexTree, newTableTree } from '../trees.js';

export function rowStoreOf(state: State): RowStore {
	return {
		addTrees(table) {
			state.putTree(table.id, newTableTree(table));
			for (const index of table.indexes) {
				if (index.id !== table.id) state.putTree(index.id, orderedIndexTree(table, index));
			}
		},
		removeTree: id => state.removeTree(id),
		findTree: id => state.findTree(id),
	};
}

export function rowStoreModuleOf(database: DatabaseCore, table: TableSchema): RowStoreModule {
	const module = table.module === undefined ? undefined : database.modules.get(table.module);
	return module?.storage === 'rowStore' ? module : memoryModule;
}
