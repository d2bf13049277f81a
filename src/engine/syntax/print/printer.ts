/**
 * What the printing functions share: the knot between expressions and queries, and names.
 */
import type { Expression } from '../ast/expression.js';
import type { Name, QualifiedName, TypeName } from '../ast/name.js';
import type { Query } from '../ast/query.js';
import { keywordClass } from '../keywords.js';
import { tokenize } from '../tokenize.js';

export interface Printer {
	readonly expression: (expression: Expression) => string;
	readonly query: (query: Query) => string;
}

/** As it was quoted, so that it means the same. */
export function printName({ name, quote }: Name): string {
	switch (quote) {
		case 'none':
			return name;
		case 'double':
			return `"${name.replaceAll('"', '""')}"`;
		case 'single':
			return printText(name);
		case 'bracket':
			return `[${name}]`;
		case 'backtick':
			return `\`${name.replaceAll('`', '``')}\``;
	}
}

export function printNames(names: readonly Name[]): string {
	return names.map(printName).join(', ');
}

/** ` (a, b)`, or nothing. */
export function printColumnList(names: readonly Name[]): string {
	return names.length === 0 ? '' : ` (${printNames(names)})`;
}

export function printQualified({ schema, name }: QualifiedName): string {
	return schema === undefined ? printName(name) : `${printName(schema)}.${printName(name)}`;
}

/** ` AS name`, or nothing. */
export function printAlias(alias: Name | undefined): string {
	return alias === undefined ? '' : ` AS ${printName(alias)}`;
}

export function printText(text: string): string {
	return `'${text.replaceAll("'", "''")}'`;
}

/** The type as written; quoted again where its text cannot stand bare. */
export function printType({ text }: TypeName): string {
	if (text === '' || standsAsType(text)) return text;
	return `"${text.replaceAll('"', '""')}"`;
}

/** Whether the text is words, perhaps with numbers in parentheses, and not one quoted word. */
function standsAsType(text: string): boolean {
	const tokens = tokenize(text);
	const parenthesis = tokens.findIndex(({ kind }) => kind === '(');
	const words = parenthesis < 0 ? tokens : tokens.slice(0, parenthesis);
	if (words.length === 0 || (tokens.length === 1 && /^["'`[]/.test(text))) return false;
	return words.every(({ kind }) => {
		return kind === 'identifier' || kind === 'string' || keywordClass(kind) === 'fallback';
	});
}

/** ` KEYWORD part`, or nothing. */
export function printOptional(keyword: string, part: string | undefined): string {
	return part === undefined ? '' : ` ${keyword} ${part}`;
}
