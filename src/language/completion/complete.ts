/**
 * Completion as a function of text, cursor and catalog: no editor, no database.
 *
 * Names come from what the statement itself tells (FROM, WITH, aliases, also those behind the cursor) and the catalog;
 * keywords from the parser. Where a new name is typed (an alias, a table to be made) no name is offered.
 */

import type { CatalogSnapshot } from '../../engine/index.js';
import type { Completion, CompletionAnswer, CompletionRequest } from './completion.js';
import { item } from './items.js';
import { keywordsAt } from './keywordsAt.js';
import { NamesAt } from './namesAt.js';
import { Outline } from './outline.js';
import { placeAt } from './place.js';
import { Scope } from './scope.js';
import { statementAt, nameOf, type CursorStatement } from './tokens.js';

export function complete(request: CompletionRequest): CompletionAnswer {
	const { text, offset } = request;
	const at = statementAt(text, offset);
	if (!at) return { items: [], replace: { start: offset, end: offset }, typed: '' };
	const { replace, typed } = at;
	const items = at.sign === '' || isQuote(at.sign) ? named(request, at) : parameters(request, at);
	return { items: distinct(items), replace, typed };
}

function isQuote(sign: string): boolean {
	return sign === '"' || sign === '`' || sign === '[';
}

function parameters({ parameters: names = [] }: CompletionRequest, { sign }: CursorStatement) {
	return names.map(name => item(`${sign}${name}`, 'parameter', undefined, `${sign}${name}`));
}

function named(request: CompletionRequest, at: CursorStatement): Completion[] {
	const { tokens, before, trigger } = inTrigger(at);
	const outline = new Outline(tokens);
	const scope = new Scope(outline, request.catalog);
	const place = placeAt(outline, before);
	const names = new NamesAt(request.catalog, scope, outline, before, trigger);
	const isQuoted = at.sign !== '';
	const keywords = isQuoted || place.kind === 'qualified' ? [] : keywordItems(request.text, at);
	const found = names.at(place);
	const values = place.kind === 'expression' && !isQuoted;
	return [
		...found,
		...(values ? functionItems(request.catalog) : []),
		...(values ? parameterItems(request) : []),
		...keywords,
	];
}

/** The statement of a trigger's body that the cursor is in, and the trigger's table. */
function inTrigger({ tokens, before }: CursorStatement) {
	const none = { tokens, before, trigger: undefined };
	if (tokens[0]?.kind !== 'create') return none;
	const head = tokens.slice(0, before);
	const isTrigger = head.slice(1, 3).some(({ kind }) => kind === 'trigger');
	const begin = head.findIndex(({ kind }) => kind === 'begin');
	if (!isTrigger) return none;
	const on = head.findIndex(({ kind }) => kind === 'on');
	const table = on < 0 ? undefined : tokens[on + 1];
	const trigger = table && nameOf(table);
	if (begin < 0) return { tokens, before, trigger };
	const start =
		Math.max(
			begin,
			head.findLastIndex(({ kind }) => kind === ';'),
		) + 1;
	const length = tokens.slice(start).findIndex(({ kind }) => kind === ';');
	const body = tokens.slice(start, length < 0 ? undefined : start + length);
	return { tokens: body, before: before - start, trigger };
}

function keywordItems(text: string, { start, replace }: CursorStatement): Completion[] {
	const words = keywordsAt(text.slice(start, replace.start))?.words ?? [];
	return words.map(word => item(word, 'keyword', undefined, word));
}

function parameterItems({ parameters: names = [] }: CompletionRequest): Completion[] {
	return names.map(name => item(`:${name}`, 'parameter', undefined, `:${name}`));
}

function functionItems({ functions }: CatalogSnapshot): Completion[] {
	return functions
		.filter(({ name, type }) => type !== 'table' && /^\w+$/.test(name))
		.map(({ name, type, argumentCount }) =>
			item(name, 'function', type, argumentCount === 0 ? `${name}()` : `${name}(`),
		);
}

function distinct(items: readonly Completion[]): Completion[] {
	const seen = new Set<string>();
	return items.filter(({ label, kind }) => {
		const key = `${kind === 'alias' ? 'table' : kind} ${label.toLowerCase()}`;
		if (seen.has(key)) return false;
		seen.add(key);
		return true;
	});
}
