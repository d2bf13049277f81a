// What ALTER TABLE writes to the log: that a column came or went, not all rows once more; and it is replayed exactly.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Database, provideStorage } from '../../src/library/index.js';
import { nodeStorage } from '../../src/library/nodeStorage.js';
import { MemoryFiles } from './memoryFiles.js';
import { contents } from './storeScript.js';

const log = 'store/wal/transaction.log';

/** After each statement: what is stored is what there is. */
function check(statements: readonly string[]): number[] {
	const files = new MemoryFiles();
	provideStorage(files);
	const db = Database.open('store', { fsync: 'off' });
	const sizes: number[] = [];
	for (const statement of statements) {
		const before = files.size(log) ?? 0;
		try {
			db.exec(statement);
		} catch (error) {
			if ((error as { code?: string }).code === undefined) throw error;
			if (db.inTransaction) db.exec('rollback');
		}
		sizes.push((files.size(log) ?? 0) - before);
		provideStorage(files.copy());
		const copy = Database.open('store', { fsync: 'off' });
		assert.equal(contents(copy), contents(db), statement);
		copy.close();
		provideStorage(files);
	}
	db.close();
	return sizes;
}

const actions = fc.constantFrom(
	`alter table t add column d default 7`,
	`alter table t add column e text`,
	`alter table t add column f real not null default 1`,
	`alter table t add column g as (a + 1)`,
	`alter table t drop column b`,
	`alter table t drop column c`,
	`alter table t drop column d`,
	`alter table t rename column c to cc`,
	`alter table t rename column a to aa`,
	`alter table t rename to t2; alter table t2 rename to t`,
	`begin; alter table t drop column b; alter table t add column b default 'back'; commit`,
	`begin; alter table t add column h default 1; update t set h = 2 where rowid % 2; commit`,
	`begin; alter table t add column i default 5; delete from t where c = 3; commit`,
	`begin; alter table t add column j; rollback`,
	`alter table w add column x default x'00'; insert into w select max(k) + 1, 'n', 1.5, x'01' from w`,
	`alter table w drop column v`,
	`delete from t where c = 5`,
	`insert into t default values`,
	`pragma wal_checkpoint`,
);

function random(seed: number): void {
	fc.assert(
		fc.property(fc.array(actions, { minLength: 2, maxLength: 8 }), list => {
			check([
				`create table t(a, b text, c int); create table w(k primary key, v, r real) without rowid;
				insert into t select value * 1.5, 'b' || value, value from generate_series(1, 9);
				insert into w values (1, 'one', 1), (2, null, 2.5), ('x', x'ff', 9e999)`,
				...list,
			]);
		}),
		{ numRuns: 15, seed },
	);
}

describe('columns that come and go', () => {
	after(() => {
		const port = nodeStorage();
		if (port) provideStorage(port);
	});

	it('are written to the log as such, however many rows there are', () => {
		const [, , added, dropped, changed] = check([
			'create table t(a integer primary key, b)',
			`insert into t select value, 'text of row ' || value from generate_series(1, 500)`,
			`alter table t add column c default 'new'`,
			'alter table t drop column b',
			'begin; alter table t add column d default 1; update t set d = a; commit',
		]);
		assert.ok(Number(added) < 700 && Number(dropped) < 700, `${added}, ${dropped}`);
		assert.ok(Number(changed) > 5000);
	});

	it('are replayed exactly (fixed seed)', () => {
		random(3);
	});

	const seed = Date.now() % 1_000_000;
	it(`are replayed exactly (seed ${seed})`, () => {
		random(seed);
	});
});
