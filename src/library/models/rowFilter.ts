/** `where` of a model: what SQL decides, and what a function must decide row by row. */

import { conditionToSql } from '../query/conditions.js';
import { functionToSql } from '../query/functionFilter.js';
import type { ComparedField } from '../query/functionFilter.js';
import { sql } from '../query/sql.js';
import type { Sql } from '../query/sql.js';
import type { Definition } from './definition.js';
import type { StoredTable } from './ensureTable.js';
import type { Field } from './field.js';

export interface Filter {
	/** Undefined: all rows. */
	readonly condition: Sql | undefined;
	/** What is left to be asked of each of them. */
	readonly test: ((row: object) => boolean) | undefined;
}

export function filterOf({ table }: Definition, stored: StoredTable, where: unknown): Filter {
	if (where === undefined) return { condition: undefined, test: undefined };
	if (typeof where !== 'function') {
		const condition = conditionToSql(where, name => {
			const { column, type } = table.field(name);
			return { name: sql.id(column), type, table: table.name, field: name };
		});
		return { condition, test: undefined };
	}
	const given = where as (row: object) => unknown;
	const condition = functionToSql(given, name => {
		const field = table.find(name);
		return field && comparedField(field, stored);
	});
	if (condition) return { condition, test: undefined };
	const test = (row: object): boolean => {
		const answer = given(row);
		if (answer instanceof Promise) {
			throw new TypeError('where: the function is async, but rows are chosen at once');
		}
		return Boolean(answer);
	};
	return { condition: undefined, test };
}

/** A field as functions may be pushed down to it. */
export function comparedField(field: Field, stored: StoredTable): ComparedField {
	const { column, type, isNullable, collate } = field;
	return {
		name: sql.id(column),
		type,
		// Another table's column may allow more, and sort otherwise.
		isNullable: isNullable || !stored.isOwn,
		collate: collate ?? (stored.isOwn ? undefined : 'unknown'),
		isStrict: stored.isStrict,
	};
}
