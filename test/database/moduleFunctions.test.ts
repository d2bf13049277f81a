// findFunction of tables of modules (SQLite's xFindFunction): what LIKE, MATCH and calls mean for their columns.
import assert from 'node:assert/strict';
import { Database } from '../../src/library/index.js';
import type {
	IndexConstraint,
	IndexPlan,
	ModuleFunction,
	ModuleValue,
} from '../../src/library/index.js';

interface Own {
	readonly functions: Readonly<Record<string, ModuleFunction>>;
	readonly bestIndex?: (constraints: readonly IndexConstraint[]) => IndexPlan;
	readonly texts?: (values: readonly unknown[]) => readonly string[];
}

const WORDS = ['Ann', 'Bob', 'Cid'];

/** Columns name and place over three rows, and an ordinary table of the same rows. */
function opened({ functions, bestIndex, texts }: Own): { db: Database; asked: string[] } {
	const asked: string[] = [];
	const db = new Database();
	db.registerModule('words', {
		connect: () => ({
			columns: 'CREATE TABLE x(name TEXT, place INTEGER)',
			...(bestIndex && { bestIndex: ({ constraints }) => bestIndex(constraints) }),
			findFunction(name, argumentCount) {
				asked.push(`${name}/${argumentCount}`);
				return functions[`${name}/${argumentCount}`];
			},
			*scan(_plan, values) {
				for (const [place, name] of (texts?.(values) ?? WORDS).entries()) yield [name, place];
			},
		}),
	});
	db.exec(`CREATE VIRTUAL TABLE w USING words; CREATE TABLE plain AS SELECT * FROM w`);
	asked.length = 0;
	return { db, asked };
}

const values = (db: Database, sql: string, ...args: unknown[]) =>
	db
		.prepare(sql)
		.pluck()
		.all(...args);

const text = (value: ModuleValue | undefined) => value as string;

describe('findFunction of a module', () => {
	it('says what LIKE, GLOB, MATCH and REGEXP are for its columns', () => {
		const starts: ModuleFunction = (pattern, value) => text(value).startsWith(text(pattern));
		const { db, asked } = opened({
			functions: { 'like/2': starts, 'glob/2': starts, 'match/2': starts, 'regexp/2': starts },
		});
		for (const word of ['LIKE', 'GLOB', 'MATCH', 'REGEXP']) {
			assert.deepEqual(values(db, `SELECT name FROM w WHERE name ${word} 'A'`), ['Ann'], word);
			assert.deepEqual(values(db, `SELECT name FROM w WHERE name NOT ${word} ?`, 'A'), [
				'Bob',
				'Cid',
			]);
		}
		assert.deepEqual([...new Set(asked)], ['like/2', 'glob/2', 'match/2', 'regexp/2']);
		assert.deepEqual(values(db, `SELECT name LIKE 'B' FROM w ORDER BY place`), [0, 1, 0]);
	});

	it('leaves them as they are elsewhere', () => {
		const { db, asked } = opened({ functions: { 'like/2': () => true } });
		assert.deepEqual(values(db, `SELECT name FROM plain WHERE name LIKE 'a%'`), ['Ann']);
		assert.deepEqual(values(db, `SELECT 'x' LIKE name FROM w`), [0, 0, 0]);
		assert.deepEqual(asked, []);
		assert.deepEqual(values(db, `SELECT name FROM w WHERE name LIKE 'a%' ESCAPE 'x'`), ['Ann']);
		assert.deepEqual(asked, ['like/3']);
		assert.throws(() => values(db, `SELECT 1 FROM w WHERE name MATCH 'A'`), {
			message: 'unable to use function MATCH in the requested context',
		});
	});

	it('says what a call is whose first argument is its column', () => {
		const { db } = opened({
			functions: {
				'upper/1': value => `<${text(value)}>`,
				'between_them/2': (value, other) => `${text(value)}-${text(other)}`,
			},
		});
		assert.deepEqual(values(db, 'SELECT upper(name) FROM w WHERE place = 1'), ['<Bob>']);
		assert.deepEqual(values(db, `SELECT upper(w.name || '') FROM w WHERE place = 1`), ['BOB']);
		assert.deepEqual(values(db, 'SELECT upper(p.name) FROM w JOIN plain p USING (place)'), [
			'ANN',
			'BOB',
			'CID',
		]);
		// Known to the table alone.
		assert.deepEqual(values(db, 'SELECT between_them(name, place) FROM w'), [
			'Ann-0',
			'Bob-1',
			'Cid-2',
		]);
		assert.throws(() => values(db, 'SELECT between_them(name, 1) FROM plain'), {
			message: 'no such function: between_them',
		});
		assert.throws(() => values(db, 'SELECT upper(nosuch) FROM w'), {
			message: 'no such column: nosuch',
		});
		assert.deepEqual(values(db, 'SELECT max(place) FROM w'), [2]);
		assert.deepEqual(values(db, 'SELECT count(name) FROM w GROUP BY upper(name)'), [1, 1, 1]);
	});

	it('offers calls as conditions where it says so, which the scan may answer', () => {
		const offered: IndexConstraint[][] = [];
		const { db } = opened({
			functions: {
				'near/2': { isConstraint: true, call: () => assert.fail('the scan answers') },
				'far/2': (value, other) => text(value) > text(other),
			},
			bestIndex(constraints) {
				offered.push([...constraints]);
				const constraint = constraints.findIndex(one => one.functionName === 'near');
				if (constraint < 0) return {};
				return { use: [{ constraint, omit: true }], number: 1, text: 'near', rows: 1 };
			},
			texts: ([wanted]) => (wanted === undefined ? WORDS : WORDS.filter(word => word === wanted)),
		});
		const sql = `SELECT name FROM w WHERE near(name, ?) AND far(name, 'A')`;
		assert.deepEqual(values(db, sql, 'Bob'), ['Bob']);
		assert.deepEqual(offered.at(-1), [
			{ column: 0, operator: 'function', functionName: 'near', usable: true, value: undefined },
		]);
		const [step] = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all('x') as { detail: string }[];
		assert.equal(step?.detail, 'SCAN w VIRTUAL TABLE INDEX 1:near');
		// In a join, once for each row before it.
		assert.deepEqual(
			values(db, 'SELECT w.name FROM plain p JOIN w ON near(w.name, p.name)'),
			WORDS,
		);
	});

	it('offers MATCH with values of other tables', () => {
		const { db } = opened({
			functions: {},
			bestIndex(constraints) {
				const constraint = constraints.findIndex(one => one.operator === 'match');
				if (constraint < 0) return { cost: 1e6 };
				return { use: [{ constraint, omit: true }], number: 1, cost: 1 };
			},
			texts: ([wanted = '']) => WORDS.filter(word => word.startsWith(wanted as string)),
		});
		const found = values(
			db,
			`SELECT p.place || w.name FROM plain p JOIN w ON w.name MATCH substr(p.name, 1, 1) ORDER BY 1`,
		);
		assert.deepEqual(found, ['0Ann', '1Bob', '2Cid']);
	});

	it('is asked by each connection of its own object, and by prepared statements once', () => {
		const { db, asked } = opened({ functions: { 'like/2': () => 1 } });
		const statement = db.prepare(`SELECT count(*) FROM w WHERE name LIKE 'zzz'`).pluck();
		assert.deepEqual([statement.get(), statement.get()], [3, 3]);
		assert.deepEqual(asked, ['like/2']);
		const other = db.connect();
		assert.equal(other.prepare(`SELECT count(*) FROM w WHERE name LIKE 'zzz'`).pluck().get(), 3);
		assert.equal(asked.length, 2);
	});
});
