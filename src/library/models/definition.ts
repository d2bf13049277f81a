/**
 * A definition ties together what a model is: its table, how rows are made of it, to which database it belongs, and its
 * relations. Classes find theirs here.
 */

import type { Connection } from '../../engine/index.js';
import type { ReferenceTarget } from './field.js';
import type { Table } from './table.js';

export interface Relation {
	readonly name: string;
	readonly kind: 'belongsTo' | 'hasMany' | 'hasOne';
	readonly target: () => ReferenceTarget;
	/** The field that refers, here for `belongsTo`, there for the others; found by the references without it. */
	readonly key: string | undefined;
}

export interface Definition {
	readonly table: Table;
	readonly relations: ReadonlyMap<string, Relation>;
	/** Members of rows that are neither columns nor relations. */
	readonly others: ReadonlySet<string>;
	/** Undefined: the default database of the moment. */
	readonly database: Connection | (() => Connection) | undefined;
	/** An object that is a row and has no values yet. */
	readonly newRow: () => object;
	/** The values of initialisers, run anew. */
	readonly initialValues: () => Readonly<Record<string, unknown>>;
}

const definitions = new WeakMap<object, Definition>();

export function define(target: object, definition: Definition): void {
	definitions.set(target, definition);
}

/** Of a class or of what `defineTable` gave; throws for anything else. */
export function definitionOf(target: unknown): Definition {
	if (typeof target === 'object' || typeof target === 'function') {
		const found = target && definitions.get(target);
		if (found) return found;
	}
	if (target === undefined) {
		throw new ReferenceError(
			'the model is not there yet: give a function, () => Model, and use it later',
		);
	}
	const { name } = target as { readonly name?: string };
	throw new TypeError(`${name ?? 'this'} is no model: write @table() before the class`);
}
