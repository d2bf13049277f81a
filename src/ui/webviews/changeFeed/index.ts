/** The change feed view: filter, pause, clear and the list. Its state survives being hidden through the host's `reset`. */

import type { FeedToHost, HostToFeed } from '../../../protocol/feedMessages.js';
import { element } from '../../components/element.js';
import { FeedList } from './feedList.js';
import { FeedModel, type FeedKind } from './feedModel.js';
import { feedStyles } from './feedStyles.js';

declare function acquireVsCodeApi(): { postMessage(message: FeedToHost): void };

const KINDS: readonly (readonly [FeedKind, string])[] = [
	['all', 'All changes'],
	['insert', 'Inserts'],
	['update', 'Updates'],
	['delete', 'Deletes'],
	['schema', 'Schema'],
];

const host = acquireVsCodeApi();
const model = new FeedModel();
const labels = new Map<string, string>();
let notebook: string | undefined;

const list = new FeedList({
	cellLabel: cellId => labels.get(cellId) ?? cellId,
	goToCell: cellId => {
		host.postMessage({ type: 'goToCell', cellId });
	},
});
const table = element('input', { label: 'Filter by table' });
table.placeholder = 'Filter by table';
const kind = element('select', { label: 'Filter by kind' });
for (const [value, text] of KINDS) kind.append(new Option(text, value));
const pause = element('button', { type: 'button', text: 'Pause' });
const clear = element('button', { type: 'button', text: 'Clear' });
const state = element('div', { class: 'state', role: 'status' });
const nothing = element('div', { class: 'nothing' });
const styles = element('style', { text: feedStyles });
document.head.append(styles);
document.body.append(
	element('div', { class: 'tools' }, [table, kind, pause, clear]),
	state,
	nothing,
	list.element,
);

const applyFilter = (): void => {
	model.setFilter({ table: table.value.trim(), kind: kind.value as FeedKind });
	refresh();
};
table.addEventListener('input', applyFilter);
kind.addEventListener('change', applyFilter);
pause.addEventListener('click', () => {
	model.setPaused(!model.isPaused);
	refresh();
});
clear.addEventListener('click', () => {
	model.clear();
	host.postMessage({ type: 'clear' });
	refresh();
});

window.addEventListener('message', (event: MessageEvent<HostToFeed>) => {
	const message = event.data;
	if (message.type === 'append') {
		model.append(message.changes, message.dropped);
	} else {
		if (message.type === 'reset') {
			model.clear();
			notebook = message.notebook;
			model.append(message.changes, message.dropped);
		}
		labels.clear();
		for (const cell of message.cells) labels.set(cell.cellId, cell.label);
	}
	refresh();
});
host.postMessage({ type: 'ready' });

let isScheduled = false;
/** At most once a frame: events come faster than anybody reads. */
function refresh(): void {
	if (isScheduled) return;
	isScheduled = true;
	requestAnimationFrame(() => {
		isScheduled = false;
		draw();
	});
}

function draw(): void {
	const count = new Intl.NumberFormat();
	const facts = [`${count.format(model.total)} events`];
	if (model.shown.length !== model.total) facts.push(`${count.format(model.shown.length)} shown`);
	if (model.dropped > 0) facts.push(`${count.format(model.dropped)} no longer kept`);
	if (model.isPaused) facts.push(`paused, ${count.format(model.waitingCount)} waiting`);
	state.textContent = model.total === 0 ? '' : facts.join(' · ');
	pause.textContent = model.isPaused ? 'Resume' : 'Pause';
	pause.setAttribute('aria-pressed', String(model.isPaused));
	nothing.hidden = model.total > 0;
	nothing.textContent =
		notebook === undefined
			? 'Open a SQL notebook to see its changes here.'
			: 'No changes yet. Run a cell that inserts, updates or deletes rows, or changes the schema.';
	list.show(model.shown);
}
