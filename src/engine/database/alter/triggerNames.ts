/** The names in a stored trigger: its table, the columns after UPDATE OF, and what WHEN and the body speak of. */

import { bindExpression } from '../../binder/bindExpression.js';
import { bindViewColumns } from '../../binder/bindTableExpressions.js';
import { bindStatement } from '../../binder/bindStatement.js';
import type { BindState } from '../../binder/bindState.js';
import { openOuterRow } from '../../binder/outerRow.js';
import { newFrame, newScope } from '../../binder/scope.js';
import { plainColumn, plainTable } from '../../catalog/plainTable.js';
import type { TableSchema, TriggerSchema, ViewSchema } from '../../catalog/schema.js';
import type { CreateTrigger } from '../../syntax/ast/statement.js';
import { SqlError } from '../../types/sqlError.js';
import type { DdlEnvironment } from '../ddl/environment.js';
import { planContext } from '../planning.js';
import { openText } from './bindText.js';
import { addOrderNames } from './orderNames.js';
import type { NameDepth, SchemaText } from './schemaTexts.js';
import type { TextNames } from './textNames.js';

export function addTriggerNames(
	environment: DdlEnvironment,
	names: TextNames,
	statement: CreateTrigger,
	text: SchemaText,
	depth: NameDepth,
): void {
	const trigger = findTrigger(environment, text);
	const { key, span } = statement.table.name;
	names.tables.push({ schema: trigger?.tableSchema ?? text.schema, key, place: 'own', span });
	if (depth === 'own') return;
	const table = triggerTable(environment, text, trigger);
	for (const name of statement.event.columns) {
		const columnIndex = table.columns.findIndex(column => column.key === name.key);
		if (columnIndex >= 0) names.columns.push({ table, columnIndex, span: name.span });
	}
	const open = (): BindState => {
		const state = openText(environment, text, names);
		const { kind } = statement.event;
		openOuterRow(state, table, { old: kind !== 'insert', new: kind !== 'delete' });
		return state;
	};
	if (statement.when) {
		const state = open();
		bindExpression(state, newScope(newFrame(state.outerRow), undefined), statement.when);
	}
	for (const step of statement.body) bindStatement(open(), step);
	addOrderNames(names, statement.body);
}

function findTrigger(
	{ state }: DdlEnvironment,
	{ id, schema }: SchemaText,
): TriggerSchema | undefined {
	const triggers = state.catalog.schemas.get(schema)?.triggers.values() ?? [];
	return [...triggers].find(trigger => trigger.id === id);
}

function triggerTable(
	environment: DdlEnvironment,
	{ schema }: SchemaText,
	trigger: TriggerSchema | undefined,
): TableSchema {
	const { catalog } = environment.state;
	const relation = trigger && catalog.findRelation(trigger.tableKey, trigger.tableSchema);
	if (relation?.kind === 'table') return relation;
	if (relation) return rowOfView(environment, relation);
	const where = trigger?.tableSchema ?? schema;
	throw new SqlError('SQLITE_ERROR', `no such table: ${where}.${trigger?.tableKey ?? ''}`);
}

/** OLD and NEW of a view: a table that is in no catalog. */
function rowOfView({ connection, state }: DdlEnvironment, view: ViewSchema): TableSchema {
	const columns = bindViewColumns(planContext(connection, state), view).map(({ name }) =>
		plainColumn(name),
	);
	const { id, schema, name, key, sql } = view;
	return plainTable({ id, schema, name, key, columns, hasRowid: true, sql });
}
