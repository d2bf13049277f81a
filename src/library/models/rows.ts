/** Rows as SQL gives them, made into objects of a model. */

import type { SqlValue } from '../../engine/index.js';
import { join, sql } from '../query/sql.js';
import type { Sql } from '../query/sql.js';
import type { Definition } from './definition.js';

/** The columns of a model in the order that `rowMaker` expects. */
export function columnsSql({ table }: Definition, qualifier?: string): Sql {
	const names = table.fields.map(({ column }) =>
		qualifier === undefined ? sql.id(column) : sql`${sql.id(qualifier)}.${sql.id(column)}`,
	);
	return join(names, ', ');
}

export function rowMaker(definition: Definition): (values: readonly SqlValue[]) => object {
	const { fields } = definition.table;
	const names = fields.map(({ name }) => name);
	const decoders = fields.map(({ type }) => type.decode);
	return values => {
		const row = definition.newRow() as Record<string, unknown>;
		for (let index = 0; index < names.length; index++) {
			const value = values[index] as SqlValue;
			const decode = decoders[index];
			row[names[index] as string] = decode && value !== null ? decode(value) : value;
		}
		return row;
	};
}
