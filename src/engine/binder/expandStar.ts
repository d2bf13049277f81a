/**
 * Output columns of a block: `*` and `t.*` expanded, names given as SQLite gives them.
 */

import type { Expr } from '../plan/expression.js';
import type { BoundColumn } from '../plan/logical.js';
import type { Expression } from '../syntax/ast/expression.js';
import type { Name } from '../syntax/ast/name.js';
import type { ResultColumn } from '../syntax/ast/query.js';
import type { Span } from '../util/span.js';
import { foldKey } from '../util/foldKey.js';
import { bindExpression } from './bindExpression.js';
import type { BindState } from './bindState.js';
import { bindError, copyColumnId, newColumnId } from './bindState.js';
import { BINARY } from '../types/collations.js';
import { checkResultWidth } from './limits.js';
import { mergedColumn, useColumn } from './resolveColumn.js';
import type { Scope, ScopeRelation, TableGroupEntry } from './scope.js';

export function bindResultColumns(
	state: BindState,
	scope: Scope,
	syntax: readonly ResultColumn[],
): BoundColumn[] {
	const columns: BoundColumn[] = [];
	for (const column of syntax) {
		if (column.kind === 'starColumn') {
			if (scope.relations.length === 0) {
				throw bindError(state, 'no tables specified', column.span);
			}
			expandStar(state, scope, undefined, columns, column.span);
			continue;
		}
		if (column.kind === 'tableStarColumn') {
			const before = columns.length;
			observeStar(state, scope, column.table);
			expandStar(state, scope, column.table.key, columns, column.span);
			if (columns.length === before) {
				throw bindError(state, `no such table: ${column.table.name}`, column.span);
			}
			continue;
		}
		state.metAggregate = false;
		state.metWindow = false;
		const expr = bindExpression(state, scope, column.expression);
		let name: string;
		if (column.alias) name = column.alias.name;
		else if (column.expression.kind === 'columnReference' && expr.kind !== 'literal') {
			name =
				expr.kind === 'column' || expr.kind === 'slot' ? expr.name : column.expression.column.name;
		} else name = state.text.slice(column.sourceSpan.start, column.sourceSpan.end);
		addColumn(state, columns, expr, name, column.alias !== undefined);
		if (!column.alias) addInnerNames(columns, column.expression);
	}
	const last = syntax.at(-1);
	if (last) checkResultWidth(state, columns.length, last.span);
	return columns;
}

const HINTS: ReadonlySet<string> = new Set(['likely', 'unlikely', 'likelihood']);

/**
 * What subqueries, views and tables made of the result call the column: COLLATE around a name does not change it, nor
 * does likely() once names are resolved.
 */
function addInnerNames(columns: BoundColumn[], syntax: Expression): void {
	const last = columns.at(-1) as BoundColumn;
	const written = withoutCollate(syntax);
	const inner = withoutHints(written);
	if (inner.kind !== 'columnReference' || inner.column.quote === 'single') return;
	const { expr } = last;
	const resolved = expr.kind === 'column' ? expr.name : inner.column.name;
	const innerName = expr.kind === 'literal' ? last.name : resolved;
	const writtenName = written === inner ? inner.column.name : last.name;
	if (innerName === last.name && writtenName === last.name) return;
	columns[columns.length - 1] = { ...last, innerName, writtenName };
}

function withoutCollate(syntax: Expression): Expression {
	return syntax.kind === 'collate' ? withoutCollate(syntax.operand) : syntax;
}

function withoutHints(syntax: Expression): Expression {
	if (syntax.kind === 'collate') return withoutHints(syntax.operand);
	if (syntax.kind !== 'functionCall' || !HINTS.has(syntax.name.key)) return syntax;
	return syntax.args[0] ? withoutHints(syntax.args[0]) : syntax;
}

function observeStar(state: BindState, scope: Scope, table: Name): void {
	if (!state.observer || state.isForeignText) return;
	const entry = scope.relations.find(({ relation }) => relation.key === table.key);
	if (entry) state.observer.star(table, entry.relation);
}

