// Binding: numbered parameters, what exec leaves unbound, what cannot be bound, and the text `verbose` shows.
import assert from 'node:assert/strict';
import { Database } from '../../src/library/index.js';

const tooMany = { name: 'RangeError', message: 'Too many parameter values were provided' };
const tooFew = { name: 'RangeError', message: 'Too few parameter values were provided' };
const missing = { name: 'TypeError', message: 'Missing named parameters' };

describe('parameters', () => {
	it('that are numbered are named by their number', () => {
		const database = new Database();
		const two = database.prepare('SELECT ?2, ?1').raw();
		assert.deepEqual(two.get({ 1: 'a', 2: 'b' }), ['b', 'a']);
		assert.throws(() => two.get('a', 'b'), tooMany);
		assert.throws(() => two.get(), missing);
		assert.throws(() => two.get({ 1: 'a' }), {
			name: 'RangeError',
			message: 'Missing named parameter "2"',
		});
		const mixed = database.prepare('SELECT ?, ?3, :x').raw();
		assert.deepEqual(mixed.get('a', 'b', { 3: 'c', x: 'd' }), ['a', 'c', 'd']);
		assert.throws(() => mixed.get('a', { 3: 'c', x: 'd' }), tooFew);
	});

	it('of a script take NULL when nothing is given, and values by their number', () => {
		const database = new Database().exec('CREATE TABLE t(a, b)');
		database.exec('INSERT INTO t VALUES (?, :b)');
		database.exec('INSERT INTO t VALUES (?2, ?1)', [1, 2]);
		assert.deepEqual(database.prepare('SELECT * FROM t').raw().all(), [
			[null, null],
			[2, 1],
		]);
		assert.deepEqual([...database.eval('SELECT ?2 AS b, ?1 AS a', [1, 2])], [{ b: 2, a: 1 }]);
	});

	it('are refused in the order they are met', () => {
		const statement = new Database().prepare('SELECT ?, :a');
		assert.throws(() => statement.get(1, 2, {}), tooMany);
		assert.throws(() => statement.get({}, 1, 2), { message: 'Missing named parameter "a"' });
		assert.throws(() => statement.get({ a: 1 }, { a: 2 }), {
			message: 'You cannot specify named parameters in two different objects',
		});
		assert.throws(() => statement.get(1), missing);
		assert.throws(() => statement.get({ a: 1 }), tooFew);
		assert.throws(() => statement.get(1, new Map([['a', 1]])), {
			message: 'Named parameters can only be passed within plain objects',
		});
	});

	it('take any view of bytes, but no bare ArrayBuffer', () => {
		const statement = new Database().prepare('SELECT ?').pluck();
		assert.deepEqual(statement.get(new Uint16Array([1])), Buffer.of(1, 0));
		assert.deepEqual(statement.get(new DataView(new ArrayBuffer(2))), Buffer.alloc(2));
		assert.throws(() => statement.get(new ArrayBuffer(2)), {
			name: 'TypeError',
			message: 'SQLite3 can only bind numbers, strings, bigints, buffers, and null',
		});
	});

	it('stand in the text that verbose gets', () => {
		const texts: string[] = [];
		const database = new Database({ verbose: sql => texts.push(sql) });
		database.prepare('SELECT ?, :a, ?').get("it's", Buffer.of(0xab), { a: null });
		assert.deepEqual(texts, ["SELECT 'it''s', NULL, x'ab'"]);
	});
});

describe('verbose', () => {
	const texts: string[] = [];
	const open = () => {
		const database = new Database({ verbose: sql => texts.push(sql) });
		database.exec('CREATE TABLE t(a)');
		texts.length = 0;
		return database;
	};

	it('gets the texts with their semicolons and the comments before them', () => {
		const database = open();
		database.exec(' SELECT 1 ; \n\n /* q */ SELECT 2 -- c\n;; SELECT 3 ');
		database.prepare(' /* a */ SELECT 4 /* b */ ; -- c').get();
		assert.deepEqual(texts, [
			'SELECT 1 ;',
			'/* q */ SELECT 2 -- c\n;',
			'SELECT 3 ',
			' /* a */ SELECT 4 /* b */ ;',
		]);
	});

	it('hears of an iterator when its first row is asked for', () => {
		const rows = open().prepare('SELECT 1').iterate();
		assert.deepEqual(texts, []);
		rows.next();
		assert.deepEqual(texts, ['SELECT 1']);
	});

	it('hears what transaction functions do', () => {
		const database = open();
		const inner = database.transaction((fails: boolean) => {
			if (fails) throw new Error('no');
		});
		const outer = database.transaction((fails: boolean) => inner(fails));
		outer.immediate(false);
		assert.throws(() => outer.exclusive(true));
		assert.deepEqual(
			texts.map(text => text.replace(/ `.*/s, '')),
			[
				...['BEGIN IMMEDIATE', 'SAVEPOINT', 'RELEASE', 'COMMIT'],
				...['BEGIN EXCLUSIVE', 'SAVEPOINT', 'ROLLBACK TO', 'RELEASE', 'ROLLBACK'],
			],
		);
	});
});
