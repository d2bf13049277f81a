/**
 * Binds the expressions stored with a table: DEFAULT, CHECK, generated columns, index expressions and partial index
 * predicates; and the columns of a view. Spans of errors are left out where these texts are not the statement's.
 */

import type { IndexSchema, TableSchema, ViewSchema } from '../catalog/schema.js';
import type { Expr } from '../plan/expression.js';
import type { PlanContext } from '../plan/planContext.js';
import type { ResultColumn, TableExpressions } from '../plan/statements.js';
import { bindDefault } from './bindDefault.js';
import { bindExpression } from './bindExpression.js';
import { bindView } from './bindRelation.js';
import type { BindState, Restriction } from './bindState.js';
import { bindError, newBindState } from './bindState.js';
import { resultColumn } from './resultColumn.js';
import type { Scope } from './scope.js';
import { newFrame, newScope } from './scope.js';
import { layOut, scopeOfTarget } from './targetTable.js';

/** `isOwnText`: they belong to the statement that makes them. */
export function bindTableExpressions(
	context: PlanContext,
	table: TableSchema,
	isOwnText: boolean,
): TableExpressions {
	const state = newBindState(context, table.sql);
	state.isForeignText = !isOwnText;
	state.homeSchema = table.schema;
	const target = layOut(state, table, { name: table.name, key: table.key });
	const scope = scopeOfTarget(newFrame(undefined), undefined, target);
	const empty = newScope(newFrame(undefined), undefined);
	return {
		layout: target.layout,
		defaults: table.columns.map(column => {
			if (!column.defaultValue) return undefined;
			const isConstant = column.defaultValue.kind !== 'columnReference';
			if (!isConstant) {
				throw bindError(
					state,
					`default value of column [${column.name}] is not constant`,
					undefined,
				);
			}
			return bindDefault(state, empty, column.defaultValue);
		}),
		generated: table.columns.map(column => {
			if (!column.generated) return undefined;
			return bindIn(state, scope, 'generated columns', column.generated.expression);
		}),
		checks: table.checks.map(check => ({
			label: check.label,
			expr: bindIn(state, scope, 'CHECK constraints', check.expression),
			conflict: check.conflict,
		})),
		indexes: new Map(
			table.indexes.map(index => [index.id, bindIndex(state, scope, index)] as const),
		),
		slotCount: state.slotCount,
	};
}

function bindIn(
	state: BindState,
	scope: Scope,
	restriction: Restriction,
	syntax: Parameters<typeof bindExpression>[2],
): Expr {
	state.restriction = restriction;
	return bindExpression(state, scope, syntax);
}

function bindIndex(
	state: BindState,
	scope: Scope,
	index: IndexSchema,
): { columns: (Expr | undefined)[]; where: Expr | undefined } {
	return {
		columns: index.columns.map(part =>
			part.expression ? bindIn(state, scope, 'index expressions', part.expression) : undefined,
		),
		where: index.where && bindIn(state, scope, 'partial index WHERE clauses', index.where),
	};
}

/** Names and types of a view's columns; throws when its query does not bind. */
export function bindViewColumns(context: PlanContext, view: ViewSchema): ResultColumn[] {
	const state = newBindState(context, view.sql);
	const { query, columns } = bindView(state, view, undefined);
	return query.columns.map((column, position) => ({
		...resultColumn(state, column),
		name: columns.names[position] as string,
	}));
}
