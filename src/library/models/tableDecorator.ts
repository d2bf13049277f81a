/**
 * `@table()`: makes a class a model. Its fields are those with decorators and those with initialisers; the initialisers
 * are the defaults. The class gets the methods of models, whether it extends `Model` or not.
 */

import type { Connection } from '../../engine/index.js';
import { classDraft, newFieldDraft } from './classDraft.js';
import type { ClassDraft } from './classDraft.js';
import type { ClassDecoratorFunction } from './decorators.js';
import { introduce } from './defaultDatabase.js';
import { define } from './definition.js';
import type { Definition } from './definition.js';
import { finishField } from './finishField.js';
import type { Initial } from './finishField.js';
import { checkOptions } from './knownOptions.js';
import { addModelMethods } from './model.js';
import { relationProperties } from './relations.js';
import { asIndex, Table } from './table.js';
import type { TableIndex } from './table.js';

/** What `@table()` may be told. */
export interface TableOptions {
	/** The table's name; without it the class's, with a small first letter. */
	readonly name?: string;
	/** The database of the model; the default one without it. */
	readonly db?: Connection | (() => Connection);
	/** Fields that are unique together. */
	readonly unique?: readonly (readonly string[])[];
	/** Fields that are indexed together. */
	readonly indexes?: readonly (readonly string[] | TableIndex)[];
	/** SQL that must hold for every row. */
	readonly checks?: readonly string[];
}

type AnyClass = new () => object;

const TABLE_OPTIONS: readonly (keyof TableOptions)[] = [
	'name',
	'db',
	'unique',
	'indexes',
	'checks',
];

/** Makes a class a model: `@table() class Student extends Model { ... }`. */
export function table(given: TableOptions | string = {}): ClassDecoratorFunction {
	const options = typeof given === 'string' ? { name: given } : given;
	checkOptions(options, TABLE_OPTIONS, '@table');
	return (target, context) => {
		const draft = classDraft(context);
		const definition = definitionOfClass(target as AnyClass, context, draft, options);
		define(target, definition);
		addModelMethods(target);
		Object.defineProperties(
			target.prototype as object,
			relationProperties(() => definition, draft.relations.values()),
		);
		// When the class itself is finished: it may have static parts, and refer to itself.
		context.addInitializer(() => introduce(definition));
	};
}

function definitionOfClass(
	target: AnyClass,
	context: ClassDecoratorContext,
	draft: ClassDraft,
	options: TableOptions,
): Definition {
	const className = context.name ?? 'a class without a name';
	const [first, second] = [instance(target, className), instance(target, className)];
	const initials = initialsOf(first, second);
	const names = columnNames(className, draft, initials);
	const keys = [...draft.fields.values()].filter(({ isPrimaryKey }) => isPrimaryKey);
	const fields = names.map(name => {
		const field = draft.fields.get(name) ?? newFieldDraft();
		const where = `${className}.${name}`;
		return finishField(name, where, field, initials.get(name), keys.length === 1);
	});
	const made = new Table({
		name: options.name ?? tableName(className),
		fields,
		uniques: [...draft.uniques, ...(options.unique ?? [])],
		indexes: [...draft.indexes, ...(options.indexes ?? []).map(asIndex)],
		checks: [...draft.checks, ...(options.checks ?? [])],
	});
	const others = Object.keys(first).filter(
		name => !names.includes(name) && !draft.relations.has(name),
	);
	return {
		table: made,
		relations: draft.relations,
		others: new Set(others),
		database: options.db,
		newRow: rowFactory(target, draft, others.length > 0),
		initialValues: () => new target() as Readonly<Record<string, unknown>>,
	};
}

function instance(target: AnyClass, className: string): Record<string, unknown> {
	try {
		return new target() as Record<string, unknown>;
	} catch (cause) {
		const message = `new ${className}() must work: its initialisers are the defaults of its fields`;
		throw new TypeError(message, { cause });
	}
}

function initialsOf(
	first: Readonly<Record<string, unknown>>,
	second: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, Initial> {
	return new Map(
		Object.keys(first).map(name => [name, { first: first[name], second: second[name] }]),
	);
}

/** In the order in which they are written, as far as the class's objects have them. */
function columnNames(
	className: string,
	draft: ClassDraft,
	initials: ReadonlyMap<string, Initial>,
): string[] {
	const decorated = [...draft.fields.keys()];
	// Some compilers make no property of what has no initialiser.
	const isComplete = decorated.every(name => initials.has(name));
	const names = new Set([...(isComplete ? [] : decorated), ...initials.keys(), ...decorated]);
	return [...names].filter(name => {
		if (draft.relations.has(name)) return false;
		const field = draft.fields.get(name);
		if (field?.isTransient) return false;
		const initial = initials.get(name);
		if (typeof initial?.first === 'function' && !field) return false;
		if (field || initial?.first !== undefined) return true;
		throw new TypeError(
			`${className}.${name} has neither a decorator nor an initialiser: write @field('text') before it, or @transient`,
		);
	});
}

/**
 * Rows that are read are not made by the constructor, whose initialisers are for new rows; but a class with members of its
 * own besides its columns needs it.
 */
function rowFactory(target: AnyClass, draft: ClassDraft, hasOthers: boolean): () => object {
	const text = Function.prototype.toString.call(target);
	if (!hasOthers && !/#|privateAdd|WeakMap|WeakSet|\.(?:set|add)\(this/.test(text)) {
		const prototype = target.prototype as object;
		return () => Object.create(prototype) as object;
	}
	return () => {
		const row = new target();
		for (const name of draft.relations.keys()) Reflect.deleteProperty(row, name);
		return row;
	};
}

/** `CourseTeacher` is the table courseTeacher. */
function tableName(className: string): string {
	return className.charAt(0).toLowerCase() + className.slice(1);
}
