// Types of destinations and memory stores. Compiled, never run: see engine.ts.
import {
	DestinationError,
	destinationsFromYaml,
	InMemoryDestination,
	MemoryStore,
	memoryStore,
} from 'strata-sql';
import type { DestinationConfig, DestinationResult, StoredTableInfo } from 'strata-sql';
import { typeOf } from './typeOf.js';

const config: DestinationConfig = {
	tableName: 'results',
	mode: 'merge',
	mergeKeys: ['id'],
	batchSize: 500,
};
const destination = new InMemoryDestination(config);
typeOf(destination.write([{ id: 1, name: 'Ann' }])).is<DestinationResult>();
destination.write([[1, 'Ann']], { columns: ['id', 'name'], signal: new AbortController().signal });
destination.write({ id: [1, 2], name: ['Ann', 'Bob'] }, { onProgress: ({ rows }) => rows < 1000 });
// @ts-expect-error -- a table has to be named
new InMemoryDestination({ mode: 'append' });
// @ts-expect-error -- there are three modes
new InMemoryDestination({ tableName: 'results', mode: 'upsert' });
// @ts-expect-error -- rows are no numbers
destination.write([1, 2]);

// The names of YAML files, too, and a store of one's own.
const store = new MemoryStore();
new InMemoryDestination(
	{ connector: 'in_memory', table_name: 'results', merge_keys: ['id'] },
	store,
);
typeOf(memoryStore).is<MemoryStore>();
store.setTable('users', [{ id: 1 }]);
typeOf(store.getTable('users')).is<Record<string, unknown>[]>();
typeOf(store.getTableInfo('users')).is<StoredTableInfo>();
typeOf(store.getMemoryUsage().total).is<number>();
store.clearAll();
typeOf(destinationsFromYaml('destinations: {}', store)).is<Map<string, InMemoryDestination>>();

try {
	destination.write([]);
} catch (error) {
	if (error instanceof DestinationError) typeOf(error.hint).is<string | undefined>();
}
