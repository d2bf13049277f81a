/** The decorators of fields: each notes in the draft of its class what it says. */

import { classDraft, fieldDraft, nameOf, oldDecorators } from './classDraft.js';
import type { FieldDraft } from './classDraft.js';
import type {
	IndexOptions,
	Reference,
	ReferenceOptions,
	ReferenceTarget,
	Validator,
} from './field.js';
import { fieldType, fieldTypeNames } from './fieldTypes.js';
import type { FieldTypeName, ValueOf } from './fieldTypes.js';
import { describeValue } from './validationError.js';

/** What `@field` may be told of a column. */
export interface FieldOptions<V = unknown> {
	/** Allows NULL; the property is then `... | null`. An initialiser `null` says the same. */
	readonly nullable?: boolean;
	readonly unique?: boolean;
	/** The column's name, if it is not the property's. */
	readonly column?: string;
	/** The database makes its value: a trigger, a DEFAULT of its own. */
	readonly generated?: boolean;
	/** NOCASE or another collation, of text. */
	readonly collate?: string;
	/** For those who have no initialiser; a function makes a value for each row. */
	readonly default?: V | (() => V);
}

/** What `@primaryKey` may be told. */
export interface PrimaryKeyOptions {
	/** false: the number must be given. */
	readonly autoIncrement?: boolean;
}

/** What stands before a property; `V` is what the property must be. */
export type FieldDecorator<V> = <This, P extends V>(
	value: undefined,
	context: ClassFieldDecoratorContext<This, P> & Nullability<V, P>,
) => void;

/** A property that may be NULL must say so. */
type Nullability<V, P> = [unknown] extends [V]
	? unknown
	: [null] extends [V]
		? [null] extends [P]
			? unknown
			: 'a nullable field: the property must be ... | null'
		: unknown;

type Decorated<Name extends FieldTypeName, Options> = Name extends 'json' | 'any'
	? // eslint-disable-next-line @typescript-eslint/no-explicit-any -- JSON may be any type of the program
		any
	: Options extends { readonly nullable: true }
		? ValueOf<Name> | null
		: ValueOf<Name>;

type PlainContext<This, V> = ClassFieldDecoratorContext<This, V>;

/** A column. Its type is that of the initialiser, or the one that is named: `@field('text') name!: string`. */
export function field<This, V>(value: undefined, context: PlainContext<This, V>): void;
export function field<
	const Name extends FieldTypeName,
	const Options extends FieldOptions<ValueOf<Name> | null> = object,
>(type: Name, options?: Options): FieldDecorator<Decorated<Name, Options>>;
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the type is that of the initialiser
export function field(options: FieldOptions): FieldDecorator<any>;
export function field(first: unknown, second?: unknown): unknown {
	if (isContext(first, second)) {
		fieldDraft(second);
		return undefined;
	}
	const type = typeof first === 'string' ? first : undefined;
	const options = (type === undefined ? first : second) as FieldOptions | undefined;
	return decorator(draft => {
		if (type !== undefined) setType(draft, type);
		applyOptions(draft, options ?? {});
	});
}

/** An integer counted up by the database when it is left out and never used again; or `@primaryKey('text')`. */
export function primaryKey<This, V>(value: undefined, context: PlainContext<This, V>): void;
export function primaryKey<const Name extends FieldTypeName>(
	type: Name,
	options?: PrimaryKeyOptions,
): FieldDecorator<ValueOf<Name>>;
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the type is another decorator's
export function primaryKey(options?: PrimaryKeyOptions): FieldDecorator<any>;
export function primaryKey(first?: unknown, second?: unknown): unknown {
	if (isContext(first, second)) {
		setPrimaryKey(fieldDraft(second), {});
		return undefined;
	}
	const type = typeof first === 'string' ? first : undefined;
	const options = (type === undefined ? first : second) as PrimaryKeyOptions | undefined;
	return decorator(draft => {
		if (type !== undefined) setType(draft, type);
		setPrimaryKey(draft, options ?? {});
	});
}

/** No two rows have the same value; before a class: the same values in these fields. */
export function unique<This, V>(_value: undefined, context: PlainContext<This, V>): void;
export function unique(): FieldDecorator<unknown>;
export function unique(...fields: [string, ...string[]]): ClassDecoratorFunction;
export function unique(...args: unknown[]): unknown {
	if (isContext(args[0], args[1])) {
		fieldDraft(args[1]).isUnique = true;
		return undefined;
	}
	if (args.length === 0) return decorator(draft => void (draft.isUnique = true));
	return classDecorator(draft => draft.uniques.push(args as string[]));
}

