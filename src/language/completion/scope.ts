/** Which relations and columns can be named at a place: FROM, WITH, targets of changes, queries around the query. */

import type { CatalogSnapshot, TableInfo } from '../../engine/index.js';
import { isName, type Clause, type Core, type Group, type Item, type Outline } from './outline.js';
import { nameOf, type Token } from './tokens.js';

export interface ScopeColumn {
	readonly name: string;
	/** As declared; '' when not known. */
	readonly type: string;
}

export interface ScopeRelation {
	/** What its columns are qualified with. */
	readonly name: string;
	readonly columns: readonly ScopeColumn[];
	/** The table it is, for what only tables have. */
	readonly table: TableInfo | undefined;
}

/** Columns of table functions that a catalog tells nothing about. */
const FUNCTION_COLUMNS: Readonly<Record<string, readonly string[]>> = {
	json_each: ['key', 'value', 'type', 'atom', 'id', 'parent', 'fullkey', 'path'],
	json_tree: ['key', 'value', 'type', 'atom', 'id', 'parent', 'fullkey', 'path'],
	generate_series: ['value'],
};

export class Scope {
	readonly #outline: Outline;
	readonly #catalog: CatalogSnapshot;
	readonly #visiting = new Set<Group>();

	constructor(outline: Outline, catalog: CatalogSnapshot) {
		this.#outline = outline;
		this.#catalog = catalog;
	}

	/** Query by query, the innermost first, as seen before token `index`. */
	relationsAt(index: number): ScopeRelation[][] {
		const levels: ScopeRelation[][] = [];
		for (let group: Group | undefined = this.#outline.groupAt(index); group; group = group.parent) {
			const level = this.relationsOf(group, this.coreAt(group, index));
			if (level.length > 0) levels.push(level);
		}
		const target = this.target();
		if (target) levels.push([target]);
		return levels;
	}

	/** The core that the place before token `index` is in. */
	coreAt(group: Group, index: number): Core | undefined {
		const cores = this.#outline.cores(group);
		const starts = cores.map(({ clauses }) => clauses.flatMap(({ own }) => own)[0] ?? Infinity);
		let found = cores[0];
		cores.forEach((core, at) => {
			if ((starts[at] ?? Infinity) < index) found = core;
		});
		return found;
	}

	relationsOf(group: Group, core: Core | undefined): ScopeRelation[] {
		const clauses = core?.clauses.filter(({ kind }) => kind === 'from') ?? [];
		return clauses.flatMap(clause =>
			this.#outline.items(clause, group.groups).map(item => this.relation(item, group)),
		);
	}

