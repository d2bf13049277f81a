// MERGE INTO, which lifts the seed S3's limitation to simple merging.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Database } from '../../src/library/index.js';

interface Row {
	readonly id: number;
	readonly n: number;
}

type Match = 'matched' | 'notMatched' | 'notMatchedBySource';
type Action = 'update' | 'delete' | 'insert' | 'nothing';

interface Clause {
	readonly match: Match;
	/** Only rows whose number is below it. */
	readonly below: number | undefined;
	readonly action: Action;
}

const MATCHES: readonly Match[] = ['matched', 'notMatched', 'notMatchedBySource'];
const WORDS = {
	matched: 'MATCHED',
	notMatched: 'NOT MATCHED',
	notMatchedBySource: 'NOT MATCHED BY SOURCE',
};

const rows = fc.uniqueArray(
	fc.record({ id: fc.integer({ min: 1, max: 12 }), n: fc.integer({ min: 0, max: 9 }) }),
	{ selector: ({ id }) => id, maxLength: 8 },
);

const clause: fc.Arbitrary<Clause> = fc.constantFrom(...MATCHES).chain(match =>
	fc.record({
		match: fc.constant(match),
		below: fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined }),
		action: fc.constantFrom<Action>(
			...((match === 'notMatched'
				? ['insert', 'nothing']
				: ['update', 'delete', 'nothing']) as Action[]),
		),
	}),
);

describe('MERGE INTO', () => {
	it('S3-37 updates, deletes and inserts by conditions, from joins, and reports what it did', () => {
		const db = new Database();
		db.exec(`CREATE TABLE users(id INTEGER PRIMARY KEY, name TEXT, score INT);
			INSERT INTO users VALUES (1, 'Alice', 85), (2, 'Bob', 90), (5, 'Eve', 0);
			CREATE TABLE names(id INT, name TEXT);
			INSERT INTO names VALUES (1, 'Alice'), (2, 'Bob Updated'), (3, 'Charlie'), (5, 'Eve');
			CREATE TABLE scores(id INT, score INT);
			INSERT INTO scores VALUES (1, 85), (2, 95), (3, 88), (5, -1)`);
		const report = db
			.prepare(
				`MERGE INTO users USING (SELECT n.id, n.name, s.score FROM names AS n JOIN scores AS s USING (id)) AS new
				ON users.id = new.id
				WHEN MATCHED AND new.score < 0 THEN DELETE
				WHEN MATCHED AND (users.name, users.score) = (new.name, new.score) THEN DO NOTHING
				WHEN MATCHED THEN UPDATE SET name = new.name, score = new.score
				WHEN NOT MATCHED THEN INSERT VALUES (new.id, new.name, new.score)
				RETURNING merge_action() AS action, id`,
			)
			.all();
		assert.deepEqual(report, [
			{ action: 'DELETE', id: 5 },
			{ action: 'UPDATE', id: 2 },
			{ action: 'INSERT', id: 3 },
		]);
		assert.deepEqual(db.prepare('SELECT name, score FROM users').raw().all(), [
			['Alice', 85],
			['Bob Updated', 95],
			['Charlie', 88],
		]);
	});

	for (const seed of [20261121, Math.floor(Math.random() * 2 ** 31)]) {
		it(`does what its clauses say, whatever the rows (seed ${seed})`, () => {
			const clauses = fc.array(clause, { minLength: 1, maxLength: 4 });
			fc.assert(
				fc.property(rows, rows, clauses, fc.boolean(), (target, source, chosen, hasRowid) => {
					assert.deepEqual(
						mergedBySql(target, source, chosen, hasRowid),
						mergedByHand(target, source, chosen),
					);
				}),
				{ seed, numRuns: 150 },
			);
		});
	}

	it('is undone as one statement, by a failure and by ROLLBACK', () => {
		const db = new Database();
		db.exec(`CREATE TABLE t(id INTEGER PRIMARY KEY, n INT CHECK (n < 10));
			INSERT INTO t VALUES (1, 1), (2, 2)`);
		const merge = db.prepare(
			`MERGE INTO t USING (SELECT 1 AS id UNION SELECT 3) AS s ON t.id = s.id
			WHEN MATCHED THEN UPDATE SET n = 5 WHEN NOT MATCHED BY SOURCE THEN DELETE
			WHEN NOT MATCHED THEN INSERT VALUES (s.id, ?)`,
		);
		assert.throws(() => merge.run(10), { code: 'SQLITE_CONSTRAINT_CHECK' });
		const all = db.prepare('SELECT id, n FROM t').raw();
		assert.deepEqual(all.all(), [
			[1, 1],
			[2, 2],
		]);
		db.exec('BEGIN');
		assert.equal(merge.run(9).changes, 3);
		assert.deepEqual(all.all(), [
			[1, 5],
			[3, 9],
		]);
		db.exec('ROLLBACK');
		assert.deepEqual(all.all(), [
			[1, 1],
			[2, 2],
		]);
	});

	it('tells listeners and knows its parameters', () => {
		const db = new Database();
		db.exec('CREATE TABLE t(id INTEGER PRIMARY KEY, n); INSERT INTO t VALUES (1, 1)');
		const changes: string[] = [];
		db.onDataChange(change => changes.push(`${change.type} ${JSON.stringify(change.key)}`));
		const merge = db.prepare(
			`MERGE INTO t USING (SELECT :id AS id) AS s ON t.id = s.id
			WHEN MATCHED THEN UPDATE SET n = :n WHEN NOT MATCHED THEN INSERT VALUES (s.id, :n)`,
		);
		merge.run({ id: 1, n: 7 });
		merge.run({ id: 2, n: 8 });
		assert.deepEqual(changes, ['update [1]', 'insert [2]']);
		assert.equal(merge.reader, false);
		assert.equal(merge.readonly, false);
	});
});

