import assert from 'node:assert/strict';
import { withUniqueIds } from '../../src/notebook/format/cellId.js';
import { readHeader, withHeaderEntry } from '../../src/notebook/format/header.js';
import type { Cell, NotebookFile } from '../../src/notebook/format/model.js';
import { parseNotebook, readNotebook } from '../../src/notebook/format/readNotebook.js';
import {
	newCell,
	newNotebook,
	printNotebook,
	writeNotebook,
} from '../../src/notebook/format/writeNotebook.js';

const SAMPLE = `-- sqlnb: 1
-- id: 7hq2v0
-- title: Orders walkthrough
-- param since: date = '2026-01-01'

-- %% [markdown] id=m1
-- # Orders
-- Why revenue fell. A \`*/\` here is harmless.

-- %% schema id=k3f9
CREATE TABLE orders(id INTEGER PRIMARY KEY, region TEXT, total INTEGER);
INSERT INTO orders VALUES (1,'N',10),(2,'S',20),(3,'N',5);

-- %% by_region id=p2aa
-- | view: chart
-- | chart: {type: bar, x: region, y: total}
SELECT region, sum(total) AS total
FROM orders GROUP BY region;

-- %% [assert] id=q9zz
SELECT count(*) = 3 FROM orders;
`;

function read(text: string, options = {}): NotebookFile {
	const result = parseNotebook(text, options);
	return result.kind === 'notebook' ? result.file : assert.fail(JSON.stringify(result));
}

const shape = (cells: readonly Cell[]) => cells.map(c => [c.kind, c.name, c.id, c.source]);

function editCell(file: NotebookFile, index: number, change: Partial<Cell>): NotebookFile {
	const cells = file.cells.map((cell, at) => (at === index ? { ...cell, ...change } : cell));
	return { ...file, cells };
}

/** Through JSON, as editors keep metadata. */
const throughJson = (file: NotebookFile) => JSON.parse(JSON.stringify(file)) as NotebookFile;

