import assert from 'node:assert/strict';
import {
	contains,
	moveSelection,
	rectangleOf,
	type KeyPress,
	type Selection,
} from '../../src/ui/components/grid/selection.js';

const extent = { rowCount: 100, columnCount: 5 };
const at = (row: number, column: number): Selection => ({
	anchor: { row, column },
	focus: { row, column },
});
const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
	key,
	shiftKey: false,
	isCommand: false,
	...more,
});
const move = (from: Selection, key: KeyPress) => moveSelection(from, key, extent, 10);

describe('the grid selection', () => {
	it('moves by one cell and stops at the edges', () => {
		assert.deepEqual(move(at(3, 2), press('ArrowDown'))?.focus, { row: 4, column: 2 });
		assert.deepEqual(move(at(3, 2), press('ArrowLeft'))?.focus, { row: 3, column: 1 });
		assert.deepEqual(move(at(0, 0), press('ArrowUp'))?.focus, { row: 0, column: 0 });
		assert.deepEqual(move(at(99, 4), press('ArrowRight'))?.focus, { row: 99, column: 4 });
	});

	it('moves by pages, and to the ends with Ctrl', () => {
		assert.deepEqual(move(at(50, 1), press('PageUp'))?.focus, { row: 40, column: 1 });
		assert.deepEqual(move(at(95, 1), press('PageDown'))?.focus, { row: 99, column: 1 });
		assert.deepEqual(move(at(5, 3), press('Home'))?.focus, { row: 5, column: 0 });
		assert.deepEqual(move(at(5, 3), press('End', { isCommand: true }))?.focus, {
			row: 99,
			column: 4,
		});
	});

	it('extends from its anchor with Shift and collapses without', () => {
		const extended = move(at(3, 3), press('ArrowUp', { shiftKey: true }));
		assert.ok(extended);
		assert.deepEqual(rectangleOf(extended), { top: 2, bottom: 3, left: 3, right: 3 });
		const collapsed = move(extended, press('ArrowDown'));
		assert.deepEqual(collapsed, at(3, 3));
	});

	it('takes everything with Ctrl+A', () => {
		const all = move(at(3, 3), press('a', { isCommand: true }));
		assert.ok(all);
		assert.deepEqual(rectangleOf(all), { top: 0, bottom: 99, left: 0, right: 4 });
	});

	it('leaves other keys alone, Tab above all', () => {
		for (const key of ['Tab', 'a', 'F5']) assert.equal(move(at(1, 1), press(key)), undefined);
	});

	it('contains its corners and nothing beside them', () => {
		const rectangle = { top: 2, bottom: 4, left: 1, right: 3 };
		assert.ok(contains(rectangle, 2, 1) && contains(rectangle, 4, 3));
		assert.ok(!contains(rectangle, 1, 1) && !contains(rectangle, 4, 4));
	});
});
