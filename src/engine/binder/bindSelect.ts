/**
 * Binds one SELECT ... FROM ... WHERE ... GROUP BY ... HAVING, with the ORDER BY that belongs to it.
 */

import type { ColumnExpr, Expr } from '../plan/expression.js';
import { addConjuncts, exprEquals, mapExpr } from '../plan/exprTree.js';
import type { BoundAggregate, BoundColumn, BoundSelect } from '../plan/logical.js';
import type { AggregateCall } from '../plan/nodes.js';
import { mapWindows } from '../plan/windowExprs.js';
import type { Expression } from '../syntax/ast/expression.js';
import type { OrderingTerm, SelectCore } from '../syntax/ast/query.js';
import { BINARY } from '../types/collations.js';
import { bindExpression } from './bindExpression.js';
import { bindFrom, bindPendingOn } from './bindFrom.js';
import { bindOrderBy, resultColumn } from './bindOrderBy.js';
import type { BindState } from './bindState.js';
import { bindError, newColumnId } from './bindState.js';
import { bindPendingArguments, claimArguments } from './bindTableFunction.js';
import { nameColumns } from './columnNaming.js';
import { bindResultColumns } from './expandStar.js';
import { collectWindows, observeWindows, windowNameIn } from './bindWindow.js';
import type { CommonTableScope, Frame, Scope, WindowCollector, WindowUse } from './scope.js';
import { usedCollation } from './collation.js';
import { claimLists } from './listArguments.js';
import { checkJoinedTables, checkTermCount } from './limits.js';
import { aggregateIn } from './resolveColumn.js';
import { newScope } from './scope.js';
import { namedWindows } from './windowDefinition.js';

export function bindSelect(
	state: BindState,
	frame: Frame,
	commonTables: CommonTableScope | undefined,
	syntax: SelectCore,
	orderBy: readonly OrderingTerm[],
): BoundSelect {
	const scope = newScope(frame, commonTables);
	const naming = state.columnNaming;
	// Queries inside have their usual names.
	state.columnNaming = undefined;
	const calls: AggregateCall[] = [];
	const from = syntax.from && bindFrom(state, scope, syntax.from);
	bindPendingArguments(state, scope);
	if (syntax.from) checkJoinedTables(state, scope.relations.length, syntax.from.span);
	const windows = { named: namedWindows(state, syntax.windows), uses: [] as WindowUse[] };
	scope.aggregates = calls;
	scope.windows = windows;
	const columns = bindResultColumns(state, scope, syntax.columns);
	if (naming) nameColumns(state, scope, syntax.columns, columns, naming);
	const query: BoundSelect = {
		kind: 'select',
		from,
		where: [],
		aggregate: undefined,
		columns,
		isDistinct: syntax.isDistinct,
		orderBy: [],
		limit: undefined,
		offset: undefined,
	};
	scope.aliases = columns;
	if (state.observer) observeWindows(state, scope, windows.named.values());
	state.termScopes?.set(query, scope);
	if (syntax.isDistinct) useCollations(columns);
	scope.windows = undefined;
	const block: Block = { state, scope, syntax, query, calls, windows };
	if (state.isErrorOrder) {
		bindHaving(block);
		bindWhere(block);
		bindOrder(block, orderBy);
		bindGroupBy(block);
		return query;
	}
	bindWhere(block);
	const groupBy = bindGroupBy(block);
	const isAggregate = calls.length > 0 || groupBy.length > 0;
	const having = bindHaving(block);
	bindOrder(block, orderBy);
	scope.aggregates = undefined;
	scope.windows = undefined;
	if (windows.uses.length > 0) query.windows = collectWindows(windows.uses);
	if (isAggregate || calls.length > 0) {
		query.aggregate = { groupBy, calls, having };
		useGroupKeys(query, query.aggregate);
	}
	return query;
}

/** A SELECT whose result columns are bound. */
interface Block {
	readonly state: BindState;
	readonly scope: Scope;
	readonly syntax: SelectCore;
	readonly query: BoundSelect;
	readonly calls: AggregateCall[];
	readonly windows: WindowCollector & { readonly uses: WindowUse[] };
}

function isGrouped({ calls, syntax }: Block): boolean {
	return calls.length > 0 || syntax.groupBy.length > 0;
}

function bindWhere(block: Block): void {
	const { state, scope, syntax, query } = block;
	if (!syntax.where && scope.pendingOn.length === 0) return;
	scope.aggregates = undefined;
	scope.windows = undefined;
	scope.aggregateRefusal = isGrouped(block) ? 'late' : 'usual';
	if (syntax.where) {
		addConjuncts(query.where, bindExpression(state, scope, syntax.where));
		claimArguments(state, scope.relations, query.where, ({ isNullable }) => !isNullable);
		claimLists(state, scope.relations, query);
	}
	query.where.push(...bindPendingOn(state, scope));
}

