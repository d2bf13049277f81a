/**
 * JSON-RPC over a worker's port, the same for Node and browsers.
 *
 * Messages are posted as they are (structured clone keeps typed arrays and bigints); the buffers of a
 * result page are transferred, which is safe because pages are made for the message alone.
 */

import {
	AbstractMessageReader,
	AbstractMessageWriter,
	type DataCallback,
	type Disposable,
	Emitter,
	type Message,
} from 'vscode-jsonrpc';
import type { ResultPage } from '../protocol/page.js';
import { pageBuffers } from '../protocol/pageCodec.js';

/** A port of either kind, in its smallest form. */
export interface Port {
	post(message: unknown, transfer: ArrayBuffer[]): void;
	listen(listener: (message: unknown) => void): void;
}

export class PortReader extends AbstractMessageReader {
	readonly #messages = new Emitter<Message>();

	constructor(port: Port) {
		super();
		port.listen(message => {
			this.#messages.fire(message as Message);
		});
	}

	listen(callback: DataCallback): Disposable {
		return this.#messages.event(callback);
	}
}

export class PortWriter extends AbstractMessageWriter {
	readonly #port: Port;

	constructor(port: Port) {
		super();
		this.#port = port;
	}

	write(message: Message): Promise<void> {
		const { result } = message as {
			readonly result?: { readonly page?: Partial<ResultPage> } | null;
		};
		const page = result?.page;
		try {
			this.#port.post(message, isPage(page) ? pageBuffers(page) : []);
			return Promise.resolve();
		} catch (error) {
			const problem = error instanceof Error ? error : new Error(String(error));
			this.fireError(problem, message, 1);
			return Promise.reject(problem);
		}
	}

	end(): void {}
}

function isPage(page: Partial<ResultPage> | undefined): page is ResultPage {
	return page?.columns !== undefined && page.truncated !== undefined;
}
