/** What kind of name is expected at the cursor, told by the words before it. */

import { isName, type Group, type Outline } from './outline.js';
import { endsOperand } from './scope.js';
import { nameOf, type Token } from './tokens.js';

export type Place =
	/** A new name, or nothing: keywords alone. */
	| { readonly kind: 'newName' | 'expression' | 'collation' | 'type' | 'pragma' | 'condition' }
	| { readonly kind: 'relation'; readonly isTarget: boolean }
	| { readonly kind: 'object'; readonly type: 'table' | 'view' | 'index' | 'trigger' }
	| {
			readonly kind: 'qualified';
			readonly qualifier: readonly string[];
			readonly isRelation: boolean;
	  }
	/** Columns of one table, those `taken` left out; undefined: of the statement's target. */
	| {
			readonly kind: 'columnsOf';
			readonly table: Named | undefined;
			readonly taken: readonly string[];
	  }
	/** Columns that both sides of a join have. */
	| { readonly kind: 'using' };

export interface Named {
	readonly schema: string | undefined;
	readonly name: string;
}

export function placeAt(outline: Outline, before: number): Place {
	const { tokens } = outline;
	const previous = tokens[before - 1];
	if (previous === undefined) return { kind: 'newName' };
	if (previous.kind === '.') return qualified(outline, before);
	const group = outline.groupAt(before);
	if (group.open >= 0 && !outline.isQuery(group)) {
		const list = columnList(outline, group, before);
		if (list) return list;
	}
	return afterWord(outline, group, before, previous) ?? inClause(outline, group, before, previous);
}

function qualified({ tokens }: Outline, before: number): Place {
	const qualifier: string[] = [];
	let at = before - 1;
	while (tokens[at]?.kind === '.') {
		const name = tokens[at - 1];
		if (!name || !(isName(name) || name.kind === 'identifier')) break;
		qualifier.unshift(nameOf(name));
		at -= 2;
	}
	const lead = tokens[at]?.kind;
	const isRelation =
		lead === 'from' || lead === 'join' || lead === 'into' || lead === 'table' || lead === 'exists';
	return { kind: 'qualified', qualifier, isRelation };
}

