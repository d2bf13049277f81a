/** The engines behind one small interface: load(rows), all(sql), points(keys), insertMany(rows). */

import { createRequire } from 'node:module';
import { INSERT, SCHEMA } from './data.mjs';

const require = createRequire(import.meta.url);
const DIMENSION = 'CREATE TABLE d(g TEXT PRIMARY KEY, kind TEXT)';
const POINT = 'SELECT * FROM t WHERE id = ?';

function dimensionRows() {
	return Array.from({ length: 1000 }, (_, n) => [
		'group ' + String(n).padStart(3, '0'),
		'kind ' + (n % 10),
	]);
}

/** better-sqlite3 and Strata have the same API. */
function preparedEngine(name, Database) {
	const db = new Database(':memory:');
	db.exec(SCHEMA);
	db.exec(DIMENSION);
	const insertAll = (sql, rows) => {
		const statement = db.prepare(sql);
		db.exec('BEGIN');
		for (const row of rows) statement.run(row);
		db.exec('COMMIT');
	};
	return {
		name,
		load(rows) {
			insertAll(INSERT, rows);
			insertAll('INSERT INTO d VALUES (?, ?)', dimensionRows());
		},
		all: sql => db.prepare(sql).raw().all(),
		points(keys) {
			const statement = db.prepare(POINT).raw();
			let found = 0;
			for (const key of keys) if (statement.get(key) !== undefined) found++;
			return found;
		},
		insertMany(rows) {
			db.exec('DROP TABLE IF EXISTS fresh');
			db.exec(SCHEMA.replace('TABLE t(', 'TABLE fresh('));
			insertAll(INSERT.replace('INTO t ', 'INTO fresh '), rows);
			return db.prepare('SELECT count(*), max(id) FROM fresh').raw().get();
		},
	};
}

async function sqlJsEngine() {
	const SQL = await require('sql.js')();
	const db = new SQL.Database();
	db.run(SCHEMA);
	db.run(DIMENSION);
	const insertAll = (sql, rows) => {
		const statement = db.prepare(sql);
		db.run('BEGIN');
		for (const row of rows) statement.run(row);
		db.run('COMMIT');
		statement.free();
	};
	return {
		name: 'sql.js',
		load(rows) {
			insertAll(INSERT, rows);
			insertAll('INSERT INTO d VALUES (?, ?)', dimensionRows());
		},
		all(sql) {
			const statement = db.prepare(sql);
			const rows = [];
			while (statement.step()) rows.push(statement.get());
			statement.free();
			return rows;
		},
		points(keys) {
			const statement = db.prepare(POINT);
			let found = 0;
			for (const key of keys) {
				statement.bind([key]);
				if (statement.step() && statement.get().length > 0) found++;
				statement.reset();
			}
			statement.free();
			return found;
		},
		insertMany(rows) {
			db.run('DROP TABLE IF EXISTS fresh');
			db.run(SCHEMA.replace('TABLE t(', 'TABLE fresh('));
			insertAll(INSERT.replace('INTO t ', 'INTO fresh '), rows);
			return db.exec('SELECT count(*), max(id) FROM fresh')[0].values[0];
		},
	};
}

/** Strata first, then sql.js, then better-sqlite3 (left out, and said so, where it cannot be built). */
export async function openEngines() {
	const { Database } = await import('../dist/library.mjs');
	const engines = [preparedEngine('strata', Database), await sqlJsEngine()];
	try {
		engines.push(preparedEngine('better-sqlite3', require('better-sqlite3')));
	} catch (error) {
		console.log(`better-sqlite3 is left out: ${error.message.split('\n')[0]}`);
	}
	return engines;
}
