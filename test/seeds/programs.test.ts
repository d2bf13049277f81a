// The programs of the seeds' documents, as they stand there: only the imports are ours. And the sample notebooks of them.
/* eslint-disable @typescript-eslint/await-thenable -- every call may be awaited */
import assert from 'node:assert/strict';
import { Database, MemoryTableModule } from '../../src/library/index.js';
import { runNotebook } from './runNotebook.js';

function withModule(now?: () => number): Database {
	const db = new Database(now ? { now } : {});
	const memoryModule = new MemoryTableModule();
	db.registerVtabModule('memory', memoryModule);
	return db;
}

describe('programs of the seeds', () => {
	it('S1-25 temporary results: automatic ids, datetime, average, DROP', async () => {
		const db = withModule();
		const dataToProcess = [1.5, 2.5, 5];
		const processItem = (item: number) => item * 2;

		// Create a temporary results table
		await db.exec(`
		  CREATE VIRTUAL TABLE temp_results USING memory(
		    id INTEGER PRIMARY KEY,
		    result_value REAL,
		    timestamp TEXT
		  )
		`);

		// Process data and store results
		for (const item of dataToProcess) {
			const result = processItem(item);
			await db.exec(`
		    INSERT INTO temp_results (result_value, timestamp)
		    VALUES (${result}, datetime('now'))
		  `);
		}
		assert.deepEqual(db.prepare('SELECT id, result_value FROM temp_results').raw().all(), [
			[1, 3],
			[2, 5],
			[3, 10],
		]);
		const times = db.prepare('SELECT timestamp FROM temp_results').pluck().all();
		assert.ok(times.every(time => /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(String(time))));

		// Query aggregate results
		const averages: unknown[] = [];
		await db.exec(
			`
		  SELECT AVG(result_value) as average
		  FROM temp_results
		`,
			[],
			row => averages.push(row[0]),
		);
		assert.deepEqual(averages, [6]);

		// Clean up
		await db.exec(`DROP TABLE temp_results`);
		assert.throws(() => db.exec('SELECT * FROM temp_results'), { code: 'SQLITE_ERROR' });
	});

	it('S1-25 sample notebook 1, temporary results, runs', async () => {
		const results = await runNotebook('tempResults.sqlnb');
		assert.equal(results['fill']?.length, 8);
		assert.deepEqual(results['fill'][0], [1, 0.25]);
		assert.deepEqual(results['average'], [[6.375]]);
	});

	it('S1-26 the cache: INSERT OR REPLACE, clean up by time, read through a row callback', async () => {
		const db = withModule();
		// Create a cache table
		await db.exec(`
		  CREATE VIRTUAL TABLE cache USING memory(
		    key TEXT PRIMARY KEY,
		    value TEXT,
		    expires INTEGER
		  )
		`);

		// Add to cache
		function setCache(key: string, value: string, ttlSeconds: number) {
			const expires = Math.floor(Date.now() / 1000) + ttlSeconds;
			db.exec(
				`
		    INSERT OR REPLACE INTO cache (key, value, expires)
		    VALUES (?, ?, ?)
		  `,
				[key, value, expires],
			);
		}

		// Get from cache
		async function getCache(key: string) {
			const now = Math.floor(Date.now() / 1000);

			// First clean expired entries
			await db.exec(`DELETE FROM cache WHERE expires < ?`, [now]);

			// Then fetch if available
			let result: unknown = null;
			await db.exec(`SELECT value FROM cache WHERE key = ? AND expires >= ?`, [key, now], row => {
				result = row[0];
			});

			return result;
		}

		setCache('a', 'first', 60);
		setCache('a', 'second', 60);
		setCache('old', 'gone', -5);
		assert.equal(await getCache('a'), 'second');
		assert.equal(await getCache('old'), null);
		assert.equal(await getCache('never'), null);
		assert.equal(db.prepare('SELECT count(*) FROM cache').pluck().get(), 1);
	});

	it('S1-26 sample notebook 2, a cache, runs', async () => {
		const results = await runNotebook('cache.sqlnb');
		assert.deepEqual(results['get'], [['greeting', 'hello again']]);
		assert.deepEqual(results['ttl'], [['a', 'still there']]);
		assert.deepEqual(results['purge'], [[1]]);
	});

	it('S1-36 the handler tells a duplicate from every other error', async () => {
		const db = withModule();
		await db.exec(
			'CREATE VIRTUAL TABLE products USING memory(id INTEGER PRIMARY KEY, name TEXT, price REAL)',
		);
		await db.exec(`INSERT INTO products VALUES (1, 'First', 1.5)`);
		const said: string[] = [];
		const insert = async (sql: string) => {
			try {
				await db.exec(sql);
			} catch (error) {
				if ((error as Error).message.includes('UNIQUE constraint failed')) {
					said.push('Product with this ID already exists');
				} else {
					said.push(`Error inserting product: ${(error as Error).message}`);
				}
			}
		};
		await insert(`
		    INSERT INTO products (id, name, price)
		    VALUES (1, 'Duplicate Product', 29.99)
		  `);
		await insert('INSERT INTO products (id, nmae) VALUES (2, 3)');
		assert.deepEqual(said, [
			'Product with this ID already exists',
			'Error inserting product: table products has no column named nmae',
		]);
	});

	it('S2-33 S2-34 S2-40 S2-41 S2-42 users and sessions, indexes, new and renamed columns', async () => {
		const db = new Database();
		// Register the module (typically done once)
		db.registerModule('memory', new MemoryTableModule());

		// Create a table with single-column primary key
		await db.exec(`
		    create table main.users(
		        id integer primary key,
		        name text,
		        email text,
		        created_at text
		    );
		`);

		// Create a table with composite primary key
		await db.exec(`
		    create table main.user_sessions(
		        user_id integer,
		        session_id text,
		        created_at text,
		        expires_at text,
		        primary key (user_id, session_id)
		    );
		`);
		await db.exec(`insert into user_sessions values (1, 'a', '', ''), (1, 'b', '', '')`);
		assert.throws(() => db.exec(`insert into user_sessions values (1, 'a', '', '')`), {
			message: 'UNIQUE constraint failed: user_sessions.user_id, user_sessions.session_id',
		});

		// Create secondary indexes for efficient querying
		await db.exec('create index users_email_idx on users (email)');
		await db.exec('create index users_created_idx on users (created_at desc)');
		const insert = db.prepare('insert into users values (?, ?, ?, ?)');
		for (let id = 1; id <= 12; id++) {
			insert.run(id, `user ${id}`, `${id}@example.com`, `2025-01-${String(id).padStart(2, '0')}`);
		}

		// Queries automatically use appropriate indexes
		const userByEmail = await db
			.prepare('select * from users where email = ?')
			.get('7@example.com');
		assert.deepEqual(userByEmail, {
			...{ id: 7, name: 'user 7' },
			...{ email: '7@example.com', created_at: '2025-01-07' },
		});
		const recentUsers = await db
			.prepare<[], { id: number }>('select * from users order by created_at desc limit 10')
			.all();
		assert.deepEqual(
			recentUsers.map(({ id }) => id),
			[12, 11, 10, 9, 8, 7, 6, 5, 4, 3],
		);

		// Add new column with default value
		await db.exec('alter table users add column age integer default 0');
		assert.deepEqual(db.prepare('select distinct age, typeof(age) from users').raw().all(), [
			[0, 'integer'],
		]);

		// Create index on new column
		await db.exec('create index users_age_idx on users (age)');
		await db.exec('update users set age = id * 2');
		assert.match(
			planOf(db, 'select id from users where age = 8'),
			/USING COVERING INDEX users_age/,
		);
		assert.equal(db.prepare('select id from users where age = ?').pluck().get(8), 4);

		// Rename column (if supported by parser)
		await db.exec(
			'create view recent as select id, created_at as at from users where created_at > 0',
		);
		await db.exec('alter table users rename column created_at to registration_date');
		assert.match(
			planOf(db, 'select * from users order by registration_date desc limit 1'),
			/USING INDEX users_created_idx/,
		);
		assert.equal(
			db.prepare('select count(*) from recent where at like ?').pluck().get('2025%'),
			12,
		);
		const texts = db.prepare('select sql from sqlite_schema').pluck().all().join('\n');
		assert.doesNotMatch(
			texts.replace(/CREATE TABLE user_sessions[^]*?\)\n/, ''),
			/users.*created_at/,
		);
	});

	it('S2-37 get takes a bare value and gives a row object or undefined', async () => {
		const db = new Database().exec(`create table users(id integer primary key, email text);
			insert into users values (1, 'a@example.com')`);
		const statement = db.prepare('select * from users where email = ?');
		assert.deepEqual(await statement.get('a@example.com'), { id: 1, email: 'a@example.com' });
		assert.equal(statement.get('nobody'), undefined);
		assert.deepEqual(statement.get(['a@example.com']), { id: 1, email: 'a@example.com' });
		const named = db.prepare('select id from users where email = :email');
		assert.deepEqual(named.get({ email: 'a@example.com' }), { id: 1 });
	});

	it('S2-39 the savepoint example ends with exactly John and Bob', async () => {
		const db = new Database();
		await db.exec('create table users(id integer primary key, name text, email text)');
		// Explicit transaction with savepoints
		await db.exec('begin');
		try {
			await db.exec("insert into users (id, name, email) values (1, 'John', 'john@example.com')");

			await db.exec('savepoint sp1');
			await db.exec("insert into users (id, name, email) values (2, 'Jane', 'jane@example.com')");

			// Rollback to savepoint, keeping John but removing Jane
			await db.exec('rollback to sp1');

			await db.exec("insert into users (id, name, email) values (3, 'Bob', 'bob@example.com')");
			await db.exec('commit'); // Commits John and Bob
		} catch (error) {
			await db.exec('rollback');
			throw error;
		}
		assert.deepEqual(db.prepare('select id, name from users').raw().all(), [
			[1, 'John'],
			[3, 'Bob'],
		]);
		assert.equal(db.inTransaction, false);
	});

	it('S2-39 sample notebook 3, savepoints, runs', async () => {
		const results = await runNotebook('savepoints.sqlnb');
		assert.deepEqual(results['who'], [
			[1, 'John'],
			[3, 'Bob'],
		]);
	});
});

function planOf(db: Database, sql: string): string {
	const steps = db.prepare<[], { detail: string }>(`explain query plan ${sql}`).all();
	return steps.map(({ detail }) => detail).join('\n');
}
