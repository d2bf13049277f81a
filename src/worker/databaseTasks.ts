/** Requests about the database as a whole: its files, export, import, clearing. Each runs in turn with the cells. */

import type { OpenNotebook } from '../notebook/session/openNotebook.js';
import { clearTables, copyInto, exportedBytes, importBytes } from '../notebook/session/exchange.js';
import type { StoreInfo, StoreLocation } from '../protocol/storeMessages.js';
import type { WorkerRequests } from '../protocol/workerMessages.js';
import type { WorkerStore } from './workerStore.js';

export type OnRequest = <K extends keyof WorkerRequests>(
	name: K,
	answer: (
		params: WorkerRequests[K]['params'],
	) => WorkerRequests[K]['result'] | Promise<WorkerRequests[K]['result']>,
) => void;

export interface TaskContext {
	/** Throws when no session is open. */
	current(): OpenNotebook;
	store(): WorkerStore | undefined;
	openStore(location: StoreLocation): Promise<WorkerStore>;
	/** Sends what has changed to the host. */
	flush(): void;
}

export function serveDatabaseTasks(on: OnRequest, context: TaskContext): void {
	const inTurn = <T>(work: (notebook: OpenNotebook) => T | Promise<T>): Promise<T> => {
		const notebook = context.current();
		return notebook.session.exclusively(async () => {
			try {
				return await work(notebook);
			} finally {
				context.flush();
			}
		});
	};
	const info = ({ database }: OpenNotebook): StoreInfo | null =>
		context.store()?.info(database) ?? null;

	on('store/info', () => info(context.current()));
	on('store/save', () =>
		inTurn(notebook => {
			notebook.database.checkpoint();
			return info(notebook);
		}),
	);
	on('database/export', ({ format }) =>
		inTurn(async ({ database }) => ({ bytes: await exportedBytes(database, format) })),
	);
	on('database/import', ({ bytes, mode }) =>
		inTurn(({ database }) => importBytes(database, bytes, mode)),
	);
	on('database/copy', ({ store }) =>
		inTurn(async ({ database }) => {
			const target = await context.openStore(store);
			await copyInto(database, target.options, context.store()?.options.storage);
			await target.settle();
			return null;
		}),
	);
	on('table/clear', which => inTurn(({ database }) => ({ rows: clearTables(database, which) })));
}
