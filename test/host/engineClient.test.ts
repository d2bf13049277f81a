import assert from 'node:assert/strict';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import {
	createMessageConnection,
	PortMessageReader,
	PortMessageWriter,
	ResponseError,
	type MessageConnection,
} from 'vscode-jsonrpc/node';
import { EngineClient, type EngineClientOptions } from '../../src/host/engine/engineClient.js';
import { EngineError } from '../../src/host/session/engineError.js';
import { CODE_CRASHED } from '../../src/protocol/output.js';
import type { RunCell } from '../../src/protocol/workerMessages.js';

const cell: RunCell = { cellId: 'c', source: 'SELECT 1', name: undefined, kind: 'sql' };
const connect = (port: MessagePort): MessageConnection =>
	createMessageConnection(new PortMessageReader(port), new PortMessageWriter(port));

describe('the engine client', () => {
	let worker: MessageConnection;
	let port: MessagePort;
	let client: EngineClient;
	let terminated = 0;
	let revoked: string[] = [];
	let answer = false;

	function start(more: Partial<EngineClientOptions> = {}): void {
		const channel = new MessageChannel();
		port = channel.port2;
		worker = connect(channel.port1);
		worker.listen();
		terminated = 0;
		revoked = [];
		client = new EngineClient({
			connection: connect(channel.port2),
			readFile: path =>
				path === 'a.csv'
					? Promise.resolve(new Uint8Array([1, 2]))
					: Promise.reject(new Error(`no ${path}`)),
			cancelFlag: new SharedArrayBuffer(4),
			cancelUrls: undefined,
			terminate: () => terminated++,
			askToEnd: () => Promise.resolve(answer),
			patienceMs: 30,
			...more,
		});
	}
	afterEach(() => {
		client.dispose();
		worker.dispose();
		port.close();
	});

	const never = () => new Promise<never>(() => undefined);
	const isRaised = () => new Int32Array(client.cancelFlag ?? new SharedArrayBuffer(4))[0] === 1;

	it('gives the worker’s answer, or its error with what the reader needs', async () => {
		start();
		worker.onRequest('result/page', () => ({ rowCount: 3 }));
		worker.onRequest('session/restart', () => {
			throw new ResponseError(-32000, 'no', { code: 'SQLITE_ERROR', message: 'no' });
		});
		const page = await client.request('result/page', { handle: 'r', offset: 0, limit: 1 });
		assert.equal(page.rowCount, 3);
		await assert.rejects(client.request('session/restart', null), {
			data: { code: 'SQLITE_ERROR', message: 'no' },
		});
	});

	it('rejects what is under way when the worker crashes, and says so once', async () => {
		start();
		worker.onRequest('cell/run', never);
		const reasons: string[] = [];
		client.onCrash(reason => reasons.push(reason));
		const run = client.request('cell/run', cell);
		await new Promise(resolve => setTimeout(resolve, 10));
		client.crashed('out of memory');
		client.crashed('exit code 1');
		await assert.rejects(run, (error: EngineError) => {
			assert.equal(error.data.code, CODE_CRASHED);
			assert.match(error.data.message, /out of memory/);
			assert.match(error.data.hint ?? '', /unharmed/);
			return true;
		});
		await assert.rejects(client.request('layers/list', null), EngineError);
		assert.deepEqual(reasons, ['out of memory']);
		assert.ok(terminated > 0);
	});

	it('ends quietly when it is closed', async () => {
		start();
		worker.onRequest('cell/run', never);
		let crashes = 0;
		client.onCrash(() => crashes++);
		const run = client.request('cell/run', cell);
		client.dispose();
		client.crashed('exit code 0');
		await assert.rejects(run, EngineError);
		assert.equal(crashes, 0);
	});

	it('raises the flag and sends a message to interrupt, and lowers it before the next run', async () => {
		start();
		const interrupted = new Promise<void>(resolve => {
			worker.onNotification('session/interrupt', () => resolve());
		});
		worker.onRequest('cell/run', () => interrupted.then(() => ({ status: 'cancelled' })));
		const run = client.request('cell/run', cell);
		client.interrupt();
		assert.ok(isRaised());
		await run;
		const next = client.request('cell/run', cell);
		assert.ok(!isRaised());
		await next;
	});

	it('does nothing to interrupt when nothing runs', () => {
		start();
		client.interrupt();
		assert.ok(!isRaised());
	});

	it('revokes the URL of the run where there is no flag, and also when the run has ended', async () => {
		let count = 0;
		start({
			cancelFlag: undefined,
			cancelUrls: { create: () => `blob:${++count}`, revoke: url => void revoked.push(url) },
		});
		const urls: unknown[] = [];
		let finish = (): void => undefined;
		worker.onRequest('cell/run', (params: RunCell) => {
			urls.push(params.cancelUrl);
			return new Promise(resolve => (finish = () => resolve({ status: 'ok' })));
		});
		const run = client.request('cell/run', cell);
		await new Promise(resolve => setTimeout(resolve, 10));
		assert.deepEqual(revoked, []);
		client.interrupt();
		assert.deepEqual(revoked, ['blob:1']);
		finish();
		await run;
		assert.deepEqual(urls, ['blob:1']);
	});

	for (const mayEnd of [true, false]) {
		it(`asks before it ends a worker that does not react; the answer is ${mayEnd ? 'yes' : 'no'}`, async () => {
			start();
			answer = mayEnd;
			worker.onRequest('cell/run', never);
			let crashes = 0;
			client.onCrash(() => crashes++);
			const run = client.request('cell/run', cell);
			const outcome = run.catch((error: unknown) => error);
			client.interrupt();
			await new Promise(resolve => setTimeout(resolve, 80));
			assert.equal(crashes, mayEnd ? 1 : 0);
			client.dispose();
			assert.ok((await outcome) instanceof EngineError);
		});
	}

	it('does not end a worker whose run has stopped while the question was open', async () => {
		let reply = (_: boolean): void => undefined;
		start({ askToEnd: () => new Promise(resolve => (reply = resolve)) });
		let finish = (): void => undefined;
		worker.onRequest('cell/run', () => new Promise(resolve => (finish = () => resolve(null))));
		let crashes = 0;
		client.onCrash(() => crashes++);
		const run = client.request('cell/run', cell);
		client.interrupt();
		await new Promise(resolve => setTimeout(resolve, 60));
		finish();
		await run;
		reply(true);
		await new Promise(resolve => setTimeout(resolve, 10));
		assert.equal(crashes, 0);
	});

	it('reads files for the worker', async () => {
		start();
		assert.deepEqual(await worker.sendRequest('file/read', { path: 'a.csv' }), {
			bytes: new Uint8Array([1, 2]),
		});
		await assert.rejects(worker.sendRequest('file/read', { path: 'b.csv' }), /no b\.csv/);
	});
});
