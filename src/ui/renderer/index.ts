/**
 * Notebook renderer for `application/vnd.strata.result+json`: one view per output, in a shadow root, since all outputs
 * of all renderers share one document.
 */

import type { ResultPayload } from '../../protocol/output.js';
import { HostChannel, type RendererMessaging } from './hostChannel.js';
import { showOutput } from './outputView.js';

interface OutputItem {
	readonly id: string;
	json(): unknown;
}

export function activate(context: RendererMessaging) {
	const channel = new HostChannel(context);
	const disposals = new Map<string, () => void>();

	const dispose = (id: string): void => {
		disposals.get(id)?.();
		disposals.delete(id);
	};

	return {
		renderOutputItem(item: OutputItem, element: HTMLElement): void {
			dispose(item.id);
			const root = element.shadowRoot ?? element.attachShadow({ mode: 'open' });
			disposals.set(item.id, showOutput(item.json() as ResultPayload, root, channel));
		},
		/** Without an id: all outputs go. */
		disposeOutputItem(id?: string): void {
			for (const known of id === undefined ? [...disposals.keys()] : [id]) dispose(known);
		},
	};
}
