/**
 * Cell options: YAML on the `-- |` lines at the top of an SQL cell.
 *
 *   -- | view: chart
 *   -- | chart: {type: bar, x: region, y: total}
 *
 * The lines are part of what the user edits. Bad YAML is a diagnostic, never a loss; a change made by
 * program touches only its own key, so unknown options and comments stay as they were written.
 */

import { isMap, parseDocument } from 'yaml';

export interface CellOptions {
	readonly values: Readonly<Record<string, unknown>>;
	readonly errors: readonly OptionError[];
	/** Where the SQL begins: behind the option lines. */
	readonly end: number;
}

export interface OptionError {
	readonly message: string;
	/** UTF-16 offsets into the source. */
	readonly start: number;
	readonly end: number;
}

const OPTION_LINE = /-- \|(?: ([^\r\n]*)|(?=[\r\n]|$))(?:\r?\n|$)/y;

export function readCellOptions(source: string): CellOptions {
	const { lines, end } = optionLines(source);
	if (lines.length === 0) return { values: {}, errors: [], end };
	const document = parseDocument(lines.map(line => line.text).join('\n'));
	const errors: OptionError[] = document.errors.map(error => {
		const line = lines[Math.max(0, (error.linePos?.[0].line ?? 1) - 1)] ?? lines[0];
		const message = `cell options: ${(error.message.split('\n')[0] ?? '').replace(/ at line.*$/, '')}`;
		return { message, start: line?.start ?? 0, end: line?.end ?? end };
	});
	const isEmpty = document.contents === null;
	if (errors.length === 0 && !isEmpty && !isMap(document.contents)) {
		errors.push({ message: 'cell options: expected `key: value`', start: 0, end });
	}
	if (errors.length > 0 || isEmpty) return { values: {}, errors, end };
	return { values: document.toJS() as Record<string, unknown>, errors, end };
}

/** The source with one option set, or taken out when `value` is undefined. */
export function withCellOption(source: string, key: string, value: unknown): string {
	const { lines, end } = optionLines(source);
	const document = parseDocument(lines.map(line => line.text).join('\n'));
	if (document.errors.length > 0) return source;
	if (value === undefined) document.delete(key);
	else if (typeof value !== 'object') document.set(key, value);
	else document.set(key, document.createNode(value, { flow: true }));
	const isEmpty = isMap(document.contents) && document.contents.items.length === 0;
	const text = isEmpty ? '' : document.toString({ lineWidth: 0, flowCollectionPadding: false });
	const printed = text.split('\n').slice(0, -1);
	return printed.map(line => `-- | ${line}`.trimEnd() + '\n').join('') + source.slice(end);
}

interface OptionLine {
	readonly text: string;
	readonly start: number;
	readonly end: number;
}

function optionLines(source: string): { readonly lines: OptionLine[]; readonly end: number } {
	const lines: OptionLine[] = [];
	let at = 0;
	for (;;) {
		OPTION_LINE.lastIndex = at;
		const found = OPTION_LINE.exec(source);
		if (found === null) return { lines, end: at };
		lines.push({ text: found[1] ?? '', start: at, end: at + found[0].trimEnd().length });
		at += found[0].length;
		if (at >= source.length) return { lines, end: at };
	}
}
