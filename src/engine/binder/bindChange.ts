/**
 * Binds UPDATE and DELETE: both become a query over the target table whose rows are the ones to change.
 */

import type { Expr } from '../plan/expression.js';
import { addConjuncts } from '../plan/exprTree.js';
import type { BoundColumn, BoundSelect, FromItem } from '../plan/logical.js';
import type { Returning, UpdatePlan } from '../plan/statements.js';
import type { Delete, Update } from '../syntax/ast/change.js';
import { bindAssignments } from './bindAssignments.js';
import { bindExpression } from './bindExpression.js';
import { bindFrom, bindPendingOn } from './bindFrom.js';
import { bindPendingArguments } from './bindTableFunction.js';
import { bindLimits, bindOrderBy } from './bindOrderBy.js';
import { forcedIndex } from './bindRelation.js';
import type { BindState } from './bindState.js';
import { bindError, newColumnId } from './bindState.js';
import { addCommonTables } from './commonTables.js';
import { checkJoinedTables } from './limits.js';
import { resultColumn } from './resultColumn.js';
import { newFrame } from './scope.js';
import type { Scope } from './scope.js';
import type { TargetTable } from './targetTable.js';
import {
	bindReturning,
	findTargetTable,
	layOut,
	layOutView,
	layOutVirtual,
	observeTarget,
	scopeOfTarget,
	writtenColumn,
} from './targetTable.js';

export interface BoundDelete {
	readonly target: TargetTable;
	/** Puts out the layout: row columns, then the rowid. */
	readonly source: BoundSelect;
	readonly returning: Returning | undefined;
}

export interface BoundUpdate extends BoundDelete {
	/** Also put out by `source`, after the layout. */
	readonly assignments: UpdatePlan['assignments'];
}

export function bindDelete(state: BindState, syntax: Delete): BoundDelete {
	const { target, scope } = openTarget(state, syntax);
	const source = changeQuery(state, scope, target, target.relation, syntax);
	const returning = bindReturning(state, scope, syntax.returning, column =>
		resultColumn(state, column),
	);
	return { target, source, returning };
}

export function bindUpdate(state: BindState, syntax: Update): BoundUpdate {
	const { target, scope } = openTarget(state, syntax);
	let from: FromItem = target.relation;
	if (syntax.from) {
		// The columns that are assigned are looked for before anything else, as in SQLite.
		const assigned = state.observer ? [] : syntax.assignments.flatMap(({ columns }) => columns);
		for (const name of assigned) writtenColumn(state, target.table, name, 'UPDATE');
		scope.fromStart = scope.relations.length;
		const right = bindFrom(state, scope, syntax.from);
		bindPendingArguments(state, scope);
		checkJoinedTables(state, scope.relations.length, syntax.from.span);
		refuseTarget(state, target, right, syntax);
		from = { kind: 'join', type: 'inner', left: from, right, on: [] };
	}
	const values = bindAssignments(state, scope, target.table, syntax.assignments);
	const source = changeQuery(state, scope, target, from, syntax);
	const assignments = values.map(({ columnIndex, named, expr }) => {
		const id = newColumnId(state, undefined, undefined);
		source.columns.push(plainColumn(id, expr, ''));
		return { columnIndex, named, id };
	});
	const own = scopeOfTarget(scope.frame, scope.commonTables, target);
	const returning = bindReturning(state, own, syntax.returning, column =>
		resultColumn(state, column),
	);
	return { target, source, returning, assignments };
}

/** The target may be joined with itself, under another name. */
function refuseTarget(state: BindState, target: TargetTable, from: FromItem, syntax: Update): void {
	if (from.kind === 'join') {
		refuseTarget(state, target, from.left, syntax);
		refuseTarget(state, target, from.right, syntax);
		return;
	}
	const { key, alias } = target.relation;
	if (from.kind !== 'table' || from.table.id !== target.table.id || from.key !== key) return;
	const message = `target object/alias may not appear in FROM clause: ${alias}`;
	throw bindError(state, message, syntax.from?.span);
}

function openTarget(
	state: BindState,
	syntax: Update | Delete,
): { target: TargetTable; scope: Scope } {
	const assigned = syntax.kind === 'update' ? syntax.assignments.flatMap(one => one.columns) : [];
	const table = findTargetTable(state, syntax.table, {
		event: syntax.kind,
		assigned,
		hasReturning: syntax.returning.length > 0,
	});
	const frame = newFrame(state.outerRow);
	const commonTables = syntax.with && addCommonTables(state, undefined, syntax.with);
	const alias = syntax.table.alias ?? { name: table.name, key: table.key };
	const target = table.isView
		? layOutView(state, table, syntax.table)
		: table.source
			? layOutVirtual(state, table, syntax.table)
			: layOut(state, table, alias, forcedIndex(state, syntax.table, table));
	observeTarget(state, syntax.table, target);
	return { target, scope: scopeOfTarget(frame, commonTables, target) };
}

function changeQuery(
	state: BindState,
	scope: Scope,
	target: TargetTable,
	from: FromItem,
	syntax: Update | Delete,
): BoundSelect {
	const { table, layout } = target;
	const columns = layout.rowColumns.map((id, columnIndex) => {
		const name = table.columns[columnIndex]?.name ?? '';
		return plainColumn(id, { kind: 'column', id, name }, name);
	});
	if (table.hasRowid) {
		const id = layout.rowidColumn;
		columns.push(plainColumn(id, { kind: 'column', id, name: 'rowid' }, 'rowid'));
	}
	const query: BoundSelect = {
		kind: 'select',
		from,
		where: [],
		aggregate: undefined,
		columns,
		isDistinct: false,
		orderBy: [],
		limit: undefined,
		offset: undefined,
	};
	if (syntax.where) addConjuncts(query.where, bindExpression(state, scope, syntax.where));
	query.where.push(...bindPendingOn(state, scope));
	if (syntax.orderBy.length > 0 && !syntax.limit) {
		const verb = syntax.kind.toUpperCase();
		throw bindError(state, `ORDER BY without LIMIT on ${verb}`, syntax.orderBy[0]?.span);
	}
	query.orderBy = bindOrderBy(state, scope, syntax.orderBy, []);
	bindLimits(state, query, syntax);
	return query;
}

function plainColumn(id: number, expr: Expr, name: string): BoundColumn {
	return {
		id,
		expr,
		name,
		key: name,
		isAlias: false,
		affinity: undefined,
		collation: undefined,
		isCollationExplicit: false,
		hasAggregate: false,
	};
}
