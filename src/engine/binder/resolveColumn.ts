/**
 * Finds what a column reference means, by SQLite's order: the relations of the innermost scope, its rowid
 * names, its result column aliases, then the scopes around it; at last a double-quoted name is a string.
 */

import type { ColumnExpr, Expr } from '../plan/expression.js';
import { someExpr } from '../plan/exprTree.js';
import type { BoundColumn, Relation } from '../plan/logical.js';
import type { ColumnReference } from '../syntax/ast/expression.js';
import type { Name } from '../syntax/ast/name.js';
import { affinityOfType } from '../types/affinity.js';
import { BINARY } from '../types/collations.js';
import type { SqlError } from '../types/sqlError.js';
import type { Span } from '../util/span.js';
import { unreachable } from '../util/unreachable.js';
import { bindRank } from './bindMatch.js';
import type { BindState } from './bindState.js';
import { bindError, clearMeta, copyColumnId, newColumnId, setMeta } from './bindState.js';
import { callFunction } from './callFunction.js';
import type { ColumnOrigin, Scope, ScopeRelation } from './scope.js';
import { importExpr } from './scope.js';
import { suggest } from './suggest.js';

/** Binds a reference; throws when it means nothing. Leaves the meta registers set. */
export function resolveColumn(state: BindState, scope: Scope, written: ColumnReference): Expr {
	const reference = ignoresSchemas(state) ? { ...written, schema: undefined } : written;
	const found = findColumn(state, scope, reference);
	if (found) {
		refuseTable(state, reference);
		return found;
	}
	const rank = bindRank(state, scope, reference);
	if (rank) return rank;
	if (reference.table === undefined && reference.column.quote === 'double') {
		if (state.observer && !state.isForeignText) state.observer.string(reference.column);
		clearMeta(state);
		return { kind: 'literal', value: reference.column.name };
	}
	throw bindError(
		state,
		`no such column: ${writtenName(reference)}`,
		reference.span,
		suggest(reference.column.name, visibleNames(scope, reference.table)),
	);
}

/** Whatever database is named there, it is passed over. */
function ignoresSchemas({ restriction }: BindState): boolean {
	return restriction === 'CHECK constraints' || restriction === 'partial index WHERE clauses';
}

/** Some stored expressions speak of their table alone and may not name it. */
function refuseTable(state: BindState, { table, span }: ColumnReference): void {
	const { restriction } = state;
	if (!restriction || !table || !/^index|^generated/.test(restriction)) return;
	throw bindError(state, `the "." operator prohibited in ${restriction}`, span);
}

/** A bare TRUE or FALSE may be a column's name. */
export function findNamedColumn(
	state: BindState,
	scope: Scope,
	name: Name,
	span: Span,
): Expr | undefined {
	if (scope.relations.length === 0 && !scope.frame.outer) return undefined;
	return findColumn(state, scope, {
		kind: 'columnReference',
		schema: undefined,
		table: undefined,
		column: name,
		span,
	});
}

function findColumn(state: BindState, start: Scope, reference: ColumnReference): Expr | undefined {
	const key = reference.column.key;
	const isQualified = reference.table !== undefined;
	for (let scope: Scope | undefined = start; scope; scope = scope.frame.outer) {
		// OLD and NEW are only meant when they are named.
		if (scope.rowSlots && (!isQualified || reference.schema)) continue;
		const found =
			mergedColumn(state, scope.relations, reference) ??
			(isRowidName(key) ? findRowid(state, scope, reference) : undefined);
		if (found) return importFrom(state, found, reference, scope, start);
		if (isQualified) continue;
		const alias = findAlias(scope.aliases, key);
		if (alias) return useAlias(state, start, scope, alias, reference);
	}
	return undefined;
}

function importFrom(
	state: BindState,
	found: Expr,
	reference: ColumnReference,
	scope: Scope,
	start: Scope,
): Expr {
	return importExpr(state, found, reference.column.name, scope, start.frame);
}

/** The column among some relations of a FROM clause, with the joined columns of USING taken as one. */
export function mergedColumn(
	state: BindState,
	entries: readonly ScopeRelation[],
	reference: ColumnReference,
): Expr | undefined {
	const key = reference.column.key;
	const tableKey = reference.table?.key;
	const schemaKey = reference.schema?.key;
	const found: Found = { match: undefined, matchIndex: 0, merged: undefined };
	for (const entry of entries) {
		if (entry.origins) {
			const isMet = meetOrigins(state, found, entry, reference);
			if (isMet || tableKey === undefined) continue;
		}
		if (tableKey !== undefined && entry.relation.key !== tableKey) {
			if (!isOtherName(entry.relation, tableKey)) continue;
		}
		if (schemaKey !== undefined && entry.schemaKey !== schemaKey) continue;
		const columnIndex = entry.columns.positionOf(key);
		if (columnIndex >= 0) meet(state, found, entry, columnIndex, reference);
	}
	const { match, matchIndex, merged } = found;
	if (!match) return undefined;
	observe(state, reference, match, matchIndex);
	if (merged) return coalesce(state, merged);
	return useColumn(state, match, matchIndex);
}

