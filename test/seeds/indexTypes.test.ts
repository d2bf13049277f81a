// Index types of the seed S2: hash, bitmap, fulltext, and one of an application on the same interface.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Database } from '../../src/library/index.js';
import type { Connection, IndexSearch, IndexStructure, RowId } from '../../src/library/index.js';

interface Step {
	readonly kind:
		| 'insert'
		| 'update'
		| 'delete'
		| 'replace'
		| 'savepoint'
		| 'rollbackTo'
		| 'release'
		| 'begin'
		| 'commit'
		| 'rollback'
		| 'layer'
		| 'restore'
		| 'other'
		| 'clear';
	readonly a: number;
	readonly b: number;
	readonly word: string;
}

const KINDS: readonly Step['kind'][] = [
	...(['insert', 'insert', 'insert', 'insert', 'update', 'update', 'delete', 'replace'] as const),
	...(['savepoint', 'rollbackTo', 'release', 'begin', 'commit', 'rollback'] as const),
	...(['layer', 'restore', 'other', 'clear'] as const),
];
const WORDS = ['red fox', 'Red dog', 'blue Fox and dog', 'green', 'déjà vu', 'fox fox red', ''];

const steps: fc.Arbitrary<Step[]> = fc.array(
	fc.record({
		kind: fc.constantFrom(...KINDS),
		a: fc.integer({ min: 0, max: 6 }),
		b: fc.integer({ min: 0, max: 40 }),
		word: fc.constantFrom(...WORDS),
	}),
	{ minLength: 20, maxLength: 90 },
);

const INDEXES: Readonly<Record<string, string>> = {
	none: '',
	btree: `create index ia on t(a); create index ib on t(b, a); create index ic on t(word);
		create unique index iu on t(u)`,
	mixed: `create index ia on t(a); create index ib on t using hash (b, a);
		create index ic on t(word, a); create index id on t using bitmap (word);
		create unique index iu on t using hash (u); create index ih on t using hash (a) where b = 3`,
	typed: `create index ia on t using bitmap (a); create index ib on t using hash (b, a);
		create index ic on t using bitmap (word); create unique index iu on t using hash (u);
		create index iw on t using fulltext (word); create index ip on t using hash (b) where a > 2`,
};

const QUERIES = [
	'a = 3',
	'a = 3.0',
	"a = '3'",
	'a is null',
	'a in (1, 2, null)',
	'a = 1 and word = ?',
	"word = 'RED DOG'",
	'a = 1 or word = ?',
	'(a = 1 or a = 5) and (word = ? or b = 3 and a = 2)',
	'b = 3 and a = 2',
	'b = 3 and a in (1, 2, 3)',
	'b = 4 and a > 2',
	'u = 7',
	'a = (select min(a) from t)',
	'a = 2 and not (word = ?)',
	'a = 9223372036854775807 or a = 1e300',
];

const LIKE_MATCHES: readonly (readonly [string, string])[] = [
	['fox', "w like '%fox%'"],
	['fox AND red', "w like '%fox%' and w like '%red%'"],
	['dog OR deja', "w like '%dog%' or w like '%déjà%'"],
	['red NOT dog', "w like '%red%' and w not like '%dog%'"],
	['"red fox"', "w like '%red fox%'"],
	['gre*', "w like '%gre%'"],
];

/** The same steps on databases that differ in their indexes only. */
function newDatabase(indexes: string): Database {
	return new Database().exec(`create table t(id integer primary key, a, b, word text collate nocase,
		u int, w as (word collate binary)); ${indexes}`);
}

