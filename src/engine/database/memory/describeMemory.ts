/** Memory as `Database.memoryUsage()` and the table functions tell it. */

import { realValue } from '../../types/value.js';
import type { ConnectionCore } from '../connectionCore.js';
import type { OwnTable } from '../tables/ownTables.js';
import type { MemorySample } from './memoryMonitor.js';
import { memoryReport, treeObjects } from './memoryReport.js';
import type { MemoryEntry } from './memoryReport.js';

/** What a database takes, in bytes. */
export interface MemoryUsage {
	/** Of the tables and indexes this connection sees. */
	readonly total: number;
	readonly objects: readonly {
		readonly schema: string;
		readonly name: string;
		readonly type: 'table' | 'index';
		readonly rows: number;
		readonly bytes: number;
	}[];
	/** Of everything that is kept, every page counted once. */
	readonly bytes: number;
	/** The most that was seen. */
	readonly peak: number;
	/** PRAGMA memory_limit; 0: none. */
	readonly limit: number;
	/** By database, table, index, layer and connection: memoryReport.ts. */
	readonly entries: readonly MemoryEntry[];
	/** PRAGMA memory_history: what the database took after the last commits, oldest first. */
	readonly history: readonly MemorySample[];
}

export function describeMemory(connection: ConnectionCore): MemoryUsage {
	const { state, database } = connection;
	const objects: MemoryUsage['objects'][number][] = [];
	for (const { schema, name, kind, id } of treeObjects(state)) {
		const tree = state.peekTree(id);
		if (!tree) continue;
		objects.push({ schema, name, type: kind, rows: tree.size, bytes: tree.byteSize() });
	}
	const entries = memoryReport(connection);
	const { bytes = 0, peak = 0 } = entries[0] ?? {};
	const { limit, history } = database.memory;
	const total = objects.reduce((sum, object) => sum + object.bytes, 0);
	return { total, objects, bytes, peak, limit, entries, history: [...history] };
}

function memoryTable(name: string): OwnTable {
	return {
		name,
		columns: [
			'scope TEXT',
			'schema TEXT',
			'name TEXT',
			'rows INTEGER',
			'bytes INTEGER',
			'bytes_own INTEGER',
			'bytes_shared INTEGER',
			'bytes_peak INTEGER',
			'bytes_plain INTEGER',
			'ratio REAL',
		],
		*rows(connection) {
			for (const entry of memoryReport(connection)) {
				const { scope, schema, rows, bytes, own, shared, peak, plain } = entry;
				const ratio = bytes > 0 ? plain / bytes : 1;
				const sizes = [bytes, own, shared, peak, plain, realValue(ratio)];
				yield [scope, schema ?? null, entry.name, rows ?? null, ...sizes];
			}
		},
	};
}

export const strataMemory = memoryTable('strata_memory');
/** The same under the name that other databases have. */
export const memoryUsageTable = memoryTable('memory_usage');

export const strataMemoryHistory: OwnTable = {
	name: 'strata_memory_history',
	columns: ['commit_number INTEGER', 'time TEXT', 'bytes INTEGER'],
	*rows({ database }) {
		for (const { commit, time, bytes } of database.memory.history) {
			yield [commit, new Date(time).toISOString().replace('T', ' ').slice(0, 23), bytes];
		}
	},
};
