/** Draws one statement's output into a shadow root: grid, done line, error or assertion. Everything is set as text. */

import type { ErrorMessage, ResultPayload } from '../../protocol/output.js';
import { gridStyles } from '../components/grid/gridStyles.js';
import { element } from '../components/element.js';
import { showGrid } from './gridView.js';
import type { HostChannel } from './hostChannel.js';
import { formatCount, formatElapsed } from './format.js';
import { outputStyles } from './outputStyles.js';

/** SQLite's name for a statement that was stopped by its user: no failure. */
const CODE_INTERRUPTED = 'SQLITE_INTERRUPT';

/** Returns the way to take it down again. */
export function showOutput(
	payload: ResultPayload,
	root: ShadowRoot,
	channel: HostChannel,
): () => void {
	const styles = document.createElement('style');
	styles.textContent = gridStyles + outputStyles;
	const { output } = payload;
	const stops: (() => void)[] = [];
	const body = element('div', { class: 'output' });
	root.replaceChildren(styles, body);
	switch (output.type) {
		case 'grid':
			stops.push(showGrid(payload, output, body, channel));
			break;
		case 'done': {
			const rows = output.changes === undefined ? '' : ` · ${formatCount(output.changes, 'row')}`;
			body.append(
				element('div', { class: 'line done' }, [
					element('span', { class: 'verb', text: output.verb }),
					`${rows} · ${formatElapsed(output.elapsedMs)}`,
				]),
			);
			break;
		}
		case 'assert':
			body.append(
				element('div', { class: `line ${output.passed ? 'passed' : 'failed'}` }, [
					output.passed ? '✓ assertion holds' : '✗ assertion failed',
					output.detail === undefined ? '' : ` · ${output.detail}`,
					` · ${formatElapsed(output.elapsedMs)}`,
				]),
			);
			if (output.difference?.length) body.append(differenceBox(output.difference));
			if (output.error) body.append(errorBox(output.error, payload.cellId, channel));
			break;
		case 'error':
			if (output.error.code === CODE_INTERRUPTED) {
				body.append(
					element('div', { class: 'line' }, [
						element('span', { class: 'verb', text: 'Stopped' }),
						` · ${formatElapsed(output.elapsedMs)} · what the statement had changed is undone`,
					]),
				);
				break;
			}
			body.append(errorBox(output.error, payload.cellId, channel));
			break;
	}
	if (output.type === 'grid' || output.type === 'done') {
		if (output.notice !== undefined) {
			body.append(element('div', { class: 'line notice', text: output.notice }));
		}
	}
	return () => {
		for (const stop of stops) stop();
		root.replaceChildren();
	};
}

/** Expected and found, line by line. */
function differenceBox(lines: readonly string[]): HTMLElement {
	const classes: Readonly<Record<string, string>> = { '-': 'expected', '+': 'found' };
	const says: Readonly<Record<string, string>> = { '-': 'expected', '+': 'found', '@': '' };
	return element(
		'div',
		{ class: 'difference' },
		lines.map(line => {
			const sign = line[0] ?? ' ';
			const text = sign === '@' ? '⋯' : line.slice(1);
			return element('div', { class: classes[sign] ?? 'both' }, [
				element('span', { class: 'sign', text: says[sign] ?? '' }),
				element('span', { class: 'text', text }),
			]);
		}),
	);
}

function errorBox(error: ErrorMessage, cellId: string, channel: HostChannel): HTMLElement {
	const box = element('div', { class: 'error', role: 'alert' }, [
		element('div', { class: 'message', text: `Error: ${error.message}` }),
		element('div', { class: 'code', text: error.code }),
	]);
	if (error.hint !== undefined) {
		box.append(element('div', { class: 'hint', text: `Hint: ${error.hint}` }));
	}
	const { span } = error;
	if (span && channel.isConnected) {
		const button = element('button', { text: 'Show in cell', type: 'button' });
		button.addEventListener('click', () => {
			channel.send({ type: 'reveal', cellId, start: span.start, end: span.end });
		});
		box.append(button);
	}
	return box;
}
