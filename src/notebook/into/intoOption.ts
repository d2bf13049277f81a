/** The directive `into` of an SQL cell: where its result is written, and what is wrong with it, each at its place. */

import { readCellOptions, withCellOption } from '../format/cellOptions.js';
import {
	checkSettings,
	type CheckedSettings,
	type SettingFix,
	type SettingProblem,
} from './settings.js';

export interface IntoOption {
	/** A declared destination, or a table when there is none of this name. */
	readonly name: string | undefined;
	/** Only a declared destination will do. */
	readonly isDeclared: boolean;
	readonly checked: CheckedSettings;
	/** The directive in the cell's source. */
	readonly span: Span;
}

export interface Span {
	readonly start: number;
	readonly end: number;
}

/** A problem at its place in a cell. */
export interface PlacedProblem {
	readonly severity: SettingProblem['severity'] | 'warning';
	readonly message: string;
	readonly span: Span;
	readonly fixes: readonly TextFix[];
}

export interface TextFix {
	readonly title: string;
	/** What is replaced in the cell's source. */
	readonly span: Span;
	readonly text: string;
}

/** undefined: the cell has no such directive. */
export function readInto(source: string): IntoOption | undefined {
	if (!source.startsWith('-- |')) return undefined;
	const { values, end } = readCellOptions(source);
	if (!('into' in values)) return undefined;
	const into = values['into'];
	const span = directiveSpan(source, end);
	if (typeof into === 'string' && into.trim() !== '') {
		const checked = { settings: {}, problems: [] };
		return { name: into.trim(), isDeclared: false, checked, span };
	}
	if (typeof into === 'object' && into !== null && !Array.isArray(into)) {
		const { destination, ...raw } = into as Readonly<Record<string, unknown>>;
		const isDeclared = destination !== undefined;
		const checked = checkSettings(raw, !isDeclared);
		if (!isDeclared) return { name: undefined, isDeclared, checked, span };
		if (typeof destination === 'string') return { name: destination, isDeclared, checked, span };
	}
	const message =
		'into: names a table or a destination, or has settings: {table: results, mode: merge, keys: [id]}';
	const problems = [{ key: undefined, severity: 'error' as const, message }];
	return { name: undefined, isDeclared: false, checked: { settings: {}, problems }, span };
}

/** What is wrong with a cell's directive, and what could be better. */
export function intoProblems(source: string): PlacedProblem[] {
	const into = readInto(source);
	if (!into) return [];
	return into.checked.problems.map(({ key, severity, message, fix }) => ({
		severity,
		message,
		span: keySpan(source, into.span, key),
		fixes: fix ? [intoFix(source, fix)].filter(made => made !== undefined) : [],
	}));
}

/** The cell with one setting of its directive changed; undefined when that cannot be written there. */
export function intoFix(
	source: string,
	{ title, setting, value }: SettingFix,
): TextFix | undefined {
	const { values, end } = readCellOptions(source);
	const into = values['into'];
	if (into === undefined) return undefined;
	const changed =
		typeof into === 'string'
			? { table: into, [SHORT[setting] ?? setting]: value }
			: changedSettings(into as Readonly<Record<string, unknown>>, setting, value);
	const text = withCellOption(source, 'into', changed);
	const rest = source.length - end;
	return { title, span: { start: 0, end }, text: text.slice(0, text.length - rest) };
}

/** How a directive spells what YAML calls otherwise. */
const SHORT: Readonly<Record<string, string>> = {
	table_name: 'table',
	merge_keys: 'keys',
	batch_size: 'batch',
	create_table_if_not_exists: 'create',
	validate_schema: 'validate',
};

function changedSettings(
	into: Readonly<Record<string, unknown>>,
	setting: string,
	value: unknown,
): Record<string, unknown> {
	const short = SHORT[setting] ?? setting;
	const key = setting in into ? setting : short;
	return { ...into, [key]: value };
}

function directiveSpan(source: string, optionsEnd: number): Span {
	const found = /^-- \|\s*["']?into["']?\s*:.*$/m.exec(source.slice(0, optionsEnd));
	if (found === null) return { start: 0, end: optionsEnd };
	return { start: found.index, end: found.index + found[0].trimEnd().length };
}

/** The value of a setting within the directive, or all of it. */
function keySpan(source: string, directive: Span, key: string | undefined): Span {
	if (key === undefined) return directive;
	const text = source.slice(directive.start, directive.end);
	const pattern = new RegExp(
		`["']?\\b${key.replace(/\W/g, '\\$&')}\\b["']?\\s*:\\s*(\\[[^\\]]*\\]|[^,}]*)`,
		'u',
	);
	const found = pattern.exec(text);
	if (found === null) return directive;
	return {
		start: directive.start + found.index,
		end: directive.start + found.index + found[0].trimEnd().length,
	};
}
