/** Seed S3: destinations. One test a line of the checklist. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
	BulkError,
	Database,
	DestinationError,
	destinationsFromYaml,
	InMemoryDestination,
	MemoryStore,
} from '../../src/library/index.js';
import type { BulkProgress, BulkRows, DestinationConfig } from '../../src/library/index.js';
import { checkProperty } from '../storage/seeds.js';

const people = () => [
	{ id: 1, name: 'Alice', score: 85 },
	{ id: 2, name: 'Bob', score: 90 },
];

describe('destinations', () => {
	let store: MemoryStore;

	beforeEach(() => (store = new MemoryStore()));
	afterEach(() => store.close());

	const to = (config: Partial<DestinationConfig> = {}) =>
		new InMemoryDestination({ tableName: 'users', ...config }, store);

	it('S3-01 writes rows as objects, arrays or columns, and what a query gives', () => {
		to().write(people());
		to().write([[3, 'Carol', 70]], { columns: ['id', 'name', 'score'] });
		to().write({ id: [4], name: ['Dan'], score: [60] });
		store.database.exec('create table copy as select * from users where 0');
		to({ tableName: 'copy' }).write(
			store.database.prepare('select * from users').all() as object[],
		);
		store.database.exec('insert into copy select id + 10, name, score from users');
		assert.equal(store.getTable('copy').length, 8);
	});

	it('S3-02 wants a table name', () => {
		for (const config of [{}, { tableName: '' }, { table_name: '  ' }, { tableName: 7 }]) {
			const make = () => new InMemoryDestination(config as never, store);
			assert.throws(make, { setting: 'table_name', message: /^table_name is required/ });
		}
	});

	it('S3-03 appends, replaces or merges, and names the three when asked for another mode', () => {
		assert.equal(to().config.mode, 'append');
		assert.throws(() => to({ mode: 'upsert' as never }), {
			setting: 'mode',
			message: /unknown mode "upsert": it is one of append, replace, merge/,
		});
	});

	it('S3-04 wants merge keys to merge, and says that other modes do not use them', () => {
		assert.throws(() => to({ mode: 'merge' }), { setting: 'merge_keys' });
		assert.throws(() => to({ mode: 'merge', mergeKeys: [] }), { setting: 'merge_keys' });
		const { hints } = to({ mergeKeys: ['id'] }).write(people());
		assert.deepEqual(hints, ['merge_keys are not used by mode append.']);
	});

	it('S3-05 writes in batches, 10000 rows unless told otherwise, and tells of each', () => {
		assert.equal(to().config.batchSize, 10_000);
		for (const batchSize of [0, -1, 1.5, NaN, '5' as never]) {
			assert.throws(() => to({ batchSize }), { setting: 'batch_size' });
		}
		const told: BulkProgress[] = [];
		const rows = Array.from({ length: 25 }, (_, id) => ({ id }));
		const onProgress = (progress: BulkProgress) => told.push(progress);
		assert.equal(to({ batchSize: 10 }).write(rows, { onProgress }).batches, 3);
		assert.deepEqual(
			told.map(({ rows: written }) => written),
			[10, 20, 25],
		);
		const cancel = () => to({ batchSize: 10 }).write(rows, { onProgress: () => false });
		assert.throws(cancel, { code: 'SQLITE_INTERRUPT' });
		assert.equal(store.getTable('users').length, 25);
	});

	it('S3-06 makes the table unless that is switched off', () => {
		assert.equal(to().write(people()).created, true);
		assert.equal(to().write(people()).created, false);
		const strict = to({ tableName: 'strict', createTableIfNotExists: false });
		assert.throws(() => strict.write(people()), DestinationError);
		store.database.exec('create table strict(id, name, score)');
		assert.equal(strict.write(people()).inserted, 2);
	});

	it('S3-07 appends behind the rows that there are', () => {
		to().write(people());
		to().write([{ id: 1, name: 'Again', score: 1 }]);
		assert.deepEqual(store.getColumns('users')['id'], [1, 2, 1]);
	});

	it('S3-08 replaces all rows, and keeps the old ones when the new ones cannot be written', () => {
		const replace = to({ mode: 'replace' });
		replace.write(people());
		replace.write([{ id: 9, name: 'New', score: 1 }]);
		assert.deepEqual(store.getColumns('users')['id'], [9]);
		store.database.exec('create unique index one on users(id)');
		const twice = [{ id: 1 }, { id: 1 }];
		assert.throws(() => replace.write(twice), { code: 'SQLITE_CONSTRAINT_UNIQUE' });
		assert.deepEqual(store.getColumns('users')['id'], [9]);
	});

	it('S3-09 merges: updates rows of equal keys, inserts others, keeps those that do not come', () => {
		to().write(people());
		const { updated, inserted } = to({ mode: 'merge', mergeKeys: ['id'] }).write([
			{ id: 2, name: 'B2', score: 1 },
			{ id: 3, name: 'C', score: 2 },
		]);
		assert.deepEqual({ updated, inserted }, { updated: 1, inserted: 1 });
		assert.deepEqual(store.getColumns('users')['name'], ['Alice', 'B2', 'C']);
	});

	it('S3-10 merges by several keys together; NULL equals nothing, the last of equal rows counts', () => {
		const merge = to({ mode: 'merge', mergeKeys: ['user_id', 'email'] });
		const row = (user_id: number | null, email: string, visits: number) => ({
			user_id,
			email,
			visits,
		});
		merge.write([row(1, 'a', 1), row(1, 'b', 2), row(null, 'a', 3)]);
		const { inserted, updated } = merge.write([
			row(1, 'b', 20),
			row(2, 'b', 30),
			row(2, 'b', 31),
			row(null, 'a', 40),
		]);
		assert.deepEqual({ inserted, updated }, { inserted: 2, updated: 1 });
		assert.deepEqual(store.getColumns('users')['visits'], [1, 20, 3, 31, 40]);
	});

	it('S3-11 tells names and types of a new table from the data', () => {
		to().write([
			{
				i: 1,
				r: 1.5,
				n: 1,
				t: 'x',
				b: true,
				d: new Date(0),
				j: { a: 1 },
				x: Uint8Array.of(1),
				m: 1,
				big: 1n,
				z: null,
			},
			{
				i: 2,
				r: 2,
				n: 0.5,
				t: null,
				b: false,
				d: null,
				j: [2],
				x: null,
				m: 'text',
				big: 2n ** 60n,
				late: 'y',
			},
		]);
		const { columns } = store.getTableInfo('users');
		assert.deepEqual(Object.fromEntries(columns.map(({ name, type }) => [name, type])), {
			i: 'INTEGER',
			r: 'REAL',
			n: 'REAL',
			t: 'TEXT',
			b: 'BOOLEAN',
			d: 'TIMESTAMP',
			j: 'JSON TEXT',
			x: 'BLOB',
			m: '',
			big: 'BIGINT',
			z: '',
			late: 'TEXT',
		});
		assert(columns.every(({ isNullable }) => isNullable));
	});

	it('S3-12 gives back every value as it was written', () => {
		const nullable = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null });
		const row = fc.record(
			{
				i: nullable(fc.maxSafeInteger()),
				r: nullable(fc.double({ noNaN: true }).map(value => value + 0)),
				t: nullable(fc.string({ unit: 'grapheme' })),
				b: nullable(fc.boolean()),
				x: nullable(fc.uint8Array()),
				big: nullable(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
				d: nullable(fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) })),
				j: nullable(fc.array(fc.oneof(fc.integer(), fc.string(), fc.boolean()))),
			},
			{ noNullPrototype: true },
		);
		const property = fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), rows => {
			store.setTable('written', rows);
			const read = store.getTable('written').map(found => {
				const { x } = found;
				return { ...found, x: x instanceof Uint8Array ? new Uint8Array(x) : x };
			});
			assert.deepEqual(read, rows);
		});
		checkProperty(property, 60);
	}).timeout(30_000);

	it('S3-13 writes without SQL texts, ten times as fast as those, several times as fast as prepared INSERTs', () => {
		const rows = Array.from({ length: 40_000 }, (_, id) => ({
			id,
			name: `name ${id}`,
			city: `city ${id % 50}`,
			amount: id + 0.5,
		}));
		const cpu = (work: () => void): number => {
			const before = process.cpuUsage();
			work();
			const { user, system } = process.cpuUsage(before);
			return user + system;
		};
		const fresh = () => {
			const db = new Database();
			db.exec('create table t(id integer primary key, name text, city text, amount real)');
			return db;
		};
		const prepared = () => {
			const db = fresh();
			const insert = db.prepare('insert into t values (@id, @name, @city, @amount)');
			return cpu(() => {
				db.transaction(() => {
					for (const row of rows) insert.run(row);
				})();
			});
		};
		const texts = () => {
			const db = fresh();
			return cpu(() => {
				db.exec('begin');
				for (const { id, name, city, amount } of rows) {
					db.exec(`insert into t values (${id}, '${name}', '${city}', ${amount})`);
				}
				db.exec('commit');
			});
		};
		const bulk = () => {
			const db = fresh();
			return cpu(() => db.bulkWrite('t', rows));
		};
		const times = Array.from({ length: 5 }, () => [prepared(), bulk()] as const);
		const fastest = Math.min(...times.map(([, time]) => time));
		assert(texts() > 10 * fastest);
		const ratio = Math.min(...times.map(([time]) => time)) / fastest;
		// Some 6 on a quiet machine: bench/bulk.mjs.
		assert(ratio > 2.5, `bulk writes are only ${ratio.toFixed(1)} times as fast`);
	}).timeout(60_000);

	it('S3-14 tells missing, unknown and unfit columns together before it writes', () => {
		store.database.exec(
			'create table users(id integer primary key, name text not null, age integer, at timestamp)',
		);
		const validated = to({ validateSchema: true });
		assert.throws(() => validated.write([{ id: 1, age: 'old', nick: 'x', at: new Date() }]), {
			message:
				"Cannot write to table 'users' - missing column 'name'; column 'age' takes INTEGER, not text; unknown column 'nick'",
			hint: 'its columns are id INTEGER, name TEXT, age INTEGER, at timestamp',
		});
		assert.equal(validated.write([{ name: 'x', age: 3 }]).inserted, 1);
	});

	it('S3-15 reads destinations from YAML, as the seed writes them', () => {
		const destinations = destinationsFromYaml(SEED_YAML, store);
		assert.deepEqual(
			[...destinations.keys()],
			[
				...[
					'results',
					'daily',
					'profiles',
					'test_output',
					'large_output',
					'user_data',
					'strict_output',
				],
			],
		);
		const config = (name: string) => destinations.get(name)?.config;
		assert.deepEqual(config('large_output'), {
			tableName: 'transactions',
			mode: 'append',
			mergeKeys: [],
			batchSize: 1000,
			createTableIfNotExists: true,
			validateSchema: false,
		});
		assert.deepEqual(config('user_data')?.mergeKeys, ['user_id', 'email']);
		assert.equal(config('strict_output')?.createTableIfNotExists, false);
		assert.equal(config('daily')?.mode, 'replace');
		destinations.get('results')?.write(people());
		assert.equal(store.getTable('user_activity').length, 2);
		const bad = 'destinations:\n  out:\n    connector: in_memory\n';
		assert.throws(() => destinationsFromYaml(bad, store), {
			message: 'destination out: table_name is required: the table to write to',
		});
		assert.throws(() => destinationsFromYaml('a: [', store), /this is no YAML/);
		assert.throws(() => destinationsFromYaml('a: 1', store), /declares no `destinations:`/);
		const unknown = 'destinations:\n  out: {connector: csv, table_name: t}';
		assert.throws(() => destinationsFromYaml(unknown, store), /unknown connector "csv"/);
	});

	const shown = (write: () => unknown): { readonly text: string; readonly hint: string } => {
		try {
			write();
		} catch (error) {
			assert(error instanceof DestinationError);
			return { text: String(error), hint: error.hint ?? '' };
		}
		return assert.fail('nothing was thrown');
	};

	it('S3-16 S3-20 says that the table cannot be made', () => {
		const strict = to({ tableName: 'my_table', createTableIfNotExists: false });
		const { text, hint } = shown(() => strict.write(people()));
		assert.equal(text, "Error: Cannot create table 'my_table' - table creation disabled");
		assert.match(hint, /^Enable table creation or create table manually/);
		assert.match(hint, /create_table_if_not_exists: true/);
	});

	it('S3-17 S3-20 says that a merge key is not in the data, and what is', () => {
		const merge = to({ mode: 'merge', mergeKeys: ['id', 'user_id'] });
		const { text, hint } = shown(() => merge.write(people()));
		assert.equal(text, "Error: Merge key 'user_id' not found in source data");
		assert.match(
			hint,
			/^Ensure merge keys exist in your data\. Available columns: id, name, score$/,
		);
		assert.equal(store.hasTable('users'), false);
	});

	it('S3-18 S3-20 S3-41 says that the memory does not suffice, and has written nothing', () => {
		const small = new MemoryStore({ memoryLimit: 300_000 });
		small.setTable('kept', people());
		const large = Array.from({ length: 50_000 }, (_, id) => ({
			id,
			text: `a text of some length ${id}`,
		}));
		const destination = new InMemoryDestination({ tableName: 'large' }, small);
		const { text, hint } = shown(() => destination.write(large));
		assert.equal(text, 'Error: Insufficient memory to write data');
		assert.match(hint, /^Reduce batch size or clear unused tables/);
		assert.deepEqual(small.tableNames(), ['kept']);
		assert.equal(small.getTable('kept').length, 2);
		assert.equal(destination.write(large.slice(0, 10)).inserted, 10);
	});

	it('S3-19 S3-20 says which column has other types than the table', () => {
		to().write([{ id: 1, age: 30 }]);
		const merge = to({ mode: 'merge', mergeKeys: ['id'] });
		const { text, hint } = shown(() => merge.write([{ id: 1, age: 'thirty' }]));
		assert.equal(text, "Error: Cannot merge - data type mismatch for column 'age'");
		assert.equal(hint, 'Ensure consistent data types: the table has INTEGER, the data text');
		assert.deepEqual(store.getTable('users'), [{ id: 1, age: 30 }]);
	});

	it('S3-28 validates types and constraints of all rows; nothing is written when one fails', () => {
		store.database.exec(`create table users(id integer primary key, name text not null,
			age integer check (age >= 0), email text unique)`);
		const validated = to({ mode: 'append', validateSchema: true });
		const row = (id: number, given: object = {}) => ({
			id,
			name: 'x',
			age: 1,
			email: `${id}@x`,
			...given,
		});
		const rows: BulkRows = [row(1), row(2, { age: -1 }), row(3), row(4, { email: '1@x' }), row(3)];
		assert.throws(
			() => validated.write(rows),
			(error: unknown) => {
				assert(error instanceof BulkError);
				assert.deepEqual(
					error.violations.map(({ row: at, message }) => [at, message]),
					[
						[1, 'CHECK constraint failed: age >= 0'],
						[3, 'UNIQUE constraint failed: users.email'],
						[4, 'UNIQUE constraint failed: users.id'],
					],
				);
				return true;
			},
		);
		assert.equal(store.getTable('users').length, 0);
	});

	it('S3-29 appends as the seed’s unit test does', () => {
		const destination = new InMemoryDestination(
			{ table_name: 'test_output', mode: 'append' },
			store,
		);
		destination.write({ id: [1, 2], value: [10, 20] });
		destination.write({ id: [3, 4], value: [30, 40] });
		const result = store.getTable('test_output');
		assert.equal(result.length, 4);
		assert.deepEqual(store.getColumns('test_output')['id'], [1, 2, 3, 4]);
	});

	it('S3-30 merges as the seed’s unit test does', () => {
		store.setTable('users', { id: [1, 2], name: ['A', 'B'] });
		const destination = new InMemoryDestination(
			{ table_name: 'users', mode: 'merge', merge_keys: ['id'] },
			store,
		);
		destination.write({ id: [2, 3], name: ['B2', 'C'] });
		const result = store.getTable('users');
		assert.equal(result.length, 3);
		assert.equal(result.find(({ id }) => id === 2)?.['name'], 'B2');
	});

	it('S3-31 merges as the seed’s example does', () => {
		store.setTable('users', people());
		to({ mode: 'merge', mergeKeys: ['id'] }).write([
			{ id: 2, name: 'Bob Updated', score: 95 },
			{ id: 3, name: 'Charlie', score: 88 },
		]);
		assert.deepEqual(store.getTable('users'), [
			{ id: 1, name: 'Alice', score: 85 },
			{ id: 2, name: 'Bob Updated', score: 95 },
			{ id: 3, name: 'Charlie', score: 88 },
		]);
	});

	it('S3-33 gives advice on batches, keys and mixed types', () => {
		const rows = [
			{ a: 1, b: 1, c: 1, d: 1, e: 1 },
			{ a: 2, b: 2, c: 2, d: 2, e: 'x' },
		];
		const { hints } = to({ mode: 'merge', mergeKeys: ['a', 'b', 'c', 'd'], batchSize: 5 }).write(
			rows,
		);
		assert.deepEqual(hints, [
			'Use 1000-10000 rows per batch for best performance.',
			'Use minimal merge keys for better performance.',
			"Column 'e' mixes integer, text: use consistent data types.",
		]);
		assert.deepEqual(to({ tableName: 'fine' }).write(people()).hints, []);
	});

	it('S3-35 lets two write at the same time: no row is lost or written twice', async () => {
		store.database.exec('create table log(writer text, n int)');
		const write = async (writer: string) => {
			const connection = store.database.connect();
			for (let batch = 0; batch < 20; batch++) {
				await Promise.resolve();
				connection.exec('begin');
				connection.bulkWrite(
					'log',
					Array.from({ length: 50 }, (_, n) => ({ writer, n: batch * 50 + n })),
				);
				await new Promise(setImmediate);
				try {
					connection.exec('commit');
				} catch (error) {
					assert.equal((error as { code: string }).code, 'SQLITE_BUSY_SNAPSHOT');
					connection.exec('rollback');
					batch--;
				}
			}
		};
		await Promise.all([write('a'), write('b')]);
		const counts = store.database
			.prepare('select writer, count(*), count(distinct n) from log group by writer')
			.raw()
			.all();
		assert.deepEqual(counts, [
			['a', 1000, 1000],
			['b', 1000, 1000],
		]);
	});

	it('S3-36 undoes all batches when a later one fails, the new table with them', () => {
		const rows = Array.from({ length: 50 }, (_, id) => ({ id, name: `n${id}` }));
		const onProgress = ({ batches }: BulkProgress) => {
			if (batches === 3) throw new Error('the third batch');
		};
		assert.throws(() => to({ batchSize: 10 }).write(rows, { onProgress }), /the third batch/);
		assert.equal(store.hasTable('users'), false);
		store.setTable('users', people());
		for (const mode of ['append', 'replace', 'merge'] as const) {
			const destination = to({ mode, batchSize: 10, mergeKeys: ['id'] });
			assert.throws(() => destination.write(rows, { onProgress }), /the third batch/);
			assert.deepEqual(store.getColumns('users')['name'], ['Alice', 'Bob']);
		}
		assert.equal(store.database.inTransaction, false);
	});

	it('S3-39 has types of its own: integers of 64 bits, exact numbers, dates, JSON, blobs', () => {
		const rows = [
			{
				n: 9223372036854775807n,
				d: new Date(86_400_000),
				j: { deep: [1, null] },
				x: Uint8Array.of(0, 255),
			},
		];
		store.setTable('types', rows);
		const [row] = store.getTable('types');
		assert.deepEqual({ ...row, x: [...(row?.['x'] as Uint8Array)] }, { ...rows[0], x: [0, 255] });
		const sql = store.database.prepare("select typeof(n), d, j ->> '$.deep[0]', hex(x) from types");
		assert.deepEqual(sql.raw().get(), ['integer', '1970-01-02T00:00:00.000Z', 1, '00FF']);
	});
});

const SEED_YAML = `
destinations:
  results:
    connector: in_memory
    table_name: "user_activity"
    mode: "append"
  daily:
    connector: in_memory
    table_name: "daily_summary"
    mode: "replace"
  profiles:
    connector: in_memory
    table_name: "user_profiles"
    mode: "merge"
    merge_keys: ["user_id"]
  test_output:
    connector: in_memory
    table_name: "results"
    mode: "append"
  large_output:
    connector: in_memory
    table_name: "transactions"
    mode: "append"
    batch_size: 1000
  user_data:
    connector: in_memory
    table_name: "users"
    mode: "merge"
    merge_keys: ["user_id", "email"]
  strict_output:
    connector: in_memory
    table_name: "validated_data"
    mode: "append"
    create_table_if_not_exists: false
`;
