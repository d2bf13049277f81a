// A cache in a table: entries carry the time at which they expire, and whoever reads cleans up before. Every call may
// be awaited, though none has to be.
import { Database, MemoryTableModule } from 'strata-sql';

const db = new Database();
db.registerModule('memory', new MemoryTableModule());

await db.exec(`
  CREATE VIRTUAL TABLE cache USING memory(
    key TEXT PRIMARY KEY,
    value TEXT,
    expires INTEGER
  )
`);

async function setCache(key, value, ttlSeconds) {
	const expires = Math.floor(Date.now() / 1000) + ttlSeconds;
	await db.exec(
		`
    INSERT OR REPLACE INTO cache (key, value, expires)
    VALUES (?, ?, ?)
  `,
		[key, value, expires],
	);
}

async function getCache(key) {
	const now = Math.floor(Date.now() / 1000);

	// First clean expired entries
	await db.exec(`DELETE FROM cache WHERE expires < ?`, [now]);

	// Then fetch if available
	let result = null;
	await db.exec(`SELECT value FROM cache WHERE key = ? AND expires >= ?`, [key, now], row => {
		result = row[0];
	});
	return result;
}

await setCache('greeting', 'hello', 60);
await setCache('greeting', 'hello again', 60);
await setCache('yesterday', 'stale', -1);
console.log(await getCache('greeting'));
console.log(await getCache('yesterday'));
console.log(await getCache('never set'));
console.log(db.prepare('SELECT count(*) FROM cache').pluck().get(), 'entry is left');

// The table can look after it: rows whose time has passed are not read any more.
db.exec(`CREATE TABLE session(id TEXT PRIMARY KEY, user TEXT, expires INTEGER) WITH (ttl = 'expires')`);
db.exec(`INSERT INTO session VALUES ('a', 'Ada', unixepoch() + 60), ('b', 'Bob', unixepoch() - 60)`);
console.log(db.prepare('SELECT id, user FROM session').all());

/* Prints:
hello again
null
null
1 entry is left
[ { id: 'a', user: 'Ada' } ]
*/
