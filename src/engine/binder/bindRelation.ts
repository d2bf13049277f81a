/**
 * Names in FROM: common tables, tables, views and table-valued functions.
 */

import type { TableSchema, ViewSchema } from '../catalog/schema.js';
import type { QueryRelation, Relation } from '../plan/logical.js';
import type { Name } from '../syntax/ast/name.js';
import type { LayerReference } from '../syntax/ast/layers.js';
import type { TableFunction, TableReference } from '../syntax/ast/query.js';
import type { Span } from '../util/span.js';
import { bindQuery } from './bindQuery.js';
import { bindFunctionByName, bindFunctionCall, bindVirtualTable } from './bindTableFunction.js';
import type { BindState } from './bindState.js';
import { bindError } from './bindState.js';
import { bindCommonReference, findCommonTable } from './commonTables.js';
import { readAsTable } from './realColumns.js';
import { columnsOfQuery, columnsOfTable } from './relationColumns.js';
import type { RelationColumns, Scope } from './scope.js';
import { newFrame } from './scope.js';
import { suggest } from './suggest.js';
import { bindAlive, hidesExpired } from './timeToLive.js';

export function bindTableReference(
	state: BindState,
	scope: Scope,
	syntax: TableReference,
): Relation {
	if (syntax.layer) return bindInLayer(state, scope, syntax, syntax.layer);
	if (!syntax.schema) {
		const common = findCommonTable(scope.commonTables, syntax.name.key);
		if (common) return bindCommonReference(state, scope, syntax, common);
	}
	const stored = bindStored(state, scope, syntax) ?? bindFunctionByName(state, scope, syntax);
	const index = syntax.indexHint?.index;
	if (index && stored?.kind === 'function') throw noSuchIndex(state, index);
	if (stored) return stored;
	throw noSuchTable(state, scope, syntax.schema?.name, syntax.name.name, syntax.span);
}

function bindStored(state: BindState, scope: Scope, syntax: TableReference): Relation | undefined {
	const relation = state.context.catalog.findRelation(
		syntax.name.key,
		syntax.schema?.key ?? state.homeSchema,
	);
	if (relation?.kind === 'table') {
		if (hidesExpired(state, relation)) return bindAlive(state, scope, syntax, relation);
		const virtual = bindVirtualTable(state, scope, syntax, relation);
		return virtual ?? addTable(state, scope, syntax, relation);
	}
	return relation && addView(state, scope, syntax, relation);
}

/** The table or view as it was: names in a view's text are looked up there as well. */
function bindInLayer(
	state: BindState,
	scope: Scope,
	syntax: TableReference,
	layer: LayerReference,
): Relation {
	const { context } = state;
	const catalog = context.catalogOfLayer?.(layer);
	if (!catalog) throw bindError(state, 'AS OF LAYER is not possible here', layer.span);
	state.context = { ...context, catalog };
	try {
		const relation = bindStored(state, scope, syntax);
		if (relation) return relation;
		throw noSuchTable(state, undefined, syntax.schema?.name, syntax.name.name, syntax.span);
	} finally {
		state.context = context;
	}
}

export function noSuchTable(
	state: BindState,
	scope: Scope | undefined,
	schema: string | undefined,
	name: string,
	span: Span,
): Error {
	const names: string[] = [];
	for (const objects of state.context.catalog.schemas.values()) {
		for (const relation of objects.relations.values()) names.push(relation.name);
	}
	for (let common = scope?.commonTables; common; common = common.parent) {
		names.push(common.definition.name);
	}
	// The body of a view in main speaks of tables in main.
	const named = schema ?? state.homeSchema;
	const written = named === undefined ? name : `${named}.${name}`;
	return bindError(state, `no such table: ${written}`, span, suggest(name, names));
}