	/** Columns that a query gives, as far as its text tells their names. */
	resultColumns(group: Group): ScopeColumn[] {
		if (this.#visiting.has(group)) return [];
		this.#visiting.add(group);
		try {
			const [core] = this.#outline.cores(group);
			const select = core?.clauses.find(({ kind }) => kind === 'select');
			if (core && select) return this.#selectColumns(group, core, select);
			const values = core?.clauses.find(({ kind }) => kind === 'values');
			const row = values && group.groups.find(({ open }) => values.own.includes(open));
			const count = row ? this.#pieces(row.own).length : 0;
			return Array.from({ length: count }, (_, at) => ({ name: `column${at + 1}`, type: '' }));
		} finally {
			this.#visiting.delete(group);
		}
	}

	/** The table that INSERT, UPDATE, DELETE, MERGE, CREATE INDEX or CREATE TRIGGER is about. */
	target(): ScopeRelation | undefined {
		const { root } = this.#outline;
		const kinds = root.own.map(index => this.#outline.token(index)?.kind);
		const first = kinds.find(kind => kind !== 'explain' && kind !== 'query' && kind !== 'plan');
		let at = kinds.indexOf('into') + 1;
		if (first === 'create') at = kinds.indexOf('on') + 1;
		else if (at === 0 && kinds.includes('update') && !kinds.includes('insert')) {
			at = kinds.indexOf('update') + 1;
			if (kinds[at] === 'or') at += 2;
		}
		if (at === 0) return undefined;
		const own = [-1, ...root.own.slice(at)];
		const [item] = this.#outline.items({ kind: 'from', own: own.slice(0, 6) }, []);
		return (
			item && this.relation({ ...item, alias: isAlias(item.alias) ? item.alias : undefined }, root)
		);
	}

	/** Of WITH clauses of the group and those around it, inner ones first. */
	commonTables(group: Group): ScopeRelation[] {
		const found: ScopeRelation[] = [];
		for (let at: Group | undefined = group; at; at = at.parent) {
			const around = at;
			for (const { clauses } of this.#outline.cores(at)) {
				const clause = clauses.find(({ kind }) => kind === 'with');
				if (clause) found.push(...this.#readWith(clause, around));
			}
		}
		return found;
	}

	relation({ schema, name, alias, group }: Item, around: Group): ScopeRelation {
		if (group && this.#outline.isQuery(group) && name === undefined) {
			return { name: alias ?? '', columns: this.resultColumns(group), table: undefined };
		}
		const key = (name ?? '').toLowerCase();
		if (schema === undefined) {
			const common = this.commonTables(around).find(one => one.name.toLowerCase() === key);
			if (common) return { ...common, name: alias ?? common.name };
		}
		const table = this.table(schema, key);
		const own = FUNCTION_COLUMNS[key]?.map(column => ({ name: column, type: '' })) ?? [];
		return { name: alias ?? table?.name ?? name ?? '', columns: table?.columns ?? own, table };
	}

	table(schema: string | undefined, name: string): TableInfo | undefined {
		const key = name.toLowerCase();
		const schemas = this.#catalog.schemas.filter(
			one => schema === undefined || one.name.toLowerCase() === schema.toLowerCase(),
		);
		// Temporary tables hide others.
		const ordered = [...schemas].sort((left, right) => rank(left.name) - rank(right.name));
		for (const { tables } of ordered) {
			const found = tables.find(table => table.name.toLowerCase() === key);
			if (found) return found;
		}
		return undefined;
	}

	#readWith(clause: Clause, around: Group): ScopeRelation[] {
		const found: ScopeRelation[] = [];
		const { own } = clause;
		for (const piece of this.#split(own.slice(1))) {
			const name = piece
				.map(index => this.#outline.token(index))
				.find(token => token && isDefined(token));
			if (!name) continue;
			const groups = around.groups.filter(({ open }) => piece.includes(open));
			const query = groups.find(group => this.#outline.isQuery(group));
			const list = groups.find(group => group !== query && (!query || group.open < query.open));
			const given = list?.own
				.map(index => this.#outline.token(index))
				.filter(token => token && isName(token));
			const columns = given
				? given.map(token => ({ name: token ? nameOf(token) : '', type: '' }))
				: query
					? this.resultColumns(query)
					: [];
			found.push({ name: nameOf(name), columns, table: undefined });
		}
		return found;
	}

	#selectColumns(group: Group, core: Core, select: Clause): ScopeColumn[] {
		let relations: ScopeRelation[] | undefined;
		const all = () => (relations ??= this.relationsOf(group, core));
		return this.#pieces(select.own.slice(1)).flatMap((piece): readonly ScopeColumn[] => {
			const tokens = piece
				.map(index => this.#outline.token(index))
				.filter(token => token !== undefined)
				.filter(({ kind }, at) => at > 0 || (kind !== 'distinct' && kind !== 'all'));
			const [first] = tokens;
			const last = tokens.at(-1);
			if (!first || !last) return [];
			if (last.kind === '*') {
				if (tokens.length === 1) return all().flatMap(({ columns }) => columns);
				if (tokens.length !== 3) return [];
				const name = nameOf(first).toLowerCase();
				return all().find(one => one.name.toLowerCase() === name)?.columns ?? [];
			}
			if (!isName(last)) return [];
			const name = nameOf(last);
			const before = tokens.at(-2);
			const isPlain = before === undefined || (before.kind === '.' && tokens.length <= 5);
			if (!isPlain && before.kind !== 'as' && !endsOperand(before)) return [];
			const type = isPlain ? (findColumn(all(), name)?.type ?? '') : '';
			return [{ name, type }];
		});
	}

	/** Cut at commas. */
	#pieces(own: readonly number[]): number[][] {
		return this.#split(own);
	}

	#split(own: readonly number[]): number[][] {
		const pieces: number[][] = [[]];
		for (const index of own) {
			if (this.#outline.token(index)?.kind === ',') pieces.push([]);
			else pieces.at(-1)?.push(index);
		}
		return pieces.filter(piece => piece.length > 0);
	}
}

function rank(schema: string): number {
	return schema === 'temp' ? 0 : schema === 'main' ? 1 : 2;
}

function isAlias(name: string | undefined): boolean {
	return (
		name !== undefined &&
		!/^(?:set|values|select|default|where|from|begin|for|when|on|using)$/i.test(name)
	);
}

/** What WITH defines comes first of all, behind RECURSIVE. */
function isDefined(token: Token): boolean {
	return isName(token) && token.kind !== 'recursive';
}

function findColumn(relations: readonly ScopeRelation[], name: string): ScopeColumn | undefined {
	const key = name.toLowerCase();
	for (const { columns } of relations) {
		const found = columns.find(column => column.name.toLowerCase() === key);
		if (found) return found;
	}
	return undefined;
}

/** An expression may end with it. */
export function endsOperand(token: Token): boolean {
	if (token.kind === ')' || token.kind === 'end' || token.kind === 'null') return true;
	if (/^(?:string|blob|integer|float|variable|isnull|notnull)$/.test(token.kind)) return true;
	return isName(token) && !BETWEEN_OPERANDS.has(token.kind);
}

/** Words that may be names, and are operators or begin an operand where they are not. */
const BETWEEN_OPERANDS: ReadonlySet<string> = new Set([
	...['like', 'glob', 'regexp', 'match', 'by', 'offset', 'row', 'rows', 'range', 'groups', 'all'],
	...['recursive', 'replace', 'ignore', 'having', 'escape', 'raise', 'cast', 'with'],
]);
