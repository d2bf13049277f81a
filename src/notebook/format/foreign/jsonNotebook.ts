/**
 * Notebooks kept as JSON: `{cells: [{type, content}]}`, Jupyter's, PondPilot's, and what resembles them.
 *
 * Field names differ, the shape does not: a list of cells, each with a kind and a text (or lines).
 */

import type { ForeignCell, ForeignFormat, ForeignNotebook } from '../model.js';
import { kernelLanguage, readCodeCell } from './jupyterCell.js';

export function readJsonNotebook(text: string): ForeignNotebook {
	let root: unknown;
	try {
		root = JSON.parse(text);
	} catch (error) {
		return foreign('brokenJson', `This file begins as JSON and is broken: ${String(error)}`);
	}
	const list = cellList(root);
	if (list === undefined) {
		return foreign('unknownText', 'This is a JSON file that holds no list of notebook cells.');
	}
	const [format, product] = formatOf(root, list);
	const kernel = kernelLanguage(root);
	const cells = list.map(cell => readCell(cell, format, kernel)).filter(cell => cell !== undefined);
	return foreign(format, `This is a notebook of ${product}, opened read-only.`, cells);
}

function foreign(
	format: ForeignFormat,
	message: string,
	cells?: readonly ForeignCell[],
): ForeignNotebook {
	return { kind: 'foreign', format, message, cells };
}

function cellList(root: unknown): readonly unknown[] | undefined {
	if (Array.isArray(root)) return root.some(isRecord) ? (root as readonly unknown[]) : undefined;
	if (!isRecord(root)) return undefined;
	for (const holder of [root, root['notebook'], root['data'], root['content']]) {
		const cells: unknown = isRecord(holder) ? holder['cells'] : undefined;
		if (Array.isArray(cells)) return cells as readonly unknown[];
	}
	return undefined;
}

function formatOf(root: unknown, cells: readonly unknown[]): [ForeignFormat, string] {
	const keys = isRecord(root) ? Object.keys(root).join(' ') : '';
	if (/nbformat/.test(keys) || cells.some(cell => isRecord(cell) && 'cell_type' in cell)) {
		return ['ipynb', 'Jupyter (ipynb)'];
	}
	const isPondPilot =
		/pondpilot/i.test(JSON.stringify(isRecord(root) ? { ...root, cells: [] } : '')) ||
		cells.some(cell => isRecord(cell) && 'order' in cell && 'content' in cell);
	if (isPondPilot) return ['pondPilot', 'PondPilot'];
	return ['jsonCells', 'another product (JSON cells)'];
}

function readCell(
	cell: unknown,
	format: ForeignFormat,
	kernel: string | undefined,
): ForeignCell | undefined {
	if (!isRecord(cell)) return undefined;
	const kind = first(cell, ['cell_type', 'type', 'kind', 'language', 'languageId']);
	const text = first(cell, ['content', 'source', 'value', 'text', 'sql', 'query', 'code']);
	const source = Array.isArray(text) ? text.filter(isString).join('') : text;
	if (!isString(source)) return undefined;
	const isMarkdown =
		kind === 1 || (isString(kind) && /^(?:md|markdown|markup|text|raw)$/i.test(kind));
	if (format === 'ipynb' && !isMarkdown) {
		return readCodeCell(cell, source.replace(/\r\n?/g, '\n'), kernel);
	}
	const name = first(cell, ['name', 'title']);
	return {
		kind: isMarkdown ? 'markdown' : 'sql',
		name: isString(name) && name.trim() !== '' ? name.trim() : undefined,
		source: source.replace(/\r\n?/g, '\n'),
	};
}

function first(record: Record<string, unknown>, keys: readonly string[]): unknown {
	for (const key of keys) if (record[key] !== undefined) return record[key];
	return undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isString(value: unknown): value is string {
	return typeof value === 'string';
}