interface Found {
	match: ScopeRelation | undefined;
	matchIndex: number;
	/** Columns joined by FULL JOIN USING. */
	merged: Expr[] | undefined;
}

/** One more column of the name: refused unless USING joins it with those found before. */
function meet(
	state: BindState,
	found: Found,
	entry: ScopeRelation,
	columnIndex: number,
	reference: ColumnReference,
): void {
	const { match } = found;
	if (match) {
		if (!entry.using.includes(reference.column.key)) throw ambiguous(state, reference, match);
		if (entry.join === 'inner' || entry.join === 'left') return;
		if (entry.join === 'full') {
			found.merged ??= [useColumn(state, match, found.matchIndex)];
			found.merged.push(useColumn(state, entry, columnIndex));
			return;
		}
		found.merged = undefined;
	}
	found.match = entry;
	found.matchIndex = columnIndex;
}

/** The tables inside `(a JOIN b) AS x` by their own names: whether one has such a column. */
function meetOrigins(
	state: BindState,
	found: Found,
	entry: ScopeRelation,
	reference: ColumnReference,
): boolean {
	const { origins = [] } = entry;
	let isMet = false;
	for (let columnIndex = 0; columnIndex < origins.length; columnIndex++) {
		const origin = origins[columnIndex] as ColumnOrigin;
		if (origin.isRowid || !isOrigin(origin, reference)) continue;
		meet(state, found, entry, columnIndex, reference);
		isMet = true;
		if (origin.tableKey === undefined) break;
	}
	return isMet;
}

function isOrigin(origin: ColumnOrigin, { schema, table, column }: ColumnReference): boolean {
	if (schema !== undefined && origin.schemaKey !== schema.key) return false;
	if (table !== undefined && origin.tableKey !== table.key) return false;
	return origin.isRowid ? isRowidName(column.key) : origin.key === column.key;
}

function ambiguous(state: BindState, reference: ColumnReference, match: ScopeRelation): SqlError {
	return bindError(
		state,
		`ambiguous column name: ${writtenName(reference)}`,
		reference.span,
		`say which table, as in ${match.relation.alias}.${reference.column.name}`,
	);
}

/** sqlite_master in FROM may be called sqlite_schema elsewhere. */
function isOtherName({ kind, key }: Relation, tableKey: string): boolean {
	if (kind !== 'function' || !key.startsWith('sqlite_')) return false;
	return (
		key === tableKey.replace(/schema$/, 'master') || key === tableKey.replace(/master$/, 'schema')
	);
}

/** coalesce(a, b, ...) of columns joined by FULL JOIN USING; keeps the meta of the first. */
export function coalesce(state: BindState, exprs: readonly Expr[]): Expr {
	const first = exprs[0] as ColumnExpr;
	const expr = callFunction(state, 'coalesce', exprs);
	setMeta(state, state.columnAffinity[first.id], state.columnCollation[first.id]);
	return expr;
}

function findRowid(state: BindState, scope: Scope, reference: ColumnReference): Expr | undefined {
	const { restriction } = state;
	if (restriction === 'generated columns' || restriction === 'index expressions') return undefined;
	const tableKey = reference.table?.key;
	const schemaKey = reference.schema?.key;
	let match: ScopeRelation | undefined;
	let matchIndex = -1;
	for (const entry of scope.relations) {
		for (const [columnIndex, origin] of (entry.origins ?? []).entries()) {
			if (!origin.isRowid || !isOrigin(origin, reference)) continue;
			if (match) throw ambiguous(state, reference, match);
			match = entry;
			matchIndex = columnIndex;
		}
		if (tableKey !== undefined && entry.relation.key !== tableKey) {
			if (!isOtherName(entry.relation, tableKey)) continue;
		}
		if (schemaKey !== undefined && entry.schemaKey !== schemaKey) continue;
		if (!hasRowid(entry.relation)) continue;
		if (match) throw ambiguous(state, reference, match);
		match = entry;
		matchIndex = -1;
	}
	if (!match) return undefined;
	observe(state, reference, match, matchIndex);
	return useColumn(state, match, matchIndex);
}

function hasRowid(relation: Relation): boolean {
	return relation.kind === 'function' || (relation.kind === 'table' && relation.table.hasRowid);
}

function observe(
	state: BindState,
	reference: ColumnReference,
	entry: ScopeRelation,
	columnIndex: number,
): void {
	if (!state.observer || state.isForeignText) return;
	state.observer.column(reference, entry.relation, columnIndex);
}

export function isRowidName(key: string): boolean {
	return key === 'rowid' || key === 'oid' || key === '_rowid_';
}

function findAlias(aliases: readonly BoundColumn[], key: string): BoundColumn | undefined {
	for (const column of aliases) if (column.isAlias && column.key === key) return column;
	return undefined;
}

