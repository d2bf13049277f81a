// The library in an ES module: tables, prepared statements, transactions, errors.
import { Database, SqlError } from 'strata-sql';

const db = new Database();
db.exec(`
	CREATE TABLE users(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, age INTEGER);
	CREATE INDEX users_by_age ON users(age);
`);

// Statements are prepared once and run often. A transaction is all or nothing, and much faster than single commits.
const insert = db.prepare('INSERT INTO users(name, age) VALUES (:name, :age)');
const insertAll = db.transaction(users => users.map(user => insert.run(user).lastInsertRowid));
console.log(insertAll([{ name: 'Ada', age: 36 }, { name: 'Grace', age: 85 }, { name: 'Edsger', age: 72 }]));

console.log(db.prepare('SELECT * FROM users WHERE age > ? ORDER BY age').all(40));
console.log(db.prepare('SELECT avg(age) FROM users').pluck().get());
for (const { name } of db.prepare('SELECT name FROM users ORDER BY name').iterate()) console.log(name);

// Errors have SQLite's words and codes, and often a way out.
try {
	insertAll([{ name: 'Barbara', age: 30 }, { name: 'Ada', age: 1 }]);
} catch (error) {
	if (!(error instanceof SqlError)) throw error;
	console.log(error.code, error.message);
}
try {
	db.prepare('SELECT nam FROM users');
} catch (error) {
	if (!(error instanceof SqlError)) throw error;
	console.log(error.message, error.hint);
}
console.log(db.prepare('SELECT count(*) FROM users').pluck().get(), 'users');

/* Prints:
[ 1, 2, 3 ]
[
  { id: 3, name: 'Edsger', age: 72 },
  { id: 2, name: 'Grace', age: 85 }
]
64.33333333333333
Ada
Edsger
Grace
SQLITE_CONSTRAINT_UNIQUE UNIQUE constraint failed: users.name
no such column: nam did you mean "name"?
3 users
*/
