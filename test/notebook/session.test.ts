import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { nodeFiles } from '../../src/notebook/csv/nodeFiles.js';
import { openNotebook, type OpenNotebook } from '../../src/notebook/session/openNotebook.js';
import type { CellOutput, CellRunResult, GridOutput } from '../../src/protocol/output.js';
import { decodePage } from '../../src/protocol/pageCodec.js';
import { pageFromJson } from '../../src/protocol/pageJson.js';

const state = { isCancelled: false, isTrusted: true, folder: os.tmpdir() };

function open(options: { layeredCells?: boolean } = {}): OpenNotebook {
	return openNotebook({
		files: nodeFiles({ folder: () => state.folder, isTrusted: () => state.isTrusted }),
		layeredCells: options.layeredCells ?? true,
		firstPageRows: 5,
		isCancelled: () => state.isCancelled,
		pause: () => Promise.resolve(),
		eventLimit: 100,
		listener: {},
	});
}

const run = (
	notebook: OpenNotebook,
	cellId: string,
	source: string,
	more: { name?: string; kind?: string } = {},
): Promise<CellRunResult> =>
	notebook.session.runCell({ cellId, source, name: more.name, kind: more.kind ?? 'sql' });

function grid(output: CellOutput | undefined): GridOutput {
	return output?.type === 'grid' ? output : assert.fail(JSON.stringify(output));
}

function rowsOf(output: CellOutput | undefined): unknown[][] {
	const page = decodePage(pageFromJson(grid(output).firstPage));
	return Array.from({ length: page.rowCount }, (_, row) => page.row(row));
}

