/**
 * What decorators have said of a class, before it is a table. It lives in the metadata that standard decorators share,
 * under a key of ours; a subclass begins with a copy of what its parent has.
 */

import type { IndexOptions, Reference, Validator } from './field.js';
import type { FieldType } from './fieldTypes.js';
import type { Relation } from './definition.js';
import type { TableIndex } from './table.js';

export interface FieldDraft {
	type: FieldType | undefined;
	column: string | undefined;
	isNullable: boolean | undefined;
	isPrimaryKey: boolean;
	isAutoIncrement: boolean | undefined;
	isGenerated: boolean;
	isUnique: boolean;
	isTransient: boolean;
	index: IndexOptions | undefined;
	collate: string | undefined;
	checks: string[];
	validators: Validator[];
	reference: Reference | undefined;
	/** `{ default: ... }`; an initialiser goes before it. */
	default: { readonly value: unknown } | undefined;
}

export interface ClassDraft {
	readonly fields: Map<string, FieldDraft>;
	readonly relations: Map<string, Relation>;
	readonly uniques: (readonly string[])[];
	readonly indexes: TableIndex[];
	readonly checks: string[];
}

// TypeScript's and esbuild's decorators make metadata only where there is such a symbol.
const symbols = Symbol as unknown as { metadata?: symbol };
symbols.metadata ??= Symbol.for('Symbol.metadata');

const KEY = Symbol('table');

export type Metadata = Record<PropertyKey, unknown>;

/** Of the class being decorated. */
export function classDraft(context: { readonly metadata?: object | undefined }): ClassDraft {
	const metadata = metadataOf(context);
	if (Object.hasOwn(metadata, KEY)) return metadata[KEY] as ClassDraft;
	const parent = metadata[KEY] as ClassDraft | undefined;
	const draft: ClassDraft = {
		fields: new Map(
			[...(parent?.fields ?? [])].map(([name, field]) => [
				name,
				{ ...field, checks: [...field.checks], validators: [...field.validators] },
			]),
		),
		relations: new Map(parent?.relations),
		uniques: [...(parent?.uniques ?? [])],
		indexes: [...(parent?.indexes ?? [])],
		checks: [...(parent?.checks ?? [])],
	};
	metadata[KEY] = draft;
	return draft;
}

export function fieldDraft(context: ClassFieldDecoratorContext): FieldDraft {
	const { name } = nameOf(context);
	const { fields } = classDraft(context);
	let field = fields.get(name);
	if (!field) fields.set(name, (field = newFieldDraft()));
	return field;
}

export function newFieldDraft(): FieldDraft {
	return {
		type: undefined,
		column: undefined,
		isNullable: undefined,
		isPrimaryKey: false,
		isAutoIncrement: undefined,
		isGenerated: false,
		isUnique: false,
		isTransient: false,
		index: undefined,
		collate: undefined,
		checks: [],
		validators: [],
		reference: undefined,
		default: undefined,
	};
}

export function nameOf(context: ClassFieldDecoratorContext): { readonly name: string } {
	const { name, private: isPrivate, static: isStatic } = context;
	if (typeof name === 'string' && !isPrivate && !isStatic) return { name };
	throw new TypeError(`${String(name)} cannot be a field: only public fields of rows can`);
}

function metadataOf(context: { readonly metadata?: object | undefined }): Metadata {
	if (typeof context !== 'object') return oldDecorators();
	if (context.metadata) return context.metadata as Metadata;
	throw new TypeError(
		'the compiler gives decorators no metadata: TypeScript 5.2, esbuild 0.21 or later is needed, or use defineTable()',
	);
}

export function oldDecorators(): never {
	throw new TypeError(
		'these are standard decorators: turn off experimentalDecorators in tsconfig.json (TypeScript 5.2 and later)',
	);
}
