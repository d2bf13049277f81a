/**
 * The result grid: a virtual table over a PageSource, of any number of rows.
 *
 * One tab stop; arrows, Home, End, PageUp/PageDown (with Ctrl: to the ends) move, Shift extends, Ctrl+A selects all,
 * Ctrl+C copies as TSV, Enter or F2 shows the whole value, Escape gives the selection up, Tab leaves.
 */

import 'regular-table';
import type { RegularTableElement } from 'regular-table';
import { keepWheel } from '../keepWheel.js';
import { presentCell } from './cellPresentation.js';
import { MAX_VISIBLE_ROWS, ROW_HEIGHT } from './gridStyles.js';
import type { PageSource } from './pageSource.js';
import {
	contains,
	moveSelection,
	rectangleOf,
	type Rectangle,
	type Selection,
} from './selection.js';

export interface GridColumn {
	readonly name: string;
	readonly declaredType: string | null;
}

export interface GridEvents {
	/** Copy was asked for. */
	copy(rectangle: Rectangle, withHeaders: boolean): void;
	/** A cell's whole value was asked for. */
	open(row: number, column: number): void;
	/** For the live region. */
	selected(rectangle: Rectangle | undefined): void;
}

/** Room for a horizontal scroll bar, so that the last row is never under it; gridStyles.ts says how high it is. */
const SCROLLBAR = 10;

export class ResultGrid {
	readonly element: HTMLElement;
	readonly #table: RegularTableElement;
	readonly #source: PageSource;
	readonly #columns: readonly GridColumn[];
	readonly #events: GridEvents;
	#selection: Selection | undefined;
	#isDragging = false;

