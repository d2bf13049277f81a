import assert from 'node:assert/strict';
import { optionWarnings } from '../../src/notebook/format/optionWarnings.js';

describe('directives that have no effect', () => {
	const warnings = (source: string, kind = 'sql') => optionWarnings({ kind, source });
	const marked = (source: string) =>
		warnings(source).map(({ span }) => source.slice(span.start, span.end));

	it('are told where they stand: behind a statement, a comment or a blank line, and misspelt at the top', () => {
		for (const [source, place] of [
			['SELECT 1;\n-- | expect: 1\n', '-- | expect: 1'],
			['SELECT 1\n  -- | into: t\n;', '-- | into: t'],
			['SELECT 1; -- | skip: later', '-- | skip: later'],
			['-- the sum\n-- | expect: 3\nSELECT 3;', '-- | expect: 3'],
			['\n-- | expect: 3\nSELECT 3;', '-- | expect: 3'],
			['--| expect: 3\nSELECT 3;', '--| expect: 3'],
			['-- | view: grid\nSELECT 3;\n-- | "expect": 3', '-- | "expect": 3'],
		] as const) {
			assert.deepEqual(marked(source), [place], source);
		}
		const [warning] = warnings('SELECT 1;\n-- | expect: 1');
		assert.equal(
			warning?.message,
			"'expect' is an ordinary comment here: '-- | expect: ...' belongs at the top of its cell, above everything else",
		);
	});

	it('are not those at the top, unknown ones, and what only looks like one', () => {
		for (const source of [
			'-- | expect: |\n-- |   expect: 1\n-- | into: t\nSELECT 1;',
			'SELECT 1; -- | something: unknown',
			'SELECT 1; -- | expectations: none',
			'SELECT 1; -- expect: 1',
			"SELECT '\n-- | expect: 1\n';",
			'SELECT "\n-- | into: t\n", [\n-- | skip: x\n], `\n-- | skip: x\n`;',
			'SELECT 1; /*\n-- | expect: 1\n*/',
			'SELECT 1; -- -- | expect: 1',
			"SELECT 'open\n-- | expect: 1",
		]) {
			assert.deepEqual(marked(source), [], source);
		}
		assert.deepEqual(warnings('text\n-- | expect: 1', 'markdown'), []);
	});

	it('are also those of options that cannot be read', () => {
		const source = '-- | view: grid\n-- | expect: [1\nSELECT 1;\n-- | into: t';
		assert.deepEqual(
			warnings(source).map(({ isUnreadable, span }) => [
				isUnreadable,
				source.slice(span.start, span.end),
			]),
			[
				[true, '-- | expect: [1'],
				[false, '-- | into: t'],
			],
		);
	});

	it('can be moved to the top with the lines of their value', () => {
		const moved = (source: string) =>
			warnings(source).map(warning =>
				warning.moved ? warning.moved.text + source.slice(warning.moved.end) : undefined,
			);
		assert.deepEqual(
			moved(
				'-- | view: grid\nSELECT 1 AS a;\n  --| expect: |\n  -- |   | a |\n-- |\n-- |   | 1 |\nSELECT 2;',
			),
			[
				'-- | view: grid\n-- | expect: |\n-- |   | a |\n-- |\n-- |   | 1 |\nSELECT 1 AS a;\nSELECT 2;',
			],
		);
		assert.deepEqual(moved('SELECT 1;\n-- | into: t'), ['-- | into: t\nSELECT 1;\n']);
		assert.deepEqual(moved('SELECT 1; -- | into: t'), [undefined]);
		// One is there already.
		assert.deepEqual(moved('-- | expect: 1\nSELECT 1;\n-- | expect: 2'), [undefined]);
	});
});
