import assert from 'node:assert/strict';
import { complete } from '../../src/language/completion/complete.js';
import { narrowed, type Completion } from '../../src/language/completion/completion.js';
import { PRAGMAS } from '../../src/language/completion/pragmas.js';
import { Database } from '../../src/library/index.js';

const database = new Database();
database.exec(`
	CREATE TABLE customers(id INTEGER PRIMARY KEY, name TEXT NOT NULL, city TEXT, "order" TEXT);
	CREATE TABLE orders(id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers(id), total REAL);
	CREATE INDEX orders_by_customer ON orders(customer_id);
	CREATE VIEW big_orders AS SELECT id, total AS amount FROM orders;
	CREATE TRIGGER on_order AFTER INSERT ON orders BEGIN SELECT 1; END;
	CREATE TEMP TABLE scratch(x);
`);
const catalog = database.catalogSnapshot();

/** `|` is the cursor. */
function at(marked: string, parameters: readonly string[] = []): Completion[] {
	const offset = marked.indexOf('|');
	const text = marked.slice(0, offset) + marked.slice(offset + 1);
	return narrowed(complete({ text, offset, catalog, parameters }));
}

const labels = (marked: string, ...kinds: Completion['kind'][]) =>
	at(marked)
		.filter(({ kind }) => kinds.length === 0 || kinds.includes(kind))
		.map(({ label }) => label);

function offers(marked: string, wanted: readonly string[], unwanted: readonly string[] = []): void {
	const found = labels(marked);
	for (const label of wanted)
		assert.ok(found.includes(label), `${marked}: no ${label} in ${found.join(', ')}`);
	for (const label of unwanted)
		assert.ok(!found.includes(label), `${marked}: ${label} in ${found.join(', ')}`);
}

