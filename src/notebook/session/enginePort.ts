/**
 * What a session needs of the engine, and no more: the shape its Database has.
 *
 * Synchronous, one connection. Results are opened, not fetched: their rows stay in the engine's vectors
 * and pages are cut from those.
 */

import type { WireValue } from '../../protocol/page.js';
import type { PageColumn } from '../../protocol/pageCodec.js';

export interface EngineDatabase {
	prepare(sql: string): EngineStatement;
	readonly inTransaction: boolean;
	/** Pins the committed state until released. Precondition: no transaction is open. */
	snapshot(): EngineSnapshot;
	/** Precondition: no transaction is open. */
	restore(snapshot: EngineSnapshot): void;
}

export interface EngineSnapshot {
	/** The same for the same state. */
	readonly id: number;
	release(): void;
}

export interface EngineStatement {
	/** It returns rows. */
	readonly reader: boolean;
	/** It writes nothing. */
	readonly readonly: boolean;
	run(...parameters: unknown[]): { readonly changes: number };
	openResult(...parameters: unknown[]): EngineResult;
}

/** A result's rows, kept until released. */
export interface EngineResult {
	readonly columns: readonly {
		readonly name: string;
		readonly declaredType?: string | null | undefined;
	}[];
	readonly rowCount: number;
	readonly layerId: number;
	page(start: number, count: number): { readonly columns: readonly PageColumn[] };
	rows(start?: number, count?: number): WireValue[][];
	release(): void;
}
