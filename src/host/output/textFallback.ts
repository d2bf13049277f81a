/**
 * A result as static HTML and as aligned text, for front ends without our renderer, for export and for the accessible
 * view. At most 100 rows of the first page; says what it leaves out. Values are escaped, never markup.
 */

import { cellText, valueClass } from '../../protocol/cellText.js';
import type { GridOutput } from '../../protocol/output.js';
import { decodePage } from '../../protocol/pageCodec.js';
import { pageFromJson } from '../../protocol/pageJson.js';
import type { WireValue } from '../../protocol/page.js';

const SHOWN_ROWS = 100;
const WIDEST = 60;

function rowsOf(output: GridOutput): WireValue[][] {
	const reader = decodePage(pageFromJson(output.firstPage));
	const count = Math.min(reader.rowCount, SHOWN_ROWS);
	return Array.from({ length: count }, (_, row) => reader.row(row));
}

function leftOut(output: GridOutput, shown: number): string {
	return output.rowCount > shown ? `${shown} of ${output.rowCount} rows shown` : `${shown} rows`;
}

export function gridAsHtml(output: GridOutput): string {
	const rows = rowsOf(output);
	const head = output.columns.map(column => `<th>${escapeHtml(column.name)}</th>`).join('');
	const body = rows
		.map(row => `<tr>${row.map(value => `<td>${cellHtml(value)}</td>`).join('')}</tr>`)
		.join('\n');
	return `<table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body}\n</tbody>\n</table>\n<p>${leftOut(output, rows.length)}</p>`;
}

export function gridAsText(output: GridOutput): string {
	const rows = rowsOf(output);
	const cells = rows.map(row => row.map(plainText));
	const widths = output.columns.map((column, at) =>
		Math.max(column.name.length, ...cells.map(row => row[at]?.length ?? 0)),
	);
	const isNumber = output.columns.map((_, at) => {
		const kind = valueClass(rows[0]?.[at] ?? null);
		return kind === 'integer' || kind === 'real';
	});
	const line = (texts: readonly string[]): string =>
		texts
			.map((text, at) =>
				isNumber[at] ? text.padStart(widths[at] ?? 0) : text.padEnd(widths[at] ?? 0),
			)
			.join('  ')
			.trimEnd();
	return [
		line(output.columns.map(column => column.name)),
		line(widths.map(width => '-'.repeat(width))),
		...cells.map(line),
		`(${leftOut(output, rows.length)})`,
	].join('\n');
}

function plainText(value: WireValue): string {
	if (value === null) return 'NULL';
	const text = cellText(value).replace(/\s+/g, ' ');
	return text.length > WIDEST ? `${text.slice(0, WIDEST - 1)}…` : text;
}

function cellHtml(value: WireValue): string {
	return value === null ? '<em>NULL</em>' : escapeHtml(cellText(value));
}

function escapeHtml(text: string): string {
	const entities: Readonly<Record<string, string>> = {
		'&': '&amp;',
		'<': '&lt;',
		'>': '&gt;',
		'"': '&quot;',
		"'": '&#39;',
	};
	return text.replace(/[&<>"']/g, character => entities[character] ?? character);
}