/** Parentheses that hold names of columns: INSERT INTO t(...), REFERENCES t(...), USING (...). */
function columnList(outline: Outline, group: Group, before: number): Place | undefined {
	const { tokens } = outline;
	if (!/^[(,]$/.test(tokens[before - 1]?.kind ?? '')) return undefined;
	const lead = tokens[group.open - 1];
	if (lead?.kind === 'using') return { kind: 'using' };
	if (lead?.kind === 'conflict') return columns(outline, group, undefined);
	if (!lead || !isName(lead)) return undefined;
	const isQualified = tokens[group.open - 2]?.kind === '.';
	const schema = isQualified ? tokens[group.open - 3] : undefined;
	const word = tokens[group.open - (isQualified ? 4 : 2)]?.kind;
	const isList =
		word === 'into' || word === 'references' || (word === 'on' && tokens[0]?.kind === 'create');
	if (!isList) return undefined;
	return columns(outline, group, { schema: schema && nameOf(schema), name: nameOf(lead) });
}

function columns({ tokens }: Outline, { own }: Group, table: Named | undefined): Place {
	const names = own.map(index => tokens[index]).filter(token => token !== undefined);
	return { kind: 'columnsOf', table, taken: names.filter(isName).map(nameOf) };
}

/** The word before alone tells. */
function afterWord(
	{ tokens }: Outline,
	group: Group,
	before: number,
	{ kind }: Token,
): Place | undefined {
	const first = tokens[0]?.kind;
	const simple = AFTER.get(kind);
	if (simple) return simple;
	switch (kind) {
		case 'from':
		case 'join':
			if (tokens[before - 2]?.kind === 'distinct') return undefined;
			return { kind: 'relation', isTarget: first === 'delete' && before === 2 };
		case 'update':
			if (group.open >= 0 || before > 4 || first === 'create') return undefined;
			return { kind: 'relation', isTarget: true };
		case 'table':
		case 'view':
		case 'index':
		case 'trigger':
			return first === 'create' ? { kind: 'newName' } : { kind: 'object', type: kind };
		case 'exists':
			return DEFINITIONS.has(first ?? '') ? ifExists(tokens, before) : undefined;
		case 'on':
			return first === 'create' ? { kind: 'relation', isTarget: true } : { kind: 'condition' };
		case 'using':
			if (group.open >= 0 || tokens[0]?.text.toLowerCase() !== 'merge') return undefined;
			return { kind: 'relation', isTarget: false };
		case 'as':
			return tokens[group.open - 1]?.kind === 'cast' ? { kind: 'type' } : { kind: 'newName' };
		default:
			return undefined;
	}
}

const AFTER: ReadonlyMap<string, Place> = new Map<string, Place>([
	['into', { kind: 'relation', isTarget: true }],
	['references', { kind: 'relation', isTarget: true }],
	['collate', { kind: 'collation' }],
	['pragma', { kind: 'pragma' }],
	['analyze', { kind: 'object', type: 'table' }],
]);

const DEFINITIONS: ReadonlySet<string> = new Set(['create', 'drop', 'alter', 'reindex']);

/** DROP VIEW IF EXISTS ... */
function ifExists(tokens: readonly Token[], before: number): Place {
	const word = tokens[before - 3]?.kind;
	if (tokens[0]?.kind === 'create') return { kind: 'newName' };
	const isType = word === 'table' || word === 'view' || word === 'index' || word === 'trigger';
	return isType ? { kind: 'object', type: word } : { kind: 'newName' };
}

function inClause(outline: Outline, group: Group, before: number, previous: Token): Place {
	if (isDefinitionList(outline, group)) return inDefinition(outline, group, before, previous);
	const clause = clauseAt(outline, group, before);
	if (clause === 'from' && previous.kind === ',') return { kind: 'relation', isTarget: false };
	if (clause === 'from' && previous.kind === '(') return { kind: 'relation', isTarget: false };
	if (clause === 'set' && (previous.kind === 'set' || previous.kind === ',')) {
		return { kind: 'columnsOf', table: undefined, taken: [] };
	}
	if (clause === 'with' && group.open < 0) return { kind: 'newName' };
	if (clause === 'head' && group.open < 0) return inHead(outline, before, previous);
	if (isStar(outline, before)) return { kind: 'newName' };
	return endsOperand(previous) ? { kind: 'newName' } : { kind: 'expression' };
}

/** ALTER TABLE t DROP COLUMN ..., CREATE TRIGGER ... UPDATE OF ..., and whatever names nothing that is there. */
function inHead({ tokens }: Outline, before: number, previous: Token): Place {
	const first = tokens[0]?.kind;
	const wantsColumn =
		previous.kind === 'column' || previous.kind === 'rename' || previous.kind === 'drop';
	if (first === 'alter' && wantsColumn && tokens[before - 2]?.kind !== 'add') {
		const at = tokens.findIndex(({ kind }) => kind === 'table') + 1;
		const name = tokens[at];
		return {
			kind: 'columnsOf',
			table: name && { schema: undefined, name: nameOf(name) },
			taken: [],
		};
	}
	if (first === 'create' && previous.kind === 'of') {
		return { kind: 'columnsOf', table: undefined, taken: [] };
	}
	const isOperator = /^(?:<=?|>=?|<>|=|\|\||[-+/%&|]|and|or|when)$/.test(previous.kind);
	const isCondition = previous.kind === 'and' || previous.kind === 'or' || previous.kind === 'when';
	return isOperator || isCondition ? { kind: 'expression' } : { kind: 'newName' };
}

/** CREATE TABLE t( ... ) */
function isDefinitionList({ tokens }: Outline, group: Group): boolean {
	if (tokens[0]?.kind !== 'create' || group.parent?.open !== -1) return false;
	const words = tokens.slice(0, Math.max(0, group.open)).map(({ kind }) => kind);
	return words.includes('table') && !words.includes('as');
}

function inDefinition(outline: Outline, group: Group, before: number, previous: Token): Place {
	const { tokens } = outline;
	const start = tokens[before - 2];
	const isFirst = start?.kind === '(' || start?.kind === ',';
	if (isName(previous) && isFirst && group.own.includes(before - 1)) return { kind: 'type' };
	return previous.kind === 'default' ? { kind: 'expression' } : { kind: 'newName' };
}

function clauseAt(outline: Outline, group: Group, before: number): string {
	let found = 'head';
	for (const { clauses } of outline.cores(group)) {
		for (const { kind, own } of clauses) if ((own[0] ?? Infinity) < before) found = kind;
	}
	return found;
}

/** SELECT * is whole, a * is not. */
function isStar({ tokens }: Outline, before: number): boolean {
	if (tokens[before - 1]?.kind !== '*') return false;
	const lead = tokens[before - 2]?.kind;
	return lead === 'select' || lead === 'distinct' || lead === ',' || lead === '.' || lead === '(';
}
