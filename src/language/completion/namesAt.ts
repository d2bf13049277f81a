/** The names that fit a place: what the catalog and the statement itself know of the kind that is expected there. */

import type { CatalogSnapshot } from '../../engine/index.js';
import type { Completion } from './completion.js';
import {
	aliasItem,
	columnItem,
	columnItems,
	isInternal,
	item,
	joinConditions,
	qualifiedItem,
	rowidItems,
	tableItem,
} from './items.js';
import type { Outline } from './outline.js';
import type { Place } from './place.js';
import { PRAGMAS } from './pragmas.js';
import { quotedName } from './quotedName.js';
import type { Scope, ScopeRelation } from './scope.js';

const TYPES = ['INTEGER', 'REAL', 'TEXT', 'BLOB', 'NUMERIC', 'ANY'];

export class NamesAt {
	readonly #catalog: CatalogSnapshot;
	readonly #scope: Scope;
	readonly #outline: Outline;
	readonly #before: number;
	readonly #trigger: string | undefined;

	constructor(
		catalog: CatalogSnapshot,
		scope: Scope,
		outline: Outline,
		before: number,
		trigger: string | undefined,
	) {
		this.#catalog = catalog;
		this.#scope = scope;
		this.#outline = outline;
		this.#before = before;
		this.#trigger = trigger;
	}

	at(place: Place): Completion[] {
		switch (place.kind) {
			case 'expression':
				return this.#expression();
			case 'relation':
				return this.#relations(place.isTarget);
			case 'object':
				return this.#objects(place.type);
			case 'qualified':
				return this.#qualified(place.qualifier, place.isRelation);
			case 'columnsOf': {
				const taken = new Set(place.taken.map(name => name.toLowerCase()));
				const { table } = place;
				const relation = table
					? this.#tableRelation(table.schema, table.name)
					: (this.#scope.target() ?? this.#triggerRelation());
				return columnItems(relation).filter(({ label }) => !taken.has(label.toLowerCase()));
			}
			case 'using':
				return this.#using();
			case 'condition':
				return [...this.#conditions(), ...this.#expression()];
			case 'collation':
				return this.#catalog.collations.map(name => item(name, 'collation', undefined));
			case 'type':
				return TYPES.map(name => item(name, 'type', undefined, name));
			case 'pragma':
				return PRAGMAS.map(name => item(name, 'pragma', undefined));
			case 'newName':
				return [];
		}
	}

	#levels(): ScopeRelation[][] {
		const levels = this.#scope.relationsAt(this.#before);
		const target = this.#scope.target();
		const tokens = this.#outline.tokens.slice(0, this.#before);
		const isUpsert =
			tokens.some(({ kind }) => kind === 'conflict') && tokens.some(({ kind }) => kind === 'do');
		if (isUpsert && target) levels.push([{ ...target, name: 'excluded' }]);
		const row = this.#triggerRelation();
		if (row)
			levels.push([
				{ ...row, name: 'new' },
				{ ...row, name: 'old' },
			]);
		return levels;
	}

	#triggerRelation(): ScopeRelation | undefined {
		return this.#trigger === undefined ? undefined : this.#tableRelation(undefined, this.#trigger);
	}