describe('percent SQL', () => {
	it('reads the sample of the format description', () => {
		const file = read(SAMPLE);
		assert.deepEqual(shape(file.cells), [
			['markdown', undefined, 'm1', '# Orders\nWhy revenue fell. A `*/` here is harmless.'],
			[
				'sql',
				'schema',
				'k3f9',
				"CREATE TABLE orders(id INTEGER PRIMARY KEY, region TEXT, total INTEGER);\nINSERT INTO orders VALUES (1,'N',10),(2,'S',20),(3,'N',5);",
			],
			[
				'sql',
				'by_region',
				'p2aa',
				'-- | view: chart\n-- | chart: {type: bar, x: region, y: total}\nSELECT region, sum(total) AS total\nFROM orders GROUP BY region;',
			],
			['assert', undefined, 'q9zz', 'SELECT count(*) = 3 FROM orders;'],
		]);
		const header = readHeader(file.header);
		assert.equal(header.version, 1);
		assert.equal(header.entries.get('title'), 'Orders walkthrough');
		assert.deepEqual(header.parameters, [
			{ name: 'since', type: 'date', defaultValue: "'2026-01-01'" },
		]);
	});

	it('gives the bytes of untouched files back', () => {
		const texts = [
			SAMPLE,
			SAMPLE.replaceAll('\n', '\r\n'),
			`\ufeff${SAMPLE}`,
			SAMPLE.trimEnd(),
			`${SAMPLE}\n\n\n`,
			SAMPLE.replaceAll('\n\n', '\n'),
			SAMPLE.replaceAll('\n\n', '\n\n\n\n'),
			'-- sqlnb: 1',
			'-- sqlnb: 1\n',
			'-- sqlnb: 1\n-- %% id=aaaa',
			'-- sqlnb: 1\n-- %% id=aaaa\n-- %% id=bbbb\n\n\n-- %%  odd   [ markdown ]  id=cccc  zoom=2 ',
			'-- sqlnb: 1\r\n\r\n-- %% id=aaaa\r\nSELECT 1;\nSELECT 2;\r\n',
			"-- sqlnb: 1\n\n-- %% [markdown] id=aaaa\n--no space\n--\n-- \nnot prefixed, it's fine\n\n-- %% id=bbbb\nx",
			'',
			'\n\n',
		];
		for (const text of texts) {
			const bytes = new TextEncoder().encode(text);
			const result = readNotebook(bytes);
			assert.ok(result.kind === 'notebook', text);
			const file = throughJson(result.file);
			assert.equal(printNotebook(file, { ids: 'keep' }), text);
			assert.deepEqual(writeNotebook(file, { ids: 'keep' }), bytes);
			if (text.startsWith('-- sqlnb: 1\n') && text.includes('id=')) {
				assert.equal(printNotebook(file), text);
			}
		}
	});

	it('changes only the bytes of the cell that was edited', () => {
		for (const eol of ['\n', '\r\n']) {
			const text = SAMPLE.replaceAll('\n', eol);
			const file = editCell(read(text), 2, { source: 'SELECT 1;\nSELECT 2;' });
			const before = text.slice(0, text.indexOf('-- |'));
			const after = text.slice(text.indexOf(`${eol}${eol}-- %% [assert]`));
			assert.equal(printNotebook(file), `${before}SELECT 1;${eol}SELECT 2;${after}`);
		}
	});

	it('keeps what it does not know: kinds, attributes, header lines', () => {
		const text =
			'-- sqlnb: 1\n-- colour: mauve\n-- just a remark\n\n-- %% pic [python] id=aaaa width=3\nprint("it\'s")\n\n-- %% id=bbbb\nSELECT 1\n';
		const file = read(text);
		assert.deepEqual(shape(file.cells), [
			['python', 'pic', 'aaaa', 'print("it\'s")'],
			['sql', undefined, 'bbbb', 'SELECT 1'],
		]);
		const edited = printNotebook(editCell(file, 0, { name: 'plot' }));
		assert.equal(edited, text.replace('pic [python]', 'plot [python]'));
	});

	it('sees no marker in strings, names, dollar quotes and block comments', () => {
		const fake = '\n-- %% fake id=zzzz\n';
		const literals = [`'${fake}'`, `"${fake}"`, `\`${fake}\``, `[${fake}]`, `/*${fake}*/`];
		literals.push(`$$${fake}$$`, `$q$ it's ${fake}$q$`, `'it''s${fake}'`);
		for (const literal of literals) {
			const text = `-- sqlnb: 1\n\n-- %% id=aaaa\nSELECT ${literal};\n\n-- %% id=bbbb\nSELECT 2;\n`;
			const file = read(text);
			assert.deepEqual(
				file.cells.map(cell => cell.id),
				['aaaa', 'bbbb'],
				literal,
			);
			assert.equal(printNotebook(file), text);
		}
		const indented = '-- sqlnb: 1\n\n-- %% id=aaaa\n  -- %% id=bbbb\n --- %%\n';
		assert.equal(read(indented).cells.length, 1);
	});

	it('writes content lines that look like markers as comments that do not', () => {
		const source = '-- %% not a marker\nSELECT 1;\n-- \\%% nor this';
		for (const kind of ['sql', 'python']) {
			const cells = [newCell(kind, source, 'aaaa'), newCell('sql', 'SELECT 2', 'bbbb')];
			const text = printNotebook({ ...newNotebook(), cells });
			assert.match(text, /^-- \\%% not a marker$/m);
			assert.match(text, /^-- \\\\%% nor this$/m);
			assert.deepEqual(
				read(text).cells.map(cell => cell.source),
				[source, 'SELECT 2'],
			);
		}
		const markdown = '%% x\n\\%% y\n| a | b |\n-- %% z';
		const text = printNotebook({
			...newNotebook(),
			cells: [newCell('markdown', markdown, 'aaaa')],
		});
		assert.equal(read(text).cells[0]?.source, markdown);
	});

	it('keeps cells apart although one ends inside a string or comment', () => {
		for (const open of [
			"SELECT 'it's",
			'SELECT /* later',
			'SELECT "x',
			"SELECT '\n-- %% \n-- \\%%",
		]) {
			const cells = [newCell('sql', open, 'aaaa'), newCell('sql', "SELECT 'b' /* */", 'bbbb')];
			const text = printNotebook({ ...newNotebook(), cells });
			const file = read(text);
			assert.deepEqual(shape(file.cells), shape(cells));
			assert.equal(printNotebook(file), text);
			const mended = printNotebook(editCell(file, 0, { source: 'SELECT 1' }));
			assert.match(mended, /^-- %% id=aaaa$/m);
		}
	});

	it('lets a forgotten quote hide no later cell when the file was edited elsewhere', () => {
		const text = "-- sqlnb: 1\n\n-- %% id=aaaa\nSELECT 'oops;\n\n-- %% id=bbbb\nSELECT 2;\n";
		const file = read(text);
		assert.deepEqual(
			file.cells.map(cell => cell.source),
			["SELECT 'oops;", 'SELECT 2;'],
		);
		assert.equal(printNotebook(file), text);
		const edited = editCell(file, 1, { source: "SELECT 'two';" });
		assert.deepEqual(
			read(printNotebook(edited)).cells.map(cell => cell.source),
			["SELECT 'oops;", "SELECT 'two';"],
		);
	});

	it('gives hand-written cells an id at the first save, the same at every reading', () => {
		const text = '-- sqlnb: 1\n\n-- %%\nSELECT 1;\n\n-- %% totals\nSELECT 2;\n';
		const file = read(text);
		const ids = file.cells.map(cell => cell.id);
		assert.deepEqual(
			read(text).cells.map(cell => cell.id),
			ids,
		);
		for (const id of ids) assert.match(id, /^[0-9a-hjkmnp-tv-z]{4,6}$/);
		const saved = printNotebook(file);
		assert.equal(
			saved,
			text.replace('-- %%\n', `-- %% id=${ids[0]}\n`).replace('totals', `totals id=${ids[1]}`),
		);
		assert.equal(printNotebook(read(saved)), saved);
	});

	it('gives the later of two cells with one id a new one', () => {
		const text = '-- sqlnb: 1\n\n-- %% id=aaaa\nSELECT 1;\n\n-- %% id=aaaa\nSELECT 2;\n';
		const file = read(text);
		assert.equal(file.cells[0]?.id, 'aaaa');
		assert.notEqual(file.cells[1]?.id, 'aaaa');
		assert.equal(printNotebook(file, { ids: 'keep' }), text);
		assert.match(printNotebook(file), /id=aaaa[^]*id=(?!aaaa)/);
		const copied = withUniqueIds([...file.cells, ...file.cells.slice(0, 1)]);
		assert.equal(new Set(copied.map(cell => cell.id)).size, 3);
	});

	it('takes SQL above the first marker as a cell', () => {
		const text =
			'-- sqlnb: 1\n-- title: t\n\n-- about\nCREATE TABLE t(a);\n\n-- %% id=bbbb\nSELECT 2;\n';
		const file = read(text);
		const [first] = file.cells;
		assert.equal(first?.source, '-- about\nCREATE TABLE t(a);');
		assert.equal(printNotebook(file, { ids: 'keep' }), text);
		const saved = printNotebook(file);
		assert.equal(saved, text.replace('-- about', `-- %% id=${first.id}\n-- about`));
	});

	it('opens an empty file as a new notebook and writes its magic line at the first save', () => {
		const file = read('');
		assert.deepEqual(file.cells, []);
		assert.equal(printNotebook(file), '-- sqlnb: 1\n');
		const cells = [newCell('sql', 'SELECT 1', 'aaaa', 'one')];
		assert.equal(printNotebook({ ...file, cells }), '-- sqlnb: 1\n\n-- %% one id=aaaa\nSELECT 1\n');
	});

	it('sets header entries in place', () => {
		assert.equal(withHeaderEntry('-- sqlnb: 1\n', 'title', 'A b'), '-- sqlnb: 1\n-- title: A b\n');
		assert.equal(
			withHeaderEntry('-- sqlnb: 1\n-- title: x\n-- z: 1\n', 'title', 'y'),
			'-- sqlnb: 1\n-- title: y\n-- z: 1\n',
		);
	});

	it('reads and writes a cell of 100 MB without hanging', function () {
		this.timeout(20_000);
		const row = "(1,'some text, with a comma and a ''quote''',3.25),\n";
		const source = `INSERT INTO t VALUES\n${row.repeat(Math.ceil(100e6 / row.length))}(1,'',2);`;
		const cells = [newCell('sql', source, 'aaaa'), newCell('sql', 'SELECT 2', 'bbbb')];
		const file = read(printNotebook({ ...newNotebook(), cells }));
		assert.equal(file.cells.length, 2);
		assert.ok(file.cells[0]?.source === source);
	});
});

