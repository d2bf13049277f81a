/** Edits all texts of a schema, and the views and triggers of temp, by what their names mean. */

import { suggest } from '../../binder/suggest.js';
import type { SchemaName, TableSchema } from '../../catalog/schema.js';
import { SqlError } from '../../types/sqlError.js';
import type { Name } from '../../syntax/ast/name.js';
import type { DdlEnvironment } from '../ddl/environment.js';
import { editText, stringEdit } from './editText.js';
import type { Edit } from './editText.js';
import { namesInText } from './namesInText.js';
import { reloadSchema } from './reloadSchema.js';
import { inText, schemaTexts } from './schemaTexts.js';
import type { NameDepth, SchemaText } from './schemaTexts.js';
import type { TextNames } from './textNames.js';

/** Rewritten texts by object id; texts that stay are not in it. */
export type ChangedTexts = Map<number, string>;

/** One map for each schema that may change. */
export type Rewritten = ReadonlyMap<SchemaName, ChangedTexts>;

/** For columns: what testSchema() has let pass, SQLite refuses without a word. */
export function rewriteColumn(
	environment: DdlEnvironment,
	schema: SchemaName,
	editsOf: (text: SchemaText, names: TextNames) => Edit[],
): Rewritten {
	try {
		return rewriteTexts(environment, schema, 'all', editsOf);
	} catch (error) {
		const isNameless = error instanceof SqlError && environment.connection.legacyAlterTable;
		throw isNameless ? new SqlError('SQLITE_ERROR', 'SQL logic error') : error;
	}
}

export function rewriteTexts(
	environment: DdlEnvironment,
	schema: SchemaName,
	depth: NameDepth,
	editsOf: (text: SchemaText, names: TextNames) => Edit[],
): Rewritten {
	const rewritten = new Map<SchemaName, ChangedTexts>();
	for (const name of new Set([schema, 'temp'])) {
		const changed: ChangedTexts = new Map();
		for (const text of schemaTexts(environment.state.catalog, name)) {
			const isSpectator = name !== schema && text.type !== 'view' && text.type !== 'trigger';
			if (isSpectator) continue;
			const names = inText(text, '', () => namesInText(environment, text, depth));
			const sql = editText(text.sql, editsOf(text, names));
			if (sql !== text.sql) changed.set(text.id, sql);
		}
		rewritten.set(name, changed);
	}
	return rewritten;
}

/** Strings in double quotes get single ones, so that no new column can be meant by them. */
export function stringEdits({ type, name, sql }: SchemaText, names: TextNames): Edit[] {
	if (sql.toLowerCase().startsWith('create virtual')) return [];
	return names.strings.map(({ span, value, isKey }) => {
		if (!isKey) return stringEdit(sql, span, value);
		throw new SqlError('SQLITE_ERROR', `error in ${type} ${name}: no such column: ${value}`);
	});
}

export function reloadRewritten(
	environment: DdlEnvironment,
	rewritten: Rewritten,
	when: string,
): void {
	for (const [schema, texts] of rewritten) {
		if (texts.size > 0) reloadSchema(environment, schema, texts, when);
	}
}

/** The table as it is now. */
export function currentTable({ state }: DdlEnvironment, { id, schema }: TableSchema): TableSchema {
	for (const relation of state.catalog.schemas.get(schema)?.relations.values() ?? []) {
		if (relation.id === id && relation.kind === 'table') return relation;
	}
	throw new Error(`table ${id} is gone`);
}

/** `written`: as SQLite shows it when there is no such column, quotes and all. */
export function columnPosition(
	table: TableSchema,
	{ name, key, span }: Name,
	written: string,
): number {
	const position = table.columns.findIndex(column => column.key === key);
	if (position >= 0) return position;
	const known = table.columns.map(column => column.name);
	const hint = suggest(name, known);
	throw new SqlError('SQLITE_ERROR', `no such column: ${written}`, { span, hint });
}

export function writtenName({ text }: DdlEnvironment, { span }: Name): string {
	return `"${text.slice(span.start, span.end)}"`;
}