function mergedBySql(
	target: readonly Row[],
	source: readonly Row[],
	clauses: readonly Clause[],
	hasRowid: boolean,
): unknown[] {
	const db = new Database();
	db.exec(`CREATE TABLE t(id INTEGER PRIMARY KEY, n INT) ${hasRowid ? '' : 'WITHOUT ROWID'};
		CREATE TABLE s(id INT, n INT)`);
	for (const { id, n } of target) db.prepare('INSERT INTO t VALUES (?, ?)').run(id, n);
	for (const { id, n } of source) db.prepare('INSERT INTO s VALUES (?, ?)').run(id, n);
	const words = clauses.map(({ match, below, action }) => {
		const side = match === 'notMatched' ? 's' : 't';
		const and = below === undefined ? '' : ` AND ${side}.n < ${below}`;
		const what = {
			update: `UPDATE SET n = t.n + ${match === 'matched' ? 's.n' : '100'}`,
			delete: 'DELETE',
			insert: 'INSERT (id, n) VALUES (s.id, s.n + 1000)',
			nothing: 'DO NOTHING',
		}[action];
		return `WHEN ${WORDS[match]}${and} THEN ${what}`;
	});
	db.prepare(`MERGE INTO t USING s ON t.id = s.id ${words.join(' ')}`).run();
	return db.prepare('SELECT id, n FROM t ORDER BY id').raw().all();
}

function mergedByHand(
	target: readonly Row[],
	source: readonly Row[],
	clauses: readonly Clause[],
): unknown[] {
	const result = new Map(target.map(row => [row.id, row]));
	const ids = new Set([...target, ...source].map(({ id }) => id));
	for (const id of ids) {
		const own = target.find(row => row.id === id);
		const given = source.find(row => row.id === id);
		const match = own ? (given ? 'matched' : 'notMatchedBySource') : 'notMatched';
		const n = (own ?? given)?.n ?? 0;
		const found = clauses.find(
			one => one.match === match && (one.below === undefined || n < one.below),
		);
		if (found?.action === 'delete') result.delete(id);
		if (found?.action === 'insert') result.set(id, { id, n: n + 1000 });
		if (found?.action === 'update') {
			result.set(id, { id, n: n + (match === 'matched' ? (given?.n ?? 0) : 100) });
		}
	}
	const merged = [...result.values()].sort((left, right) => left.id - right.id);
	return merged.map(({ id, n }) => [id, n]);
}