describe('plain SQL', () => {
	const script =
		"-- A script; with remarks\nCREATE TABLE t(a); -- the table\nINSERT INTO t VALUES (';');\n\nCREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; SELECT 2; END;\nSELECT * FROM t";

	it('opens a cell a statement and is not changed by that', () => {
		const file = read(script, { isPlainSql: true });
		assert.deepEqual(
			file.cells.map(cell => cell.source),
			[
				'-- A script; with remarks\nCREATE TABLE t(a); -- the table',
				"INSERT INTO t VALUES (';');",
				'CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; SELECT 2; END;',
				'SELECT * FROM t',
			],
		);
		assert.equal(printNotebook(file, { ids: 'keep' }), script);
	});

	it('becomes percent SQL when saved', () => {
		const saved = printNotebook(read(script, { isPlainSql: true }));
		assert.match(saved, /^-- sqlnb: 1\n\n-- %% id=\w+\n-- A script/);
		assert.equal(read(saved).cells.length, 4);
		assert.equal(printNotebook(read(saved)), saved);
	});

	it('splits at markers when there are any', () => {
		const text = '-- remark\n\n-- %% one\nSELECT 1; SELECT 2;\n-- %% [markdown]\n-- # Hi\n';
		const file = read(text, { isPlainSql: true });
		assert.deepEqual(
			file.cells.map(cell => [cell.kind, cell.source]),
			[
				['sql', 'SELECT 1; SELECT 2;'],
				['markdown', '# Hi'],
			],
		);
		assert.equal(printNotebook(file, { ids: 'keep' }), text);
		assert.match(printNotebook(file), /^-- sqlnb: 1\n-- remark\n\n-- %% one id=/);
	});

	it('reads block comments that say markdown as Markdown', () => {
		const text = "/*markdown\n# Title\nIt's text\n*/\n\nSELECT 1;\n";
		const file = read(text, { isPlainSql: true });
		assert.deepEqual(
			file.cells.map(cell => [cell.kind, cell.source]),
			[
				['markdown', "# Title\nIt's text"],
				['sql', 'SELECT 1;'],
			],
		);
		assert.equal(printNotebook(file, { ids: 'keep' }), text);
	});
});
