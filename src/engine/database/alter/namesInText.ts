/** The names of one stored text with their meanings, for whatever kind of object it is. */

import { bindQuery } from '../../binder/bindQuery.js';
import { newBindState } from '../../binder/bindState.js';
import type { NameObserver } from '../../binder/nameObserver.js';
import { newFrame } from '../../binder/scope.js';
import type { SchemaObjects } from '../../catalog/catalog.js';
import type { TableSchema } from '../../catalog/schema.js';
import type { Relation } from '../../plan/logical.js';
import type { CreateView, Statement } from '../../syntax/ast/statement.js';
import { parse } from '../../syntax/parse.js';
import { SqlError } from '../../types/sqlError.js';
import type { DdlEnvironment } from '../ddl/environment.js';
import { planContext } from '../planning.js';
import type { SchemaText } from './schemaTexts.js';
import { addOrderNames } from './orderNames.js';
import { addIndexNames, addTableNames, TextNames } from './textNames.js';

/** `own`: the bodies of views and triggers are not looked into (PRAGMA legacy_alter_table). */
export type NameDepth = 'own' | 'all';

/** Throws when names in a view or trigger mean nothing. */
export function namesInText(
	environment: DdlEnvironment,
	text: SchemaText,
	depth: NameDepth,
): TextNames {
	const names = new TextNames();
	const statement = parseStored(text.sql);
	const objects = environment.state.catalog.schemas.get(text.schema) as SchemaObjects;
	switch (statement.kind) {
		case 'createTable':
		case 'createVirtualTable': {
			const { name } = statement.table;
			names.tables.push({ schema: text.schema, key: name.key, place: 'own', span: name.span });
			const table = objects.relations.get(text.tableKey) as TableSchema;
			if (statement.kind === 'createTable' && statement.body.kind === 'tableDefinition') {
				addTableNames(names, statement.body, table, objects);
			}
			return names;
		}
		case 'createIndex':
			addIndexNames(names, statement, objects.relations.get(text.tableKey) as TableSchema);
			return names;
		case 'createView':
			if (depth === 'all') addViewNames(environment, names, statement, text);
			return names;
		default:
			return names;
	}
}

/** The statement that made the object, read from its stored text. */
export function parseStored(sql: string): Statement {
	const { statements, errors } = parse(sql);
	const [statement] = statements;
	if (statement && errors.length === 0) return statement;
	throw new SqlError('SQLITE_ERROR', errors[0]?.message ?? 'incomplete input');
}

function addViewNames(
	environment: DdlEnvironment,
	names: TextNames,
	statement: CreateView,
	text: SchemaText,
): void {
	const context = planContext(environment.connection, environment.state);
	const state = newBindState(context, text.sql);
	state.observer = observerOf(names);
	state.viewStack.push(`${text.schema}.${text.tableKey}`);
	bindQuery(state, newFrame(undefined), undefined, statement.query);
	addOrderNames(names, statement.query);
}

export function observerOf(names: TextNames): NameObserver {
	/** Relations whose table's own name stands before the dot. */
	const unaliased = new Set<Relation>();
	return {
		column({ table: qualifier, column }, relation, columnIndex) {
			if (relation.kind !== 'table' || column.span.end === 0) return;
			const { table } = relation;
			const position = columnIndex < 0 ? table.rowidAlias : columnIndex;
			if (position >= 0) names.columns.push({ table, columnIndex: position, span: column.span });
			if (!qualifier || !unaliased.has(relation)) return;
			const { schema, key } = table;
			names.tables.push({ schema, key, place: 'body', span: qualifier.span });
		},
		table(name, relation, hasAlias) {
			if (relation.kind !== 'table') return;
			if (!hasAlias) unaliased.add(relation);
			const { schema, key } = relation.table;
			names.tables.push({ schema, key, place: 'body', span: name.span });
		},
		star(name, relation) {
			if (relation.kind !== 'table' || !unaliased.has(relation)) return;
			const { schema, key } = relation.table;
			names.tables.push({ schema, key, place: 'body', span: name.span });
		},
		string(name) {
			names.strings.push({ value: name.name, span: name.span });
		},
	};
}
