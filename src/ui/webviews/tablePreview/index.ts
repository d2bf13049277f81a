/** A table's rows in a panel: the same grid and the same messages as in a notebook output. */

import type { ResultPayload } from '../../../protocol/output.js';
import { element } from '../../components/element.js';
import { HostChannel } from '../../renderer/hostChannel.js';
import { showOutput } from '../../renderer/outputView.js';

interface ShowMessage {
	readonly type: 'show';
	readonly payload: ResultPayload;
}

declare function acquireVsCodeApi(): { postMessage(message: unknown): void };

const host = acquireVsCodeApi();
const listeners: ((message: unknown) => void)[] = [];
const channel = new HostChannel({
	postMessage: message => {
		host.postMessage(message);
	},
	onDidReceiveMessage: listener => listeners.push(listener),
});
const holder = element('div');
document.body.append(holder);
const root = holder.attachShadow({ mode: 'open' });
let takeDown = (): void => undefined;

window.addEventListener(
	'message',
	(event: MessageEvent<ShowMessage | { readonly type: string }>) => {
		const message = event.data;
		if (message.type !== 'show') {
			for (const listener of listeners) listener(message);
			return;
		}
		takeDown();
		takeDown = showOutput((message as ShowMessage).payload, root, channel);
	},
);
host.postMessage({ type: 'ready' });
