/** Rows as SQL gives them, made into objects of a model. */

import type { SqlValue } from '../../engine/index.js';
import { join, sql } from '../query/sql.js';
import type { Sql } from '../query/sql.js';
import type { Definition } from './definition.js';

export type RowMaker = (values: readonly SqlValue[]) => object;

const columns = new WeakMap<Definition, Sql>();
const makers = new WeakMap<Definition, RowMaker>();

/** The columns of a model in the order that `rowMaker` expects. */
export function columnsSql(definition: Definition, qualifier?: string): Sql {
	const { fields } = definition.table;
	if (qualifier !== undefined) {
		const table = sql.id(qualifier);
		return join(
			fields.map(({ column }) => sql`${table}.${sql.id(column)}`),
			', ',
		);
	}
	let known = columns.get(definition);
	if (!known) {
		known = join(
			fields.map(({ column }) => sql.id(column)),
			', ',
		);
		columns.set(definition, known);
	}
	return known;
}

export function rowMaker(definition: Definition): RowMaker {
	let known = makers.get(definition);
	if (!known) makers.set(definition, (known = newRowMaker(definition)));
	return known;
}

function newRowMaker({ table, newRow }: Definition): RowMaker {
	const names = table.fields.map(({ name }) => name);
	const decoders = table.fields.map(({ type }) => type.decode);
	return values => {
		const row = newRow() as Record<string, unknown>;
		for (let index = 0; index < names.length; index++) {
			const value = values[index] as SqlValue;
			const decode = decoders[index];
			row[names[index] as string] = decode && value !== null ? decode(value) : value;
		}
		return row;
	};
}
