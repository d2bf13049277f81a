// What a notebook's reader sees of destinations: `into` directives and yaml cells, as the session gives them to an editor.
import '../host/useFakeVscode.js';
import assert from 'node:assert/strict';
import os from 'node:os';
import { nodeFiles } from '../../src/notebook/csv/nodeFiles.js';
import { intoProblems } from '../../src/notebook/into/intoOption.js';
import { readYamlCell } from '../../src/notebook/into/yamlCell.js';
import { openNotebook, type OpenNotebook } from '../../src/notebook/session/openNotebook.js';
import type {
	CellOutput,
	CellRunResult,
	ErrorMessage,
	GridOutput,
} from '../../src/protocol/output.js';
import { decodePage } from '../../src/protocol/pageCodec.js';
import { pageFromJson } from '../../src/protocol/pageJson.js';

const YAML = `destinations:
  strict_output:
    connector: in_memory
    table_name: my_table
    mode: append
    create_table_if_not_exists: false
  user_data:
    connector: in_memory
    table_name: users
    mode: merge
    merge_keys: ["user_id"]
`;

describe('destinations of a notebook', () => {
	let notebook: OpenNotebook;
	let isCancelled = false;
	let written: [number, number, string][];

	const openWith = (memoryLimit: number): void => {
		notebook = openNotebook({
			files: nodeFiles({ folder: () => os.tmpdir(), isTrusted: () => false }),
			layeredCells: true,
			firstPageRows: 50,
			memoryLimit,
			isCancelled: () => isCancelled,
			pause: () => Promise.resolve(),
			eventLimit: 100,
			listener: {
				written: (_cell, rows, total, table) => written.push([rows, total, table]),
			},
		});
	};
	beforeEach(() => {
		isCancelled = false;
		written = [];
		openWith(0);
	});
	afterEach(() => {
		notebook.close();
	});

	let cells = 0;
	const run = (source: string, kind = 'sql', cellId = `c${++cells}`): Promise<CellRunResult> =>
		notebook.session.runCell({ cellId, source, name: undefined, kind });
	const into = (settings: string, query: string): Promise<CellRunResult> =>
		run(`-- | into: ${settings}\n${query}`);

	async function failure(settings: string, query: string): Promise<ErrorMessage> {
		const { status, outputs } = await into(settings, query);
		assert.equal(status, 'failed');
		const last = outputs.at(-1);
		assert.ok(last?.type === 'error', JSON.stringify(last));
		return last.error;
	}

	it('S3-01 a directive writes the rows of a cell’s query to a table', async () => {
		const { status } = await into(
			'results',
			'SELECT 1 AS id, 100 AS value UNION ALL SELECT 2, 200',
		);
		assert.equal(status, 'ok');
		const again = await into('{table: results}', 'SELECT 3 AS id, 300 AS value');
		assert.deepEqual(rowsOf(again.outputs.at(-1)), [
			[1, 100],
			[2, 200],
			[3, 300],
		]);
	});

	it('S3-12 types of values stay what the query gave', async () => {
		const { outputs } = await into(
			'typed',
			`SELECT 1 AS i, 2.0 AS r, 9007199254740993 AS big, 'x' AS t, x'00ff' AS b, NULL AS n
			UNION ALL SELECT -1, 0.5, -9223372036854775808, '', x'', NULL`,
		);
		assert.deepEqual(rowsOf(outputs.at(-1)), [
			[1, { value: 2 }, 9007199254740993n, 'x', new Uint8Array([0, 255]), null],
			[-1, 0.5, -9223372036854775808n, '', new Uint8Array(), null],
		]);
		const types = await run(
			'SELECT typeof(i), typeof(r), typeof(big), typeof(t), typeof(b) FROM typed',
		);
		assert.deepEqual(rowsOf(types.outputs.at(-1)), [
			['integer', 'real', 'integer', 'text', 'blob'],
			['integer', 'real', 'integer', 'text', 'blob'],
		]);
	});

	it('S3-05 tells how far it is after each batch, and stops between two of them', async () => {
		await into('{table: t, batch: 10}', 'SELECT value AS n FROM generate_series(1, 25)');
		assert.deepEqual(
			written.map(([rows, total, table]) => [rows, total, table]),
			[
				[10, 25, 't'],
				[20, 25, 't'],
				[25, 25, 't'],
			],
		);
		notebook.session.history.clear();
		written = [];
		const stopped = notebook.session.runCell({
			cellId: 'stopped',
			source: '-- | into: {table: t, batch: 10}\nSELECT value AS n FROM generate_series(1, 25)',
			name: undefined,
			kind: 'sql',
		});
		const push = written.push.bind(written);
		written.push = (...items) => {
			isCancelled = true;
			return push(...items);
		};
		assert.equal((await stopped).status, 'cancelled');
		isCancelled = false;
		assert.deepEqual(rowsOf((await run('SELECT count(*) FROM t')).outputs[0]), [[25]]);
	});

	it('S3-15 destinations that a yaml cell declares are used by name', async () => {
		const listed = await run(YAML, 'yaml');
		assert.deepEqual(
			rowsOf(listed.outputs[0]).map(([name, table, mode]) => [name, table, mode]),
			[
				['strict_output', 'my_table', 'append'],
				['user_data', 'users', 'merge'],
			],
		);
		await run(
			"CREATE TABLE users(user_id INTEGER PRIMARY KEY, name); INSERT INTO users VALUES (1, 'A')",
		);
		const merged = await into('user_data', "SELECT 1 AS user_id, 'B' AS name");
		assert.deepEqual(rowsOf(merged.outputs.at(-1)), [[1, 'B']]);
	});

	it('S3-15 they count while they are in the notebook, whether their cell ran or not', async () => {
		const cell = { cellId: 'a', name: undefined, kind: 'sql' };
		const source = '-- | into: {destination: user_data}\nSELECT 1 AS user_id';
		const declarations = [{ cellId: 'y', source: YAML }];
		const there = await notebook.session.runCell({ ...cell, source, declarations });
		assert.equal(there.status, 'ok');
		const gone = await notebook.session.runCell({ ...cell, source, declarations: [] });
		assert.equal(gone.status, 'failed');
	});

	it('S3-20 a table that may not be made says so, with the solution as hint and as quick fix', async () => {
		const error = await failure('{table: my_table, create: false}', 'SELECT 1 AS id');
		assert.equal(error.message, "Cannot create table 'my_table' - table creation disabled");
		assert.match(error.hint ?? '', /^Enable table creation or create table manually/);
		assert.match(error.hint ?? '', /create_table_if_not_exists: true/);
		const [fix] = error.fixes ?? [];
		assert.equal(fix?.title, 'Enable table creation');
		const source = '-- | into: {table: my_table, create: false}\nSELECT 1 AS id';
		const fixed = source.slice(0, fix.span.start) + fix.text + source.slice(fix.span.end);
		assert.equal(fixed, source.replace('false', 'true'));
		assert.equal((await run(fixed)).status, 'ok');
	});

	it('S3-20 its quick fix is in the yaml cell when that declares it', async () => {
		await run(YAML, 'yaml', 'declaring');
		const error = await failure('strict_output', 'SELECT 1 AS id');
		const [fix] = error.fixes ?? [];
		assert.ok(fix);
		assert.equal(fix.cellId, 'declaring');
		const fixed = YAML.slice(0, fix.span.start) + fix.text + YAML.slice(fix.span.end);
		assert.equal(fixed, YAML.replace('not_exists: false', 'not_exists: true'));
	});

	it('S3-20 a merge key that is not there is named, with the columns there are', async () => {
		await run('CREATE TABLE users(user_id INTEGER PRIMARY KEY, name)');
		const error = await failure(
			'{table: users, mode: merge, keys: [user_id]}',
			"SELECT 1 AS id, 'A' AS name",
		);
		assert.equal(error.message, "Merge key 'user_id' not found in source data");
		assert.match(error.hint ?? '', /^Ensure merge keys exist in your data.*id, name/);
		assert.deepEqual(
			error.fixes?.map(({ title }) => title),
			['Merge by id', 'Merge by name'],
		);
	});

	it('S3-20 memory that does not suffice is said, and nothing is written', async () => {
		notebook.close();
		openWith(200_000);
		await run('CREATE TABLE big(a, b)');
		const error = await failure(
			'big',
			"SELECT value AS a, 'some text ' || value AS b FROM generate_series(1, 30000)",
		);
		assert.equal(error.message, 'Insufficient memory to write data');
		assert.match(error.hint ?? '', /^Reduce batch size or clear unused tables/);
		assert.equal(error.fixes?.[0]?.title, 'Write batches of 1000 rows');
		assert.deepEqual(rowsOf((await run('SELECT count(*) FROM big')).outputs[0]), [[0]]);
	});

	it('S3-20 types that do not fit are said by column', async () => {
		await run(
			'CREATE TABLE users(id INTEGER PRIMARY KEY, age INTEGER); INSERT INTO users VALUES (1, 30)',
		);
		const error = await failure(
			'{table: users, mode: merge, keys: [id]}',
			"SELECT 1 AS id, 'old' AS age",
		);
		assert.equal(error.message, "Cannot merge - data type mismatch for column 'age'");
		assert.match(error.hint ?? '', /^Ensure consistent data types/);
		assert.deepEqual(rowsOf((await run('SELECT age FROM users')).outputs[0]), [[30]]);
	});

	it('S3-20 all of them read "Error: ..." in the cell’s output', async () => {
		const { notebookOutputs } = await import('../../src/host/output/cellOutputs.js');
		const { outputs } = await into('{table: my_table, create: false}', 'SELECT 1 AS id');
		const context = { session: 's', cellId: 'c', executionOrder: 1 };
		const shown = notebookOutputs(outputs, context).at(-1);
		const text = shown?.items.find(({ mime }) => mime === 'text/plain')?.data as unknown as string;
		assert.ok(
			text.startsWith("Error: Cannot create table 'my_table' - table creation disabled"),
			text,
		);
		assert.match(text, /\nHint: Enable table creation or create table manually/);
	});

	it('S3-33 the editor gives advice about settings as information', () => {
		const source = '-- | into: {table: t, mode: merge, keys: [a, b, c, d], batch: 50}\nSELECT 1';
		assert.deepEqual(
			intoProblems(source).map(({ severity, message }) => [severity, message]),
			[
				['information', 'Use 1000-10000 rows per batch for best performance.'],
				['information', 'Use minimal merge keys for better performance.'],
			],
		);
		const yaml = YAML.replace('mode: append', 'mode: append\n    batch_size: 20000');
		assert.deepEqual(
			readYamlCell(yaml).problems.map(({ severity }) => severity),
			['information'],
		);
	});

	it('S3-33 a result says which of its columns mix types', async () => {
		const { outputs } = await into('mixed', "SELECT 1 AS a UNION ALL SELECT 'x'");
		assert.match(grid(outputs.at(-1)).notice ?? '', /Column 'a' mixes .*use consistent data types/);
	});

	it('S3-40 the output of a cell with a destination is the table after the write', async () => {
		await run(
			"CREATE TABLE users(id INTEGER PRIMARY KEY, name, score); INSERT INTO users VALUES (1, 'Alice', 85), (2, 'Bob', 90)",
		);
		const { outputs, status } = await into(
			'{table: users, mode: merge, keys: [id]}',
			"SELECT 2 AS id, 'Bob Updated' AS name, 95 AS score UNION ALL SELECT 3, 'Charlie', 88",
		);
		assert.equal(status, 'ok');
		assert.equal(outputs.length, 1);
		const shown = grid(outputs[0]);
		assert.deepEqual(
			shown.columns.map(({ name }) => name),
			['id', 'name', 'score'],
		);
		assert.deepEqual(rowsOf(shown), [
			[1, 'Alice', 85],
			[2, 'Bob Updated', 95],
			[3, 'Charlie', 88],
		]);
		assert.equal(shown.notice, 'Table users: 1 inserted, 1 updated.');
		assert.equal(shown.changes, 2);
		assert.equal(notebook.session.results.get(shown.handle).rowCount, 3);
	});

	it('S3-40 running the cell again goes back to the table before it', async () => {
		await run('CREATE TABLE results(id)');
		const source = '-- | into: results\nSELECT 1 AS id';
		await run(source, 'sql', 'again');
		const { outputs } = await run(source, 'sql', 'again');
		assert.deepEqual(rowsOf(outputs.at(-1)), [[1]]);
	});

	it('S3-08 rows that are refused leave what there was', async () => {
		await run(
			'CREATE TABLE t(id INTEGER PRIMARY KEY, n INTEGER CHECK (n < 100)); INSERT INTO t VALUES (1, 1)',
		);
		const { status } = await into(
			'{table: t, mode: replace}',
			'SELECT 1 AS id, 5 AS n UNION ALL SELECT 2, 500',
		);
		assert.equal(status, 'failed');
		assert.deepEqual(rowsOf((await run('SELECT * FROM t')).outputs[0]), [[1, 1]]);
	});

	it('says that a statement without rows has nothing to write', async () => {
		const error = await failure('t', 'CREATE TABLE t(a)');
		assert.match(error.message, /gives no rows/);
	});
});

function grid(output: CellOutput | undefined): GridOutput {
	return output?.type === 'grid' ? output : assert.fail(JSON.stringify(output));
}

function rowsOf(output: CellOutput | undefined): unknown[][] {
	const page = decodePage(pageFromJson(grid(output).firstPage));
	return Array.from({ length: page.rowCount }, (_, row) => page.row(row));
}
