/**
 * The table a statement writes to: found, checked, laid out as columns, and put into a scope.
 */

import type { TableSchema } from '../catalog/schema.js';
import type { ColumnId } from '../plan/expression.js';
import type { TableFunction } from '../functions/function.js';
import type { VirtualTableSource } from '../functions/virtualTable.js';
import type { BoundColumn, Relation, TableRelation } from '../plan/logical.js';
import type { ResultColumn, Returning, RowLayout } from '../plan/statements.js';
import type { Name } from '../syntax/ast/name.js';
import type { ResultColumn as ResultColumnSyntax, TableReference } from '../syntax/ast/query.js';
import { BINARY } from '../types/collations.js';
import type { BindState } from './bindState.js';
import { bindError, newColumnId } from './bindState.js';
import { bindTableReference, noSuchTable } from './bindRelation.js';
import { bindResultColumns } from './expandStar.js';
import { columnsOfTable } from './relationColumns.js';
import { isRowidName, useColumn } from './resolveColumn.js';
import type { CommonTableScope, Frame, Scope, ScopeRelation } from './scope.js';
import { newFrame, newScope } from './scope.js';
import { suggest } from './suggest.js';
import { viewTarget } from './viewTarget.js';
import type { ViewEvent } from './viewTarget.js';

export interface TargetTable {
	readonly table: TableSchema;
	readonly entry: ScopeRelation;
	readonly relation: Relation;
	readonly layout: RowLayout;
}

/** How SQLite names them whichever of their names is used. */
const SCHEMA_TABLES: ReadonlyMap<string, string> = new Map([
	['sqlite_schema', 'sqlite_master'],
	['sqlite_temp_schema', 'sqlite_temp_master'],
]);

/** The table named by a write; a view only when triggers take its place. */
export function findTargetTable(
	state: BindState,
	syntax: TableReference,
	event: ViewEvent,
): TableSchema {
	const { catalog } = state.context;
	const schema = syntax.schema?.key ?? state.homeSchema;
	const relation = catalog.findRelation(syntax.name.key, schema);
	if (relation?.kind === 'table' && !relation.source) return relation;
	if (relation?.kind === 'table') {
		if (virtualSource(relation)?.isWritable(state.context.session)) return relation;
		throw bindError(state, `table ${relation.name} may not be modified`, syntax.span);
	}
	if (relation?.kind === 'view') return viewTarget(state, relation, syntax, event);
	const isSystemTable = state.context.findSchemaTable?.(syntax.name.key, syntax.schema?.key);
	if (isSystemTable || state.context.functions.find(syntax.name.key, 0)?.kind === 'table') {
		const name = SCHEMA_TABLES.get(syntax.name.key) ?? syntax.name.name;
		throw bindError(state, `table ${name} may not be modified`, syntax.span);
	}
	throw noSuchTable(state, undefined, syntax.schema?.name, syntax.name.name, syntax.span);
}

/** Set for a table that a module keeps. */
export function virtualSource({ source }: TableSchema): VirtualTableSource | undefined {
	return (source as TableFunction | undefined)?.virtual;
}

/** The same for such a table. */
export function layOutVirtual(
	state: BindState,
	table: TableSchema,
	syntax: TableReference,
): TargetTable {
	return layOutReference(state, table, syntax, entry => useColumn(state, entry, -1).id);
}

export function observeTarget(state: BindState, syntax: TableReference, target: TargetTable): void {
	if (!state.observer || state.isForeignText) return;
	state.observer.table(syntax.name, target.relation, syntax.alias !== undefined);
}

/** A scope entry for one row of the table, with an id for each of its columns. */
export function layOut(
	state: BindState,
	table: TableSchema,
	alias: { readonly name: string; readonly key: string },
	forced?: number | null,
): TargetTable {
	const relation: TableRelation = {
		kind: 'table',
		alias: alias.name,
		key: alias.key,
		used: [],
		table,
		forcedIndex: forced,
	};
	const entry: ScopeRelation = {
		relation,
		schemaKey: table.schema,
		columns: columnsOfTable(table),
		using: [],
		join: 'inner',
		exprs: [],
	};
	const rowColumns = table.columns.map((_, columnIndex) => useColumn(state, entry, columnIndex).id);
	return { table, entry, relation, layout: { rowColumns, rowidColumn: rowidOf(state, entry) } };
}

