// The library in a CommonJS module: the same thing, by require.
const { Database } = require('strata-sql');

const db = new Database();
db.exec(`
	CREATE TABLE orders(id INTEGER PRIMARY KEY, region TEXT, total REAL);
	INSERT INTO orders(region, total) VALUES ('north', 10.5), ('south', 20), ('north', 4.5);
`);

const byRegion = db.prepare('SELECT region, sum(total) AS total FROM orders GROUP BY region ORDER BY region');
console.log(byRegion.all());

// A function of yours in SQL.
db.function('price', amount => `${amount.toFixed(2)} EUR`);
console.log(db.prepare('SELECT price(max(total)) FROM orders').pluck().get());

/* Prints:
[ { region: 'north', total: 15 }, { region: 'south', total: 20 } ]
20.00 EUR
*/
