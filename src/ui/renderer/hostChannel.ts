/**
 * Requests from the renderer to the extension host. Each gets an id and is answered once; without
 * messaging (a still picture of a notebook, another front end) every request fails at once with `undefined`.
 */

import type { HostToRenderer, RendererToHost } from '../../protocol/rendererMessages.js';

/** What VS Code gives a renderer that asked for messaging. */
export interface RendererMessaging {
	readonly postMessage?: (message: unknown) => void;
	readonly onDidReceiveMessage?: (listener: (message: unknown) => void) => unknown;
}

type Answer = Extract<HostToRenderer, { readonly id: number }>;
type Request = Extract<RendererToHost, { readonly id: number }>;
type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

/** No answer after this long: the reader shows a still picture. */
const PATIENCE_MS = 30_000;

export class HostChannel {
	readonly #messaging: RendererMessaging;
	readonly #waiting = new Map<number, (answer: Answer | undefined) => void>();
	readonly #released = new Set<(session: string, handles: readonly string[]) => void>();
	#nextId = 1;

	constructor(messaging: RendererMessaging) {
		this.#messaging = messaging;
		messaging.onDidReceiveMessage?.(message => {
			this.#receive(message as HostToRenderer);
		});
	}

	get isConnected(): boolean {
		return this.#messaging.postMessage !== undefined;
	}

	/** The answer, or undefined when there is nobody to answer. */
	request(message: WithoutId<Request>): Promise<Answer | undefined> {
		const { postMessage } = this.#messaging;
		if (!postMessage) return Promise.resolve(undefined);
		const id = this.#nextId++;
		return new Promise(resolve => {
			const timer = setTimeout(() => {
				this.#waiting.delete(id);
				resolve(undefined);
			}, PATIENCE_MS);
			this.#waiting.set(id, answer => {
				clearTimeout(timer);
				resolve(answer);
			});
			postMessage({ ...message, id });
		});
	}

	send(message: Exclude<RendererToHost, Request>): void {
		this.#messaging.postMessage?.(message);
	}

	/** Called when results are gone; returns the way to stop listening. */
	onReleased(listener: (session: string, handles: readonly string[]) => void): () => void {
		this.#released.add(listener);
		return () => this.#released.delete(listener);
	}

	#receive(message: HostToRenderer): void {
		if (message.type === 'released') {
			for (const listener of this.#released) listener(message.session, message.handles);
			return;
		}
		const resolve = this.#waiting.get(message.id);
		this.#waiting.delete(message.id);
		resolve?.(message);
	}
}
