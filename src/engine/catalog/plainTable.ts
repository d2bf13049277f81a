/** Tables that no CREATE TABLE describes: without constraints, indexes or declared types. */

import type { Affinity } from '../types/affinity.js';
import type { Collation } from '../types/collation.js';
import { BINARY } from '../types/collations.js';
import { foldKey } from '../util/foldKey.js';
import type { ColumnSchema, TableSchema } from './schema.js';

export function plainColumn(
	name: string,
	affinity: Affinity = 'blob',
	collation: Collation = BINARY,
): ColumnSchema {
	return {
		name,
		key: foldKey(name),
		declaredType: undefined,
		affinity,
		collation,
		isNotNull: false,
		notNullConflict: undefined,
		defaultValue: undefined,
		defaultText: undefined,
		generated: undefined,
		primaryKeyPosition: 0,
	};
}

type Given = 'id' | 'schema' | 'name' | 'key' | 'columns' | 'hasRowid' | 'sql';

export function plainTable(given: Pick<TableSchema, Given>): TableSchema {
	const { id, schema, name, key, columns, hasRowid, sql } = given;
	return {
		kind: 'table',
		id,
		schema,
		name,
		key,
		columns,
		rowidAlias: -1,
		hasRowid,
		isAutoincrement: false,
		isStrict: false,
		primaryKeyConflict: undefined,
		checks: [],
		foreignKeys: [],
		indexes: [],
		module: undefined,
		sql,
	};
}