/** Appends an output column for the expression bound last. */
export function addColumn(
	state: BindState,
	columns: BoundColumn[],
	expr: Expr,
	name: string,
	isAlias: boolean,
): void {
	columns.push({
		id: outputId(state, columns, expr),
		expr,
		name,
		key: foldKey(name),
		isAlias,
		affinity: state.affinity,
		collation: state.collation,
		isCollationExplicit: state.isExplicit,
		hasAggregate: state.metAggregate,
		hasWindow: state.metWindow,
	});
}

/** A plain column keeps its id, unless it stands there already or was given another affinity or collation. */
function outputId(state: BindState, columns: readonly BoundColumn[], expr: Expr): number {
	if (expr.kind !== 'column') {
		const id = newColumnId(state, state.affinity, state.collation ?? BINARY);
		if (expr.kind === 'scalarSubquery') state.columnSource[id] = expr;
		return id;
	}
	const isUnchanged =
		!state.isExplicit &&
		state.affinity === state.columnAffinity[expr.id] &&
		state.collation === state.columnCollation[expr.id];
	if (!isUnchanged) return newColumnId(state, state.affinity, state.collation ?? BINARY);
	for (const column of columns) if (column.id === expr.id) return copyColumnId(state, expr.id);
	return expr.id;
}

/** All columns of the scope, or of the relations named `tableKey`. */
export function expandStar(
	state: BindState,
	scope: Scope,
	tableKey: string | undefined,
	columns: BoundColumn[],
	span?: Span,
): void {
	state.metAggregate = false;
	state.metWindow = false;
	const entries = scope.relations;
	for (let position = 0; position < entries.length; position++) {
		const group = tableKey === undefined && scope.groups.find(({ start }) => start === position);
		if (group) {
			expandGroup(state, entries, group, columns);
			position += group.using.length - 1;
			continue;
		}
		const entry = entries[position] as ScopeRelation;
		if (entry.origins) {
			expandAliasedGroup(state, entries, entry, tableKey, columns, span);
			continue;
		}
		if (tableKey !== undefined && entry.relation.key !== tableKey) continue;
		const isMerged = tableKey === undefined && entries.some(({ using }) => using.length > 0);
		expandEntry(state, entries, position, isMerged, columns, span);
	}
}

function expandEntry(
	state: BindState,
	entries: readonly ScopeRelation[],
	position: number,
	hasMerged: boolean,
	columns: BoundColumn[],
	span: Span | undefined,
): void {
	const entry = entries[position] as ScopeRelation;
	const { names, keys, hidden } = entry.columns;
	for (let columnIndex = 0; columnIndex < names.length; columnIndex++) {
		if (hidden?.has(columnIndex)) continue;
		const key = keys[columnIndex] as string;
		if (hasMerged && entry.using.includes(key)) continue;
		const name = names[columnIndex] as string;
		// Left of RIGHT and FULL joins the name stands for the joined columns, else for this one.
		const isMerged =
			hasMerged &&
			entries.some((other, later) => later > position && isRightJoin(other)) &&
			entries.some((other, later) => later > position && other.using.includes(key));
		if (entries.length > 1) refuseTwins(state, entries, position, columnIndex, span);
		const expr = isMerged
			? (mergedByName(state, entries, name, key) ?? useColumn(state, entry, columnIndex))
			: useColumn(state, entry, columnIndex);
		addColumn(state, columns, expr, name, false);
	}
}

/** `(a JOIN b) AS x`: `a.*` are its columns of a; alone in FROM its columns are looked up by their names. */
function expandAliasedGroup(
	state: BindState,
	entries: readonly ScopeRelation[],
	entry: ScopeRelation,
	tableKey: string | undefined,
	columns: BoundColumn[],
	span: Span | undefined,
): void {
	const { names, keys, hidden } = entry.columns;
	entry.origins?.forEach((origin, columnIndex) => {
		if (origin.isRowid || (tableKey !== undefined && origin.tableKey !== tableKey)) return;
		if (tableKey === undefined && hidden?.has(columnIndex)) return;
		const key = keys[columnIndex] as string;
		if (tableKey === undefined && entry.using.includes(key)) return;
		const name = names[columnIndex] as string;
		const later = entries.slice(entries.indexOf(entry) + 1);
		const isMerged = later.some(isRightJoin) && later.some(({ using }) => using.includes(key));
		if (entries.length > 1 && !isMerged) {
			addColumn(state, columns, useColumn(state, entry, columnIndex), name, false);
			return;
		}
		const expr = mergedByName(state, entries, name, key);
		if (!expr) throw bindError(state, `no such column: ${name}`, span);
		addColumn(state, columns, expr, name, false);
	});
}

