/** What a database asks of its surroundings, and the options it is made with. */

import type { IndexType } from '../indexTypes/contract.js';
import type { SyncPolicy } from '../persistence/transactionLog.js';
import type { TableModule } from '../modules/module.js';

export interface DatabasePorts {
	/** Milliseconds since 1970. */
	now(): number;
	/** Milliseconds with fractions, since some moment: to measure how long something takes. */
	readonly clock: () => number;
	/** A number in [0, 1). */
	random(): number;
	/** Asked once per batch: true cancels the running statement. */
	shouldInterrupt(): boolean;
}

/** What a database may be told when it is made. */
export interface DatabaseOptions {
	/** Statements that write are refused. */
	readonly readonly?: boolean;
	/** Called with the text of every statement before it runs. */
	readonly verbose?: ((sql: string) => void) | undefined;
	/** Asked now and then while a statement runs: true cancels it. */
	readonly shouldInterrupt?: () => boolean;
	/** The time for SQL, in milliseconds since 1970. */
	readonly now?: () => number;
	/** For random() and its like: numbers in [0, 1). */
	readonly random?: () => number;
	/** better-sqlite3's; there is no file to wait for. */
	readonly timeout?: number;
	readonly fileMustExist?: boolean;
	readonly nativeBinding?: unknown;
	/** Every new table is STRICT: values that do not fit the column's type are refused. */
	readonly strictTypes?: boolean;
	/** Registered before anything else happens: for bytes of tables that need them. */
	readonly modules?: Readonly<Record<string, TableModule>>;
	/** Index types (`CREATE INDEX ... USING name`), likewise. */
	readonly indexTypes?: Readonly<Record<string, IndexType>>;
	/** Name of the module that keeps the rows of CREATE TABLE without USING; by default `memory`. */
	readonly defaultModule?: string;
	/** Bytes that tables, indexes and layers may take; 0 or absent: no limit. PRAGMA memory_limit. */
	readonly memoryLimit?: number;
	/** Keeps what is committed in files: in the folder `basePath` (./data unless told), or in the one called `name` in it. */
	readonly persist?: boolean;
	readonly basePath?: string;
	/**
	 * Of a database kept in files: what was committed when it is opened is read, beside any other program, and what is
	 * written stays in memory: no file is changed.
	 */
	readonly copy?: boolean;
	readonly name?: string;
	/**
	 * When commits reach the disk. always: before they are acknowledged; normal: in groups, a moment later; off: when the
	 * system likes. A program that ends suddenly loses nothing either way, a computer that does may.
	 */
	readonly fsync?: SyncPolicy;
	/** A log longer than this, and than the files, is folded into them after a commit; 16 MiB unless told, 0: never. */
	readonly checkpointBytes?: number;
	/** How many logs to keep that checkpoints have put aside; 2 unless told. */
	readonly archives?: number;
	/** Optimizer rules to leave out, by name (optimizer/rules.ts): to compare plans, and to look for mistakes in them. */
	readonly disabledRules?: readonly string[];
}

export function portsOf(options: DatabaseOptions): DatabasePorts {
	return {
		now: options.now ?? (() => Date.now()),
		clock: options.now ?? precise,
		random: options.random ?? (() => Math.random()),
		shouldInterrupt: options.shouldInterrupt ?? (() => false),
	};
}

/** Both browsers and Node have it, though it is no part of the language. */
const precise = (): number => {
	const { performance } = globalThis as { performance?: { now(): number } };
	return performance ? performance.now() : Date.now();
};
