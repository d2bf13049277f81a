/**
 * What the host needs of a running engine worker. The clients (Node: worker_threads, web: Worker) live in engine/.
 */

import type {
	HostRequests,
	WorkerNotifications,
	WorkerRequests,
} from '../../protocol/workerMessages.js';

export type RequestName = keyof WorkerRequests;
export type NotificationName = keyof WorkerNotifications;

export interface EnginePort {
	/** Rejects with an error whose `data` is an ErrorMessage when the worker says no, or when it crashed. */
	request<K extends RequestName>(
		name: K,
		params: WorkerRequests[K]['params'],
	): Promise<WorkerRequests[K]['result']>;
	onNotification<K extends NotificationName>(
		name: K,
		listener: (params: WorkerNotifications[K]) => void,
	): void;
	/** Answers what the worker asks of the host; a rejection's message reaches it. */
	onRequest<K extends keyof HostRequests>(
		name: K,
		answer: (params: HostRequests[K]['params']) => Promise<HostRequests[K]['result']>,
	): void;
	/** Stops what runs; the session stays usable. */
	interrupt(): void;
	/** The worker ended by itself. Called at most once; requests under way have been rejected. */
	onCrash(listener: (reason: string) => void): void;
	/** The shared flag for session/open, where there is one. */
	readonly cancelFlag: SharedArrayBuffer | undefined;
	dispose(): void;
	/** Resolves when the worker does nothing any more. */
	readonly ended: Promise<void>;
}

/** Reads a file for the worker, where it has no file system of its own. */
export type ReadFile = (path: string) => Promise<Uint8Array>;

export type StartEngine = (readFile: ReadFile) => Promise<EnginePort>;
