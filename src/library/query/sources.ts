/** The tables of a query, and what a name means among them. */

import type { Definition } from '../models/definition.js';
import { targetDefinition } from '../models/references.js';
import type { FieldType } from '../models/fieldTypes.js';
import { sql } from './sql.js';
import type { Sql } from './sql.js';

export interface Source {
	readonly alias: string;
	readonly table: string;
	/** Undefined for a table that is only known by its name. */
	readonly definition: Definition | undefined;
	readonly join: JoinPart | undefined;
}

export interface JoinPart {
	readonly kind: 'JOIN' | 'LEFT JOIN';
	/** Columns by columns; undefined: found by the references. */
	readonly on: Sql | Readonly<Record<string, unknown>> | undefined;
}

export interface FoundColumn {
	readonly name: Sql;
	readonly type: FieldType | undefined;
	readonly table: string;
	readonly field: string;
	/** What it is called in a result. */
	readonly key: string;
}

export function findColumn(sources: readonly Source[], given: string): FoundColumn {
	const dot = given.indexOf('.');
	if (dot >= 0) {
		const alias = given.slice(0, dot);
		const source = sources.find(one => isSame(one.alias, alias));
		if (source) return columnOf(sources, source, given.slice(dot + 1));
		const known = sources.map(one => one.alias).join(', ');
		throw new TypeError(`${given}: there is no table ${alias} in the query; there are ${known}`);
	}
	const having = sources.filter(({ definition }) => definition?.table.find(given));
	const [first, second] = having;
	if (first && second) {
		const choices = having.map(({ alias }) => `${alias}.${given}`).join(' or ');
		throw new TypeError(`${given} is ambiguous: write ${choices}`);
	}
	if (first) return columnOf(sources, first, given);
	if (sources.some(({ definition }) => !definition)) {
		return { name: sql.id(given), type: undefined, table: '', field: given, key: given };
	}
	const known = sources.flatMap(({ definition }) =>
		(definition?.table.fields ?? []).map(({ name }) => name),
	);
	const tables = sources.map(({ table }) => table).join(', ');
	throw new TypeError(`${tables} has no field ${given}; there are ${known.join(', ')}`);
}

function columnOf(sources: readonly Source[], source: Source, name: string): FoundColumn {
	const field = source.definition?.table.field(name);
	const column = sql.id(field?.column ?? name);
	return {
		name: sources.length > 1 ? sql`${sql.id(source.alias)}.${column}` : column,
		type: field?.type,
		table: source.table,
		field: name,
		key: name,
	};
}

/** What a joined table has to do with those before it, by the references between them. */
export function referenceBetween(before: readonly Source[], joined: Source): Sql {
	const all = [...before, joined];
	const found = before.flatMap(source => [
		...referencesOf(all, joined, source),
		...referencesOf(all, source, joined),
	]);
	const [only, second] = found;
	if (only && !second) return only;
	const example = `{ '${joined.alias}.id': '${before[0]?.alias ?? ''}.id' }`;
	throw new TypeError(
		only
			? `there are ${found.length} references between ${joined.alias} and the other tables: say which, ${example}`
			: `no reference joins ${joined.alias} to the other tables: say how, ${example}`,
	);
}

function referencesOf(all: readonly Source[], from: Source, to: Source): Sql[] {
	const fields = from.definition?.table.fields ?? [];
	return fields.flatMap(({ name, reference }) => {
		const target = reference?.target();
		if (!reference || target === undefined) return [];
		const table = typeof target === 'string' ? target : targetDefinition(target).table.name;
		if (!isSame(table, to.table)) return [];
		const key = reference.field ?? primaryKeyOf(to);
		return [sql`${columnOf(all, from, name).name} = ${columnOf(all, to, key).name}`];
	});
}

function primaryKeyOf({ definition }: Source): string {
	return definition?.table.primaryKey[0]?.name ?? 'id';
}

export function isSame(left: string, right: string): boolean {
	return left.toLowerCase() === right.toLowerCase();
}