describe('notebook session', () => {
	let notebook: OpenNotebook;
	beforeEach(() => {
		Object.assign(state, { isCancelled: false, isTrusted: true });
		notebook = open();
	});
	afterEach(() => notebook.close());

	it('gives one output a statement', async () => {
		const result = await run(
			notebook,
			'a',
			'CREATE TABLE t(a INTEGER, b);\n-- rows\nINSERT INTO t VALUES (1,1.0),(2,null);\nSELECT * FROM t;',
		);
		assert.equal(result.status, 'ok');
		assert.equal(result.executionOrder, 1);
		const [create, insert, select] = result.outputs;
		assert.ok(create?.type === 'done' && create.verb === 'CREATE TABLE');
		assert.equal(create.changes, undefined);
		assert.ok(insert?.type === 'done' && insert.changes === 2);
		assert.deepEqual(rowsOf(select), [
			[1, { value: 1 }],
			[2, null],
		]);
		assert.deepEqual(grid(select).columns, [
			{ name: 'a', declaredType: 'INTEGER' },
			{ name: 'b', declaredType: null },
		]);
	});

	it('pages a result by handle as it was when it ran, until the cell runs again', async () => {
		await run(
			notebook,
			'a',
			'CREATE TABLE t(a); INSERT INTO t SELECT value FROM generate_series(1,3000)',
		);
		const { outputs } = await run(notebook, 'b', 'SELECT a FROM t ORDER BY a');
		const { handle, rowCount, firstPage } = grid(outputs[0]);
		assert.equal(rowCount, 3000);
		assert.equal(firstPage.rowCount, 5);
		await run(notebook, 'c', 'DELETE FROM t');
		const page = decodePage(notebook.session.results.page(handle, 2900, 200));
		assert.equal(page.rowCount, 100);
		assert.deepEqual([page.value(0, 0), page.value(99, 0)], [2901, 3000]);
		assert.equal(notebook.session.results.value(handle, 1500, 0), 1501);
		await run(notebook, 'b', 'SELECT 1');
		assert.throws(() => notebook.session.results.page(handle, 0, 1), {
			code: 'SQLITE_STRATA_GONE',
		});
	});

	it('runs a cell that changed the database from the state before it', async () => {
		await run(notebook, 'a', 'CREATE TABLE t(a)');
		await run(notebook, 'b', 'INSERT INTO t VALUES (1)');
		const again = await run(notebook, 'b', 'INSERT INTO t VALUES (2)');
		assert.deepEqual(again.staleCells, []);
		const seen = await run(notebook, 'c', 'SELECT a FROM t');
		assert.deepEqual(rowsOf(seen.outputs[0]), [[2]]);
		const first = await run(notebook, 'a', 'CREATE TABLE t(a, b)');
		assert.equal(first.status, 'ok');
		assert.deepEqual(first.staleCells, ['b', 'c']);
		const stale = await run(notebook, 'c', 'SELECT * FROM t');
		assert.deepEqual(rowsOf(stale.outputs[0]), []);
		assert.equal(grid(stale.outputs[0]).columns.length, 2);
	});

	it('runs a cell that changed nothing on the present state', async () => {
		await run(notebook, 'a', 'CREATE TABLE t(a)');
		await run(notebook, 'b', 'SELECT count(*) FROM t');
		await run(notebook, 'c', 'INSERT INTO t VALUES (1)');
		const again = await run(notebook, 'b', 'SELECT count(*) FROM t');
		assert.deepEqual(rowsOf(again.outputs[0]), [[1]]);
		assert.deepEqual(again.staleCells, []);
	});

	it('takes a failed cell back too when it runs again', async () => {
		const failed = await run(notebook, 'a', 'CREATE TABLE t(a); INSERT INTO nope VALUES (1)');
		assert.equal(failed.status, 'failed');
		const mended = await run(notebook, 'a', 'CREATE TABLE t(a); INSERT INTO t VALUES (1)');
		assert.equal(mended.status, 'ok', JSON.stringify(mended.outputs));
	});

	it('is an ordinary session without layers', async () => {
		const shared = open({ layeredCells: false });
		await run(shared, 'a', 'CREATE TABLE t(a)');
		await run(shared, 'b', 'INSERT INTO t VALUES (1)');
		await run(shared, 'b', 'INSERT INTO t VALUES (1)');
		const seen = await run(shared, 'c', 'SELECT count(*) FROM t');
		assert.deepEqual(rowsOf(seen.outputs[0]), [[2]]);
		const again = await run(shared, 'a', 'CREATE TABLE t(a)');
		assert.equal(again.status, 'failed');
		shared.close();
	});

	it('keeps a transaction open from cell to cell', async () => {
		await run(notebook, 'a', 'CREATE TABLE t(a)');
		const begin = await run(notebook, 'b', 'BEGIN; INSERT INTO t VALUES (1)');
		assert.equal(begin.inTransaction, true);
		await run(notebook, 'c', 'INSERT INTO t VALUES (2)');
		const commit = await run(notebook, 'd', 'COMMIT');
		assert.deepEqual([commit.status, commit.inTransaction], ['ok', false]);
		const seen = await run(notebook, 'e', 'SELECT count(*) FROM t');
		assert.deepEqual(rowsOf(seen.outputs[0]), [[2]]);
		const inside = await run(notebook, 'c', 'SELECT 1');
		assert.match(inside.notices.join(), /inside a transaction/);
		const again = await run(notebook, 'b', 'BEGIN; INSERT INTO t VALUES (7); COMMIT');
		assert.deepEqual(again.staleCells.includes('d'), true);
		assert.deepEqual(rowsOf((await run(notebook, 'e', 'SELECT a FROM t')).outputs[0]), [[7]]);
	});

	it('rolls an open transaction back to run an earlier cell again, and says so', async () => {
		await run(notebook, 'a', 'CREATE TABLE t(a)');
		await run(notebook, 'b', 'BEGIN; INSERT INTO t VALUES (1)');
		const again = await run(notebook, 'a', 'CREATE TABLE t(a)');
		assert.equal(again.status, 'ok');
		assert.match(again.notices.join(), /rolled back/);
		assert.equal(again.inTransaction, false);
	});

	it('places errors in the text of the cell, with the way out', async () => {
		await run(notebook, 'a', 'CREATE TABLE users(a)');
		const source = 'SELECT 1;\n\nSELECT * FROM usrs;\nSELECT 2';
		const { status, outputs } = await run(notebook, 'b', source);
		assert.equal(status, 'failed');
		assert.equal(outputs.length, 2);
		const error = outputs[1]?.type === 'error' ? outputs[1].error : assert.fail();
		assert.equal(error.message, 'no such table: usrs');
		assert.match(error.hint ?? '', /users/);
		assert.equal(source.slice(error.span?.start, error.span?.end), 'usrs');
		const syntax = await run(notebook, 'c', 'SELECT 1;\nSELEC 2;');
		const wrong = syntax.outputs[1]?.type === 'error' ? syntax.outputs[1].error : assert.fail();
		assert.equal('SELECT 1;\nSELEC 2;'.slice(wrong.span?.start, wrong.span?.end), 'SELEC');
	});

	it('makes a named result a relation', async () => {
		const named = await run(notebook, 'a', 'SELECT 1 AS x UNION SELECT 2', { name: 'numbers' });
		assert.deepEqual(named.notices, []);
		const read = () => run(notebook, 'b', 'SELECT sum(x) FROM numbers');
		assert.deepEqual(rowsOf((await read()).outputs[0]), [[3]]);
		await run(notebook, 'a', 'SELECT 5 AS x', { name: 'numbers' });
		assert.deepEqual(rowsOf((await read()).outputs[0]), [[5]]);
		await run(notebook, 'c', 'CREATE TABLE own(x)');
		const taken = await run(notebook, 'd', 'SELECT 1', { name: 'own' });
		assert.match(taken.notices.join(), /own/);
	});

	it('judges assert cells', async () => {
		const assertion = (source: string) => run(notebook, 'a', source, { kind: 'assert' });
		assert.equal((await assertion('SELECT 1 = 1')).status, 'ok');
		const wrong = await assertion('SELECT 1 + 1 = 3 AS right');
		assert.equal(wrong.status, 'failed');
		const output = wrong.outputs[0];
		assert.deepEqual(output?.type === 'assert' && output.detail, 'right = 0');
		assert.equal((await assertion('SELECT NULL')).status, 'failed');
		assert.equal((await assertion('SELECT 1 WHERE 0')).status, 'failed');
	});

	it('says why a named result with parameters is no relation', async () => {
		const hint = async () => {
			const { outputs } = await run(notebook, 'b', 'SELECT 1; SELECT * FROM Recent');
			const error = outputs.at(-1);
			return error?.type === 'error' ? error.error.hint : 'none';
		};
		assert.equal(await hint(), undefined);
		const parameters = [{ name: 'n', defaultValue: '1' }];
		const cell = { cellId: 'a', name: 'recent', kind: 'sql', parameters };
		await notebook.session.runCell({ ...cell, source: 'SELECT :n AS n' });
		assert.match((await hint()) ?? '', /^the cell Recent has parameters: /);
		await run(notebook, 'a', 'SELECT 1 AS n', { name: 'recent' });
		assert.equal(await hint(), 'none');
	});

	it('binds parameters of the notebook where they are named', async () => {
		const result = await notebook.session.runCell({
			cellId: 'a',
			source: 'SELECT :since, 2; SELECT @n + 1',
			name: undefined,
			kind: 'sql',
			parameters: [
				{ name: 'since', defaultValue: "date('2026-01-01')" },
				{ name: 'n', defaultValue: '41' },
				{ name: 'unused', defaultValue: undefined },
			],
		});
		assert.deepEqual(rowsOf(result.outputs[0]), [['2026-01-01', 2]]);
		assert.deepEqual(rowsOf(result.outputs[1]), [[42]]);
	});

	it('stops a cell that was cancelled and stays usable', async () => {
		state.isCancelled = true;
		const stopped = await run(notebook, 'a', 'SELECT 1');
		assert.equal(stopped.status, 'cancelled');
		state.isCancelled = false;
		assert.equal((await run(notebook, 'a', 'SELECT 1')).status, 'ok');
	});

	it('reports changes with the cell that made them', async () => {
		notebook.feed.subscribe(true);
		await run(notebook, 'a', 'CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT)');
		await run(
			notebook,
			'b',
			"INSERT INTO t VALUES (1,'x'); UPDATE t SET name='y'; BEGIN; DELETE FROM t; ROLLBACK",
		);
		await run(notebook, 'c', 'SELECT * FROM t', { name: 'seen' });
		const batch = notebook.feed.take();
		const told = batch?.changes.map(change => [change.type, change.cellId]);
		assert.deepEqual(told, [
			['create', 'a'],
			['insert', 'b'],
			['update', 'b'],
		]);
		const update = batch?.changes[2];
		assert.ok(update && 'newRow' in update);
		assert.deepEqual(update.oldRow, { id: 1, name: 'x' });
		assert.deepEqual(update.newRow, { id: 1, name: 'y' });
		assert.deepEqual(update.changedColumns, ['name']);
		await run(notebook, 'c', 'CREATE TABLE r(x REAL); INSERT INTO r VALUES (2), (2.5)');
		const reals = notebook.feed.take()?.changes.map(change => 'newRow' in change && change.newRow);
		assert.deepEqual(reals, [false, { x: { $real: 2 } }, { x: { $real: 2.5 } }]);
		await run(notebook, 'd', 'INSERT INTO t(name) SELECT value FROM generate_series(1,1000)');
		const many = notebook.feed.take();
		assert.deepEqual([many?.changes.length, many?.dropped], [100, 900]);
	});
});