/** The same for a view, whose rows come from its query. */
export function layOutView(
	state: BindState,
	table: TableSchema,
	syntax: TableReference,
): TargetTable {
	return layOutReference(state, table, syntax, () => newColumnId(state, 'integer', BINARY));
}

function layOutReference(
	state: BindState,
	table: TableSchema,
	syntax: TableReference,
	rowidColumnOf: (entry: ScopeRelation) => ColumnId,
): TargetTable {
	const scope = newScope(newFrame(undefined), undefined);
	const relation = bindTableReference(state, scope, syntax);
	const entry = scope.relations[0] as ScopeRelation;
	const rowColumns = table.columns.map((_, columnIndex) => useColumn(state, entry, columnIndex).id);
	return { table, entry, relation, layout: { rowColumns, rowidColumn: rowidColumnOf(entry) } };
}

/** An id for the rowid that is its own even when a column stands for the rowid. */
function rowidOf(state: BindState, entry: ScopeRelation): number {
	const { relation } = entry;
	if (relation.kind !== 'table') return 0;
	if (relation.table.hasRowid && relation.table.rowidAlias < 0) {
		return useColumn(state, entry, -1).id;
	}
	const id = newColumnId(state, 'integer', BINARY);
	if (relation.table.hasRowid) relation.used.push({ columnIndex: -1, id });
	return id;
}

export function scopeOfTarget(
	frame: Frame,
	commonTables: CommonTableScope | undefined,
	target: TargetTable,
): Scope {
	const scope = newScope(frame, commonTables);
	scope.relations.push(target.entry);
	return scope;
}

/** Position of a column to be written; -1 for the rowid. `written`: what the statement calls the table, for errors. */
export function writtenColumn(
	state: BindState,
	table: TableSchema,
	name: Name,
	verb: 'INSERT into' | 'UPDATE',
	written = table.name,
): number {
	const columnIndex = columnsOfTable(table).positionOf(name.key);
	if (columnIndex < 0) {
		if (table.hasRowid && isRowidName(name.key)) return table.rowidAlias;
		// For ALTER TABLE a name is not wrong before the statement runs.
		if (state.observer) return -1;
		throw bindError(
			state,
			verb === 'UPDATE'
				? `no such column: ${name.name}`
				: `table ${written} has no column named ${name.name}`,
			name.span,
			suggest(name.name, columnsOfTable(table).names),
		);
	}
	if (state.observer && !state.isForeignText) state.observer.written(name, table, columnIndex);
	if (table.columns[columnIndex]?.generated && !state.observer) {
		throw bindError(
			state,
			`cannot ${verb} generated column "${table.columns[columnIndex].name}"`,
			name.span,
		);
	}
	return columnIndex;
}

/** RETURNING knows the table by its own name only, and without its schema. */
function withoutAlias(scope: Scope): Scope {
	const [entry] = scope.relations;
	if (entry?.relation.kind !== 'table') return scope;
	const { name, key } = entry.relation.table;
	const own = newScope(scope.frame, scope.commonTables);
	const relation = { ...entry.relation, alias: name, key };
	own.relations.push({ ...entry, schemaKey: undefined, relation });
	return own;
}

/** RETURNING, over the row as written. */
export function bindReturning(
	state: BindState,
	scope: Scope,
	syntax: readonly ResultColumnSyntax[],
	describe: (column: BoundColumn) => ResultColumn,
): Returning | undefined {
	if (syntax.length === 0) return undefined;
	const star = syntax.find(column => column.kind === 'tableStarColumn');
	if (star) throw bindError(state, 'RETURNING may not use "TABLE.*" wildcards', star.span);
	const columns = bindResultColumns(state, withoutAlias(scope), syntax);
	return { columns: columns.map(describe), exprs: columns.map(column => column.expr) };
}
