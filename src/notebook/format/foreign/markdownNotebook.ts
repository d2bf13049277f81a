/**
 * Markdown with ```sql fences as a notebook: a fence is an SQL cell, the text between is Markdown.
 *
 * Front matter is dropped from the cells (the file itself is never touched); a comment
 * `<!-- cell: name -->` (or `celda`) before a fence names it.
 */

import type { ForeignCell, ForeignNotebook } from '../model.js';

const FENCE = /^(`{3,}|~{3,})[^\S\n]*(?:sql|sqlite|duckdb|postgres(?:ql)?|mysql)\b[^\n]*$/im;

export function hasSqlFence(text: string): boolean {
	return FENCE.test(text);
}

export function readMarkdownNotebook(text: string): ForeignNotebook {
	const cells: ForeignCell[] = [];
	let rest = text.replace(/\r\n?/g, '\n').replace(/^---\n[\s\S]*?\n---(?:\n|$)/, '');
	for (;;) {
		const fence = FENCE.exec(rest);
		if (fence === null) break;
		const bodyStart = fence.index + fence[0].length + 1;
		const close = new RegExp(`^${fence[1] ?? ''}[^\\S\\n]*$`, 'm').exec(rest.slice(bodyStart));
		const bodyEnd = close ? bodyStart + close.index : rest.length;
		const before = rest.slice(0, fence.index);
		const name = /<!--\s*(?:cell|celda)\s*:\s*([^>]*?)\s*-->\s*$/.exec(before);
		addMarkdown(cells, name ? before.slice(0, name.index) : before);
		const source = rest.slice(bodyStart, bodyEnd).replace(/\n$/, '');
		cells.push({ kind: 'sql', name: name?.[1] || undefined, source });
		rest = close ? rest.slice(bodyEnd + close[0].length) : '';
	}
	addMarkdown(cells, rest);
	const message = 'This is a Markdown document with SQL blocks, opened read-only.';
	return { kind: 'foreign', format: 'markdown', message, cells };
}

function addMarkdown(cells: ForeignCell[], text: string): void {
	const source = text.replace(/^\s*\n|\s+$/g, '');
	if (source.trim() !== '') cells.push({ kind: 'markdown', name: undefined, source });
}
