/** `WITH (name = value)` behind a table's definition. There is one setting: `ttl`, the column that says when a row expires. */

import type { ColumnSchema } from '../../catalog/schema.js';
import type { TableDefinition } from '../../syntax/ast/tableDefinition.js';
import { SqlError } from '../../types/sqlError.js';

/** Position of the column that WITH (ttl = column) names. */
export function timeToLiveColumn(
	{ settings }: TableDefinition,
	columns: readonly Pick<ColumnSchema, 'key'>[],
): number | undefined {
	let position: number | undefined;
	for (const { name, value } of settings) {
		if (name.key !== 'ttl') {
			const message = `unknown table setting: ${name.name}`;
			throw new SqlError('SQLITE_ERROR', message, { span: name.span, hint: 'settings are: ttl' });
		}
		position = columns.findIndex(column => column.key === value.key);
		if (position < 0) {
			throw new SqlError('SQLITE_ERROR', `no such column: ${value.name}`, {
				span: value.span,
				hint: 'ttl names the column that holds the time at which a row expires',
			});
		}
	}
	return position;
}
