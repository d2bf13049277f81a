import assert from 'node:assert/strict';
import { Worker } from 'node:worker_threads';
import { createMessageConnection, PortMessageReader, PortMessageWriter } from 'vscode-jsonrpc/node';
import { EngineClient } from '../../src/host/engine/engineClient.js';
import type { ChangeBatch } from '../../src/protocol/events.js';
import type { CellOutput, CellRunResult } from '../../src/protocol/output.js';
import { decodePage } from '../../src/protocol/pageCodec.js';

/** Through the loader that the tests themselves are run by. */
const START = `require('tsx/cjs/api').register(); require(require('node:worker_threads').workerData);`;
const ENTRY = new URL('../../src/worker/nodeWorker.ts', import.meta.url).pathname;

function start(): { worker: Worker; client: EngineClient } {
	const worker = new Worker(START, { eval: true, workerData: ENTRY, execArgv: [] });
	const client = new EngineClient({
		connection: createMessageConnection(
			new PortMessageReader(worker),
			new PortMessageWriter(worker),
		),
		readFile: () => Promise.reject(new Error('the worker has a file system')),
		cancelFlag: new SharedArrayBuffer(4),
		terminate: () => void worker.terminate(),
		cancelUrls: undefined,
		askToEnd: () => Promise.resolve(false),
		patienceMs: 1000,
	});
	worker.once('exit', code => client.crashed(`its thread ended with code ${code}`));
	return { worker, client };
}

function open(client: EngineClient): Promise<unknown> {
	return client.request('session/open', {
		session: 's1',
		name: 'test',
		folder: undefined,
		isTrusted: true,
		layeredCells: true,
		firstPageRows: 10,
		cancelFlag: client.cancelFlag,
	});
}

const run = (client: EngineClient, cellId: string, source: string): Promise<CellRunResult> =>
	client.request('cell/run', { cellId, source, name: undefined, kind: 'sql' });

const THREE =
	'FROM generate_series(1,1000) a, generate_series(1,1000) b, generate_series(1,1000) c';

describe('engine worker', () => {
	let worker: Worker;
	let client: EngineClient;
	beforeEach(async () => {
		({ worker, client } = start());
		await open(client);
	});
	afterEach(() => client.dispose());

	it('runs cells and pages their results', async () => {
		const { outputs } = await run(
			client,
			'a',
			'SELECT value, value / 2.0 AS half FROM generate_series(1,5000)',
		);
		const [output] = outputs;
		assert.ok(output?.type === 'grid');
		assert.equal(output.firstPage.rowCount, 10);
		const { page, rowCount } = await client.request('result/page', {
			handle: output.handle,
			offset: 4998,
			limit: 10,
		});
		assert.equal(rowCount, 5000);
		const reader = decodePage(page);
		assert.deepEqual(
			[reader.row(0), reader.row(1)],
			[
				[4999, 2499.5],
				[5000, { value: 2500 }],
			],
		);
		await client.request('result/release', { handles: [output.handle] });
		await assert.rejects(
			client.request('result/page', { handle: output.handle, offset: 0, limit: 1 }),
			(error: { data?: { code?: string } }) => error.data?.code === 'SQLITE_STRATA_GONE',
		);
	});

	it('tells outputs, changes and the catalog as they come', async () => {
		const outputs: CellOutput[] = [];
		const batches: ChangeBatch[] = [];
		const tables: string[][] = [];
		client.onNotification('cell/output', message => outputs.push(message.output));
		client.onNotification('changes/batch', batch => batches.push(batch));
		client.onNotification('catalog/changed', catalog =>
			tables.push(catalog.schemas.flatMap(schema => schema.tables.map(table => table.name))),
		);
		await client.request('events/subscribe', { isEnabled: true });
		await run(client, 'a', 'CREATE TABLE t(a); INSERT INTO t VALUES (1),(2)');
		assert.equal(outputs.length, 2);
		const told = batches.flatMap(batch => batch.changes.map(change => change.type));
		assert.deepEqual(told, ['create', 'insert', 'insert']);
		assert.ok(tables.at(-1)?.includes('t'));
		const catalog = await client.request('catalog/snapshot', null);
		const table = catalog.schemas.flatMap(schema => schema.tables).find(({ name }) => name === 't');
		assert.equal(table?.rowCount, 2);
		const preview = await client.request('table/preview', { schemaName: 'main', tableName: 't' });
		assert.equal(preview.rowCount, 2);
		const layers = await client.request('layers/list', null);
		assert.ok(layers.some(layer => layer.type === 'cell' && layer.cellId === 'a'));
		await client.request('object/drop', { type: 'table', schemaName: 'main', name: 't' });
		assert.equal(tables.at(-1)?.includes('t'), false);
	});

	it('stops a query over 10^9 combinations within 200 ms and stays usable', async () => {
		await run(client, 'a', 'CREATE TABLE t(a); INSERT INTO t VALUES (1)');
		const running = run(client, 'b', `SELECT count(*) ${THREE} WHERE a.value + b.value <> c.value`);
		await new Promise(resolve => setTimeout(resolve, 300));
		const asked = performance.now();
		client.interrupt();
		const stopped = await running;
		const took = performance.now() - asked;
		assert.equal(stopped.status, 'cancelled');
		assert.ok(took < 200, `took ${took} ms`);
		const preview = await client.request('table/preview', { schemaName: 'main', tableName: 't' });
		assert.equal(preview.rowCount, 1);
		const after = await run(client, 'c', 'SELECT a FROM t');
		assert.equal(after.status, 'ok');
	});

	it('reports a crash, ends what was asked, and a new worker takes over', async () => {
		const reasons: string[] = [];
		client.onCrash(reason => reasons.push(reason));
		const running = run(client, 'a', `SELECT count(*) ${THREE} WHERE a.value + b.value <> c.value`);
		const failed = assert.rejects(
			running,
			(error: { data?: { code?: string } }) => error.data?.code === 'SQLITE_STRATA_CRASHED',
		);
		await worker.terminate();
		await failed;
		assert.equal(reasons.length, 1);
		await assert.rejects(run(client, 'a', 'SELECT 1'));
		({ worker, client } = start());
		await open(client);
		assert.equal((await run(client, 'a', 'SELECT 1')).status, 'ok');
	});

	it('empties the database on restart and refuses unknown tables with a hint', async () => {
		await run(client, 'a', 'CREATE TABLE users(a)');
		const { outputs } = await run(client, 'b', 'SELECT * FROM usrs');
		assert.ok(outputs[0]?.type === 'error');
		assert.match(outputs[0].error.hint ?? '', /users/);
		await client.request('session/restart', null);
		const again = await run(client, 'c', 'SELECT * FROM users');
		assert.equal(again.status, 'failed');
	});
});