/** An index of the field; before a class: of these fields, `-` before descending ones. */
export function index<This, V>(value: undefined, context: PlainContext<This, V>): void;
export function index(options?: IndexOptions): FieldDecorator<unknown>;
export function index(
	...fields: [string, ...string[]] | [...string[], IndexOptions]
): ClassDecoratorFunction;
export function index(...args: unknown[]): unknown {
	if (isContext(args[0], args[1])) {
		fieldDraft(args[1]).index = {};
		return undefined;
	}
	const options = args.find(arg => typeof arg === 'object') as IndexOptions | undefined;
	const fields = args.filter(arg => typeof arg === 'string');
	if (fields.length === 0) return decorator(draft => void (draft.index = options ?? {}));
	return classDecorator(draft => draft.indexes.push({ ...options, fields }));
}

/**
 * What must hold: SQL, before a field or a class; or, before a field, a function that is given the value and says no with
 * false or with a text. SQL holds for every write, a function for those of models.
 */
export function check(condition: string): FieldDecorator<unknown> & ClassDecoratorFunction;
export function check<V>(condition: (value: V) => boolean | string): FieldDecorator<V>;
export function check(condition: unknown): unknown {
	return (_value: unknown, context: ClassFieldDecoratorContext | ClassDecoratorContext) => {
		if (context.kind === 'class') {
			if (typeof condition !== 'string') throw new TypeError('@check before a class takes SQL');
			classDraft(context).checks.push(condition);
			return;
		}
		const draft = fieldDraft(context);
		if (typeof condition === 'string') draft.checks.push(condition);
		else draft.validators.push(condition as Validator);
	};
}

/** The key of a row of another model: `@references(() => Course) courseId!: number`. */
export function references(
	target: (() => ReferenceTarget) | string,
	options: ReferenceOptions = {},
): FieldDecorator<unknown> {
	return decorator(draft => void (draft.reference = referenceTo(target, options)));
}

export function referenceTo(
	target: (() => ReferenceTarget) | string,
	options: ReferenceOptions,
): Reference {
	if (typeof target === 'function') return { ...options, target };
	const [table = '', field] = target.split('.');
	return { ...options, ...(field === undefined ? {} : { field }), target: () => table };
}

/** No column. */
export function transient<This, V>(_value: undefined, context: PlainContext<This, V>): void {
	fieldDraft(context).isTransient = true;
}

/** The row that a field of this one refers to, or null. */
export function belongsTo(target: () => ReferenceTarget, key?: string): FieldDecorator<unknown> {
	return relation('belongsTo', target, key);
}

/** The rows of another model that refer to this one. */
export function hasMany(target: () => ReferenceTarget, key?: string): FieldDecorator<unknown> {
	return relation('hasMany', target, key);
}

/** The one row of another model that refers to this one, or null. */
export function hasOne(target: () => ReferenceTarget, key?: string): FieldDecorator<unknown> {
	return relation('hasOne', target, key);
}

/** What stands before a class. */
export type ClassDecoratorFunction = (
	target: abstract new (...args: never[]) => object,
	context: ClassDecoratorContext,
) => void;

function relation(
	kind: 'belongsTo' | 'hasMany' | 'hasOne',
	target: () => ReferenceTarget,
	key: string | undefined,
): FieldDecorator<unknown> {
	return (_value: undefined, context) => {
		const { name } = nameOf(context);
		classDraft(context).relations.set(name, { name, kind, target, key });
	};
}

function decorator(note: (draft: FieldDraft) => void): FieldDecorator<unknown> {
	return (_value, context) => {
		note(fieldDraft(context));
	};
}

function classDecorator(
	note: (draft: ReturnType<typeof classDraft>) => void,
): ClassDecoratorFunction {
	return (_target, context) => {
		note(classDraft(context));
	};
}

function isContext(value: unknown, context: unknown): context is ClassFieldDecoratorContext {
	if (value === undefined && typeof context === 'object' && context !== null && 'kind' in context) {
		if (context.kind === 'field') return true;
		throw new TypeError(`@field is for fields, not for a ${String(context.kind)}`);
	}
	// The decorators of old are called with the prototype and a name.
	if (typeof value === 'object' && value !== null && typeof context === 'string') oldDecorators();
	return false;
}

export function setType(draft: FieldDraft, name: string): void {
	draft.type = fieldType(name);
	if (draft.type) return;
	throw new TypeError(
		`${describeValue(name)} is no type of fields; there are ${fieldTypeNames.join(', ')}`,
	);
}

export function setPrimaryKey(draft: FieldDraft, { autoIncrement }: PrimaryKeyOptions): void {
	draft.isPrimaryKey = true;
	draft.isAutoIncrement = autoIncrement;
}

export function applyOptions(draft: FieldDraft, options: FieldOptions): void {
	if (options.nullable !== undefined) draft.isNullable = options.nullable;
	if (options.unique !== undefined) draft.isUnique = options.unique;
	if (options.column !== undefined) draft.column = options.column;
	if (options.generated !== undefined) draft.isGenerated = options.generated;
	if (options.collate !== undefined) draft.collate = options.collate;
	if ('default' in options) draft.default = { value: options.default };
}
