// db.backup(file): arguments, progress and errors as in better-sqlite3; the file is what new Database(bytes) reads.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Database } from '../../src/library/index.js';
import type { BackupProgress } from '../../src/library/index.js';

describe('Database.backup()', () => {
	let folder = '';
	const inFolder = (name: string) => path.join(folder, name);
	const large = () =>
		new Database().exec(`
			CREATE TABLE t(a);
			WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 250)
			INSERT INTO t SELECT printf('%.*c', 4000, 'x') FROM n;
		`);

	beforeEach(() => {
		folder = fs.mkdtempSync(path.join(os.tmpdir(), 'backup-'));
	});
	afterEach(() => {
		fs.rmSync(folder, { recursive: true });
	});

	it('saves what is committed to a file that can be opened', async () => {
		const database = large().exec(
			'CREATE VIEW v AS SELECT count(*) AS n FROM t; BEGIN; DELETE FROM t',
		);
		const { totalPages, remainingPages } = await database.backup(inFolder('a.db'));
		assert.equal(remainingPages, 0);
		assert.ok(totalPages > 200);
		const copy = new Database(fs.readFileSync(inFolder('a.db')), { readonly: true });
		assert.equal(copy.prepare('SELECT n FROM v').pluck().get(), 250);
		assert.throws(() => copy.exec('DELETE FROM t'), { code: 'SQLITE_READONLY' });
		assert.deepEqual(fs.readdirSync(folder), ['a.db']);
	});

	it('asks how many pages to write next, 100 unless told', async () => {
		const remaining: number[] = [];
		const { totalPages } = await large().backup(inFolder('a.db'), {
			progress(progress: BackupProgress) {
				remaining.push(progress.remainingPages);
				return undefined;
			},
		});
		assert.deepEqual(remaining, [totalPages, totalPages - 100, totalPages - 200]);
		const paused: number[] = [];
		await large().backup(inFolder('a.db'), {
			progress({ remainingPages }: BackupProgress) {
				paused.push(remainingPages);
				return paused.length < 3 ? 0 : 1e9;
			},
		});
		assert.deepEqual(paused, [totalPages, totalPages, totalPages]);
	});

	it('leaves no file when it fails', async () => {
		const database = large();
		const progress = (): number => {
			throw new RangeError('stop');
		};
		await assert.rejects(database.backup(inFolder('a.db'), { progress }), /^RangeError: stop$/);
		await assert.rejects(database.backup(inFolder('a.db'), { progress: () => 'x' as never }), {
			name: 'TypeError',
			message: 'Expected progress callback to return a number or undefined',
		});
		const closing = () => {
			database.close();
			return 1;
		};
		const closed = { name: 'TypeError', message: 'The database connection is not open' };
		await assert.rejects(database.backup(inFolder('a.db'), { progress: closing }), closed);
		await assert.rejects(database.backup(inFolder('a.db')), closed);
		assert.deepEqual(fs.readdirSync(folder), []);
	});

	it('rejects wrong arguments', async () => {
		const database = new Database();
		const refused = async (message: string, ...args: unknown[]) => {
			const call = database.backup(...(args as [string]));
			await assert.rejects(call, { name: 'TypeError', message });
		};
		await refused('Expected first argument to be a string');
		await refused('Expected second argument to be an options object', 'a.db', 1);
		await refused('Backup filename cannot be an empty string', '  ');
		await refused('Invalid backup filename ":memory:"', ' :memory:');
		await refused('Expected the "attached" option to be a string', 'a.db', { attached: 1 });
		await refused('The "attached" option cannot be an empty string', 'a.db', { attached: '' });
		await refused('Expected the "progress" option to be a function', 'a.db', { progress: 1 });
		const nowhere = path.join(folder, 'none', 'a.db');
		await refused('Cannot save backup because the directory does not exist', nowhere);
		await assert.rejects(database.backup(inFolder('a.db'), { attached: 'other' }), {
			code: 'SQLITE_ERROR',
			message: 'unknown database other',
		});
		await assert.rejects(database.backup(folder), {
			code: 'SQLITE_CANTOPEN',
			message: 'unable to open database file',
		});
	});
});