function run(db: Database, list: readonly Step[]): unknown[] {
	const outcomes: unknown[] = [];
	const kept: ReturnType<Database['snapshot']>[] = [];
	let u = 0;
	const exec = (on: Connection, sql: string, ...values: unknown[]): void => {
		try {
			const statement = on.prepare(sql);
			outcomes.push(statement.reader ? statement.all(...values) : statement.run(...values).changes);
		} catch (error) {
			outcomes.push((error as { code?: string }).code);
		}
	};
	for (const step of list) {
		const { kind, a, b, word } = step;
		const value = a === 0 ? null : a === 6 ? 'text' : a;
		switch (kind) {
			case 'insert':
				exec(db, 'insert into t(a, b, word, u) values (?, ?, ?, ?)', value, b % 6, word, u++ % 50);
				break;
			case 'replace':
				exec(db, 'replace into t(id, a, b, word, u) values (?, ?, ?, ?, ?)', b, value, 3, word, b);
				break;
			case 'update':
				exec(db, 'update t set a = ?, word = ?, u = u + ? where b = ?', value, word, b, a);
				break;
			case 'delete':
				exec(db, 'delete from t where a = ? and id % 3 = ?', value, b % 3);
				break;
			case 'clear':
				if (b < 4) exec(db, 'delete from t');
				break;
			case 'savepoint':
				exec(db, 'savepoint s');
				break;
			case 'rollbackTo':
				exec(db, 'rollback to s');
				break;
			case 'layer':
				kept.push(db.snapshot());
				break;
			case 'restore': {
				const layer = kept[b % Math.max(1, kept.length)];
				if (layer && !db.inTransaction) db.restore(layer);
				break;
			}
			case 'other': {
				const other = db.connect();
				exec(
					other,
					'insert into t(a, b, word, u) values (?, ?, ?, ?)',
					value,
					b % 6,
					word,
					100 + b,
				);
				exec(other, 'delete from t where id = ?', b);
				other.close();
				break;
			}
			default:
				exec(db, kind === 'release' ? 'release s' : kind);
		}
		if (outcomes.length % 12 === 0) outcomes.push(answers(db, word));
	}
	outcomes.push(answers(db, 'Fox FOX red'));
	if (db.inTransaction) db.exec('rollback');
	outcomes.push(answers(db, 'red FOX'), db.pragma('integrity_check', { simple: true }));
	return outcomes;
}

function answers(db: Database, word: string): unknown[] {
	return QUERIES.map(where => {
		const values = where.split('?').length === 2 ? [word] : [];
		const rows = db
			.prepare(`select id from t where ${where} order by id`)
			.pluck()
			.all(...values);
		const count = db
			.prepare(`select count(*) from t where ${where}`)
			.pluck()
			.get(...values);
		assert.equal(count, rows.length, where);
		return rows;
	});
}

function checkWords(list: readonly Step[]): void {
	const db = newDatabase(INDEXES.typed as string);
	run(db, list);
	for (const [query, like] of LIKE_MATCHES) {
		const rows = db.prepare(`select id from t where word match ? order by id`).pluck().all(query);
		const wanted = db.prepare(`select id from t where ${like} order by id`).pluck().all();
		// LIKE folds ASCII as the tokenizer does, and no word of the list has another one inside.
		assert.deepEqual(rows, wanted, query);
		const turned = db.prepare(`select id from t where not (word match ?) or id < 0 order by id`);
		const all = db.prepare('select id from t where word is not null').pluck().all().length;
		assert.equal(turned.pluck().all(query).length + rows.length, all, `not ${query}`);
	}
}

function checkSame(list: readonly Step[]): void {
	const [none, btree, typed, mixed] = ['none', 'btree', 'typed', 'mixed'].map(name => {
		const unique = name === 'none' ? 'create unique index iu on t(u)' : (INDEXES[name] as string);
		return run(newDatabase(unique), list);
	});
	assert.deepEqual(typed, btree);
	assert.deepEqual(typed, none);
	assert.deepEqual(mixed, none);
}

function plan(db: Database, sql: string): unknown {
	return (db.prepare(`explain query plan ${sql}`).raw().all() as unknown[][]).at(-1)?.[3];
}

