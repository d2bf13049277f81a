// Change events: who listens hears of every row that a commit changed, and of nothing that was rolled back. Here they
// keep a cache of query results fresh.
import { Database } from 'strata-sql';

const db = new Database();
db.exec(`
	CREATE TABLE account(id INTEGER PRIMARY KEY, owner TEXT, balance INTEGER CHECK (balance >= 0));
	INSERT INTO account VALUES (1, 'Ada', 100), (2, 'Grace', 50);
`);

const cache = new Map();
const balance = db.prepare('SELECT balance FROM account WHERE id = ?').pluck();
function cachedBalance(id) {
	if (!cache.has(id)) cache.set(id, balance.get(id));
	return cache.get(id);
}

db.onDataChange(({ type, tableName, key, changedColumns }) => {
	console.log(type, tableName, key, changedColumns);
	if (tableName === 'account') cache.delete(key[0]);
});
db.onSchemaChange(({ type, objectType, objectName }) => console.log(type, objectType, objectName));

const transfer = db.transaction((from, to, amount) => {
	const change = db.prepare('UPDATE account SET balance = balance + ? WHERE id = ?');
	change.run(-amount, from);
	change.run(amount, to);
});

console.log(cachedBalance(1), cachedBalance(2));
transfer(1, 2, 30);
console.log(cachedBalance(1), cachedBalance(2));
try {
	transfer(1, 2, 1000);
} catch (error) {
	console.log(error.message);
}
console.log(cachedBalance(1), cachedBalance(2));
db.exec('CREATE INDEX by_owner ON account(owner)');

/* Prints:
100 50
update account [ 1 ] [ 'balance' ]
update account [ 2 ] [ 'balance' ]
70 80
CHECK constraint failed: balance >= 0
70 80
create index by_owner
*/
