/**
 * The shape of a statement from its tokens alone, however unfinished: parentheses, clauses, what FROM names.
 *
 * A group is the statement or a parenthesis in it; its own tokens leave out those of groups in it. A query's group is cut
 * into cores (SELECT ... up to UNION and the like), a core into clauses.
 */

import { nameOf, type Token } from './tokens.js';

export interface Group {
	/** Index of the `(`; -1: the statement. */
	readonly open: number;
	/** Index behind the last token, the `)` not included. */
	end: number;
	readonly parent: Group | undefined;
	/** Indexes of the group's own tokens, parentheses of groups in it included. */
	readonly own: number[];
	readonly groups: Group[];
}

export interface Core {
	readonly clauses: readonly Clause[];
}

export interface Clause {
	readonly kind: ClauseKind;
	/** Own tokens of the group, the clause's first word first. */
	readonly own: readonly number[];
}

export type ClauseKind =
	| 'with'
	| 'select'
	| 'from'
	| 'where'
	| 'group'
	| 'having'
	| 'window'
	| 'order'
	| 'limit'
	| 'values'
	| 'set'
	| 'returning'
	| 'head';

/** What FROM names, or WITH defines. */
export interface Item {
	readonly schema: string | undefined;
	readonly name: string | undefined;
	readonly alias: string | undefined;
	/** A query in parentheses, or a function's arguments. */
	readonly group: Group | undefined;
}

const CLAUSES: ReadonlyMap<string, ClauseKind> = new Map([
	['with', 'with'],
	['select', 'select'],
	['from', 'from'],
	['where', 'where'],
	['group', 'group'],
	['having', 'having'],
	['window', 'window'],
	['order', 'order'],
	['limit', 'limit'],
	['values', 'values'],
	['set', 'set'],
	['returning', 'returning'],
]);

export class Outline {
	readonly tokens: readonly Token[];
	readonly root: Group;

	constructor(tokens: readonly Token[]) {
		this.tokens = tokens;
		this.root = readGroups(tokens);
	}

	token(index: number | undefined): Token | undefined {
		return index === undefined ? undefined : this.tokens[index];
	}

	/** The innermost group that holds the place before token `index`. */
	groupAt(index: number): Group {
		let group = this.root;
		for (;;) {
			const inner = group.groups.find(({ open, end }) => open < index && index <= end);
			if (!inner) return group;
			group = inner;
		}
	}

	isQuery({ own }: Group): boolean {
		const first = this.token(own[0])?.kind;
		return first === 'select' || first === 'with' || first === 'values';
	}

	cores({ own }: Group): Core[] {
		const cores: Core[] = [];
		let clauses: { kind: ClauseKind; own: number[] }[] = [{ kind: 'head', own: [] }];
		for (const [position, index] of own.entries()) {
			const kind = this.token(index)?.kind ?? 'eof';
			if (kind === 'union' || kind === 'intersect' || kind === 'except') {
				cores.push({ clauses });
				clauses = [{ kind: 'head', own: [index] }];
				continue;
			}
			const clause = this.#beginsClause(own, position);
			if (clause) clauses.push({ kind: clause, own: [] });
			clauses.at(-1)?.own.push(index);
		}
		cores.push({ clauses });
		return cores;
	}

