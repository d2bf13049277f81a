/** From what was said of a field, and from its initialiser, to the field itself. */

import type { FieldDraft } from './classDraft.js';
import type { Field, FieldDefault } from './field.js';
import { fieldType, typeOfValue } from './fieldTypes.js';
import type { FieldType } from './fieldTypes.js';

/** An initialiser: its values in two objects made one after the other. */
export interface Initial {
	readonly first: unknown;
	readonly second: unknown;
}

/** `initial`: undefined where there is none. `where` is for messages: `Student.gpa`. */
export function finishField(
	name: string,
	where: string,
	draft: FieldDraft,
	initial: Initial | undefined,
	isOnlyKey: boolean,
): Field {
	const type = typeOf(where, draft, initial);
	const isInteger = type.name === 'int' || type.name === 'bigint';
	const isAutoIncrement =
		draft.isPrimaryKey && isOnlyKey && type.name === 'int' && draft.isAutoIncrement !== false;
	if (draft.isAutoIncrement === true && !isAutoIncrement) {
		throw new TypeError(`${where} cannot count itself up: it is no single primary key of type int`);
	}
	// `id = 0` only says that it is a number.
	const defaults: FieldDefault =
		draft.isPrimaryKey && isInteger ? { kind: 'none' } : defaultOf(where, type, draft, initial);
	const isNullable = draft.isNullable ?? (initial?.first === null && !draft.isPrimaryKey);
	return {
		name,
		column: draft.column ?? name,
		type,
		isNullable,
		isPrimaryKey: draft.isPrimaryKey,
		isAutoIncrement,
		isGenerated: draft.isGenerated,
		isUnique: draft.isUnique,
		index: draft.index,
		collate: draft.collate,
		checks: draft.checks,
		validators: draft.validators,
		reference: draft.reference,
		defaults,
	};
}

function typeOf(where: string, draft: FieldDraft, initial: Initial | undefined): FieldType {
	if (draft.type) return draft.type;
	const isKey = draft.isPrimaryKey || draft.reference !== undefined;
	if (!initial || initial.first === undefined) {
		return fieldType(isKey ? 'int' : 'any') as FieldType;
	}
	// A key that is a number is a whole one.
	if (isKey && typeof initial.first === 'number') return fieldType('int') as FieldType;
	const type = typeOfValue(initial.first);
	if (type) return type;
	throw new TypeError(
		`${where} has an initialiser that cannot be stored: write @transient before it, or @field('json')`,
	);
}

function defaultOf(
	where: string,
	type: FieldType,
	draft: FieldDraft,
	initial: Initial | undefined,
): FieldDefault {
	if (initial && initial.first !== undefined) {
		if (initial.first !== null) checkDefault(where, type, initial.first);
		return isConstant(initial)
			? { kind: 'constant', value: initial.first }
			: { kind: 'initialiser' };
	}
	if (!draft.default) return { kind: 'none' };
	const { value } = draft.default;
	if (typeof value === 'function') return { kind: 'made', make: value as () => unknown };
	if (value !== null) checkDefault(where, type, value);
	// Objects are made anew by being stored.
	return { kind: 'constant', value };
}

function checkDefault(where: string, type: FieldType, value: unknown): void {
	if (type.accepts(value)) return;
	throw new TypeError(`${where}: the default is not ${type.expected}`);
}

/** The same whenever it is run, as far as one can tell; a time that is now is not. */
function isConstant({ first, second }: Initial): boolean {
	if (typeof first === 'object' && first !== null) return false;
	if (!Object.is(first, second)) return false;
	const now = Date.now();
	const day = 86_400_000;
	if (typeof first === 'number') {
		return Math.abs(first - now) > day && Math.abs(first * 1000 - now) > day;
	}
	return typeof first !== 'string' || !(Math.abs(Date.parse(first) - now) < 2 * day);
}
