/**
 * What PRAGMA table_xinfo says of the columns of whatever has a name: tables, views, the schema tables, table-valued
 * functions. A view whose query does not work is an error, as in SQLite.
 */

import { bindViewColumns } from '../../binder/bindTableExpressions.js';
import type { Relation } from '../../catalog/catalog.js';
import type { ColumnSchema } from '../../catalog/schema.js';
import type { TableFunction } from '../../functions/function.js';
import type { ResultColumn } from '../../plan/statements.js';
import { affinityOfType } from '../../types/affinity.js';
import type { Affinity } from '../../types/affinity.js';
import type { Row } from '../../types/value.js';
import { foldKey } from '../../util/foldKey.js';
import { planContext } from '../planning.js';
import type { PragmaCall } from './pragma.js';

const SCHEMA_COLUMNS: readonly Row[] = [
	['type', 'TEXT'],
	['name', 'TEXT'],
	['tbl_name', 'TEXT'],
	['rootpage', 'INT'],
	['sql', 'TEXT'],
];

/** cid, name, type, notnull, dflt_value, pk, hidden */
export function describedColumns(call: PragmaCall): Row[] {
	const { connection, schema, value } = call;
	if (value === undefined) return [];
	const key = foldKey(value);
	const relation = connection.state.catalog.findRelation(key, schema);
	if (relation) return ofRelation(call, relation);
	if (/^sqlite_(?:temp_)?(?:schema|master)$/.test(key)) {
		return SCHEMA_COLUMNS.map(([name, type], cid) => [
			cid,
			name ?? null,
			type ?? null,
			0,
			null,
			0,
			0,
		]);
	}
	const found = planContext(connection).functions.find(key, 0);
	return found?.kind === 'table' ? ofFunction(found) : [];
}

function ofRelation({ connection }: PragmaCall, relation: Relation): Row[] {
	if (relation.kind === 'view') {
		return bindViewColumns(planContext(connection), relation).map((column, cid) => [
			cid,
			column.name,
			typeOfResult(column),
			0,
			null,
			0,
			0,
		]);
	}
	return relation.columns.map((column, cid) => [
		cid,
		column.name,
		column.declaredType ?? '',
		column.isNotNull ? 1 : 0,
		column.defaultText ?? null,
		column.primaryKeyPosition,
		hiddenCode(column),
	]);
}

function ofFunction({ columns, parameters }: TableFunction): Row[] {
	const shown = columns.map(({ name, declaredType }) => [name, declaredType ?? '', 0]);
	const hidden = (parameters ?? []).map(name => [name, '', 1]);
	return [...shown, ...hidden].map(([name, type, isHidden], cid) => [
		cid,
		name as string,
		type as string,
		0,
		null,
		0,
		isHidden as number,
	]);
}

function hiddenCode(column: ColumnSchema): number {
	if (!column.generated) return 0;
	return column.generated.storage === 'virtual' ? 2 : 3;
}

const TYPES: Readonly<Record<Affinity, string>> = {
	integer: 'INT',
	real: 'REAL',
	numeric: 'NUM',
	text: 'TEXT',
	blob: 'BLOB',
	none: '',
};

/** The type of the column it comes from, if that says the same as its affinity. */
function typeOfResult({ declaredType, affinity }: ResultColumn): string {
	if (declaredType !== undefined && affinityOfType(declaredType) === affinity) return declaredType;
	return affinity === undefined ? '' : TYPES[affinity];
}