	#beginsClause(own: readonly number[], position: number): ClauseKind | undefined {
		const token = this.token(own[position]);
		const clause = CLAUSES.get(token?.kind ?? '');
		if (clause === undefined) return undefined;
		const next = this.token(own[position + 1])?.kind;
		const previous = this.token(own[position - 1])?.kind;
		// `IS DISTINCT FROM`, `DEFAULT VALUES`, and names that are words of the language.
		if (clause === 'from' && previous === 'distinct') return undefined;
		if (clause === 'values' && previous === 'default') return undefined;
		if (clause !== 'window' && clause !== 'with') return clause;
		if (next === '.' || previous === '.' || previous === 'as') return undefined;
		return clause;
	}

	/** What the FROM clause names, joins in parentheses taken apart. */
	items({ own }: Clause, groups: readonly Group[]): Item[] {
		const items: Item[] = [];
		let position = 1;
		while (position < own.length) {
			const read = this.#readItem(own, position, groups);
			items.push(...read.items);
			position = this.#nextItem(own, read.next);
		}
		return items;
	}

	#readItem(
		own: readonly number[],
		position: number,
		groups: readonly Group[],
	): { readonly items: Item[]; readonly next: number } {
		const first = this.token(own[position]);
		if (first?.kind === '(') {
			const group = groups.find(({ open }) => open === own[position]);
			const next = this.token(own[position + 1])?.kind === ')' ? position + 2 : position + 1;
			if (group && !this.isQuery(group)) {
				const inner = { kind: 'from' as const, own: [group.open, ...group.own] };
				return { items: this.items(inner, group.groups), next };
			}
			const alias = this.#alias(own, next);
			return {
				items: [{ schema: undefined, name: undefined, alias: alias.name, group }],
				next: alias.next,
			};
		}
		if (!first || !isName(first)) return { items: [], next: position };
		let next = position + 1;
		let schema: string | undefined;
		let name = nameOf(first);
		const second = this.token(own[next + 1]);
		if (this.token(own[next])?.kind === '.') {
			schema = name;
			name = second && isName(second) ? nameOf(second) : '';
			next += second && isName(second) ? 2 : 1;
		}
		let group: Group | undefined;
		if (this.token(own[next])?.kind === '(') {
			group = groups.find(({ open }) => open === own[next]);
			next += this.token(own[next + 1])?.kind === ')' ? 2 : 1;
		}
		const alias = this.#alias(own, next);
		return { items: [{ schema, name, alias: alias.name, group }], next: alias.next };
	}

	#alias(
		own: readonly number[],
		position: number,
	): { readonly name: string | undefined; readonly next: number } {
		const token = this.token(own[position]);
		if (token?.kind === 'as') {
			const name = this.token(own[position + 1]);
			return { name: name && nameOf(name), next: position + 2 };
		}
		if (token && isName(token) && !JOINS.has(token.kind)) {
			return { name: nameOf(token), next: position + 1 };
		}
		return { name: undefined, next: position };
	}

	/** Behind the next comma or JOIN. */
	#nextItem(own: readonly number[], from: number): number {
		for (let position = from; position < own.length; position++) {
			const kind = this.token(own[position])?.kind;
			if (kind === ',' || kind === 'join') return position + 1;
		}
		return own.length;
	}
}

const JOINS: ReadonlySet<string> = new Set([
	...['cross', 'full', 'indexed', 'inner', 'left', 'natural', 'outer', 'right', 'join', 'on'],
	...['using', 'not', 'where', 'set'],
]);

/** A word, or anything in quotes that may be a name. */
export function isName({ text, kind }: Token): boolean {
	return (
		kind === 'identifier' || (/^[\p{L}_]/u.test(text) && !RESERVED.has(kind) && kind !== 'blob')
	);
}

const RESERVED: ReadonlySet<string> = new Set([
	...[
		'and',
		'as',
		'between',
		'case',
		'check',
		'collate',
		'create',
		'default',
		'delete',
		'distinct',
	],
	...['else', 'escape', 'except', 'exists', 'from', 'group', 'having', 'in', 'index', 'insert'],
	...['intersect', 'into', 'is', 'isnull', 'join', 'limit', 'not', 'notnull', 'null', 'on', 'or'],
	...[
		'order',
		'references',
		'returning',
		'select',
		'set',
		'table',
		'then',
		'to',
		'union',
		'unique',
	],
	...['update', 'using', 'values', 'when', 'where', 'add', 'alter', 'drop', 'primary', 'foreign'],
]);

function readGroups(tokens: readonly Token[]): Group {
	const root: Group = { open: -1, end: tokens.length, parent: undefined, own: [], groups: [] };
	let group = root;
	for (const [index, { kind }] of tokens.entries()) {
		if (kind === ')' && group.parent) {
			group.end = index;
			group = group.parent;
		}
		group.own.push(index);
		if (kind !== '(') continue;
		const inner: Group = { open: index, end: tokens.length, parent: group, own: [], groups: [] };
		group.groups.push(inner);
		group = inner;
	}
	return root;
}
