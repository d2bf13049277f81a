// Layers: a state of the database that costs nothing to keep, is compared with another, and can be gone back to.
import { Database } from 'strata-sql';

const db = new Database();
db.exec(`
	CREATE TABLE price(item TEXT PRIMARY KEY, cents INTEGER NOT NULL);
	INSERT INTO price VALUES ('tea', 250), ('coffee', 320), ('cake', 480);
`);

// What if everything cost a tenth more?
const before = db.snapshot();
db.exec(`UPDATE price SET cents = cents * 11 / 10; DELETE FROM price WHERE cents > 500`);
for (const { type, oldRow, newRow } of db.diff(before)) console.log(type, oldRow, newRow);

db.restore(before);
before.release();
console.log(db.prepare('SELECT sum(cents) FROM price').pluck().get());

// The same in SQL.
db.exec(`
	CREATE LAYER today;
	INSERT INTO price VALUES ('juice', 300);
`);
const items = db.prepare('SELECT count(*) FROM price AS OF LAYER today').pluck();
console.log(items.get(), 'items then,', db.prepare('SELECT count(*) FROM price').pluck().get(), 'now');

/* Prints:
update [ 'tea', 250 ] [ 'tea', 275 ]
update [ 'coffee', 320 ] [ 'coffee', 352 ]
delete [ 'cake', 480 ] undefined
1050
3 items then, 4 now
*/