function addTable(
	state: BindState,
	scope: Scope,
	syntax: TableReference,
	table: TableSchema,
): Relation {
	const relation: Relation = {
		kind: 'table',
		alias: syntax.alias?.name ?? table.name,
		key: syntax.alias?.key ?? table.key,
		used: [],
		table,
		...(syntax.schema &&
			!syntax.alias && { shownName: `${syntax.schema.name}.${syntax.name.name}` }),
		forcedIndex: forcedIndex(state, syntax, table),
	};
	addToScope(scope, relation, table.schema, columnsOfTable(table));
	if (state.observer && !state.isForeignText) {
		state.observer.table(syntax.name, relation, syntax.alias !== undefined);
	}
	return relation;
}

/** The index that INDEXED BY names; null: NOT INDEXED. */
export function forcedIndex(
	state: BindState,
	syntax: TableReference,
	table: TableSchema,
): number | null | undefined {
	if (!syntax.indexHint) return undefined;
	const name = syntax.indexHint.index;
	if (!name) return null;
	const index = table.indexes.find(candidate => candidate.key === name.key);
	if (!index) {
		throw bindError(
			state,
			`no such index: ${name.name}`,
			name.span,
			suggest(
				name.name,
				table.indexes.map(candidate => candidate.name),
			),
		);
	}
	return index.id;
}

function addToScope(
	scope: Scope,
	relation: Relation,
	schemaKey: string | undefined,
	columns: RelationColumns,
): void {
	scope.relations.push({
		relation,
		schemaKey,
		columns,
		using: NO_NAMES,
		join: 'inner',
		exprs: [],
	});
}

const NO_NAMES: readonly string[] = [];

function addView(
	state: BindState,
	scope: Scope,
	syntax: TableReference,
	view: ViewSchema,
): Relation {
	if (syntax.indexHint?.index) throw noSuchIndex(state, syntax.indexHint.index);
	const { query, columns } = bindView(state, view, syntax.span);
	const relation: QueryRelation = {
		kind: 'query',
		alias: syntax.alias?.name ?? view.name,
		key: syntax.alias?.key ?? view.key,
		used: [],
		query,
		source: 'view',
		shared: undefined,
		hasQueryIds: true,
	};
	addToScope(scope, relation, view.schema, columns);
	return relation;
}

function noSuchIndex(state: BindState, { name, span }: Name): Error {
	return bindError(state, `no such index: ${name}`, span);
}

/** The query of a view with the names of its columns. */
export function bindView(
	state: BindState,
	view: ViewSchema,
	span: Span | undefined,
): { query: QueryRelation['query']; columns: RelationColumns } {
	const name = `${view.schema}.${view.key}`;
	if (state.viewStack.includes(name)) {
		throw bindError(state, `view ${view.name} is circularly defined`, span);
	}
	const { text, isForeignText, outerRow, homeSchema, queryDepth } = state;
	// The tables of a view come first too; not those of views inside, as each level would multiply the work.
	if (state.viewStack.length === 0) state.queryDepth = 0;
	state.viewStack.push(name);
	state.outerRow = undefined;
	state.homeSchema = view.schema === 'temp' ? undefined : view.schema;
	state.text = view.sql;
	state.isForeignText = true;
	let query: QueryRelation['query'];
	try {
		query = readAsTable(state, bindQuery(state, newFrame(undefined), undefined, view.query));
	} finally {
		// Also behind an error: the query may be looked through again, for another one.
		state.viewStack.pop();
		state.text = text;
		state.isForeignText = isForeignText;
		state.outerRow = outerRow;
		state.homeSchema = homeSchema;
		state.queryDepth = queryDepth;
	}
	const expected = view.columnNames?.length ?? query.columns.length;
	if (expected !== query.columns.length) {
		throw bindError(
			state,
			`expected ${expected} columns for '${view.name}' but got ${query.columns.length}`,
			span,
		);
	}
	return { query, columns: columnsOfQuery(query.columns, view.columnNames) };
}

export function bindTableFunction(state: BindState, scope: Scope, syntax: TableFunction): Relation {
	const relation = bindFunctionCall(state, scope, syntax);
	if (relation) return relation;
	const { name, schema } = syntax.function;
	throw noSuchTable(state, scope, schema?.name, name.name, syntax.span);
}
