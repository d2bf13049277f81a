/**
 * Index-only scans of expression indexes: where all that a SELECT reads of its one table are columns of the index and
 * expressions that it is made on, the expressions become columns of the scan and the table is not read.
 */

import type { IndexSchema, TableSchema } from '../catalog/schema.js';
import type { ColumnId, Expr } from '../plan/expression.js';
import { exprEquals, mapExpr, someChild, someExpr } from '../plan/exprTree.js';
import type { BoundAggregate, BoundColumn, BoundSelect, TableRelation } from '../plan/logical.js';
import type { ScanColumn, SortKey } from '../plan/nodes.js';
import type { UsableIndex } from './indexExpressions.js';

/** All expressions over the table; undefined when it has no index on expressions, or is not alone. */
export function readersOf(query: BoundSelect): readonly Expr[] | undefined {
	const { from, aggregate, windows } = query;
	if (from?.kind !== 'table') return undefined;
	if (!from.table.indexes.some(({ columns }) => columns.some(part => part.expression))) {
		return undefined;
	}
	const readers: Expr[] = [...query.where];
	for (const { expr } of query.columns) readers.push(expr);
	addKeys(readers, query.orderBy);
	if (aggregate) addAggregate(readers, aggregate);
	for (const { partitionBy, orderBy, calls } of windows ?? []) {
		addKeys(readers, partitionBy);
		addKeys(readers, orderBy);
		for (const { args, filter } of calls) {
			readers.push(...args);
			if (filter) readers.push(filter);
		}
	}
	return readers;
}

function addAggregate(readers: Expr[], { groupBy, calls, having }: BoundAggregate): void {
	addKeys(readers, groupBy);
	readers.push(...having);
	for (const { args, filter, orderBy } of calls) {
		readers.push(...args);
		if (filter) readers.push(filter);
		addKeys(readers, orderBy);
	}
}

function addKeys(readers: Expr[], keys: readonly { readonly expr: Expr }[]): void {
	for (const { expr } of keys) readers.push(expr);
}

/** Whether these read no columns but those that `isInIndex` knows, outside of the index's expressions. */
export function coversExpressions(
	readers: readonly Expr[],
	usable: UsableIndex,
	isInIndex: (id: ColumnId) => boolean,
): boolean {
	const isMissing = (expr: Expr): boolean => {
		// What nested queries read of the row is replaced in place, which must not be done for a plan that is given up.
		if ('subquery' in expr && expr.subquery.bindings.length > 0) return true;
		if (expr.kind === 'column') return !isInIndex(expr.id);
		return indexedAs(usable, expr) < 0 && someChild(expr, isMissing, undefined);
	};
	return !readers.some(isMissing);
}

/** Position of the index part that the expression is; -1: none. */
function indexedAs({ exprs }: UsableIndex, expr: Expr): number {
	if (expr.kind === 'column' || expr.kind === 'literal') return -1;
	return exprs.findIndex(
		indexed => indexed !== undefined && exprEquals(indexed, expr) && !isJson(indexed),
	);
}

/** What JSON functions tell each other beside the value is not in the index. */
function isJson(expr: Expr): boolean {
	return someExpr(
		expr,
		node =>
			node.kind === 'call' &&
			(node.function.returnsJson !== undefined || node.function.takesJson === true),
	);
}

export interface CoveredExpressions {
	readonly usable: UsableIndex;
	/** In place of the columns that the index does not have. */
	readonly columns: readonly ScanColumn[];
	readonly replace: (expr: Expr) => Expr;
}

/** `newId` gives the ids of the columns that stand for the expressions. */
export function coverExpressions(usable: UsableIndex, newId: () => ColumnId): CoveredExpressions {
	const columns: ScanColumn[] = [];
	const replacements: (Expr | undefined)[] = usable.exprs.map((expr, position) => {
		if (!expr) return undefined;
		const id = newId();
		columns.push({ columnIndex: -2 - position, id });
		return { kind: 'column', id, name: '<expr>' };
	});
	return {
		usable,
		columns,
		replace: expr => mapExpr(expr, node => replacements[indexedAs(usable, node)]),
	};
}

/** The columns of such a scan: those of the table that the index has, and the expressions. */
export function coveredColumns(
	{ columns, usable: { index } }: CoveredExpressions,
	{ table, used }: TableRelation,
	needed: readonly boolean[],
): ScanColumn[] {
	const own = used.filter(
		({ columnIndex, id }) => needed[id] && isInIndex(table, index, columnIndex),
	);
	return [...own, ...columns];
}

/** Whether entries hold that column (-1: the rowid). */
export function isInIndex(table: TableSchema, index: IndexSchema, columnIndex: number): boolean {
	if (table.hasRowid) {
		if (columnIndex === -1 || columnIndex === table.rowidAlias) return true;
	} else if ((table.columns[columnIndex]?.primaryKeyPosition ?? 0) > 0) return true;
	for (const part of index.columns) if (part.columnIndex === columnIndex) return true;
	return index.included?.includes(columnIndex) === true;
}

/** The query as it is above such a scan. */
export function aboveCovered(
	query: BoundSelect,
	columns: readonly BoundColumn[],
	{ replace }: CoveredExpressions,
): { readonly query: BoundSelect; readonly columns: readonly BoundColumn[] } {
	const changed = query.columns.map(column => ({ ...column, expr: replace(column.expr) }));
	const key = <Key extends { readonly expr: Expr }>(one: Key): Key => ({
		...one,
		expr: replace(one.expr),
	});
	const { aggregate, windows } = query;
	return {
		query: {
			...query,
			columns: changed,
			orderBy: query.orderBy.map(key),
			aggregate: aggregate && replaceInAggregate(aggregate, key, replace),
			...(windows && {
				windows: windows.map(window => ({
					partitionBy: window.partitionBy.map(key),
					orderBy: window.orderBy.map(key),
					calls: window.calls.map(call => ({
						...call,
						args: call.args.map(replace),
						filter: call.filter && replace(call.filter),
					})),
				})),
			}),
		},
		columns: columns.map(column => changed[query.columns.indexOf(column)] ?? column),
	};
}

function replaceInAggregate(
	{ groupBy, calls, having }: BoundAggregate,
	key: <Key extends { readonly expr: Expr }>(one: Key) => Key,
	replace: (expr: Expr) => Expr,
): BoundAggregate {
	return {
		groupBy: groupBy.map(key),
		calls: calls.map(call => ({
			...call,
			args: call.args.map(replace),
			filter: call.filter && replace(call.filter),
			orderBy: call.orderBy.map<SortKey>(key),
		})),
		having: having.map(replace),
	};
}
