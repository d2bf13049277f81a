/**
 * A notebook as a plain SQL script: what sqlite3 runs without knowing notebooks.
 *
 * Markdown becomes comments, parameters become their values, and a named cell that a later one reads becomes a temporary
 * view; what an `into` option writes is written by INSERT. YAML cells stay as comments.
 */

import { splitStatements } from '../../engine/index.js';
import { readCellOptions } from '../format/cellOptions.js';
import { holdsSql } from '../format/cellText.js';
import { readHeader } from '../format/header.js';
import { Destinations } from '../into/destinations.js';
import type { Cell, NotebookFile } from '../format/model.js';
import { intoLines } from './intoScript.js';
import {
	parameterNames,
	quoteName,
	readsQuery,
	statementVerb,
	tokensOf,
} from '../session/statementText.js';

/** `given`: SQL expressions by parameter name, over the notebook's own. */
export function* notebookScript(
	notebook: NotebookFile,
	given: ReadonlyMap<string, string>,
): Generator<string> {
	const { entries, parameters } = readHeader(notebook.header);
	const values = new Map(given);
	for (const { name, defaultValue } of parameters) {
		if (!values.has(name)) values.set(name, defaultValue ?? 'NULL');
	}
	const destinations = new Destinations();
	const yaml = notebook.cells.filter(({ kind }) => kind === 'yaml');
	destinations.declareAll(yaml.map(({ id, source }) => ({ cellId: id, source })));
	const title = entries.get('title');
	if (title !== undefined) yield* [`-- ${title}`, ''];
	for (const [index, cell] of notebook.cells.entries()) {
		if (holdsSql(cell.kind)) {
			yield* sqlLines(cell, notebook.cells.slice(index + 1), values, destinations);
		} else yield* cell.source.split('\n').map(line => `-- ${line}`.trimEnd());
		yield '';
	}
}

function* sqlLines(
	cell: Cell,
	later: readonly Cell[],
	values: ReadonlyMap<string, string>,
	destinations: Destinations,
): Generator<string> {
	const { end } = readCellOptions(cell.source);
	if (cell.name !== undefined) yield `-- ${cell.name}`;
	if (cell.kind === 'assert') yield '-- holds when every value is true';
	const sql = cell.source.slice(end);
	const statements = splitStatements(sql);
	if (statements.length === 0) {
		if (sql.trim() !== '') yield* sql.trim().split('\n');
		return;
	}
	let offset = 0;
	for (const { start, end: statementEnd } of statements) {
		const before = sql.slice(offset, start).replace(/^\s*;/, '').trim();
		if (before !== '') yield* before.split('\n');
		yield* `${withValues(sql.slice(start, statementEnd), values)};`.split('\n');
		offset = statementEnd;
	}
	const rest = sql.slice(offset).replace(/^\s*;/, '').trim();
	if (rest !== '') yield* rest.split('\n');
	const last = statements.at(-1);
	if (!last) return;
	const query = sql.slice(last.start, last.end);
	yield* viewLines(cell, query, later);
	if (readsQuery(statementVerb(query))) {
		yield* intoLines(cell.source, withValues(query, values), destinations) ?? [];
	}
}

function* viewLines(
	{ name, kind }: Cell,
	query: string,
	later: readonly Cell[],
): Generator<string> {
	if (name === undefined || kind !== 'sql' || !/^[\p{L}_][\p{L}\p{N}_$]*$/u.test(name)) return;
	if (!readsQuery(statementVerb(query)) || parameterNames(query).size > 0) return;
	const isRead = later.some(
		cell => holdsSql(cell.kind) && namesIn(cell.source).has(name.toLowerCase()),
	);
	if (isRead) yield* `CREATE TEMP VIEW ${quoteName(name)} AS ${query};`.split('\n');
}

function namesIn(sql: string): Set<string> {
	const texts = tokensOf(sql).map(({ start, end }) => sql.slice(start, end));
	return new Set(texts.map(text => text.replace(/^["`[]|["`\]]$/g, '').toLowerCase()));
}

function withValues(sql: string, values: ReadonlyMap<string, string>): string {
	if (values.size === 0 || !/[:@$]/.test(sql)) return sql;
	let out = '';
	let at = 0;
	for (const { kind, start, end } of tokensOf(sql)) {
		const value = kind === 'variable' ? values.get(sql.slice(start + 1, end)) : undefined;
		if (value === undefined) continue;
		const isPlain = /^(?:[\w.]+|'(?:[^']|'')*')$/.test(value);
		out += sql.slice(at, start) + (isPlain ? value : `(${value})`);
		at = end;
	}
	return out + sql.slice(at);
}
