/** A grid output: a bar (rows, time, layer, copy), the grid, and below it the whole value of a cell when asked for. */

import { cellText, valueClass } from '../../protocol/cellText.js';
import type { GridOutput, ResultPayload } from '../../protocol/output.js';
import { valueFromJson } from '../../protocol/pageJson.js';
import type { WireValue } from '../../protocol/page.js';
import { element } from '../components/element.js';
import { COPY_LIMIT_CELLS, selectionAsTsv } from '../components/grid/copySelection.js';
import { PageSource } from '../components/grid/pageSource.js';
import { ResultGrid } from '../components/grid/resultGrid.js';
import type { Rectangle } from '../components/grid/selection.js';
import { keepWheel } from '../components/keepWheel.js';
import { formatCount, formatElapsed } from './format.js';
import type { HostChannel } from './hostChannel.js';

export function showGrid(
	payload: ResultPayload,
	output: GridOutput,
	body: HTMLElement,
	channel: HostChannel,
): () => void {
	const { session } = payload;
	const { handle, columns, rowCount } = output;
	const source = new PageSource(rowCount, output.firstPage, async (offset, limit) => {
		const answer = await channel.request({ type: 'getPage', session, handle, offset, limit });
		if (answer?.type === 'page') return answer.page;
		setNotice(
			answer?.type === 'failed'
				? answer.error.message
				: `Only the first ${formatCount(source.firstPageRows, 'row')} can be shown: run the cell again for the rest.`,
		);
		return undefined;
	});

	const live = element('div', { class: 'visually-hidden', role: 'status' });
	const notice = element('div', { class: 'line notice' });
	notice.hidden = true;
	const viewer = element('pre', { class: 'viewer', label: 'Whole value' });
	viewer.hidden = true;
	viewer.tabIndex = 0;
	keepWheel(viewer);
	const holder = element('div');

	const setNotice = (text: string): void => {
		notice.textContent = text;
		notice.hidden = text === '';
	};

	const copy = async (rectangle: Rectangle, withHeaders: boolean): Promise<void> => {
		const cells = (rectangle.bottom - rectangle.top + 1) * (rectangle.right - rectangle.left + 1);
		if (cells > COPY_LIMIT_CELLS) {
			setNotice(`${formatCount(cells, 'cell')} are too many for the clipboard: select fewer.`);
			return;
		}
		const headers = withHeaders ? columns.map(column => column.name) : undefined;
		const result = await selectionAsTsv(source, rectangle, headers);
		if (channel.isConnected) channel.send({ type: 'copy', text: result.text });
		else await navigator.clipboard.writeText(result.text);
		live.textContent = `${formatCount(result.rows, 'row')} copied`;
		if (result.missingRows > 0) {
			setNotice(
				`${formatCount(result.missingRows, 'row')} could not be copied: run the cell again.`,
			);
		}
	};

	let lastShown = 0;
	const show = async (row: number, column: number): Promise<void> => {
		const turn = ++lastShown;
		let value = source.value(row, column);
		if (source.fullLength(row, column) !== undefined) {
			const answer = await channel.request({ type: 'getValue', session, handle, row, column });
			if (answer?.type === 'value') value = valueFromJson(answer.value);
		}
		if (turn !== lastShown) return; // another cell was chosen meanwhile
		const name = `${columns[column]?.name ?? ''}, row ${row + 1}`;
		viewer.hidden = false;
		viewer.setAttribute('aria-label', `Whole value of ${name}`);
		viewer.replaceChildren(
			element('div', { class: 'viewed', text: name }),
			value === undefined ? '' : fullText(value),
		);
	};
	viewer.addEventListener('keydown', event => {
		if (event.key !== 'Escape') return;
		event.stopPropagation();
		lastShown++;
		viewer.hidden = true;
		grid.focus();
	});

	const grid = new ResultGrid(columns, source, {
		copy: (rectangle, withHeaders) => void copy(rectangle, withHeaders),
		open: (row, column) => {
			void show(row, column).then(() => {
				viewer.focus();
			});
		},
		selected: rectangle => {
			live.textContent = rectangle ? spokenCell(rectangle, columns, source) : '';
			if (rectangle && !viewer.hidden) void show(rectangle.top, rectangle.left);
		},
	});
	let isStarted = false;
	const start = (): void => {
		if (isStarted) return;
		isStarted = true;
		void grid.start();
	};
	holder.append(grid.element, viewer);
	body.append(holder, notice, live);
	body.prepend(bar());

	const stopListening = channel.onReleased((released, handles) => {
		if (released !== session || !handles.includes(handle) || source.firstPageRows >= rowCount)
			return;
		setNotice('This result is no longer kept: run the cell again to scroll through it.');
	});
	return stopListening;

	function bar(): HTMLElement {
		const facts = [
			formatCount(rowCount, 'row'),
			formatCount(columns.length, 'column'),
			formatElapsed(output.elapsedMs),
		];
		if (output.changes > 0) facts.push(`${formatCount(output.changes, 'row')} changed`);
		const toggle = element('button', { class: 'toggle', type: 'button' });
		const setExpanded = (isExpanded: boolean): void => {
			holder.hidden = !isExpanded;
			toggle.textContent = `${isExpanded ? '▾' : '▸'} ${facts.join(' · ')}`;
			toggle.setAttribute('aria-expanded', String(isExpanded));
			if (isExpanded) start();
		};
		toggle.addEventListener('click', () => {
			setExpanded(holder.hidden !== false);
		});
		setExpanded(payload.expanded);
		const everything = (): Rectangle =>
			grid.selection ?? { top: 0, bottom: rowCount - 1, left: 0, right: columns.length - 1 };
		const copyButton = element('button', {
			type: 'button',
			text: 'Copy',
			title: 'Copy the selected cells (or all) with headers, as tab-separated text',
		});
		copyButton.addEventListener('click', () => void copy(everything(), true));
		const made = element('div', { class: 'bar' }, [toggle, element('span', { class: 'spacer' })]);
		if (output.layer) {
			made.append(
				element('span', {
					class: 'badge',
					text: output.layer.label,
					title: 'The layer of the database that these rows belong to',
				}),
			);
		}
		if (rowCount > 0) made.append(copyButton);
		return made;
	}
}

function spokenCell(
	rectangle: Rectangle,
	columns: readonly { readonly name: string }[],
	source: PageSource,
): string {
	const cells = (rectangle.bottom - rectangle.top + 1) * (rectangle.right - rectangle.left + 1);
	if (cells > 1) return `${formatCount(cells, 'cell')} selected`;
	const value = source.value(rectangle.top, rectangle.left);
	const text =
		value === null
			? 'null'
			: value === ''
				? 'empty text'
				: value === undefined
					? ''
					: cellText(value);
	return `${columns[rectangle.left]?.name ?? ''} row ${rectangle.top + 1}: ${text.slice(0, 200)}`;
}

function fullText(value: WireValue): string {
	if (value === null) return 'NULL';
	if (typeof value === 'string') return value;
	return `${cellText(value)}  (${valueClass(value)})`;
}