function useAlias(
	state: BindState,
	start: Scope,
	scope: Scope,
	alias: BoundColumn,
	reference: ColumnReference,
): Expr {
	if (alias.hasAggregate) {
		if (start.isInsideAggregate) {
			throw bindError(state, `misuse of aliased aggregate ${alias.name}`, reference.span);
		}
		if (!scope.aggregates) {
			throw bindError(state, `misuse of aggregate: ${aggregateIn(state, alias)}()`, reference.span);
		}
		state.metAggregate = true;
	}
	if (alias.hasWindow) useWindowAlias(state, start, scope, alias, reference);
	const expr = importExpr(state, alias.expr, alias.name, scope, start.frame);
	state.affinity = alias.affinity;
	state.collation = alias.collation;
	state.isExplicit = alias.isCollationExplicit;
	return expr;
}

function useWindowAlias(
	state: BindState,
	start: Scope,
	scope: Scope,
	alias: BoundColumn,
	reference: ColumnReference,
): void {
	if (!scope.windows || start !== scope) {
		throw bindError(state, `misuse of aliased window function ${alias.name}`, reference.span);
	}
	state.metWindow = true;
}

/** The name of the first aggregate in a result column. */
export function aggregateIn(state: BindState, alias: BoundColumn): string {
	let name = alias.name;
	someExpr(alias.expr, node => {
		if (node.kind !== 'column' || state.columnTable[node.id]) return false;
		name = node.name;
		return true;
	});
	return name;
}

/** The expression for a column (-1: rowid) of a relation; marks the column as used and sets the meta registers. */
export function useColumn(state: BindState, entry: ScopeRelation, columnIndex: number): ColumnExpr {
	const known = entry.exprs[columnIndex + 1];
	const expr = known ?? addColumn(state, entry, columnIndex);
	setMeta(state, state.columnAffinity[expr.id], state.columnCollation[expr.id]);
	return expr;
}

function addColumn(state: BindState, entry: ScopeRelation, columnIndex: number): ColumnExpr {
	const relation = entry.relation;
	if (columnIndex === -1 && relation.kind === 'table' && relation.table.rowidAlias >= 0) {
		// The rowid alias and the rowid are one column: they share an id and a name.
		const alias = useColumn(state, entry, relation.table.rowidAlias);
		entry.exprs[0] = alias;
		return alias;
	}
	const name = columnIndex < 0 ? 'rowid' : (entry.columns.names[columnIndex] as string);
	const returnsJson =
		relation.kind === 'function' ? relation.columns[columnIndex]?.returnsJson : undefined;
	const id = columnId(state, entry, columnIndex);
	const expr: ColumnExpr = { kind: 'column', id, name, ...(returnsJson && { returnsJson }) };
	while (entry.exprs.length < columnIndex + 1) entry.exprs.push(undefined);
	entry.exprs[columnIndex + 1] = expr;
	relation.used.push({ columnIndex, id: expr.id });
	return expr;
}

function columnId(state: BindState, entry: ScopeRelation, columnIndex: number): number {
	const relation = entry.relation;
	switch (relation.kind) {
		case 'table': {
			const column = relation.table.columns[columnIndex];
			const id = column
				? newColumnId(state, column.affinity, column.collation)
				: newColumnId(state, 'integer', BINARY);
			state.columnTable[id] = relation.table;
			state.columnIndex[id] = columnIndex;
			return id;
		}
		case 'query': {
			const column = relation.query.columns[columnIndex] as BoundColumn;
			// Inside, the result of an aggregate has no collation; as a column it has one.
			state.columnCollation[column.id] ??= BINARY;
			return relation.hasQueryIds ? column.id : copyColumnId(state, column.id);
		}
		case 'function': {
			if (columnIndex < 0) return newColumnId(state, 'integer', BINARY);
			const column = relation.columns[columnIndex];
			const id = newColumnId(state, affinityOfType(column?.declaredType), BINARY);
			const table = relation.function.name;
			if (column) {
				const schemaKey = entry.schemaKey ?? 'main';
				state.columnSource[id] = { kind: 'functionColumn', schemaKey, table, column };
			}
			return id;
		}
		case 'recursive':
			return relation.ids[columnIndex] as number;
		default:
			return unreachable(relation);
	}
}

function writtenName(reference: ColumnReference): string {
	const column = reference.column.name;
	if (reference.schema && reference.table) {
		return `${reference.schema.name}.${reference.table.name}.${column}`;
	}
	return reference.table ? `${reference.table.name}.${column}` : column;
}

function visibleNames(scope: Scope, table: Name | undefined): string[] {
	const names: string[] = [];
	for (let current: Scope | undefined = scope; current; current = current.frame.outer) {
		for (const entry of current.relations) {
			if (table === undefined || entry.relation.key === table.key) {
				names.push(...entry.columns.names);
			}
		}
		if (!table) for (const alias of current.aliases) if (alias.isAlias) names.push(alias.name);
	}
	return names;
}
