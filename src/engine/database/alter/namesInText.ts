/** The names of one stored text with their meanings, for whatever kind of object it is. */

import { bindQuery } from '../../binder/bindQuery.js';
import { newFrame } from '../../binder/scope.js';
import type { SchemaObjects } from '../../catalog/catalog.js';
import type { TableSchema } from '../../catalog/schema.js';
import type { CreateView, Statement } from '../../syntax/ast/statement.js';
import { parse } from '../../syntax/parse.js';
import { SqlError } from '../../types/sqlError.js';
import type { DdlEnvironment } from '../ddl/environment.js';
import type { NameDepth, SchemaText } from './schemaTexts.js';
import { virtualDefinition } from '../ddl/virtualDefinition.js';
import { openText } from './bindText.js';
import { addOrderNames } from './orderNames.js';
import { addIndexNames, addTableNames, TextNames } from './textNames.js';
import { addTriggerNames } from './triggerNames.js';

/** Throws when names in a view or trigger mean nothing; of several such errors the one that SQLite meets first. */
export function namesInText(
	environment: DdlEnvironment,
	text: SchemaText,
	depth: NameDepth,
): TextNames {
	try {
		return collectNames(environment, text, depth, new TextNames());
	} catch (error) {
		if (error instanceof SqlError) collectNames(environment, text, depth, new TextNames(true));
		throw error;
	}
}

function collectNames(
	environment: DdlEnvironment,
	text: SchemaText,
	depth: NameDepth,
	names: TextNames,
): TextNames {
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
			if (statement.kind === 'createVirtualTable' && !table.source) {
				addTableNames(names, virtualDefinition(statement, text.sql), table, objects);
			}
			return names;
		}
		case 'createIndex':
			addIndexNames(names, statement, objects.relations.get(text.tableKey) as TableSchema);
			return names;
		case 'createView':
			if (depth === 'all') addViewNames(environment, names, statement, text);
			return names;
		case 'createTrigger':
			addTriggerNames(environment, names, statement, text, depth);
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
	const state = openText(environment, text, names);
	state.viewStack.push(`${text.schema}.${text.tableKey}`);
	bindQuery(state, newFrame(undefined), undefined, statement.query);
	addOrderNames(names, statement.query);
}
