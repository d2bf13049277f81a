/**
 * Relations: rows of other models that belong to a row. Read when they are first asked for, `registration.student.name`;
 * or for many rows at once, `select({ include: 'student' })`.
 */

import type { SqlValue } from '../../engine/index.js';
import { queryFrom } from '../query/query.js';
import { bindTo } from './boundModel.js';
import type { Place } from './boundModel.js';
import { databaseOf } from './defaultDatabase.js';
import type { Definition, Relation } from './definition.js';
import type { Field } from './field.js';
import type { RowClass } from './modelTypes.js';
import { targetDefinition } from './references.js';

/** Where rows came from, if that is not where their model belongs. */
const places = new WeakMap<object, Place>();

/** So many keys are looked for by one query. */
const KEYS_AT_ONCE = 500;

/** Properties that read a relation when they are first asked for; for the prototype of rows. */
export function relationProperties(
	definition: () => Definition,
	relations: Iterable<Relation>,
): PropertyDescriptorMap {
	const properties: PropertyDescriptorMap = {};
	for (const relation of relations) {
		properties[relation.name] = {
			configurable: true,
			get(this: object) {
				const place = places.get(this) ?? databaseOf(definition());
				readRelation(definition(), relation, place, [this]);
				const value: unknown = Object.getOwnPropertyDescriptor(this, relation.name)?.value;
				// Looked at, not asked for: it does not appear when the row is printed.
				keep(this, relation.name, value, false);
				return value;
			},
			set(this: object, value: unknown) {
				keep(this, relation.name, value);
			},
		};
	}
	return properties;
}

/** Puts rows of relations into rows: `'registrations.course'` goes on from those. */
export function includeRelations(
	definition: Definition,
	place: Place,
	rows: readonly object[],
	include: string | readonly string[],
): void {
	for (const path of typeof include === 'string' ? [include] : include) {
		let owner = definition;
		let owners = rows;
		for (const name of path.split('.')) {
			const relation = owner.relations.get(name);
			if (!relation) throw noRelation(owner, name);
			owners = readRelation(owner, relation, place, owners);
			owner = targetDefinition(relation.target());
		}
	}
}

function noRelation({ table, relations }: Definition, name: string): TypeError {
	const known = [...relations.keys()].join(', ');
	return new TypeError(
		known === ''
			? `include: ${table.name} has no relations; write @hasMany(() => Other) or @belongsTo(() => Other)`
			: `include: ${table.name} has no relation ${name}; its relations are ${known}`,
	);
}

/** Gives all rows that were read. */
function readRelation(
	definition: Definition,
	relation: Relation,
	place: Place,
	owners: readonly object[],
): readonly object[] {
	const target = targetDefinition(relation.target());
	const { own, other } = keysOf(definition, target, relation);
	const keyOf = (row: object, field: Field): SqlValue => {
		const value = (row as Record<string, unknown>)[field.name];
		return value === null || value === undefined ? null : field.type.encode(value);
	};
	const keys = [...new Set(owners.map(owner => keyOf(owner, own)))].filter(key => key !== null);
	const found = readByKey(target, relation, place, other, keys);
	const byKey = new Map<SqlValue, object[]>();
	for (const row of found) {
		const key = keyOf(row, other);
		const group = byKey.get(key);
		if (group) group.push(row);
		else byKey.set(key, [row]);
	}
	for (const owner of owners) {
		const group = byKey.get(keyOf(owner, own)) ?? [];
		keep(owner, relation.name, relation.kind === 'hasMany' ? group : (group[0] ?? null));
	}
	return found;
}

function readByKey(
	target: Definition,
	relation: Relation,
	place: Place,
	field: Field,
	keys: readonly SqlValue[],
): object[] {
	const rows: object[] = [];
	bindTo(place, target);
	const model = relation.target() as RowClass;
	const order = target.table.primaryKey.map(({ name }) => name);
	for (let at = 0; at < keys.length; at += KEYS_AT_ONCE) {
		const some = keys.slice(at, at + KEYS_AT_ONCE);
		const values = field.type.decode ? some.map(field.type.decode) : some;
		const query = queryFrom(() => place, model)
			.where({ [field.name]: { in: values } })
			.orderBy(...(order as never[]));
		rows.push(...query.all());
	}
	rememberPlace(rows, place);
	return rows;
}

/** The field of the owner and that of the others which must be equal. */
function keysOf(
	owner: Definition,
	target: Definition,
	relation: Relation,
): { readonly own: Field; readonly other: Field } {
	const [child, parent] = relation.kind === 'belongsTo' ? [owner, target] : [target, owner];
	const key =
		relation.key === undefined
			? referring(child, parent, relation)
			: child.table.field(relation.key);
	const referred = key.reference?.field ?? parent.table.primaryKey[0]?.name;
	if (referred === undefined) throw new TypeError(`${parent.table.name} has no primary key`);
	const field = parent.table.field(referred);
	return relation.kind === 'belongsTo' ? { own: key, other: field } : { own: field, other: key };
}

function referring(child: Definition, parent: Definition, relation: Relation): Field {
	const fields = child.table.fields.filter(({ reference }) => {
		const target = reference?.target();
		if (target === undefined) return false;
		if (typeof target === 'string') return target.toLowerCase() === parent.table.name.toLowerCase();
		return targetDefinition(target) === parent;
	});
	const [only, second] = fields;
	if (only && !second) return only;
	throw new TypeError(
		`relation ${relation.name}: ${child.table.name} has ${only ? 'several references' : 'no reference'} to ` +
			`${parent.table.name}; name the field, @${relation.kind}(() => ..., 'fieldName')`,
	);
}

function keep(row: object, name: string, value: unknown, enumerable = true): void {
	Object.defineProperty(row, name, { value, configurable: true, writable: true, enumerable });
}

/** For rows that come from elsewhere than where their model belongs. */
export function rememberPlace(rows: readonly object[], place: Place): void {
	for (const row of rows) places.set(row, place);
}