/**
 * A group in parentheses: before a table's columns those that USING joins to it from the next one, and the
 * names unique. What the group itself is joined by is left out.
 */
function expandGroup(
	state: BindState,
	entries: readonly ScopeRelation[],
	group: TableGroupEntry,
	columns: BoundColumn[],
): void {
	const inner = entries.slice(group.start, group.start + group.using.length);
	const outer = inner.flatMap((entry, at) =>
		entry.using.filter(key => !group.using[at]?.includes(key)),
	);
	const taken = new Set<string>();
	const add = (expr: Expr, name: string, key: string): void => {
		let unique = name;
		for (let count = 1; taken.has(foldKey(unique)); count++) unique = `${name}:${count}`;
		taken.add(foldKey(unique));
		if (!outer.includes(key)) addColumn(state, columns, expr, unique, false);
	};
	inner.forEach((entry, at) => {
		const { names, keys, hidden } = entry.columns;
		const nextJoined = group.using[at + 1] ?? [];
		for (const key of nextJoined) {
			const name = names[entry.columns.positionOf(key)] ?? key;
			const expr = mergedByName(state, inner, name, key);
			if (expr) add(expr, name, key);
		}
		names.forEach((name, columnIndex) => {
			const key = keys[columnIndex] as string;
			if (hidden?.has(columnIndex) || nextJoined.includes(key)) return;
			if (!group.using[at]?.includes(key)) add(useColumn(state, entry, columnIndex), name, key);
		});
	});
}

/** Two tables of one name are ambiguous in a star as well, unless USING joins the column. */
function refuseTwins(
	state: BindState,
	entries: readonly ScopeRelation[],
	position: number,
	columnIndex: number,
	span: Span | undefined,
): void {
	const { relation, schemaKey, columns } = entries[position] as ScopeRelation;
	if (relation.key === '') return;
	const key = columns.keys[columnIndex] as string;
	let first = -1;
	for (let at = 0; at < entries.length; at++) {
		const entry = entries[at] as ScopeRelation;
		const isSame = entry.relation.key === relation.key && entry.schemaKey === schemaKey;
		const isTwin = isSame
			? entry.columns.positionOf(key) >= 0
			: hasOrigin(entry, schemaKey, relation.key, key);
		if (!isTwin) continue;
		if (first >= 0 && !entry.using.includes(key)) {
			const name = `${schemaKey ?? '*'}.${relation.alias}.${columns.names[columnIndex]}`;
			throw bindError(
				state,
				`ambiguous column name: ${name}`,
				span,
				'give the tables different names with AS',
			);
		}
		first = at;
	}
}

function hasOrigin(
	{ origins }: ScopeRelation,
	schemaKey: string | undefined,
	tableKey: string,
	key: string,
): boolean {
	if (!origins) return false;
	return origins.some(
		origin => origin.tableKey === tableKey && origin.schemaKey === schemaKey && origin.key === key,
	);
}

function isRightJoin(entry: ScopeRelation): boolean {
	return entry.join === 'right' || entry.join === 'full';
}

export function mergedByName(
	state: BindState,
	entries: readonly ScopeRelation[],
	name: string,
	key: string,
): Expr | undefined {
	const span = { start: 0, end: 0 };
	return mergedColumn(state, entries, {
		kind: 'columnReference',
		schema: undefined,
		table: undefined,
		column: { kind: 'name', name, key, quote: 'none', span },
		span,
	});
}
