/**
 * Pragmas of SQLite's files, caches and threads. They answer what an in-memory database of SQLite answers and remember
 * what is set where SQLite does; nothing here but wal_checkpoint, of a
 * database that is kept in files, has an effect on the engine.
 */

import { SqlError } from '../../types/sqlError.js';
import type { Row } from '../../types/value.js';
import { emptyTemp } from '../attach.js';
import type { PragmaCall, PragmaDefinition } from './pragma.js';
import { integerOf, isOn, levelOf, wideIntegerOf } from './pragmaValues.js';

const JOURNAL_MODES = new Set(['memory', 'off']);
const TEMP_STORES = ['default', 'file', 'memory'];
const AUTO_VACUUMS = ['none', 'full', 'incremental'];
const MAX_PAGES = 4294967294;
const ENCODING = /^utf-?8$|^utf-?16(?:le|be)?$/i;

export const storagePragmas: readonly PragmaDefinition[] = [
	perSchema('cache_size', -2000, text => integerOf(text)),
	perSchema('default_cache_size', -2000, text => Math.abs(integerOf(text)), 'cache_size'),
	{
		...remembered('cache_spill', 'schema'),
		run(call) {
			const spill = stored<number>(call, 'cache_spill', 1);
			if (call.value === undefined) return [[spill === 0 ? 0 : Math.max(spill, 483)]];
			const number = integerOf(call.value);
			return store(call, 'cache_spill', number > 1 ? number : Number(isOn(call.value)));
		},
	},
	{
		...remembered('synchronous', 'schema'),
		run(call) {
			const initial = call.schema === 'temp' ? 0 : 2;
			if (call.value === undefined) return [[stored(call, 'synchronous', initial)]];
			if (call.connection.transaction) {
				const message = 'Safety level may not be changed inside a transaction';
				throw new SqlError('SQLITE_ERROR', message);
			}
			return call.schema === 'temp' ? [] : store(call, 'synchronous', levelOf(call.value) & 7);
		},
	},
	{
		...remembered('temp_store'),
		run(call) {
			if (call.value === undefined) return [[stored(call, 'temp_store', 0)]];
			const now = stored(call, 'temp_store', 0);
			const wanted = choice(TEMP_STORES, call.value);
			if (wanted !== now && call.connection.transaction) {
				const message = 'temporary storage cannot be changed from within a transaction';
				throw new SqlError('SQLITE_ERROR', message);
			}
			if (wanted !== now) emptyTemp(call.connection);
			return store(call, 'temp_store', wanted);
		},
	},
	{
		...remembered('page_size', 'schema'),
		run(call) {
			if (call.value === undefined) return [[pageSize(call)]];
			const size = integerOf(call.value);
			const isSize = size >= 512 && size <= 65536 && (size & (size - 1)) === 0;
			return isSize && isEmpty(call) ? store(call, 'page_size', size) : [];
		},
	},
	{
		...remembered('auto_vacuum', 'schema'),
		run(call) {
			if (call.value === undefined) return [[stored(call, 'auto_vacuum', 0)]];
			const wanted = choice(AUTO_VACUUMS, call.value);
			return isEmpty(call) ? store(call, 'auto_vacuum', wanted) : [];
		},
	},
	{
		...answering('journal_mode', 'schema'),
		run(call) {
			const wanted = call.value?.toLowerCase();
			if (wanted !== undefined && JOURNAL_MODES.has(wanted)) store(call, 'journal_mode', wanted);
			return [[stored(call, 'journal_mode', 'memory')]];
		},
	},
	{
		...answering('locking_mode', 'schema'),
		run(call) {
			const wanted = call.value?.toLowerCase();
			// In memory every database is exclusive; the setting is for those attached later.
			const isKnown = wanted === 'exclusive' || wanted === 'normal';
			if (isKnown) store(call, 'locking_mode', 'exclusive');
			if (isKnown || call.schema !== undefined) return [['exclusive']];
			return [[stored(call, 'locking_mode', 'normal')]];
		},
	},
	answeringNumber('max_page_count', MAX_PAGES, (text, now) => integerOf(text) || now, 'schema'),
	answeringNumber(
		'journal_size_limit',
		-1,
		text => Math.max(-1, wideIntegerOf(text) ?? -1),
		'schema',
	),
	{
		...answering('busy_timeout'),
		columns: ['timeout'],
		run(call) {
			// better-sqlite3's default.
			const { timeout = 5000 } = call.connection.database.options;
			if (call.value !== undefined) store(call, 'busy_timeout', Math.max(0, integerOf(call.value)));
			return [[stored(call, 'busy_timeout', timeout)]];
		},
	},
	answeringNumber('wal_autocheckpoint', 1000, text => Math.max(0, integerOf(text))),
	answeringNumber('threads', 0, (text, now) => Math.min(8, nonNegative(text, now))),
	answeringNumber('analysis_limit', 0, (text, now) => nonNegative(text, now)),
	answeringNumber('soft_heap_limit', 0, (text, now) => nonNegative(text, now)),
	answeringNumber('hard_heap_limit', 0, (text, now) => {
		const wanted = nonNegative(text, now);
		return wanted > 0 && (now === 0 || wanted < now) ? wanted : now;
	}),
	{
		...answering('secure_delete', 'schema'),
		run(call) {
			if (call.value !== undefined) {
				const level = call.value.toLowerCase() === 'fast' ? 2 : Number(isOn(call.value));
				store(call, 'secure_delete', level);
			}
			return [[stored(call, 'secure_delete', 0)]];
		},
	},
	{
		name: 'encoding',
		columns: ['encoding'],
		isSetting: true,
		run({ value }) {
			if (value === undefined) return [['UTF-8']];
			if (ENCODING.test(value)) return [];
			throw new SqlError('SQLITE_ERROR', `unsupported encoding: ${value}`);
		},
	},
	{
		name: 'page_count',
		columns: ['page_count'],
		isSetting: false,
		hidden: ['schema'],
		run: call => [[pageCount(call)]],
	},
	fixed('freelist_count', [[0]]),
	fixed('mmap_size', []),
	fixed('temp_store_directory', []),
	{
		...fixed('wal_checkpoint', [[0, -1, -1]]),
		columns: ['busy', 'log', 'checkpointed'],
		run({ connection }) {
			const { durability } = connection.database;
			durability?.checkpoint();
			return [durability ? [0, 0, 0] : [0, -1, -1]];
		},
	},
	{ ...fixed('optimize', []), hidden: ['arg'] },
	{ ...fixed('incremental_vacuum', []), columns: [] },
];