describe('completion', () => {
	it('offers columns of FROM, though it stands behind the cursor', () => {
		assert.deepEqual(labels('SELECT na| FROM customers', 'column'), ['name']);
		offers(
			'SELECT | FROM customers',
			['id', 'name', 'city', 'customers', 'count'],
			['customer_id', 'orders'],
		);
		offers('SELECT count(| FROM orders', ['total']);
		offers("SELECT 1 FROM customers WHERE name = 'x' AND ci|", ['city']);
		offers('SELECT * FROM customers;\nSELECT | FROM orders; SELECT 2', ['total'], ['city']);
	});

	it('offers tables, views, table functions and schemas where a relation is named', () => {
		offers(
			'SELECT * FROM |',
			['customers', 'orders', 'big_orders', 'scratch', 'json_each', 'main'],
			['name', 'count'],
		);
		offers('SELECT * FROM customers JOIN ord|', ['orders']);
		offers('SELECT * FROM customers, |', ['orders']);
		offers('INSERT INTO |', ['customers'], ['json_each']);
		offers('UPDATE |', ['customers']);
		offers('DELETE FROM c|', ['customers']);
		offers('SELECT * FROM temp.|', ['scratch'], ['customers']);
	});

	it('knows aliases, subqueries and common tables', () => {
		assert.deepEqual(labels('SELECT c.| FROM customers c'), [
			'id',
			'name',
			'city',
			'order',
			'rowid',
		]);
		assert.deepEqual(labels('SELECT c.n| FROM customers AS c'), ['name']);
		assert.deepEqual(
			labels('SELECT s.| FROM (SELECT id, total * 2 AS twice, o.total FROM orders o) s'),
			['id', 'twice', 'total'],
		);
		assert.deepEqual(labels('WITH t(a, b) AS (SELECT 1, 2) SELECT | FROM t', 'column'), ['a', 'b']);
		assert.deepEqual(
			labels('WITH t AS (SELECT c.*, 1 AS one FROM customers c) SELECT t.| FROM t'),
			['id', 'name', 'city', 'order', 'one'],
		);
		offers('WITH recent AS (SELECT 1) SELECT * FROM |', ['recent']);
		assert.deepEqual(labels('SELECT v.| FROM (VALUES (1, 2)) v'), ['column1', 'column2']);
		offers(
			'WITH a AS (SELECT id AS x FROM orders), b AS (SELECT | FROM a) SELECT 1',
			['x'],
			['customer_id'],
		);
		assert.deepEqual(labels('SELECT big_orders.| FROM big_orders'), ['id', 'amount']);
	});

	it('sees the queries around a subquery', () => {
		offers(
			'SELECT * FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.|)',
			['id', 'city'],
			['total'],
		);
		offers('SELECT (SELECT max(total) FROM orders WHERE |) FROM customers', ['total', 'city']);
	});

	it('qualifies what several relations have', () => {
		offers(
			'SELECT | FROM customers c JOIN orders o ON 1',
			['c.id', 'o.id', 'name', 'total', 'c', 'o'],
			['id'],
		);
	});

	it('offers what a join is on, by foreign keys', () => {
		const [first] = at('SELECT * FROM customers c JOIN orders o ON |');
		assert.deepEqual([first?.kind, first?.insertText], ['condition', 'o.customer_id = c.id']);
		assert.deepEqual(labels('SELECT * FROM orders JOIN customers USING (|', 'column'), ['id']);
	});

	it('offers columns of the target of a change', () => {
		assert.deepEqual(labels('INSERT INTO orders(id, |', 'column'), ['customer_id', 'total']);
		assert.deepEqual(labels('UPDATE orders SET |', 'column'), ['id', 'customer_id', 'total']);
		offers('UPDATE orders SET total = total + |', ['total', 'customer_id', 'abs']);
		offers('UPDATE orders SET total = 1 WHERE |', ['total']);
		offers('DELETE FROM orders WHERE |', ['total'], ['city']);
		offers('INSERT INTO orders VALUES (1, 2, 3) ON CONFLICT(id) DO UPDATE SET total = |', [
			'total',
			'excluded.total',
		]);
		assert.deepEqual(
			labels('INSERT INTO orders VALUES (1,2,3) ON CONFLICT DO UPDATE SET total = excluded.|'),
			['id', 'customer_id', 'total', 'rowid'],
		);
		assert.deepEqual(labels('CREATE INDEX i ON orders(|', 'column'), [
			'id',
			'customer_id',
			'total',
		]);
		assert.deepEqual(labels('CREATE TABLE x(a REFERENCES orders(|', 'column'), [
			'id',
			'customer_id',
			'total',
		]);
		assert.deepEqual(labels('ALTER TABLE orders DROP COLUMN |', 'column'), [
			'id',
			'customer_id',
			'total',
		]);
		offers('INSERT INTO orders VALUES (1, 2, 3) RETURNING |', ['total']);
	});

	it('knows NEW and OLD in a trigger', () => {
		const trigger =
			'CREATE TRIGGER t AFTER UPDATE ON orders BEGIN UPDATE customers SET city = new.|; SELECT 1; END';
		offers(trigger, ['total', 'customer_id'], ['city']);
		offers(
			'CREATE TRIGGER t AFTER UPDATE ON orders BEGIN INSERT INTO customers(|',
			['name'],
			['total'],
		);
	});

	it('offers keywords that the parser takes, and whole phrases', () => {
		offers(
			'|',
			['SELECT', 'INSERT INTO', 'CREATE TABLE', 'WITH', 'PRAGMA'],
			['FROM', 'WHERE', 'name'],
		);
		offers('SELECT name |', ['FROM', 'AS', 'GROUP BY'], ['name', 'SELECT', 'GROUP']);
		offers(
			'SELECT * FROM customers |',
			['WHERE', 'LEFT JOIN', 'ORDER BY', 'LIMIT'],
			['FROM', 'customers', 'ABORT', 'NULLS LAST'],
		);
		offers(
			'SELECT * FROM customers ORDER BY name |',
			['DESC', 'NULLS LAST', 'LIMIT', 'COLLATE'],
			['WHERE'],
		);
		offers('SELECT CASE WHEN 1 THEN 2 |', ['ELSE', 'END', 'WHEN']);
		offers('SELECT sum(total) OVER (|', ['PARTITION BY', 'ORDER BY', 'ROWS']);
		offers('CREATE TABLE t(a INTEGER |', [
			'PRIMARY KEY',
			'NOT NULL',
			'DEFAULT',
			'REFERENCES',
			'GENERATED ALWAYS AS',
		]);
		offers('CREATE TABLE t(a INTEGER PRIMARY KEY |', ['AUTOINCREMENT']);
		offers('INSERT INTO orders(id) |', ['VALUES', 'SELECT', 'DEFAULT VALUES']);
		offers('INSERT INTO orders VALUES (1) |', ['ON CONFLICT', 'RETURNING']);
		offers('BEGIN |', ['IMMEDIATE', 'TRANSACTION']);
		assert.deepEqual(labels('SELECT * FROM a LEFT JO|'), ['JOIN']);
	});

	it('offers no name where a new one is typed', () => {
		for (const text of [
			'SELECT name AS |',
			'SELECT name n|',
			'CREATE TABLE |',
			'WITH |',
			'SELECT * FROM customers c|',
		]) {
			assert.deepEqual(labels(text, 'column', 'table', 'function'), [], text);
		}
	});

	it('offers nothing in texts, numbers and comments', () => {
		for (const text of [
			"SELECT 'na|me'",
			"SELECT 'na|",
			'SELECT 1|',
			'-- SELECT |',
			'SELECT /* | */ 1',
			"SELECT x'0|",
		]) {
			assert.deepEqual(labels(text), [], text);
		}
		offers('-- comment\nSELECT | FROM customers', ['name']);
	});

	it('offers objects by their kind, collations, types, pragmas, parameters', () => {
		assert.deepEqual(labels('DROP VIEW |', 'view', 'table'), ['big_orders']);
		assert.deepEqual(labels('DROP INDEX IF EXISTS |', 'index', 'table'), ['orders_by_customer']);
		assert.deepEqual(labels('DROP TRIGGER |', 'trigger'), ['on_order']);
		assert.deepEqual(labels('ALTER TABLE cu|', 'table'), ['customers']);
		offers('SELECT * FROM customers ORDER BY name COLLATE |', ['NOCASE', 'BINARY', 'RTRIM']);
		assert.deepEqual(labels('SELECT CAST(name AS IN|', 'type'), ['INTEGER']);
		assert.deepEqual(labels('CREATE TABLE t(a IN|', 'type'), ['INTEGER']);
		assert.deepEqual(labels('PRAGMA table_i|'), ['table_info']);
		assert.deepEqual(
			at('SELECT :si|', ['since', 'until']).map(({ label }) => label),
			[':since'],
		);
	});

	it('quotes names that need it, and replaces what is typed', () => {
		const [order] = at('SELECT ord| FROM customers');
		assert.deepEqual([order?.label, order?.insertText], ['order', '"order"']);
		const text = 'SELECT "na';
		const { replace, typed } = complete({ text, offset: text.length, catalog });
		assert.deepEqual([replace, typed], [{ start: 7, end: 10 }, 'na']);
		assert.deepEqual(labels('SELECT "na| FROM customers', 'keyword'), []);
		assert.deepEqual(labels('SELECT id| FROM orders', 'column'), ['id', 'customer_id']);
	});

	it('names pragmas that there are', () => {
		const known = new Set(
			(database.pragma('pragma_list') as { name: string }[]).map(({ name }) => name),
		);
		assert.deepEqual(
			PRAGMAS.filter(name => !known.has(name)),
			[],
		);
	});

	it('never throws, wherever the cursor is in whatever text', () => {
		const texts = [
			'WITH a(b) AS (SELECT 1 UNION SELECT c. FROM (SELECT * FROM x, (y JOIN z USING(q)) w)) SELECT a. , count(*) FROM a WHERE ((',
			'CREATE TRIGGER t AFTER UPDATE OF x, y ON customers WHEN new. BEGIN INSERT INTO ; SELECT ( FROM ; END; SELECT',
			'INSERT INTO t(a,b) VALUES (1, (SELECT max(x) FROM ))) ON CONFLICT (a) DO UPDATE SET a = excluded. WHERE',
			'MERGE INTO t USING s ON t.a = s. WHEN MATCHED THEN UPDATE SET a = ',
			"SELECT \"open ' [x` /* ) ( . .. ; ; @ : $ x'zz 12abc",
			'CREATE TABLE IF NOT EXISTS main.t(a INT CHECK (a > ), b REFERENCES c( , PRIMARY KEY(',
			'WITH RECURSIVE r AS (SELECT * FROM r) SELECT r. FROM r, r AS r',
		];
		for (const text of texts) {
			for (let offset = 0; offset <= text.length; offset++) {
				complete({ text, offset, catalog, parameters: ['p'] });
				complete({ text: text.slice(0, offset), offset, catalog });
			}
		}
	}).timeout(60_000);
});
