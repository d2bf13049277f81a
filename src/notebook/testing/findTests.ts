/**
 * Which cells of a notebook are tests: [assert] cells, and SQL cells with an `expect` option. The other SQL cells
 * before a test make what it is run on.
 *
 * A test is named by its marker, or else by the first comment of its text, or else by the text. `-- | skip: reason`
 * leaves it out.
 */

import { readCellOptions } from '../format/cellOptions.js';
import { cellStarts, type FilePosition } from '../format/cellPositions.js';
import type { Cell, NotebookFile } from '../format/model.js';
import { readExpectation } from './expectation.js';
import { skipReason } from './skipReason.js';

export interface TestCell {
	readonly id: string;
	readonly name: string;
	/** assert: leaves no trace in the database. */
	readonly kind: 'assert' | 'expect';
	/** Position among the notebook's cells. */
	readonly cellIndex: number;
	/** Why it is not run. */
	readonly skipReason: string | undefined;
}

export interface PlacedTestCell extends TestCell {
	/** Where the cell's source begins in its file. */
	readonly start: FilePosition;
}

type TestableCell = Pick<Cell, 'id' | 'kind' | 'name' | 'source'>;

export function findTests(cells: readonly TestableCell[]): TestCell[] {
	return cells.flatMap((cell, cellIndex) => {
		const kind = testKind(cell);
		if (kind === undefined) return [];
		const { id } = cell;
		return [{ id, name: nameOf(cell), kind, cellIndex, skipReason: skipReason(cell.source) }];
	});
}

export function findPlacedTests(file: NotebookFile): PlacedTestCell[] {
	const starts = cellStarts(file);
	return findTests(file.cells).map(test => ({
		...test,
		start: starts[test.cellIndex] ?? { line: 1, column: 1 },
	}));
}

export function testKind(cell: TestableCell): TestCell['kind'] | undefined {
	if (cell.kind === 'assert') return 'assert';
	return cell.kind === 'sql' && readExpectation(cell.source) ? 'expect' : undefined;
}

const LONGEST_NAME = 80;

/** For people; two cells may have the same. */
export function nameOf(cell: TestableCell): string {
	if (cell.name !== undefined) return cell.name;
	const text = cell.source.slice(readCellOptions(cell.source).end);
	const comment = /^\s*--[ \t]*([^\s-].*)/.exec(text)?.[1]?.trim();
	const name =
		comment ??
		text
			.replace(/\s+/g, ' ')
			.replace(/[\s;]+$/, '')
			.trim();
	if (name === '') return `cell ${cell.id}`;
	return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
}
