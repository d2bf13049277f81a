/**
 * A code cell of a Jupyter notebook: SQL where its kernel, its language or a magic says so, else a text that shows it.
 *
 *   %%sql postgresql://...        the magic's line is dropped; `%%sql result <<` and `--save result` name the cell
 *   %sql SELECT 1                 each line a statement
 *   #!sql-database                the mark of polyglot notebooks
 */

import type { ForeignCell } from '../model.js';

/** The language of the notebook's kernel; undefined where it is not told. */
export function kernelLanguage(root: unknown): string | undefined {
	const { kernelspec, language_info } = record(record(root)['metadata']);
	const name = record(kernelspec)['language'] ?? record(language_info)['name'];
	return typeof name === 'string' && name !== '' ? name.toLowerCase() : undefined;
}

export function readCodeCell(
	cell: unknown,
	source: string,
	kernel: string | undefined,
): ForeignCell {
	const magic = /^\s*%%(?:sql|sparksql|bigquery|duckdb)\b([^\n]*)(?:\n|$)/i.exec(source);
	if (magic) return sqlCell(source.slice(magic[0].length), resultName(magic[1] ?? ''));
	const mark = /^\s*#!sql\b[^\n]*(?:\n|$)/i.exec(source);
	if (mark) return sqlCell(source.slice(mark[0].length), undefined);
	const lines = source.split('\n').filter(line => line.trim() !== '');
	const statements = lines.map(line => /^\s*(?:\w+\s*=\s*)?%sql\s+(.*)$/i.exec(line)?.[1]?.trim());
	if (lines.length > 0 && statements.every(line => line !== undefined)) {
		return sqlCell(statements.map(line => line.replace(/;?$/, ';')).join('\n'), undefined);
	}
	const language = cellLanguage(cell) ?? kernel ?? 'sql';
	if (/sql/.test(language)) return sqlCell(source, undefined);
	const fence = source.includes('```') ? '~~~~' : '```';
	return { kind: 'markdown', name: undefined, source: `${fence}${language}\n${source}\n${fence}` };
}

function sqlCell(source: string, name: string | undefined): ForeignCell {
	return { kind: 'sql', name, source: source.replace(/\s+$/, '') };
}

function resultName(rest: string): string | undefined {
	return /(?:^|\s)(\w+)\s*=?\s*<</.exec(rest)?.[1] ?? /(?:--save|-S)[\s=]+(\w+)/.exec(rest)?.[1];
}

function cellLanguage(cell: unknown): string | undefined {
	const { vscode, dotnet_interactive, polyglot_notebook, language } = record(
		record(cell)['metadata'],
	);
	const name =
		record(vscode)['languageId'] ??
		record(dotnet_interactive)['language'] ??
		record(polyglot_notebook)['kernelName'] ??
		language;
	return typeof name === 'string' && name !== '' ? name.toLowerCase() : undefined;
}

function record(value: unknown): Record<string, unknown> {
	return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
