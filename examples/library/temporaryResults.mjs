// A table for what a computation gives: filled row by row, asked for its average, and gone again.
import { Database, MemoryTableModule } from 'strata-sql';

const db = new Database();
db.registerModule('memory', new MemoryTableModule());

const dataToProcess = [3, 1, 4, 1, 5, 9];
const processItem = item => item * item;

// Create a temporary results table
await db.exec(`
  CREATE VIRTUAL TABLE temp_results USING memory(
    id INTEGER PRIMARY KEY,
    result_value REAL,
    timestamp TEXT
  )
`);

// Process data and store results
for (const item of dataToProcess) {
	const result = processItem(item);
	await db.exec(`INSERT INTO temp_results (result_value, timestamp) VALUES (?, datetime('now'))`, [result]);
}

// Query aggregate results
await db.exec(`SELECT AVG(result_value) as average FROM temp_results`, [], ([average]) => {
	console.log('average', average);
});
await db.exec(`SELECT id, result_value FROM temp_results ORDER BY result_value DESC LIMIT 2`, [], row => {
	console.log(row);
});

// Clean up
await db.exec(`DROP TABLE temp_results`);
console.log(db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get(), 'tables are left');

/* Prints:
average 22.166666666666668
[ 6, 81 ]
[ 5, 25 ]
0 tables are left
*/