function bindHaving(block: Block): Expr[] {
	const { state, scope, syntax, calls } = block;
	const having: Expr[] = [];
	if (!syntax.having) return having;
	if (!isGrouped(block)) {
		throw bindError(
			state,
			'HAVING clause on a non-aggregate query',
			syntax.having.span,
			'test single rows in WHERE',
		);
	}
	scope.aggregates = calls;
	addConjuncts(having, bindExpression(state, scope, syntax.having));
	return having;
}

function bindOrder(block: Block, orderBy: readonly OrderingTerm[]): void {
	const { state, scope, query, calls, windows } = block;
	if (orderBy.length === 0) return;
	scope.aggregates = isGrouped(block) ? calls : undefined;
	scope.aggregateRefusal = 'late';
	scope.windows = windows;
	query.orderBy = bindOrderBy(state, scope, orderBy, query.columns);
}

function useCollations(columns: readonly BoundColumn[]): void {
	for (const { collation } of columns) if (collation) usedCollation(collation);
}

function bindGroupBy(block: Block): BoundAggregate['groupBy'] {
	const { state, scope, query, windows } = block;
	const { columns } = query;
	const syntax = block.syntax.groupBy;
	const keys: BoundAggregate['groupBy'] = [];
	if (syntax.length === 0) return keys;
	checkTermCount(state, 'GROUP', syntax);
	scope.aggregates = undefined;
	scope.windows = undefined;
	scope.aggregateRefusal = 'groupBy';
	syntax.forEach((term, position) => {
		const place = { clause: 'GROUP', position } as const;
		const named = resultColumn(state, term, columns, place);
		const column = columns[named];
		if (column?.hasAggregate) {
			if (term.kind !== 'collate') throw aggregateInGroupBy(state, term);
			const name = aggregateIn(state, column);
			throw bindError(state, `misuse of aggregate: ${name}()`, term.span);
		}
		if (column?.hasWindow) {
			const name = windowNameIn(column.expr, windows.uses);
			throw bindError(state, `misuse of window function ${name}()`, term.span);
		}
		const expr = column ? column.expr : bindGroupTerm(state, scope, term, columns);
		const collation = usedCollation((column ? column.collation : state.collation) ?? BINARY);
		const known = keys.filter(key => expr.kind === 'column' && exprEquals(key.expr, expr));
		if (known.some(key => key.collation === collation)) return;
		const isItself = expr.kind === 'column' && known.length === 0;
		const id = isItself ? expr.id : newColumnId(state, state.affinity, collation);
		keys.push({ id, expr, collation });
	});
	scope.aggregateRefusal = 'usual';
	return keys;
}

function bindGroupTerm(
	state: BindState,
	scope: Scope,
	term: Expression,
	columns: readonly BoundColumn[],
): Expr {
	// An alias of an aggregate is refused with the words for GROUP BY, unless a column has that name.
	if (term.kind === 'columnReference' && !term.table) {
		const alias = columns.find(column => column.isAlias && column.key === term.column.key);
		const isColumn = scope.relations.some(entry => entry.columns.positionOf(term.column.key) >= 0);
		if (alias?.hasAggregate && !isColumn) throw aggregateInGroupBy(state, term);
	}
	return bindExpression(state, scope, term);
}

function aggregateInGroupBy(state: BindState, term: Expression): Error {
	return bindError(state, 'aggregate functions are not allowed in the GROUP BY clause', term.span);
}

/** Above the grouping an expression that is a group key is the key's column. */
function useGroupKeys(query: BoundSelect, aggregate: BoundAggregate): void {
	const computed = aggregate.groupBy.filter(key => key.expr.kind !== 'column');
	if (computed.length === 0) return;
	const replace = (expr: Expr): ColumnExpr | undefined => {
		if (expr.kind === 'column') return undefined;
		for (const key of computed) {
			if (exprEquals(key.expr, expr)) return { kind: 'column', id: key.id, name: '' };
		}
		return undefined;
	};
	query.columns = query.columns.map(column => {
		const expr = mapExpr(column.expr, replace);
		return expr === column.expr ? column : { ...column, expr };
	});
	aggregate.having = aggregate.having.map(expr => mapExpr(expr, replace));
	query.orderBy = query.orderBy.map(term => ({ ...term, expr: mapExpr(term.expr, replace) }));
	if (query.windows) query.windows = mapWindows(query.windows, expr => mapExpr(expr, replace));
}
