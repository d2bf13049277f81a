/**
 * The verdict of an [assert] cell's query: it holds when there is a row and every value of its first
 * column is true, as SQL counts truth (0 and NULL are not).
 */

import { cellText } from '../../protocol/cellText.js';
import type { WireValue } from '../../protocol/page.js';
import { isBoxedReal } from '../../protocol/pageCodec.js';
import type { EngineResult } from './enginePort.js';

/** undefined: it holds; otherwise what was found instead. */
export function checkAssertion(result: EngineResult): string | undefined {
	if (result.rowCount === 0) return 'the query gave no row';
	const STRETCH = 1024;
	for (let start = 0; start < result.rowCount; start += STRETCH) {
		const rows = result.rows(start, Math.min(STRETCH, result.rowCount - start));
		const wrong = rows.findIndex(row => !isTrue(row[0] ?? null));
		if (wrong < 0) continue;
		const shown = result.columns.map((column, index) => {
			const value = rows[wrong]?.[index] ?? null;
			return `${column.name} = ${value === null ? 'NULL' : cellText(value)}`;
		});
		const row = result.rowCount === 1 ? '' : `row ${start + wrong + 1}: `;
		return row + shown.slice(0, 8).join(', ');
	}
	return undefined;
}

function isTrue(value: WireValue): boolean {
	if (value === null) return false;
	if (typeof value === 'number' || typeof value === 'bigint') return Number(value) !== 0;
	if (isBoxedReal(value)) return value.value !== 0;
	const text = typeof value === 'string' ? value : new TextDecoder().decode(value);
	return Number(/^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/i.exec(text)?.[0] ?? 0) !== 0;
}
