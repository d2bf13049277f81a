/** Which table and column a reference leads to. */

import { definitionOf } from './definition.js';
import type { Definition } from './definition.js';
import type { Reference, ReferenceTarget } from './field.js';

/** Throws a ReferenceError while the class referred to does not exist yet. */
export function referredTo(reference: Reference): {
	readonly table: string;
	readonly column: string;
} {
	const target = reference.target();
	if (typeof target === 'string') return { table: target, column: reference.field ?? 'id' };
	const { table } = targetDefinition(target);
	const [key, second] = table.primaryKey;
	if (reference.field !== undefined) {
		return { table: table.name, column: table.field(reference.field).column };
	}
	if (!key || second) {
		throw new TypeError(
			`a reference to ${table.name} needs { field: ... }: it has ${key ? 'several fields as' : 'no'} primary key`,
		);
	}
	return { table: table.name, column: key.column };
}

export function targetDefinition(target: ReferenceTarget): Definition {
	if (typeof target === 'string') {
		throw new TypeError(`a relation needs a model, not the name of a table (${target})`);
	}
	return definitionOf(target);
}
