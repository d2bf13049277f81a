import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Cell, NotebookFile } from '../../src/notebook/format/model.js';
import { parseNotebook } from '../../src/notebook/format/readNotebook.js';
import { newCell, newNotebook, printNotebook } from '../../src/notebook/format/writeNotebook.js';

/** Pieces that matter to the reader, put together at random. */
const piece = fc.constantFrom(
	...[
		'SELECT 1;',
		"'",
		"''",
		'"',
		'`',
		'[',
		']',
		'/*',
		'*/',
		'--',
		'-- ',
		'-- %%',
		'-- %% [x] id=zz',
	],
	...[
		'---',
		'-- a: 1',
		'-- \\%%',
		'-- \\\\%%',
		'-- | a: 1',
		'\n',
		'\n',
		'\n\n',
		' ',
		'%%',
		'\\',
		'$$',
		'$q$',
		'é😀',
	],
	...['# title', '| a | b |', '-- sqlnb: 1', ';', '\t', 'unclosed=true', '\u2028'],
);
const source = fc.array(piece, { maxLength: 14 }).map(pieces => pieces.join(''));
const kind = fc.constantFrom('sql', 'sql', 'markdown', 'assert', 'yaml', 'python');
const name = fc.option(fc.constantFrom('a', 'total_2', 'two words'), { nil: undefined });
const eol = fc.constantFrom<'\n' | '\r\n'>('\n', '\r\n');

const notebook: fc.Arbitrary<NotebookFile> = fc
	.record({
		cells: fc.array(fc.record({ kind, source, name }), { maxLength: 5 }),
		eol,
		hasBom: fc.boolean(),
	})
	.map(({ cells, eol, hasBom }) => ({
		...newNotebook(eol),
		hasBom,
		cells: cells.map((cell, at) => newCell(cell.kind, cell.source, `c${at}00`, cell.name)),
	}));

/** Any text at all, with lines that resemble ours. */
const anyText = fc
	.tuple(
		fc.constantFrom('', '-- sqlnb: 1\n', '\ufeff-- sqlnb: 1\r\n', '-- remark\n'),
		fc.array(
			fc.oneof(
				piece,
				fc.constantFrom(
					'\r\n',
					'\r',
					'\n-- %% id=ab12\n',
					'\n-- %% [markdown]\n',
					'\n-- %%[[]\n',
					'\n-- %% [a=b [ c]\n',
					'\n\n-- %% n\r\n',
				),
			),
			{ maxLength: 16 },
		),
	)
	.map(([start, pieces]) => start + pieces.join(''));

function read(text: string): NotebookFile {
	const result = parseNotebook(text, { isPlainSql: true });
	if (result.kind !== 'notebook') throw new Error(result.message);
	return result.file;
}

const shape = (cells: readonly Cell[]) => cells.map(c => [c.kind, c.name, c.id, c.source]);

function holds<T>(property: fc.IProperty<[T]>): void {
	fc.assert(property, { seed: 20261121, numRuns: 500 });
	fc.assert(property, { numRuns: 500 });
}

describe('percent SQL, of any content', () => {
	it('reads the cells that were written', () => {
		holds(
			fc.property(notebook, file => {
				assert.deepEqual(shape(read(printNotebook(file)).cells), shape(file.cells));
			}),
		);
	});

	it('writes the bytes that were read', () => {
		holds(
			fc.property(notebook, file => {
				const text = printNotebook(file);
				assert.equal(printNotebook(read(text)), text);
			}),
		);
	});

	it('keeps any text as it is while nothing changes', () => {
		holds(
			fc.property(anyText, text => {
				fc.pre(!/^\ufeff?-- sqlnb:(?! 1\r?(\n|$))/.test(text));
				assert.equal(printNotebook(read(text), { ids: 'keep' }), text);
			}),
		);
	});

	it('keeps the cells of any text through a save', () => {
		holds(
			fc.property(anyText, text => {
				fc.pre(!/^\ufeff?-- sqlnb:(?! 1\r?(\n|$))/.test(text));
				const cells = read(text).cells;
				const saved = printNotebook(read(text));
				assert.deepEqual(shape(read(saved).cells), shape(cells));
				assert.equal(printNotebook(read(saved)), saved);
			}),
		);
	});

	it('changes only the edited cell of a notebook', () => {
		const edit = fc.tuple(notebook, fc.nat(), source);
		holds(
			fc.property(edit, ([file, pick, text]) => {
				fc.pre(file.cells.length > 0);
				const before = read(printNotebook(file));
				const at = pick % before.cells.length;
				const cells = before.cells.map((cell, i) => (i === at ? { ...cell, source: text } : cell));
				const saved = printNotebook({ ...before, cells });
				assert.deepEqual(shape(read(saved).cells), shape(cells));
				const bytes = printNotebook(before);
				const start = bytes.indexOf(cells[at]?.origin?.marker ?? '');
				assert.equal(saved.slice(0, start), bytes.slice(0, start));
				const next = cells[at + 1]?.origin?.marker;
				if (next !== undefined) {
					const rest = bytes.slice(bytes.indexOf(`\n${next}`));
					assert.ok(saved.endsWith(rest));
				}
			}),
		);
	});
});
