/**
 * Functions that a table of a module has of its own: SQLite's xFindFunction. It is asked for the function of a call whose first
 * argument is one of its columns, and for the function behind LIKE, GLOB, MATCH and REGEXP when that is so of the left
 * operand (their functions take it second).
 */

import type { ScalarFunction } from '../functions/function.js';
import type { VirtualTableSource } from '../functions/virtualTable.js';
import type { Expr } from '../plan/expression.js';
import type { FunctionCall } from '../syntax/ast/expression.js';
import { foldKey } from '../util/foldKey.js';
import { bindExpression } from './bindExpression.js';
import type { BindState } from './bindState.js';
import type { Scope, ScopeRelation } from './scope.js';

/** Undefined: the expression is no column of such a table, or the table leaves the function as it is. */
export function moduleFunction(
	state: BindState,
	scope: Scope,
	name: string,
	argumentCount: number,
	column: Expr,
): ScalarFunction | undefined {
	if (column.kind !== 'column') return undefined;
	for (const entry of scope.relations) {
		const source = virtualOf(entry);
		if (!source || !entry.exprs.some(one => one?.id === column.id)) continue;
		return source.findFunction(state.context.session, foldKey(name), argumentCount);
	}
	return undefined;
}

/** As above, of a call that is written as one. */
export function calledModuleFunction(
	state: BindState,
	scope: Scope,
	{ name, args, over, isStar }: FunctionCall,
): ScalarFunction | undefined {
	const [first] = args;
	if (first?.kind !== 'columnReference' || over || isStar) return undefined;
	if (!scope.relations.some(entry => virtualOf(entry))) return undefined;
	const column = bindExpression(state, scope, first);
	return moduleFunction(state, scope, name.name, args.length, column);
}

function virtualOf({ relation }: ScopeRelation): VirtualTableSource | undefined {
	return relation.kind === 'function' ? relation.function.virtual : undefined;
}
