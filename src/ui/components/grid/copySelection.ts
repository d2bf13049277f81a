/** The selected rectangle as tab-separated text, as the grid shows it: in its order, with what is not at hand fetched. */

import { tsvField } from './cellPresentation.js';
import type { PageSource } from './pageSource.js';
import type { Rectangle } from './selection.js';

/** More cells than this are not put on a clipboard. */
export const COPY_LIMIT_CELLS = 500_000;
const STRIDE_ROWS = 2000;

export interface CopyResult {
	readonly text: string;
	readonly rows: number;
	/** Rows that could not be had: the text ends before them. */
	readonly missingRows: number;
}

export async function selectionAsTsv(
	source: PageSource,
	rectangle: Rectangle,
	headers: readonly string[] | undefined,
): Promise<CopyResult> {
	const lines: string[] = [];
	const total = rectangle.bottom - rectangle.top + 1;
	if (headers) {
		lines.push(
			headers
				.slice(rectangle.left, rectangle.right + 1)
				.map(tsvField)
				.join('\t'),
		);
	}
	let rows = 0;
	for (let start = rectangle.top; start <= rectangle.bottom; start += STRIDE_ROWS) {
		const end = Math.min(start + STRIDE_ROWS, rectangle.bottom + 1);
		await source.load(start, end);
		for (let row = start; row < end; row++) {
			if (source.value(row, rectangle.left) === undefined) {
				return { text: lines.join('\n'), rows, missingRows: total - rows };
			}
			const fields: string[] = [];
			for (let column = rectangle.left; column <= rectangle.right; column++) {
				fields.push(tsvField(source.value(row, column)));
			}
			lines.push(fields.join('\t'));
			rows++;
		}
	}
	return { text: lines.join('\n'), rows, missingRows: 0 };
}
