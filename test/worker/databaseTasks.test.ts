import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import initSqlJs from 'sql.js';
import { createMessageConnection, PortMessageReader, PortMessageWriter } from 'vscode-jsonrpc/node';
import { inRoot } from '../../scripts/paths.mjs';
import { EngineClient } from '../../src/host/engine/engineClient.js';
import type { CellRunResult } from '../../src/protocol/output.js';
import { decodePage } from '../../src/protocol/pageCodec.js';
import { pageFromJson } from '../../src/protocol/pageJson.js';
import type { StoreLocation, StoreWrite } from '../../src/protocol/storeMessages.js';

/** Through the loader that the tests themselves are run by. */
const START = `require('tsx/cjs/api').register(); require(require('node:worker_threads').workerData);`;
const ENTRY = new URL('../../src/worker/nodeWorker.ts', import.meta.url).pathname;

function start(): EngineClient {
	const worker = new Worker(START, { eval: true, workerData: ENTRY, execArgv: [] });
	const client = new EngineClient({
		connection: createMessageConnection(
			new PortMessageReader(worker),
			new PortMessageWriter(worker),
		),
		readFile: () => Promise.reject(new Error('the worker has a file system')),
		readAsset: () => fs.promises.readFile(inRoot('node_modules/sql.js/dist/sql-wasm.wasm')),
		cancelFlag: new SharedArrayBuffer(4),
		terminate: () => worker.terminate(),
		cancelUrls: undefined,
		askToEnd: () => Promise.resolve(false),
		patienceMs: 1000,
	});
	worker.once('exit', code => client.crashed(`its thread ended with code ${code}`));
	return client;
}

function open(client: EngineClient, store?: StoreLocation, isTrusted = true): Promise<unknown> {
	return client.request('session/open', {
		session: 's1',
		name: 'test',
		folder: undefined,
		isTrusted,
		layeredCells: true,
		firstPageRows: 10,
		store,
		cancelFlag: client.cancelFlag,
	});
}

const run = (client: EngineClient, source: string): Promise<CellRunResult> =>
	client.request('cell/run', { cellId: source, source, name: undefined, kind: 'sql' });

async function rowsOf(client: EngineClient, sql: string): Promise<unknown[][]> {
	const output = (await run(client, sql)).outputs.at(-1);
	assert.ok(output?.type === 'grid', JSON.stringify(output));
	const page = decodePage(pageFromJson(output.firstPage));
	return Array.from({ length: page.rowCount }, (_, row) => page.row(row));
}

const SCHOOL = `CREATE TABLE student(id INTEGER PRIMARY KEY, name TEXT, gpa REAL);
	CREATE TABLE grade(student INTEGER REFERENCES student(id), mark);
	PRAGMA foreign_keys = ON;
	INSERT INTO student VALUES (1, 'Alice', 3.8), (2, 'Bob', 3.0);
	INSERT INTO grade VALUES (1, x'00ff'), (2, 9007199254740993);`;