describe('index types', () => {
	it('S2-66 hash, bitmap and fulltext answer as btree and as no index: fixed seed', () => {
		fc.assert(fc.property(steps, checkSame), { seed: 66, numRuns: 6 });
		fc.assert(fc.property(steps, checkWords), { seed: 66, numRuns: 6 });
	});

	it('S2-66 hash, bitmap and fulltext answer as btree and as no index: random seed', () => {
		fc.assert(fc.property(steps, checkSame), { numRuns: 4 });
		fc.assert(fc.property(steps, checkWords), { numRuns: 4 });
	});

	it('S2-66 plans use them, alone, with each other and with ordinary ones', () => {
		const db = newDatabase(INDEXES.typed as string);
		assert.equal(plan(db, 'select * from t where u = 1'), 'SEARCH t USING HASH INDEX iu (u=?)');
		assert.equal(
			plan(db, 'select * from t where a = 1 and b = 2'),
			'SEARCH t USING HASH INDEX ib (b=? AND a=?)',
		);
		assert.equal(
			plan(db, "select * from t where a = 1 or word = 'x'"),
			'SEARCH t USING BITMAP INDEX ia (a=?) OR BITMAP INDEX ic (word=?)',
		);
		assert.equal(
			plan(db, "select * from t where word match 'fox'"),
			'SEARCH t USING FULLTEXT INDEX iw (word MATCH ?)',
		);
		assert.match(
			String(plan(db, "select * from t where t match 'fox' and a = 1")),
			/ INDEX i[aw] /,
		);
		assert.equal(plan(db, 'select * from t where a > 1'), 'SCAN t');
		assert.equal(plan(db, 'select * from t order by a'), 'USE TEMP B-TREE FOR ORDER BY');
		assert.equal(plan(db, "select * from t where word = 'x' collate binary"), 'SCAN t');
	});

	it('S2-66 count(*) comes from bitmaps alone', () => {
		const db = new Database().exec(`create table t(a, b); create index ia on t using bitmap (a);
			create index ib on t using bitmap (b);
			with recursive n(i) as (select 1 union all select i + 1 from n where i < 3000)
			insert into t select i % 2, i % 3 from n`);
		const explained = db
			.prepare('explain (format json, analyze) select count(*) from t where a = 1 and b = 2')
			.pluck()
			.get() as string;
		assert.match(explained, /BITMAP INDEX ib \(b=\?\) AND BITMAP INDEX ia \(a=\?\)/);
		assert.equal(db.prepare('select count(*) from t where a = 1 and b = 2').pluck().get(), 500);
		assert.equal(db.prepare('select count(*) from t where a = 1 or b = 2').pluck().get(), 2000);
		assert.equal(
			plan(db, 'select count(*) from t where a = 1'),
			'SEARCH t USING BITMAP INDEX ia (a=?)',
		);
		// Half of all rows are better read one after the other.
		assert.equal(plan(db, 'select sum(b) from t where a = 1'), 'SCAN t');
	});

	it('S2-66 a type that an application registers is used like the others', () => {
		const db = new Database();
		const searches: IndexSearch[] = [];
		db.registerIndexType('Everything', {
			operators: { '=': 'candidates', like: 'candidates' },
			create: () => new Everything(searches),
		});
		db.exec(`create table t(a text); insert into t values ('x'), ('y'), ('xy');
			create index i on t using everything (a)`);
		const rows = (where: string) => db.prepare(`select a from t where ${where}`).pluck().all();
		assert.deepEqual(rows("a = 'x'"), ['x']);
		assert.deepEqual(rows("a like 'x%'"), ['x', 'xy']);
		assert.equal(searches.length, 2);
		db.exec("begin; delete from t where a = 'x'; savepoint s; insert into t values ('xx')");
		assert.deepEqual(rows("a like 'x%'"), ['xy', 'xx']);
		db.exec('rollback');
		assert.deepEqual(rows("a like 'x%'"), ['x', 'xy']);
		assert.equal(
			plan(db, "select * from t where a like 'y'"),
			'SEARCH t USING EVERYTHING INDEX i (a LIKE ?)',
		);
		const copy = Database.deserialize(db.serialize(), {
			indexTypes: { everything: { operators: {}, create: () => new Everything([]) } },
		});
		assert.equal(copy.prepare('select count(*) from t').pluck().get(), 3);
	});

	it('S2-66 serializable transactions notice what others write to keys and words they searched for', () => {
		const db = new Database().exec(`create table t(id integer primary key, a, word);
			create index ia on t using hash (a); create index iw on t using fulltext (word)`);
		const race = (mine: string, theirs: string, myRow: string, theirRow: string): string => {
			const [one, two] = [db.connect(), db.connect()];
			for (const on of [one, two]) on.exec('begin isolation level serializable');
			one.prepare(`select * from t where ${mine}`).all();
			two.prepare(`select * from t where ${theirs}`).all();
			one.exec(`insert into t ${myRow}; commit`);
			two.exec(`insert into t ${theirRow}`);
			try {
				two.exec('commit');
				return 'both';
			} catch (error) {
				return String((error as { code?: string }).code);
			} finally {
				one.close();
				two.close();
			}
		};
		const row = (id: number, a: number, word: string) => `values (${id}, ${a}, '${word}')`;
		assert.equal(race('a = 1', 'a = 2', row(1, 2, 'x'), row(2, 1, 'x')), 'SQLITE_BUSY_SNAPSHOT');
		assert.equal(race('a = 3', 'a = 4', row(3, 3, 'x'), row(4, 4, 'x')), 'both');
		const words = race("word match 'c'", "word match 'd'", row(5, 0, 'd'), row(6, 0, 'c'));
		assert.equal(words, 'SQLITE_BUSY_SNAPSHOT');
	});

	it('S2-66 kept layers are searched by their own indexes, in SQL too', () => {
		const db = new Database().exec(`create table t(id integer primary key, a, word);
			create index ia on t using bitmap (a); create index iw on t using fulltext (word);
			insert into t values (1, 1, 'red fox'), (2, 2, 'dog');
			create layer before; update t set a = 2, word = 'cat'; alter table t rename column word to text`);
		const ids = (from: string) => db.prepare(`select id from t ${from}`).pluck().all();
		assert.deepEqual(ids("as of layer before where a = 1 and word match 'fox'"), [1]);
		assert.deepEqual(ids("as of layer before as o where o match 'word : dog'"), [2]);
		assert.deepEqual(ids('where a = 1'), []);
		assert.deepEqual(ids("where t match 'text : cat'"), [1, 2]);
		db.exec('restore layer before');
		assert.deepEqual(ids("where word match 'dog'"), [2]);
		assert.equal(db.pragma('integrity_check', { simple: true }), 'ok');
	});

	it('S2-66 types are refused that are none, and names that are taken or unknown', () => {
		const db = new Database();
		const type = { operators: {}, create: () => new Everything([]) };
		assert.throws(
			() => db.registerIndexType('Hash', type),
			/index type Hash is already registered/,
		);
		assert.throws(() => db.registerIndexType('', type), TypeError);
		assert.throws(() => db.registerIndexType('x', {} as never), TypeError);
		db.exec('create table t(a)');
		assert.throws(() => db.exec('create index i on t using hsh (a)'), {
			message: 'no such index type: hsh',
			hint: 'did you mean "hash"? index types: btree, hash, bitmap, fulltext',
			span: { start: 26, end: 29 },
		});
		assert.throws(() => db.exec('create index i on t using spatial (a)'), {
			hint: 'index types: btree, hash, bitmap, fulltext',
		});
	});
});

/** Finds all rows, whatever is asked. */
class Everything implements IndexStructure {
	readonly #searches: IndexSearch[];
	readonly #rowids: Set<RowId>;

	constructor(searches: IndexSearch[], rowids: Iterable<RowId> = []) {
		this.#searches = searches;
		this.#rowids = new Set(rowids);
	}

	fork(): Everything {
		return new Everything(this.#searches, this.#rowids);
	}

	insert(_values: unknown, rowid: RowId): void {
		this.#rowids.add(rowid);
	}

	delete(_values: unknown, rowid: RowId): void {
		this.#rowids.delete(rowid);
	}

	search(search: IndexSearch): Iterable<RowId> {
		this.#searches.push(search);
		return this.#rowids;
	}

	byteSize(): number {
		return 8 * this.#rowids.size;
	}
}
