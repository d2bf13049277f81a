/** Destinations in a notebook's database: tables of it, written by the library's destinations. */

import type { Database } from '../../library/database.js';
import { InMemoryDestination } from '../../library/destinations/inMemoryDestination.js';
import { MemoryStore } from '../../library/destinations/memoryStore.js';
import type { DestinationPort, WrittenRows } from './writeInto.js';

/** Rows read from a result at a time. */
const STRETCH = 1024;

export function tableDestinations(database: Database): DestinationPort {
	let store: MemoryStore | undefined;
	return {
		write(settings, source, { isCancelled, written }) {
			store ??= new MemoryStore(database);
			const destination = new InMemoryDestination(settings, store);
			const signal = {
				get aborted() {
					return isCancelled();
				},
			};
			return destination.write(rowsOf(source), {
				columns: source.columns,
				signal,
				onProgress: ({ rows }) => {
					written(rows);
				},
			});
		},
	};
}

function* rowsOf(source: WrittenRows): Generator<readonly unknown[]> {
	const { rowCount } = source;
	for (let start = 0; start < rowCount; start += STRETCH) {
		yield* source.rows(start, Math.min(STRETCH, rowCount - start));
	}
}
