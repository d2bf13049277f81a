/** Says which values of --param nothing asks for: a mistyped name would leave the notebook's own value in its place. */

import { holdsSql } from '../notebook/format/cellText.js';
import { readHeader } from '../notebook/format/header.js';
import type { NotebookFile } from '../notebook/format/model.js';
import { parameterNames } from '../notebook/session/statementText.js';
import { nearest } from './nearest.js';
import { remark } from './output.js';

export function warnOfUnused(
	notebooks: readonly NotebookFile[],
	given: ReadonlyMap<string, string>,
): void {
	if (given.size === 0) return;
	const known = new Set(notebooks.flatMap(namesIn));
	for (const name of given.keys()) {
		if (known.has(name)) continue;
		const near = nearest(name, [...known]);
		remark(`nothing asks for :${name}${near === undefined ? '' : `; did you mean :${near}?`}`);
	}
}

function namesIn({ header, cells }: NotebookFile): string[] {
	const declared = readHeader(header).parameters.map(({ name }) => name);
	const used = cells
		.filter(({ kind }) => holdsSql(kind))
		.flatMap(({ source }) => [...parameterNames(source)]);
	return [...declared, ...used];
}