function nonNegative(text: string, now: number): number {
	const value = wideIntegerOf(text);
	return value === undefined || value < 0 ? now : value;
}

/** Set without an answer. */
function remembered(name: string, hidden?: 'schema'): Omit<PragmaDefinition, 'run'> {
	return { name, columns: [name], isSetting: true, ...(hidden && { hidden: [hidden] }) };
}

/** Answers with the value that is then in force. */
function answering(name: string, hidden?: 'schema'): Omit<PragmaDefinition, 'run'> {
	return { ...remembered(name, hidden), answersWhenSet: true };
}

function perSchema(
	name: string,
	initial: number,
	parse: (text: string) => number,
	column = name,
): PragmaDefinition {
	return {
		...remembered(name, 'schema'),
		columns: [column],
		run(call) {
			if (call.value === undefined) return [[stored(call, name, initial)]];
			return store(call, name, parse(call.value));
		},
	};
}

function answeringNumber(
	name: string,
	initial: number,
	parse: (text: string, now: number) => number,
	hidden?: 'schema',
): PragmaDefinition {
	return {
		...answering(name, hidden),
		run(call) {
			const now = stored(call, name, initial);
			if (call.value !== undefined) store(call, name, parse(call.value, now));
			return [[stored(call, name, initial)]];
		},
	};
}

function fixed(
	name: string,
	rows: Row[],
	hidden: readonly ('arg' | 'schema')[] = [],
): PragmaDefinition {
	const isFunction = name === 'freelist_count' || name === 'optimize';
	return { name, columns: [name], isSetting: false, isFunction, hidden, run: () => rows };
}

function choice(words: readonly string[], text: string): number {
	const position = words.indexOf(text.toLowerCase());
	if (position >= 0) return position;
	const number = integerOf(text);
	return number >= 0 && number < words.length ? number : 0;
}

function stored<T extends number | string>(
	{ connection, schema = 'main' }: PragmaCall,
	name: string,
	initial: T,
): T {
	return connection.settings.value(schema, name, initial);
}

function store(
	{ connection, schema = 'main' }: PragmaCall,
	name: string,
	value: number | string,
): Row[] {
	connection.settings.set(schema, name, value);
	return [];
}

function pageSize(call: PragmaCall): number {
	return stored(call, 'page_size', 4096);
}

function isEmpty(call: PragmaCall): boolean {
	return pageCount(call) === 0;
}

/** As many as a file would have, about: one for the schema, and for each tree what its bytes need. */
function pageCount(call: PragmaCall): number {
	const { connection, schema = 'main' } = call;
	const { state } = connection;
	const objects = state.catalog.schemas.get(schema);
	if (!objects || objects.relations.size === 0) return 0;
	const size = pageSize(call);
	let pages = 1;
	const ids = new Set(
		[...objects.relations.values(), ...objects.indexes.values()].map(one => one.id),
	);
	for (const id of ids) {
		const tree = state.peekTree(id);
		if (tree) pages += tree.size === 0 ? 1 : Math.max(1, Math.ceil(tree.byteSize() / size));
	}
	return pages;
}