	constructor(columns: readonly GridColumn[], source: PageSource, events: GridEvents) {
		this.#columns = columns;
		this.#source = source;
		this.#events = events;
		this.element = document.createElement('div');
		this.element.className = source.rowCount > MAX_VISIBLE_ROWS ? 'frame scrolls' : 'frame';
		this.element.style.height = `${heightFor(source.rowCount)}px`;
		this.#table = document.createElement('regular-table');
		this.#table.tabIndex = 0;
		this.#table.setAttribute('role', 'grid');
		this.#table.setAttribute('aria-label', 'Result');
		this.#table.setAttribute('aria-multiselectable', 'true');
		this.#table.setAttribute('aria-readonly', 'true');
		this.#table.setAttribute('aria-rowcount', String(source.rowCount + 1));
		this.#table.setAttribute('aria-colcount', String(columns.length + 1));
		this.element.append(this.#table);
		this.#listen();
	}

	/** To be called once the element is in the document: sizes are measured. */
	async start(): Promise<void> {
		this.#table.setDataListener((x0, y0, x1, y1) => this.#slice(x0, y0, x1, y1));
		this.#table.addStyleListener(() => {
			this.#decorate();
		});
		await this.#table.draw();
	}

	focus(): void {
		this.#table.focus();
	}

	get selection(): Rectangle | undefined {
		return this.#selection && rectangleOf(this.#selection);
	}

	async #slice(x0: number, y0: number, x1: number, y1: number) {
		const rowEnd = Math.min(y1, this.#source.rowCount);
		const columnEnd = Math.min(x1, this.#columns.length);
		await this.#source.load(y0, rowEnd);
		const data: string[][] = [];
		for (let column = x0; column < columnEnd; column++) {
			const cells: string[] = [];
			for (let row = y0; row < rowEnd; row++) cells.push(this.#present(row, column).text);
			data.push(cells);
		}
		const rowHeaders: string[][] = [];
		for (let row = y0; row < rowEnd; row++) rowHeaders.push([String(row + 1)]);
		return {
			num_rows: this.#source.rowCount,
			num_columns: this.#columns.length,
			data,
			row_headers: rowHeaders,
			num_row_headers: 1,
			column_headers: this.#columns.slice(x0, columnEnd).map(column => [column.name]),
			row_height: ROW_HEIGHT,
		};
	}

	#present(row: number, column: number) {
		return presentCell(this.#source.value(row, column), this.#source.fullLength(row, column));
	}

	/** Classes and ARIA of the cells that are drawn now; they are reused as the table scrolls. */
	#decorate(): void {
		const rectangle = this.selection;
		for (const cell of this.#table.querySelectorAll('td')) {
			const meta = this.#table.getMeta(cell);
			if (meta?.type !== 'body') continue;
			const { look, spoken } = this.#present(meta.y, meta.x);
			const isSelected = rectangle !== undefined && contains(rectangle, meta.y, meta.x);
			const isCurrent =
				this.#selection?.focus.row === meta.y && this.#selection.focus.column === meta.x;
			for (const name of LOOKS) cell.classList.toggle(name, name === look);
			cell.classList.toggle('selected', isSelected);
			cell.classList.toggle('current', isCurrent);
			cell.setAttribute('role', 'gridcell');
			cell.setAttribute('aria-colindex', String(meta.x + 2));
			cell.setAttribute('aria-selected', String(isSelected));
			if (spoken === undefined) cell.removeAttribute('aria-label');
			else cell.setAttribute('aria-label', spoken);
			cell.id = isCurrent ? 'current' : '';
			cell.parentElement?.setAttribute('role', 'row');
			cell.parentElement?.setAttribute('aria-rowindex', String(meta.y + 2));
		}
		for (const header of this.#table.querySelectorAll('th')) this.#decorateHeader(header);
		// The element around it is the grid; its rows and cells have roles of their own.
		this.#table.querySelector('table')?.setAttribute('role', 'none');
		for (const row of this.#table.querySelectorAll('thead tr')) {
			row.setAttribute('role', 'row');
			row.setAttribute('aria-rowindex', '1');
		}
		if (this.#selection) this.#table.setAttribute('aria-activedescendant', 'current');
		else this.#table.removeAttribute('aria-activedescendant');
	}

	#decorateHeader(header: HTMLElement): void {
		const meta = this.#table.getMeta(header);
		if (meta?.type === 'row_header') header.setAttribute('role', 'rowheader');
		if (meta?.type !== 'column_header') return;
		const column = this.#columns[meta.x];
		header.setAttribute('role', 'columnheader');
		header.setAttribute('aria-colindex', String(meta.x + 2));
		header.title = column?.declaredType
			? `${column.name} ${column.declaredType}`
			: (column?.name ?? '');
		const value = this.#source.rowCount > 0 ? this.#present(0, meta.x).look : '';
		header.classList.toggle('number', value === 'integer' || value === 'real');
	}

	#listen(): void {
		keepWheel(this.#table);
		this.#table.addEventListener('keydown', event => {
			this.#onKey(event);
		});
		this.#table.addEventListener('mousedown', event => {
			if (event.button === 0) this.#onPointer(event, event.shiftKey);
			this.#isDragging = event.button === 0;
		});
		this.#table.addEventListener('mousemove', event => {
			if (this.#isDragging && event.buttons === 1) this.#onPointer(event, true);
		});
		this.#table.addEventListener('mouseup', () => (this.#isDragging = false));
		this.#table.addEventListener('dblclick', () => {
			this.#open();
		});
		this.#table.addEventListener('focus', () => {
			if (!this.#selection && this.#source.rowCount > 0) this.#select(at(0, 0));
		});
		this.#table.addEventListener('copy', event => {
			event.preventDefault();
			this.#copy(false);
		});
	}

	#onPointer(event: MouseEvent, isExtending: boolean): void {
		const target = event.target as HTMLElement;
		if (target.classList.contains('rt-column-resize')) return;
		const cell = target.closest<HTMLElement>('td, th');
		const meta = cell ? this.#table.getMeta(cell) : undefined;
		const lastColumn = this.#columns.length - 1;
		const lastRow = this.#source.rowCount - 1;
		if (meta?.type === 'body') {
			const focus = { row: meta.y, column: meta.x };
			this.#select({ anchor: (isExtending && this.#selection?.anchor) || focus, focus });
		} else if (meta?.type === 'row_header' && !this.#isDragging) {
			this.#select({
				anchor: { row: meta.y, column: 0 },
				focus: { row: meta.y, column: lastColumn },
			});
		} else if (meta?.type === 'column_header' && !this.#isDragging) {
			this.#select({ anchor: { row: 0, column: meta.x }, focus: { row: lastRow, column: meta.x } });
		}
	}

	#onKey(event: KeyboardEvent): void {
		const isCommand = event.ctrlKey || event.metaKey;
		if (event.key === 'Escape') {
			if (!this.#selection) return; // VS Code's own: back to the cell
			this.#select(undefined);
		} else if (event.key === 'Enter' || event.key === 'F2') {
			this.#open();
		} else if (isCommand && event.key.toLowerCase() === 'c') {
			this.#copy(event.shiftKey);
		} else {
			const extent = { rowCount: this.#source.rowCount, columnCount: this.#columns.length };
			const press = { key: event.key, shiftKey: event.shiftKey, isCommand };
			const moved = moveSelection(this.#selection ?? at(0, 0), press, extent, MAX_VISIBLE_ROWS - 1);
			if (!moved || extent.rowCount === 0) return;
			this.#select(moved);
			void this.#reveal(moved);
		}
		event.preventDefault();
		event.stopPropagation();
	}

	#copy(withHeaders: boolean): void {
		if (this.selection) this.#events.copy(this.selection, withHeaders);
	}

	#open(): void {
		const focus = this.#selection?.focus;
		if (focus) this.#events.open(focus.row, focus.column);
	}

	#select(selection: Selection | undefined): void {
		this.#selection = selection;
		this.#decorate();
		this.#events.selected(this.selection);
	}

	/** Scrolls by rows of known height: regular-table's own scrollToCell always puts the row on top. */
	async #reveal({ focus }: Selection): Promise<void> {
		const isColumnDrawn = [...this.#table.querySelectorAll('td')].some(cell => {
			const meta = this.#table.getMeta(cell);
			return meta?.type === 'body' && meta.x === focus.column;
		});
		const viewRows = Math.floor((this.#table.clientHeight - ROW_HEIGHT) / ROW_HEIGHT);
		const hidden = Math.max(1, this.#source.rowCount - viewRows);
		const perRow = (this.#table.scrollHeight - this.#table.clientHeight) / hidden;
		const top = this.#table.scrollTop / (perRow || 1);
		if (!isColumnDrawn) await this.#table.scrollToCell(focus.column, Math.floor(top));
		if (focus.row < top) this.#table.scrollTop = Math.floor(focus.row * perRow);
		if (focus.row > top + viewRows - 1) {
			this.#table.scrollTop = Math.ceil((focus.row - viewRows + 1) * perRow);
		}
	}
}

const LOOKS = ['null', 'empty', 'integer', 'real', 'text', 'blob', 'missing'];

function at(row: number, column: number): Selection {
	return { anchor: { row, column }, focus: { row, column } };
}

function heightFor(rowCount: number): number {
	return (Math.min(rowCount, MAX_VISIBLE_ROWS) + 1) * ROW_HEIGHT + SCROLLBAR + 3;
}
