/** A rectangle of cells: where it was begun (anchor) and where it is now (focus). Pure. */

export interface CellPosition {
	readonly row: number;
	readonly column: number;
}

export interface Selection {
	readonly anchor: CellPosition;
	readonly focus: CellPosition;
}

export interface Extent {
	readonly rowCount: number;
	readonly columnCount: number;
}

/** Inclusive. */
export interface Rectangle {
	readonly top: number;
	readonly bottom: number;
	readonly left: number;
	readonly right: number;
}

export function rectangleOf({ anchor, focus }: Selection): Rectangle {
	return {
		top: Math.min(anchor.row, focus.row),
		bottom: Math.max(anchor.row, focus.row),
		left: Math.min(anchor.column, focus.column),
		right: Math.max(anchor.column, focus.column),
	};
}

export function contains(rectangle: Rectangle, row: number, column: number): boolean {
	const { top, bottom, left, right } = rectangle;
	return row >= top && row <= bottom && column >= left && column <= right;
}

export interface KeyPress {
	readonly key: string;
	readonly shiftKey: boolean;
	/** Ctrl, or Cmd on macOS. */
	readonly isCommand: boolean;
}

/** The selection after a key press; undefined when the key does not move it. */
export function moveSelection(
	selection: Selection,
	press: KeyPress,
	extent: Extent,
	pageRows: number,
): Selection | undefined {
	const lastRow = extent.rowCount - 1;
	const lastColumn = extent.columnCount - 1;
	if (press.isCommand && press.key.toLowerCase() === 'a') {
		return { anchor: { row: 0, column: 0 }, focus: { row: lastRow, column: lastColumn } };
	}
	const target = targetOf(press, selection.focus, pageRows, lastRow, lastColumn);
	if (!target) return undefined;
	const focus = {
		row: Math.max(0, Math.min(lastRow, target.row)),
		column: Math.max(0, Math.min(lastColumn, target.column)),
	};
	return { anchor: press.shiftKey ? selection.anchor : focus, focus };
}

function targetOf(
	{ key, isCommand }: KeyPress,
	{ row, column }: CellPosition,
	pageRows: number,
	lastRow: number,
	lastColumn: number,
): CellPosition | undefined {
	switch (key) {
		case 'ArrowUp':
			return { row: isCommand ? 0 : row - 1, column };
		case 'ArrowDown':
			return { row: isCommand ? lastRow : row + 1, column };
		case 'ArrowLeft':
			return { row, column: isCommand ? 0 : column - 1 };
		case 'ArrowRight':
			return { row, column: isCommand ? lastColumn : column + 1 };
		case 'Home':
			return { row: isCommand ? 0 : row, column: 0 };
		case 'End':
			return { row: isCommand ? lastRow : row, column: lastColumn };
		case 'PageUp':
			return { row: row - pageRows, column };
		case 'PageDown':
			return { row: row + pageRows, column };
		default:
			return undefined;
	}
}
