/**
 * The results a session keeps, by handle: who asks for a page names one.
 *
 * A handle belongs to a cell and lives until the cell runs again, it is released, or the session ends.
 * Releasing is what lets go of the rows and of the layer they pin.
 */

import { CODE_GONE, type ResultHandle } from '../../protocol/output.js';
import type { ResultPage, WireValue } from '../../protocol/page.js';
import { encodePage } from '../../protocol/pageCodec.js';
import { SessionError } from './sessionError.js';
import type { EngineResult } from './enginePort.js';

interface Kept {
	readonly cellId: string | undefined;
	readonly result: EngineResult;
}

export class ResultStore {
	readonly #results = new Map<ResultHandle, Kept>();
	#last = 0;

	keep(result: EngineResult, cellId: string | undefined): ResultHandle {
		const handle = `r${++this.#last}`;
		this.#results.set(handle, { result, cellId });
		return handle;
	}

	get(handle: ResultHandle): EngineResult {
		const kept = this.#results.get(handle);
		if (kept) return kept.result;
		throw new SessionError(CODE_GONE, 'this result is no longer kept', 'run the cell again');
	}

	page(handle: ResultHandle, offset: number, limit: number, maxCellLength?: number): ResultPage {
		return pageOf(this.get(handle), offset, limit, maxCellLength);
	}

	value(handle: ResultHandle, row: number, column: number): WireValue {
		return this.get(handle).rows(row, 1)[0]?.[column] ?? null;
	}

	release(handles: Iterable<ResultHandle>): void {
		for (const handle of handles) {
			this.#results.get(handle)?.result.release();
			this.#results.delete(handle);
		}
	}

	releaseCell(cellId: string): void {
		const handles = [...this.#results].filter(([, kept]) => kept.cellId === cellId);
		this.release(handles.map(([handle]) => handle));
	}

	/** Layers that results pin, for the layers view. */
	layers(): ReadonlyMap<number, string | undefined> {
		const layers = new Map<number, string | undefined>();
		for (const { result, cellId } of this.#results.values()) layers.set(result.layerId, cellId);
		return layers;
	}

	clear(): void {
		this.release([...this.#results.keys()]);
	}
}

export function pageOf(
	result: EngineResult,
	offset: number,
	limit: number,
	maxCellLength?: number,
): ResultPage {
	const start = Math.min(Math.max(0, Math.trunc(offset)), result.rowCount);
	const count = Math.min(Math.max(0, Math.trunc(limit)), result.rowCount - start);
	return encodePage(result.page(start, count).columns, {
		end: count,
		offset: start,
		...(maxCellLength === undefined ? {} : { maxCellLength }),
	});
}
