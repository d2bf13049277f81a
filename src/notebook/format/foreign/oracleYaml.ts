/** Oracle SQL Developer's notebooks: YAML, `cells:` with kind (1 Markdown, 2 code), value, languageId. */

import { parseDocument } from 'yaml';
import type { ForeignCell, ForeignNotebook } from '../model.js';

export function readOracleYaml(text: string): ForeignNotebook | undefined {
	if (
		!/^(?:\s*(?:#[^\n]*|---)?\r?\n)*(?:[\w-]+:[^\n]*\n)*?cells:\s*(?:\[|\r?\n\s*-\s)/.test(text)
	) {
		return undefined;
	}
	const document = parseDocument(text);
	const message = 'This is a notebook of Oracle SQL Developer (YAML), opened read-only.';
	const root: unknown = document.errors.length === 0 ? document.toJS() : undefined;
	const list = (root as { readonly cells?: unknown } | null | undefined)?.cells;
	if (!Array.isArray(list)) {
		const reason = document.errors[0]?.message.split('\n')[0] ?? 'it has no list of cells';
		return {
			kind: 'foreign',
			format: 'oracleYaml',
			message: `This looks like a notebook in YAML, but cannot be read: ${reason}`,
			cells: undefined,
		};
	}
	return { kind: 'foreign', format: 'oracleYaml', message, cells: list.flatMap(readCell) };
}

function readCell(cell: unknown): ForeignCell[] {
	const { kind, value, languageId } = (cell ?? {}) as Record<string, unknown>;
	if (typeof value !== 'string') return [];
	const isMarkdown = kind === 1 || languageId === 'markdown';
	const source = value.replace(/\r\n?/g, '\n').replace(/\n$/, '');
	return [{ kind: isMarkdown ? 'markdown' : 'sql', name: undefined, source }];
}
