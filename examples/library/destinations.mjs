// Destinations: rows of a program, a file or a service go into tables that are made, filled and merged by settings. All
// rows of a write arrive, or none.
import { DestinationError, destinationsFromYaml, InMemoryDestination, memoryStore } from 'strata-sql';

// The table is made of the rows: their names, their types.
const users = new InMemoryDestination({ tableName: 'users', mode: 'merge', mergeKeys: ['id'] });
users.write([
	{ id: 1, name: 'Alice', score: 90, joined: new Date('2026-01-05') },
	{ id: 2, name: 'Bob', score: 80, joined: new Date('2026-02-11') },
]);

// Rows with a key that is there are updated, the others inserted; those that are not mentioned stay.
const { inserted, updated } = users.write([
	{ id: 2, name: 'Bob Updated', score: 95, joined: new Date('2026-02-11') },
	{ id: 3, name: 'Charlie', score: 70, joined: new Date('2026-03-20') },
]);
console.log({ inserted, updated });
for (const { id, name, score, joined } of memoryStore.getTable('users')) {
	console.log(id, name, score, joined.toISOString());
}

// The same settings as YAML, for a store of many destinations.
const named = destinationsFromYaml(`
destinations:
  log:
    connector: in_memory
    table_name: log
    mode: append
    batch_size: 2
`);
const progress = [];
named.get('log').write(
	['started', 'working', 'done'].map((event, number) => ({ number, event })),
	{ onProgress: ({ rows }) => void progress.push(rows) },
);
console.log(progress);

// The store is a database: what destinations wrote is queried like everything else.
console.log(memoryStore.database.prepare('SELECT count(*) AS n, avg(score) AS score FROM users').get());
console.log(memoryStore.getTableInfo('log').columns.map(({ name, type }) => `${name} ${type}`));

// What does not fit is refused as a whole, with what to do about it.
try {
	users.write([{ id: 4, name: 'Dora', score: 60 }, { id: 5, name: 'Emil', score: 'unknown' }]);
} catch (error) {
	if (!(error instanceof DestinationError)) throw error;
	console.log(error.message, '|', error.hint);
}
console.log(memoryStore.getTable('users').length, 'users');
memoryStore.clearAll();
console.log(memoryStore.tableNames());

/* Prints:
{ inserted: 1, updated: 1 }
1 Alice 90 2026-01-05T00:00:00.000Z
2 Bob Updated 95 2026-02-11T00:00:00.000Z
3 Charlie 70 2026-03-20T00:00:00.000Z
[ 2, 3 ]
{ n: 3, score: 85 }
[ 'number INTEGER', 'event TEXT' ]
Cannot merge - data type mismatch for column 'score' | Ensure consistent data types: the table has INTEGER, the data text
3 users
[]
*/
