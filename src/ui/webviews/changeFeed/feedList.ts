/**
 * The feed's list: a window of recycled rows of fixed height over any number of events, redrawn at most once a
 * frame. It follows the newest event while it is scrolled to the end. One tab stop: arrows move, Enter goes to the cell.
 */

import type { ChangeMessage } from '../../../protocol/events.js';
import { element } from '../../components/element.js';
import { describeChange } from './describeChange.js';

const ROW_HEIGHT = 40;
const SPARE_ROWS = 4;

export interface FeedListPorts {
	cellLabel(cellId: string): string | undefined;
	goToCell(cellId: string): void;
}

interface RowElements {
	readonly row: HTMLElement;
	readonly mark: HTMLElement;
	readonly title: HTMLElement;
	readonly detail: HTMLElement;
	readonly layer: HTMLElement;
	readonly cell: HTMLButtonElement;
	change: ChangeMessage | undefined;
}

export class FeedList {
	readonly element = element('div', { class: 'list', role: 'list', label: 'Changes' });
	readonly #canvas = element('div', { class: 'canvas' });
	readonly #rows: RowElements[] = [];
	readonly #ports: FeedListPorts;
	#changes: readonly ChangeMessage[] = [];
	#current = -1;
	#isFollowing = true;
	#isScheduled = false;

	constructor(ports: FeedListPorts) {
		this.#ports = ports;
		this.element.tabIndex = 0;
		this.element.append(this.#canvas);
		this.element.addEventListener('scroll', () => {
			const { scrollTop, clientHeight, scrollHeight } = this.element;
			this.#isFollowing = scrollTop + clientHeight >= scrollHeight - ROW_HEIGHT;
			this.#schedule();
		});
		this.element.addEventListener('keydown', event => {
			this.#onKey(event);
		});
		new ResizeObserver(() => {
			this.#schedule();
		}).observe(this.element);
	}

	show(changes: readonly ChangeMessage[]): void {
		this.#changes = changes;
		if (this.#current >= changes.length) this.#current = changes.length - 1;
		this.#schedule();
	}

	#schedule(): void {
		if (this.#isScheduled) return;
		this.#isScheduled = true;
		requestAnimationFrame(() => {
			this.#isScheduled = false;
			this.#draw();
		});
	}

	#draw(): void {
		const count = this.#changes.length;
		this.#canvas.style.height = `${count * ROW_HEIGHT}px`;
		if (this.#isFollowing) this.element.scrollTop = count * ROW_HEIGHT;
		const first = Math.max(0, Math.floor(this.element.scrollTop / ROW_HEIGHT) - SPARE_ROWS);
		const shown = Math.ceil(this.element.clientHeight / ROW_HEIGHT) + 2 * SPARE_ROWS;
		const last = Math.min(count, first + shown);
		while (this.#rows.length < last - first) this.#addRow();
		this.#rows.forEach((elements, at) => {
			const index = first + at;
			elements.row.hidden = index >= last;
			if (index < last) this.#fill(elements, index);
		});
	}

	#addRow(): void {
		const mark = element('span', { class: 'mark' });
		const title = element('span', { class: 'title' });
		const layer = element('span', { class: 'layer' });
		const cell = element('button', { class: 'cell', type: 'button' });
		cell.tabIndex = -1;
		const detail = element('div', { class: 'detail' });
		const row = element('div', { class: 'row', role: 'listitem' }, [
			element('div', { class: 'head' }, [mark, title, layer, cell]),
			detail,
		]);
		const elements: RowElements = { row, mark, title, detail, layer, cell, change: undefined };
		cell.addEventListener('click', () => {
			this.#goToCell(elements.change);
		});
		this.#rows.push(elements);
		this.#canvas.append(row);
	}

	#fill(elements: RowElements, index: number): void {
		const change = this.#changes[index];
		if (!change) return;
		const { row, mark, title, detail, layer, cell } = elements;
		row.style.transform = `translateY(${index * ROW_HEIGHT}px)`;
		row.setAttribute('aria-posinset', String(index + 1));
		row.setAttribute('aria-setsize', String(this.#changes.length));
		row.classList.toggle('current', index === this.#current);
		row.id = index === this.#current ? 'current' : '';
		if (elements.change === change) return;
		elements.change = change;
		const text = describeChange(change);
		row.className = `row ${text.look}${index === this.#current ? ' current' : ''}`;
		mark.textContent = text.mark;
		mark.title = text.look;
		title.textContent = text.title;
		detail.textContent = text.detail;
		detail.title = text.detail;
		layer.textContent = change.layer === undefined ? '' : `L${change.layer}`;
		layer.title = 'Layer of the database';
		const label = change.cellId === undefined ? undefined : this.#ports.cellLabel(change.cellId);
		cell.hidden = label === undefined;
		cell.textContent = label ?? '';
		cell.title = 'Go to the cell that made this change';
		row.setAttribute('aria-label', `${text.look} ${text.title} ${text.detail} ${label ?? ''}`);
	}

	#goToCell(change: ChangeMessage | undefined): void {
		if (change?.cellId !== undefined) this.#ports.goToCell(change.cellId);
	}

	#onKey(event: KeyboardEvent): void {
		const last = this.#changes.length - 1;
		const visible = Math.max(1, Math.floor(this.element.clientHeight / ROW_HEIGHT) - 1);
		const from = this.#current < 0 ? last + 1 : this.#current;
		const targets: Readonly<Record<string, number>> = {
			ArrowUp: from - 1,
			ArrowDown: from + 1,
			PageUp: from - visible,
			PageDown: from + visible,
			Home: 0,
			End: last,
		};
		if (event.key === 'Enter') this.#goToCell(this.#changes[this.#current]);
		const target = targets[event.key];
		if (target === undefined || last < 0) return;
		event.preventDefault();
		this.#current = Math.max(0, Math.min(last, target));
		this.element.setAttribute('aria-activedescendant', 'current');
		this.#isFollowing = this.#current === last;
		const top = this.#current * ROW_HEIGHT;
		if (top < this.element.scrollTop) this.element.scrollTop = top;
		if (top + ROW_HEIGHT > this.element.scrollTop + this.element.clientHeight) {
			this.element.scrollTop = top + ROW_HEIGHT - this.element.clientHeight;
		}
		this.#schedule();
	}
}