describe('read_csv', () => {
	let notebook: OpenNotebook;
	before(() => {
		state.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'csv-'));
		state.isTrusted = true;
		state.isCancelled = false;
		notebook = open();
	});
	after(() => {
		notebook.close();
		fs.rmSync(state.folder, { recursive: true });
	});
	const csv = (name: string, text: string) => fs.writeFileSync(path.join(state.folder, name), text);
	const query = async (sql: string) => {
		const { outputs } = await run(notebook, 'q', sql);
		return rowsOf(outputs[0]);
	};

	it('infers names and types and reads empty fields as NULL', async () => {
		csv(
			'a.csv',
			'id,price,zip,note\n1,2.5,007,"a, ""b"""\n2,3,,\n9007199254740993,,010,"two\nlines"\n',
		);
		const { outputs } = await run(notebook, 'q', "SELECT * FROM read_csv('a.csv')");
		assert.deepEqual(
			grid(outputs[0]).columns.map(column => column.name),
			['id', 'price', 'zip', 'note'],
		);
		assert.deepEqual(rowsOf(outputs[0]), [
			[1, 2.5, '007', 'a, "b"'],
			[2, { value: 3 }, null, null],
			[9007199254740993n, null, '010', 'two\nlines'],
		]);
	});

	it('finds delimiter, line ends and a missing header', async () => {
		csv('b.csv', '1;x\r\n2;y\r\n');
		assert.deepEqual(await query("SELECT column1, column2 FROM read_csv('b.csv')"), [
			[1, 'x'],
			[2, 'y'],
		]);
	});

	it('obeys options and names unknown ones', async () => {
		csv('c.csv', 'a|b\nNA|1\n# skip\nx|2\n');
		const options =
			'\'{header: false, delimiter: "|", nullstr: NA, columns: [p, q], comment: "#"}\'';
		assert.deepEqual(await query(`SELECT p, q FROM read_csv('c.csv', ${options})`), [
			['a', 'b'],
			[null, '1'],
			['x', '2'],
		]);
		const { outputs } = await run(notebook, 'q', "SELECT * FROM read_csv('c.csv', '{heads: 1}')");
		assert.ok(outputs[0]?.type === 'error');
		assert.match(outputs[0].error.message, /heads.*header, delimiter/);
	});

	it('sees a changed file at the next run', async () => {
		csv('d.csv', 'a\n1\n');
		assert.deepEqual(await query("SELECT * FROM read_csv('d.csv')"), [[1]]);
		csv('d.csv', 'a,b\n1,2\n');
		assert.deepEqual(await query("SELECT * FROM read_csv('d.csv')"), [[1, 2]]);
	});

	it('names a missing file, where it was looked for, and the place of its path', async () => {
		const source = "SELECT 1;\nSELECT * FROM read_csv('data/none.csv')";
		const { outputs } = await run(notebook, 'q', source);
		const error = outputs[1]?.type === 'error' ? outputs[1].error : assert.fail();
		assert.equal(error.code, 'SQLITE_CANTOPEN');
		assert.ok(error.message.includes('data/none.csv') && error.message.includes(state.folder));
		assert.equal(source.slice(error.span?.start, error.span?.end), "'data/none.csv'");
	});

	it('reads nothing in an untrusted workspace', async () => {
		state.isTrusted = false;
		const { outputs } = await run(notebook, 'q', "SELECT * FROM read_csv('a.csv')");
		state.isTrusted = true;
		assert.equal(outputs[0]?.type === 'error' && outputs[0].error.code, 'SQLITE_STRATA_UNTRUSTED');
	});

	it('reads files larger than a stretch', async () => {
		const rows = 300_000;
		const line = (row: number) => `${row},"text, ""${row}""",${row / 2}\n`;
		csv(
			'big.csv',
			`id,label,half\n${Array.from({ length: rows }, (_, row) => line(row)).join('')}`,
		);
		assert.deepEqual(
			await query(
				"SELECT count(*), sum(id), max(half), count(DISTINCT label) FROM read_csv('big.csv')",
			),
			[[rows, (rows * (rows - 1)) / 2, (rows - 1) / 2, rows]],
		);
	});
});
