import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readCellOptions, withCellOption } from '../../src/notebook/format/cellOptions.js';
import { lineDiff } from '../../src/notebook/testing/lineDiff.js';
import {
	parseTable,
	printTables,
	snapshotCell,
	writtenKey,
	type SnapshotTable,
} from '../../src/notebook/testing/snapshotTable.js';
import type { WireValue } from '../../src/protocol/page.js';

const table = (columns: string[], rows: WireValue[][]): SnapshotTable => ({
	columns,
	rows: rows.map(row => row.map(snapshotCell)),
	isPartial: false,
	rowCount: undefined,
	isUnordered: false,
});

const text = fc.oneof(
	fc.string({ unit: 'binary' }),
	fc.string({
		unit: fc.constantFrom(...Array.from('|\\\'"-:. \n\t0x1eE+'), 'NULL', '\u2028', '\ud800'),
	}),
	fc.constantFrom(
		'',
		'NULL',
		'null',
		'1',
		'1.0',
		'-1e5',
		'Inf',
		"x'00'",
		'...',
		'---',
		"it's",
		'{}',
	),
);
const value: fc.Arbitrary<WireValue> = fc.oneof(
	text,
	fc.constant(null),
	fc.integer(),
	fc.double({ noNaN: true }).map(value => ({ value })),
	fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
	fc.uint8Array({ maxLength: 4 }),
);

describe('tables of expectations', () => {
	it('line up, numbers to the right, and quote what would read as something else', () => {
		const [printed] = printTables([
			table(
				['region', 'total'],
				[
					['N', 15],
					['15', null],
					['a|b', { value: 1 }],
					["it's", -3],
				],
			),
		]);
		assert.equal(
			printed,
			[
				'| region     | total |',
				'| ---------- | ----: |',
				'| N          |    15 |',
				"| '15'       |  NULL |",
				'| "a\\u007cb" |   1.0 |',
				"| it's       |    -3 |",
				'',
			].join('\n'),
		);
	});

	for (const seed of [20261121, Date.now()]) {
		it(`read back as the same values, through a cell's options (seed ${seed})`, () => {
			fc.assert(
				fc.property(fc.array(fc.tuple(value, value), { maxLength: 6 }), rows => {
					const written = table(['a', 'b'], rows);
					const source = withCellOption('SELECT 1', 'expect', printTables([written])[0]);
					const { values, errors } = readCellOptions(source);
					assert.deepEqual(errors, []);
					const read = parseTable(values['expect'] as string);
					assert.deepEqual(read.columns, ['a', 'b']);
					const keys = (rows: readonly (readonly string[])[]) =>
						rows.map(row => row.map(writtenKey));
					assert.deepEqual(keys(read.rows), keys(written.rows));
				}),
				{ seed, numRuns: 400 },
			);
		});

		it(`write different values differently (seed ${seed})`, () => {
			fc.assert(
				fc.property(text, text, (a, b) => {
					const isSame = writtenKey(snapshotCell(a)) === writtenKey(snapshotCell(b));
					assert.equal(isSame, a === b);
					assert.notEqual(writtenKey(snapshotCell(a)), writtenKey(snapshotCell(15)));
					assert.notEqual(writtenKey(snapshotCell(a)), writtenKey(snapshotCell(null)));
				}),
				{ seed, numRuns: 400 },
			);
		});
	}

	it('may be written by hand, with or without names, and say how many rows there are', () => {
		const read = parseTable("|a|b|\n|--:|---|\n|1|it's \\| x|\n...\n(12 rows)\n(any order)");
		assert.deepEqual(read, {
			columns: ['a', 'b'],
			rows: [['1', "it's | x"]],
			isPartial: true,
			rowCount: 12,
			isUnordered: true,
		});
		assert.equal(parseTable('| 1 | 2 |').columns, undefined);
		assert.throws(() => parseTable('| 1 | 2 |\n| 3 |'), /1 values, not 2/);
		assert.throws(() => parseTable('| 1 |\nnonsense'), /'nonsense' is no line/);
	});

	it('are compared line by line', () => {
		assert.deepEqual(lineDiff('a\nb\nc\nd\ne\nf\n', 'a\nb\nc\nd\nX\nf\n'), [
			...['@', ' b', ' c', ' d', '-e', '+X', ' f'],
		]);
		assert.deepEqual(lineDiff('a\nb\n', 'b\nc\n'), ['-a', ' b', '+c']);
		assert.deepEqual(lineDiff('a\n', 'a\n'), []);
		assert.deepEqual(lineDiff('', 'a\n'), ['+a']);
	});
});
