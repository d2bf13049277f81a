/** Edits of stored SQL texts: tokens replaced by a name or a string, everything else left as it was written. */

import { quotedName } from '../../syntax/quoteName.js';
import { isIdentifierPart } from '../../syntax/token.js';
import type { Span } from '../../util/span.js';

export interface Edit {
	readonly span: Span;
	readonly text: string;
}

/** Edits of one place are made once; otherwise they must not overlap. */
export function editText(sql: string, edits: readonly Edit[]): string {
	let result = sql;
	let limit = Infinity;
	for (const { span, text } of [...edits].sort((one, other) => other.span.start - one.span.start)) {
		if (span.end > limit) continue;
		result = result.slice(0, span.start) + text + result.slice(span.end);
		limit = span.start;
	}
	return result;
}

/** Bare where the old name was bare, unless the new name was given in quotes. */
export function renameEdit(
	sql: string,
	span: Span,
	newName: string,
	quoting: 'asBefore' | 'always',
): Edit {
	if (quoting === 'asBefore' && isIdentifierPart(sql.charCodeAt(span.start))) {
		return { span, text: newName };
	}
	const space = sql[span.end] === '"' ? ' ' : '';
	return { span, text: quotedName(newName) + space };
}

export function stringEdit(sql: string, span: Span, value: string): Edit {
	const space = sql[span.end] === "'" ? ' ' : '';
	return { span, text: `'${value.replaceAll("'", "''")}'${space}` };
}
