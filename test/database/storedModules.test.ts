// Tables of modules in bytes and files, and beside layers: the definition is kept, the rows are the module's.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { objectLists } from '../../examples/modules/objectLists.mjs';
import { Database, SqlError } from '../../src/library/index.js';
import type { Connection } from '../../src/library/index.js';

const definition = 'CREATE VIRTUAL TABLE person USING objects(people, id INTEGER, name TEXT)';

function lists() {
	return {
		people: [
			{ id: 2, name: 'Bob' },
			{ id: 1, name: 'Ann' },
		],
	};
}

function opened(): Database {
	const db = new Database();
	db.registerModule('objects', objectLists(lists()));
	return db.exec(`CREATE TABLE before(a); ${definition}; CREATE VIEW names AS SELECT name FROM person;
		CREATE TABLE after(a); INSERT INTO after VALUES (1)`);
}

const names = (db: Connection) => db.prepare('SELECT name FROM names').pluck().all();
const objects = (db: Connection) =>
	db.prepare('SELECT name FROM sqlite_schema').pluck().all().sort();

const MISSING = { code: 'SQLITE_ERROR', message: 'no such module: objects' };

describe('tables of modules in bytes', () => {
	it('are connected again, and not created, when the module is there', () => {
		const bytes = opened().serialize();
		const calls: string[] = [];
		const module = objectLists(lists());
		const db = new Database(bytes, {
			modules: {
				objects: {
					create: () => assert.fail('it is there already'),
					connect(args, context) {
						calls.push(`${context.table}(${args.join('|')})`);
						return module.connect(args, context);
					},
				},
			},
		});
		assert.deepEqual(calls, ['person(people|id INTEGER|name TEXT)']);
		assert.deepEqual(names(db), ['Ann', 'Bob']);
		assert.deepEqual(names(db.connect()), ['Ann', 'Bob']);
		assert.deepEqual(objects(db), ['after', 'before', 'names', 'person']);
		db.exec(`INSERT INTO person VALUES (3, 'Cid')`);
		assert.deepEqual(names(db), ['Ann', 'Bob', 'Cid']);
		assert.equal(db.pragma('strata_integrity_check', { simple: true }), 'ok');
	});

	it('say that their module is missing, until it is registered', () => {
		const db = new Database(opened().serialize());
		assert.deepEqual(db.prepare('SELECT a FROM after').pluck().all(), [1]);
		assert.deepEqual(objects(db), ['after', 'before', 'names', 'person']);
		for (const sql of [
			'SELECT count(*) FROM person',
			'SELECT * FROM names',
			'INSERT INTO person VALUES (1, 2)',
			'DELETE FROM person',
			'UPDATE person SET name = 1',
		]) {
			assert.throws(() => db.exec(sql), MISSING, sql);
		}
		const again = new Database(db.serialize());
		const heard: string[] = [];
		again.onSchemaChange(change => heard.push(change.type));
		again.registerModule('OBJECTS', objectLists(lists()));
		assert.deepEqual(names(again), ['Ann', 'Bob']);
		assert.deepEqual(heard, []);
		assert.equal(again.pragma('integrity_check', { simple: true }), 'ok');
		db.exec('DROP TABLE person');
		assert.deepEqual(objects(db), ['after', 'before', 'names']);
	});

	it('tell where the error is', () => {
		const db = new Database(opened().serialize());
		try {
			db.exec('SELECT 1 FROM person');
			assert.fail();
		} catch (error) {
			assert.ok(error instanceof SqlError);
			assert.deepEqual([error.span?.start, error.span?.end], [14, 20]);
			assert.match(error.hint ?? '', /registerModule\('objects'/);
		}
	});

	it('are found by factories of db.table(), and behind CREATE TABLE ... USING', () => {
		const squares = (count: string) => ({
			columns: ['n'],
			*rows() {
				for (let n = 1; n <= Number(count); n++) yield [n * n];
			},
		});
		const db = new Database({
			defaultModule: 'objects',
			modules: { objects: objectLists({ id: [{ id: 5 }] }) },
		});
		db.table('squares', squares);
		db.exec('CREATE VIRTUAL TABLE s USING squares(3)');
		db.registerModule('plain', {
			connect: args => ({ columns: [...args], scan: () => [['x', 'y']] }),
		});
		db.exec(
			'CREATE TABLE p(a, b) USING plain; PRAGMA default_module = plain; CREATE TABLE q(c, d)',
		);
		const sql = db.prepare(`SELECT sql FROM sqlite_schema WHERE name = 'q'`).pluck().get();
		assert.equal(sql, 'CREATE TABLE q(c, d) USING "plain"');
		const copy = new Database(db.serialize());
		copy.table('squares', squares);
		copy.registerModule('plain', {
			connect: args => ({ columns: [...args], scan: () => [['x', 'y']] }),
		});
		assert.deepEqual(copy.prepare('SELECT n FROM s').pluck().all(), [1, 4, 9]);
		assert.deepEqual(copy.prepare('SELECT a || d FROM p, q').pluck().all(), ['xy']);
	});
});

describe('tables of modules in stores', () => {
	it('are connected when the store is opened, or when the module is registered', () => {
		const folder = mkdtempSync(join(tmpdir(), 'strata-modules-'));
		try {
			const first = Database.open(folder, { modules: { objects: objectLists(lists()) } });
			first.exec(`${definition}; CREATE TABLE t(a); INSERT INTO t VALUES (7)`);
			first.close();
			const second = Database.open(folder);
			assert.throws(() => second.exec('SELECT * FROM person'), MISSING);
			assert.equal(second.prepare('SELECT a FROM t').pluck().get(), 7);
			second.registerModule('objects', objectLists(lists()));
			assert.equal(second.prepare('SELECT count(*) FROM person').pluck().get(), 2);
			second.exec('INSERT INTO t VALUES (8)');
			second.close();
			const third = Database.open(folder, { modules: { objects: objectLists(lists()) } });
			assert.equal(third.prepare('SELECT count(*) FROM person, t').pluck().get(), 4);
			third.close();
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
	});
});

describe('tables of modules beside layers', () => {
	it('have only their present rows, and a layer says so', () => {
		const db = opened();
		db.exec(`CREATE LAYER old; INSERT INTO person VALUES (3, 'Cid'); INSERT INTO after VALUES (2)`);
		const refused = { message: 'layers do not keep the rows of person: its module does' };
		assert.throws(() => db.exec('SELECT * FROM person AS OF LAYER old'), refused);
		assert.throws(() => db.exec('SELECT * FROM names AS OF LAYER old'), refused);
		const tables = db
			.prepare(`SELECT DISTINCT table_name FROM layer_diff('old', NULL)`)
			.pluck()
			.all();
		assert.deepEqual(tables, ['after']);
		db.exec('RESTORE LAYER old');
		assert.deepEqual(names(db), ['Ann', 'Bob', 'Cid']);
		assert.deepEqual(db.prepare('SELECT a FROM after').pluck().all(), [1]);
	});
});