describe('a worker and the database as a whole', () => {
	let client: EngineClient;
	let folder: string;
	const location = (): StoreLocation => ({
		uri: `file://${folder}/school`,
		path: path.join(folder, 'school'),
		label: './school',
		fsync: 'off',
	});
	beforeEach(() => {
		folder = fs.mkdtempSync(path.join(os.tmpdir(), 'strata-tasks-'));
		client = start();
	});
	afterEach(async () => {
		client.dispose();
		await client.ended;
		fs.rmSync(folder, { recursive: true, force: true });
	});

	for (const format of ['json', 'sql', 'sqlite'] as const) {
		it(`exports as ${format} and imports it again`, async () => {
			await open(client);
			await run(client, SCHOOL);
			const { bytes } = await client.request('database/export', { format });
			if (format === 'sqlite') {
				const SQL = await initSqlJs();
				const [result] = new SQL.Database(bytes).exec('SELECT name FROM student');
				assert.deepEqual(result?.values, [['Alice'], ['Bob']]);
			}
			await assert.rejects(
				client.request('database/import', { bytes, mode: undefined }),
				/not empty/,
			);
			await run(client, "UPDATE student SET name = 'nobody'");
			const report = await client.request('database/import', { bytes, mode: 'replace' });
			assert.deepEqual(report.tables, { student: 2, grade: 2 });
			assert.deepEqual(await rowsOf(client, 'SELECT name FROM student'), [['Alice'], ['Bob']]);
			assert.deepEqual(await rowsOf(client, 'SELECT typeof(mark) FROM grade'), [
				['blob'],
				['integer'],
			]);
		});
	}

	it('takes the rows out of one table, or of all whatever refers to what', async () => {
		await open(client);
		await run(client, SCHOOL);
		const one = { schemaName: 'main', tableName: 'student' };
		await assert.rejects(client.request('table/clear', one), /FOREIGN KEY constraint failed/);
		assert.deepEqual(await client.request('table/clear', null), { rows: 4 });
		assert.deepEqual(await rowsOf(client, 'SELECT count(*) FROM student'), [[0]]);
		assert.deepEqual(await rowsOf(client, 'PRAGMA foreign_keys'), [[1]]);
	});

	it('puts a copy of a database in memory into files, and opens it from there', async () => {
		await open(client);
		await run(client, SCHOOL);
		await client.request('database/copy', { store: location() });
		await open(client, location());
		assert.deepEqual(await rowsOf(client, 'SELECT name FROM student'), [['Alice'], ['Bob']]);
		await run(client, "INSERT INTO student VALUES (3, 'Carol', 4)");
		const before = await client.request('store/info', null);
		assert.equal(before?.unsaved, 1);
		assert.equal(before.label, './school');
		const after = await client.request('store/save', null);
		assert.equal(after?.unsaved, 0);
		const records = path.join(folder, 'school/data/student.records');
		assert.match(fs.readFileSync(records, 'utf8'), /"Carol"/);
	});

	it('takes over the store of a worker that was ended, and loses nothing', async () => {
		await open(client, location());
		await run(client, SCHOOL);
		client.dispose();
		await client.ended;
		assert.ok(fs.existsSync(path.join(folder, 'school/wal/lock')));
		client = start();
		await open(client, location());
		assert.deepEqual(await rowsOf(client, 'SELECT name FROM student'), [['Alice'], ['Bob']]);
		await client.request('session/close', null);
		assert.equal(fs.existsSync(path.join(folder, 'school/wal/lock')), false);
	});

	it('makes no files in an untrusted workspace', async () => {
		await assert.rejects(open(client, location(), false), /only in a trusted workspace/);
		assert.equal(fs.existsSync(path.join(folder, 'school')), false);
	});

	it('says in the cell when what it did could not be written, and writes it with the next one', async () => {
		const writes: StoreWrite[] = [];
		let isFull = false;
		client.onRequest('store/load', () => Promise.resolve({ files: [], isHeldElsewhere: false }));
		client.onRequest('store/write', ({ writes: asked }) => {
			if (isFull) return Promise.resolve({ count: 0, problem: 'no space left' });
			writes.push(...asked);
			return Promise.resolve({ count: asked.length, problem: undefined });
		});
		await open(client, { ...location(), uri: 'vscode-vfs://here/school', path: undefined });
		await run(client, 'CREATE TABLE t(a)');
		const log = () => new TextDecoder().decode(logOf(writes));
		assert.match(log(), /CREATE TABLE t/);
		isFull = true;
		const failed = await run(client, 'INSERT INTO t VALUES (4711)');
		assert.equal(failed.status, 'failed');
		const last = failed.outputs.at(-1);
		assert.ok(last?.type === 'error');
		assert.equal(last.error.code, 'SQLITE_IOERR_WRITE');
		assert.match(last.error.message, /no space left/);
		assert.doesNotMatch(log(), /4711/);
		isFull = false;
		assert.equal((await run(client, 'SELECT 1')).status, 'ok');
		assert.match(log(), /4711/);
	});
});

function logOf(writes: readonly StoreWrite[]): Uint8Array {
	const log = writes.findLast(
		write => write.type === 'write' && write.path === 'wal/transaction.log',
	);
	assert.ok(log?.type === 'write');
	return log.bytes;
}