	#tableRelation(schema: string | undefined, name: string): ScopeRelation | undefined {
		const table = this.#scope.table(schema, name);
		return table && { name: table.name, columns: table.columns, table };
	}

	/** Names that several relations have are qualified. */
	#expression(): Completion[] {
		const items: Completion[] = [];
		for (const level of this.#levels()) {
			const isNamedRow = level.some(({ name }) => name === 'new' || name === 'excluded');
			const counts = new Map<string, number>();
			for (const { name } of level.flatMap(({ columns }) => columns)) {
				counts.set(name.toLowerCase(), (counts.get(name.toLowerCase()) ?? 0) + 1);
			}
			for (const relation of level) {
				for (const one of columnItems(relation)) {
					const isShared = (counts.get(one.label.toLowerCase()) ?? 0) > 1;
					if (!isShared && !isNamedRow) items.push(one);
					else if (relation.name !== '') items.push(qualifiedItem(relation, one));
				}
			}
			items.push(...level.filter(({ name }) => name !== '').map(aliasItem));
		}
		return [...this.#resultNames(), ...items];
	}

	/** ORDER BY and GROUP BY see the names of the result. */
	#resultNames(): Completion[] {
		const group = this.#outline.groupAt(this.#before);
		const core = this.#scope.coreAt(group, this.#before);
		const clause = core?.clauses.findLast(({ own }) => (own[0] ?? Infinity) < this.#before);
		if (clause?.kind !== 'order' && clause?.kind !== 'group' && clause?.kind !== 'having')
			return [];
		const shown = this.#scope.resultColumns(group);
		return shown.map(column => columnItem(column, 'result'));
	}

	#relations(isTarget: boolean): Completion[] {
		const { schemas, functions } = this.#catalog;
		const items: Completion[] = [];
		const group = this.#outline.groupAt(this.#before);
		const common = isTarget ? [] : this.#scope.commonTables(group);
		items.push(...common.map(({ name }) => item(name, 'table', 'WITH')));
		for (const { name, tables } of schemas) {
			const detail = name === 'main' ? undefined : name;
			const shown = tables.filter(table => !isInternal(table));
			items.push(...shown.map(table => tableItem(table, detail)));
		}
		if (!isTarget) {
			const tableFunctions = functions.filter(
				({ type, name }) => type === 'table' && !/^pragma_/.test(name),
			);
			items.push(...tableFunctions.map(({ name }) => item(name, 'function', 'table', `${name}(`)));
			items.push(item('sqlite_schema', 'table', undefined));
		}
		return [...items, ...this.#schemaItems()];
	}

	#schemaItems(): Completion[] {
		const { schemas } = this.#catalog;
		const shown = schemas.filter(({ name, tables }) => name !== 'temp' || tables.length > 0);
		return shown.map(({ name }) => item(name, 'schema', undefined, `${quotedName(name)}.`));
	}

	#objects(type: 'table' | 'view' | 'index' | 'trigger'): Completion[] {
		const tables = this.#catalog.schemas
			.flatMap(schema => schema.tables)
			.filter(table => !isInternal(table));
		switch (type) {
			case 'view':
				return tables.filter(table => table.type === 'view').map(table => tableItem(table));
			case 'table':
				return tables.filter(table => table.type !== 'view').map(table => tableItem(table));
			case 'index':
				return tables.flatMap(({ name, indexes }) =>
					indexes
						.filter(({ origin }) => origin === 'c')
						.map(index => item(index.name, 'index', name)),
				);
			case 'trigger':
				return tables.flatMap(({ name, triggers }) =>
					triggers.map(trigger => item(trigger.name, 'trigger', name)),
				);
		}
	}

	#qualified(qualifier: readonly string[], isRelation: boolean): Completion[] {
		const [first = '', second] = qualifier.map(name => name.toLowerCase());
		const schema = this.#catalog.schemas.find(({ name }) => name.toLowerCase() === first);
		if (second !== undefined) return columnItems(this.#tableRelation(first, second));
		if (!isRelation) {
			for (const level of this.#levels()) {
				const found = level.find(({ name }) => name.toLowerCase() === first);
				if (found) return [...columnItems(found), ...rowidItems(found)];
			}
			const table = this.#tableRelation(undefined, first);
			if (table) return columnItems(table);
		}
		return schema?.tables.filter(table => !isInternal(table)).map(table => tableItem(table)) ?? [];
	}

	#using(): Completion[] {
		const group = this.#outline.groupAt(this.#before).parent ?? this.#outline.root;
		const relations = this.#scope.relationsOf(group, this.#scope.coreAt(group, this.#before));
		const last = relations.at(-1);
		const others = relations
			.slice(0, -1)
			.flatMap(({ columns }) => columns.map(({ name }) => name.toLowerCase()));
		return columnItems(last).filter(({ label }) => others.includes(label.toLowerCase()));
	}

	/** What foreign keys say a join is on. */
	#conditions(): Completion[] {
		const group = this.#outline.groupAt(this.#before);
		const core = this.#scope.coreAt(group, this.#before);
		const clause = core?.clauses.find(({ kind }) => kind === 'from');
		if (!clause) return [];
		const own = clause.own.filter(index => index < this.#before);
		const relations = this.#outline
			.items({ kind: 'from', own }, group.groups)
			.map(one => this.#scope.relation(one, group));
		const joined = relations.at(-1);
		if (!joined) return [];
		return relations
			.slice(0, -1)
			.reverse()
			.flatMap(other => [...joinConditions(joined, other), ...joinConditions(other, joined)])
			.map(text => item(text, 'condition', 'foreign key', text));
	}
}
