/**
 * What all connections of one database share: the committed state, the registries, the listeners, the counters.
 *
 * `head` is the last committed state. It is written in place while nothing pins it, otherwise replaced.
 */

import { emptyCatalog } from '../catalog/changeCatalog.js';
import type { TableSchema } from '../catalog/schema.js';
import { IndexTypes } from '../indexTypes/builtinTypes.js';
import { FunctionRegistry } from '../functions/registry.js';
import type { TableExpressions } from '../plan/statements.js';
import type { Collation } from '../types/collation.js';
import { builtinCollations } from '../types/collations.js';
import { localeCollation } from '../types/localeCollations.js';
import type { Name } from '../syntax/ast/name.js';
import { SqlError } from '../types/sqlError.js';
import { foldKey } from '../util/foldKey.js';
import type { TableModule } from '../modules/module.js';
import { memoryModule } from '../modules/memoryModule.js';
import { Listeners } from './events.js';
import { registerIndexType } from './registerIndexType.js';
import { moduleName, registerModule } from './registerModule.js';
import { portsOf } from './ports.js';
import type { DatabaseOptions, DatabasePorts } from './ports.js';
import { SerializableHistory } from './isolation/serializableHistory.js';
import { Branches } from './layers/branches.js';
import { KeptLayers } from './layers/keptLayers.js';
import { LayerViews } from './layers/layerViews.js';
import { MemoryMonitor } from './memory/memoryMonitor.js';
import { Statistics } from './statistics/statistics.js';
import { EventLog } from './tables/strataEvents.js';
import { State } from './state.js';
import type { ConnectionCore } from './connectionCore.js';
import type { Durability } from './durability/durability.js';
import type { StoreReader } from './durability/storeReader.js';

export class DatabaseCore {
	readonly options: DatabaseOptions;
	readonly name: string;
	readonly ports: DatabasePorts;
	isReadonly: boolean;
	readonly functions = new FunctionRegistry();
	readonly collations = new Map<string, Collation>(builtinCollations);
	readonly indexTypes = new IndexTypes();
	readonly modules = new Map<string, TableModule>([['memory', memoryModule]]);
	/** Names that `registerModule` was called with: each may be given once. */
	readonly registeredModules = new Set<string>();
	/** What keeps the rows of CREATE TABLE; undefined: our own trees. */
	defaultModule: Name | undefined;
	readonly listeners = new Listeners();
	readonly layerViews = new LayerViews(() => this.newId());
	readonly layers = new KeptLayers(this);
	readonly branches = new Branches(this);
	readonly eventLog = new EventLog(this);
	readonly memory = new MemoryMonitor(this);
	/** Of a database with a store that is open for writing. */
	durability: Durability | undefined = undefined;
	/** Of one that only reads its store. */
	reader: StoreReader | undefined = undefined;
	/** Folder of its store. */
	root: string | undefined = undefined;
	/** Grows when the present state is replaced by one that was not made from it. */
	lineage = 0;
	readonly statistics = new Statistics();
	readonly serializable = new SerializableHistory();
	readonly connections = new Set<ConnectionCore>();
	/** States kept by snapshots, results and names. */
	readonly pinned = new Map<State, number>();
	/** Bound once per table schema and set of functions. */
	tableExpressions = new WeakMap<TableSchema, TableExpressions>();
	tableExpressionsVersion = 0;
	head: State;
	/** Grows when functions or collations change: prepared programs compare it. */
	registryVersion = 0;
	/** Of all connections. */
	commits = 0;
	/** Name given to layers made from now on: a cell, say. */
	source: string | undefined;
	#lastLayer = 0;
	#lastVersion = 0;
	#lastId = 0;
	#isInterrupted = false;
	#running = 0;

	constructor(options: DatabaseOptions, name: string) {
		this.options = options;
		this.name = name;
		this.ports = portsOf(options);
		for (const [name, module] of Object.entries(options.modules ?? {})) {
			registerModule(this, name, module);
		}
		for (const [name, type] of Object.entries(options.indexTypes ?? {})) {
			registerIndexType(this, name, type);
		}
		this.defaultModule = moduleName(options.defaultModule);
		this.isReadonly = options.readonly === true;
		this.head = new State(this.newLayerId(), undefined, emptyCatalog(this.newVersion()));
		this.head.kept = this.layerViews.trees;
		this.head.time = this.ports.now();
		this.memory.limit = options.memoryLimit ?? 0;
	}

	/** A registered collating sequence, a built-in one, or one of a language, which is then registered. */
	findCollation(name: string): Collation | undefined {
		const key = foldKey(name);
		const known = this.collations.get(key);
		if (known) return known;
		const made = localeCollation(name);
		if (made) this.collations.set(key, made);
		return made;
	}

	newLayerId = (): number => ++this.#lastLayer;

	newVersion(): number {
		return ++this.#lastVersion;
	}

	/** Of tables, indexes, views and triggers. */
	newId(): number {
		return ++this.#lastId;
	}

	/** Cancels the statement that runs, if one does. */
	interrupt(): void {
		if (this.#running > 0) this.#isInterrupted = true;
	}

	started(): void {
		this.#running++;
		if (this.memory.limit > 0) this.memory.enter();
	}

	ended(): void {
		if (--this.#running > 0) return;
		this.#isInterrupted = false;
		if (this.memory.limit > 0) this.memory.leave();
	}

	checkInterrupt = (): void => {
		if (!this.#isInterrupted && !this.ports.shouldInterrupt()) return;
		throw new SqlError('SQLITE_INTERRUPT', 'interrupted');
	};

	pin(state: State): void {
		state.pin();
		this.pinned.set(state, (this.pinned.get(state) ?? 0) + 1);
	}

	unpin(state: State): void {
		const count = this.pinned.get(state);
		if (count === undefined) return;
		state.unpin();
		if (count > 1) {
			this.pinned.set(state, count - 1);
			return;
		}
		this.pinned.delete(state);
		// Plans may still read the view.
		if (this.layerViews.drop(state)) this.registryVersion++;
	}
}
