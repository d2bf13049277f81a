/** ALTER TABLE ... RENAME TO. */

import type { TableSchema } from '../../catalog/schema.js';
import type { Name } from '../../syntax/ast/name.js';
import type { DdlEnvironment } from '../ddl/environment.js';
import { renameSequence } from '../sequences.js';
import { renameEdit } from './editText.js';
import { currentTable, reloadRewritten, rewriteTexts } from './rewriteTexts.js';
import { testSchema } from './testSchema.js';

export function renameTable(environment: DdlEnvironment, table: TableSchema, newName: Name): void {
	const { connection, state, log } = environment;
	const isLegacy = connection.legacyAlterTable;
	const depth = isLegacy ? 'own' : 'all';
	const followsForeignKeys = !isLegacy || connection.foreignKeys;
	const rewritten = rewriteTexts(environment, table.schema, depth, (text, names) =>
		names.tables
			.filter(({ schema, key, place }) => {
				if (schema !== table.schema || key !== table.key) return false;
				if (place === 'foreignKey') return followsForeignKeys;
				return place === 'own' || !isLegacy;
			})
			.map(({ span }) => renameEdit(text.sql, span, newName.name, 'always')),
	);
	reloadRewritten(environment, rewritten, 'after rename');
	testSchema(environment, table.schema, 'after rename', depth);
	const renamed = currentTable(environment, table);
	if (table.isAutoincrement) renameSequence(state, table, renamed);
	log.schemaChanged({
		type: 'alter',
		objectType: 'table',
		objectName: renamed.name,
		oldObjectName: table.name,
		ddl: renamed.sql,
	});
}
