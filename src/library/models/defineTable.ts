/**
 * `defineTable('student', { id: 'primaryKey', name: 'text', gpa: { type: 'real', default: 0 } })`: a model without a class and
 * without decorators, for plain JavaScript; for TypeScript everything is inferred from it.
 */

import { newFieldDraft } from './classDraft.js';
import type { FieldDraft } from './classDraft.js';
import { applyOptions, referenceTo, setPrimaryKey, setType } from './decorators.js';
import type { FieldOptions } from './decorators.js';
import { introduce } from './defaultDatabase.js';
import type { Definition, Relation } from './definition.js';
import type { IndexOptions, ReferenceOptions, ReferenceTarget } from './field.js';
import type { FieldTypeName, ValueOf } from './fieldTypes.js';
import { finishField } from './finishField.js';
import { checkOptions } from './knownOptions.js';
import type { Simplify } from './modelTypes.js';
import { relationProperties } from './relations.js';
import { asIndex, Table } from './table.js';
import type { TableOptions } from './tableDecorator.js';
import { TableModel } from './tableModel.js';

/** A field of `defineTable` with all that can be said of one. */
export interface FieldDefinition extends FieldOptions {
	readonly type: FieldTypeName;
	/** An integer one is counted up by the database when it is left out. */
	readonly primaryKey?: boolean;
	readonly autoIncrement?: boolean;
	readonly index?: boolean | IndexOptions;
	/** SQL, or a function that is given the value and says no with false or a text. */
	readonly check?: string | ((value: never) => unknown);
	/** A model, or `'course'`, `'course.id'`. */
	readonly references?:
		| (() => ReferenceTarget)
		| string
		| (ReferenceOptions & { readonly target: (() => ReferenceTarget) | string });
}

/** A type alone is a field that must be given; `'primaryKey'` an integer that counts itself up. */
export type FieldDefinitions = Readonly<
	Record<string, FieldTypeName | 'primaryKey' | FieldDefinition>
>;

/** What holds for the whole of a table, and where it is. */
export interface DefineTableOptions extends Omit<TableOptions, 'name'> {
	/** `{ courses: { hasMany: () => Course } }`, read when they are asked for. */
	readonly relations?: Readonly<Record<string, RelationDefinition>>;
}

/** One of the three, and the field it goes by if there are several. */
export interface RelationDefinition {
	readonly belongsTo?: () => ReferenceTarget;
	readonly hasMany?: () => ReferenceTarget;
	readonly hasOne?: () => ReferenceTarget;
	/** The field that refers. */
	readonly key?: string;
}

type FieldValue<F> = F extends 'primaryKey'
	? number
	: F extends FieldTypeName
		? ValueOf<F>
		: F extends { readonly type: infer N extends FieldTypeName }
			? F extends { readonly nullable: true }
				? ValueOf<N> | null
				: ValueOf<N>
			: never;

/** The rows of a definition. */
export type RowOf<F> = Simplify<{ -readonly [K in keyof F]: FieldValue<F[K]> }>;

type OptionalNames<F> = {
	[K in keyof F]: F[K] extends
		| 'primaryKey'
		| { readonly primaryKey: true; readonly type: 'int' | 'integer' }
		| { readonly nullable: true }
		| { readonly generated: true }
		? K
		: F[K] extends { readonly default: unknown }
			? K
			: never;
}[keyof F];

/** What `insert` takes. */
export type NewRowOf<F> = Simplify<
	{ -readonly [K in Exclude<keyof F, OptionalNames<F>>]: FieldValue<F[K]> } & {
		-readonly [K in OptionalNames<F>]?: FieldValue<F[K]>;
	}
>;

/** A model without a class: `defineTable('student', { id: 'primaryKey', name: 'text', gpa: { type: 'real', default: 0 } })`. */
export function defineTable<const F extends FieldDefinitions>(
	name: string,
	fields: F,
	options: DefineTableOptions = {},
): TableModel<RowOf<F>, NewRowOf<F>> {
	checkOptions(options, TABLE_OPTIONS, `table ${name}`);
	const drafts = Object.entries(fields).map(
		([field, given]) => [field, draftOf(given, `${name}.${field}`)] as const,
	);
	const keys = drafts.filter(([, { isPrimaryKey }]) => isPrimaryKey);
	const table = new Table({
		name,
		fields: drafts.map(([field, draft]) =>
			finishField(field, `${name}.${field}`, draft, undefined, keys.length === 1),
		),
		uniques: options.unique ?? [],
		indexes: (options.indexes ?? []).map(asIndex),
		checks: options.checks ?? [],
	});
	const relations = new Map(
		Object.entries(options.relations ?? {}).map(([key, given]) => [key, relationOf(key, given)]),
	);
	const prototype = Object.create(
		Object.prototype,
		relationProperties(() => definition, relations.values()),
	) as object;
	const definition: Definition = {
		table,
		relations,
		others: new Set(),
		database: options.db,
		newRow: relations.size > 0 ? () => Object.create(prototype) as object : () => ({}),
		initialValues: () => ({}),
	};
	const model = new TableModel<RowOf<F>, NewRowOf<F>>(definition);
	introduce(definition);
	return model;
}

const TABLE_OPTIONS: readonly (keyof DefineTableOptions)[] = [
	'db',
	'unique',
	'indexes',
	'checks',
	'relations',
];

const FIELD_OPTIONS: readonly (keyof FieldDefinition)[] = [
	'type',
	'primaryKey',
	'autoIncrement',
	'index',
	'check',
	'references',
	'nullable',
	'unique',
	'column',
	'generated',
	'collate',
	'default',
];

function draftOf(given: FieldTypeName | 'primaryKey' | FieldDefinition, name: string): FieldDraft {
	const draft = newFieldDraft();
	if (typeof given === 'string') {
		setType(draft, given === 'primaryKey' ? 'int' : given);
		if (given === 'primaryKey') setPrimaryKey(draft, {});
		return draft;
	}
	checkOptions(given, FIELD_OPTIONS, `field ${name}`);
	const { type, primaryKey, autoIncrement, index, check, references } = given;
	setType(draft, type);
	applyOptions(draft, given);
	if (primaryKey === true)
		setPrimaryKey(draft, autoIncrement === undefined ? {} : { autoIncrement });
	if (index !== undefined && index !== false) draft.index = index === true ? {} : index;
	if (typeof check === 'string') draft.checks.push(check);
	else if (check) draft.validators.push(check);
	if (typeof references === 'object') draft.reference = referenceTo(references.target, references);
	else if (references !== undefined) draft.reference = referenceTo(references, {});
	return draft;
}

function relationOf(name: string, given: RelationDefinition): Relation {
	for (const kind of ['belongsTo', 'hasMany', 'hasOne'] as const) {
		const target = given[kind];
		if (target) return { name, kind, target, key: given.key };
	}
	throw new TypeError(`relation ${name}: say belongsTo, hasMany or hasOne`);
}
