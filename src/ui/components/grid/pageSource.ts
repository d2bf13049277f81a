/**
 * Rows of one result, page by page: the first page comes with the output, later ones are asked for when they are
 * looked at and kept while there is room. A row that cannot be had is `undefined`, never invented.
 */

import { decodePage, type PageReader } from '../../../protocol/pageCodec.js';
import { pageFromJson, type JsonPage } from '../../../protocol/pageJson.js';
import type { WireValue } from '../../../protocol/page.js';

export const PAGE_ROWS = 200;
const KEPT_PAGES = 60;

export type FetchPage = (offset: number, limit: number) => Promise<JsonPage | undefined>;

export class PageSource {
	readonly rowCount: number;
	readonly #fetch: FetchPage;
	readonly #first: PageReader;
	/** By page number, least recently used first. */
	readonly #pages = new Map<number, PageReader>();
	readonly #pending = new Map<number, Promise<void>>();

	constructor(rowCount: number, firstPage: JsonPage, fetch: FetchPage) {
		this.rowCount = rowCount;
		this.#fetch = fetch;
		this.#first = decodePage(pageFromJson(firstPage));
	}

	/** Rows of the first page: what can be shown without anybody answering. */
	get firstPageRows(): number {
		return this.#first.rowCount;
	}

	/** Resolves when rows [start, end) are at hand, or cannot be had. */
	async load(start: number, end: number): Promise<void> {
		const last = Math.min(end, this.rowCount) - 1;
		const loads: Promise<void>[] = [];
		for (let page = Math.floor(start / PAGE_ROWS); page * PAGE_ROWS <= last; page++) {
			const pageEnd = Math.min((page + 1) * PAGE_ROWS, this.rowCount);
			if (pageEnd <= this.#first.rowCount) continue;
			const held = this.#pages.get(page);
			if (held) {
				this.#pages.delete(page); // and set again: now the most recently used
				this.#pages.set(page, held);
			} else {
				loads.push(this.#loadPage(page));
			}
		}
		await Promise.all(loads);
	}

	/** undefined: the row is not at hand. */
	value(row: number, column: number): WireValue | undefined {
		const [reader, at] = this.#locate(row);
		return reader?.value(at, column);
	}

	/** Full length of a value of which only the beginning came. */
	fullLength(row: number, column: number): number | undefined {
		const [reader, at] = this.#locate(row);
		return reader?.fullLength(at, column);
	}

	#locate(row: number): [PageReader | undefined, number] {
		if (row < this.#first.rowCount) return [this.#first, row];
		const page = Math.floor(row / PAGE_ROWS);
		const reader = this.#pages.get(page);
		return reader && row - reader.offset < reader.rowCount
			? [reader, row - reader.offset]
			: [undefined, 0];
	}

	#loadPage(page: number): Promise<void> {
		const running = this.#pending.get(page);
		if (running) return running;
		const load = this.#fetch(page * PAGE_ROWS, PAGE_ROWS)
			.then(answer => {
				if (!answer) return;
				this.#pages.set(page, decodePage(pageFromJson(answer)));
				const oldest = this.#pages.keys().next().value;
				if (this.#pages.size > KEPT_PAGES && oldest !== undefined) this.#pages.delete(oldest);
			})
			.finally(() => this.#pending.delete(page));
		this.#pending.set(page, load);
		return load;
	}
}
