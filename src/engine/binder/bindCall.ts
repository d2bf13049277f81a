/**
 * Function calls: scalar functions and aggregates. An aggregate belongs to the innermost query that owns a
 * column of its arguments; its call goes to that query's list and a column stands for it.
 */

import type { AggregateFunction, ScalarFunction } from '../functions/function.js';
import type { Expr } from '../plan/expression.js';
import { exprEquals } from '../plan/exprTree.js';
import { literal } from '../plan/foldConstants.js';
import { jsonArgumentsOf, jsonResultOf } from '../plan/jsonClaims.js';
import type { AggregateCall, SortKey } from '../plan/nodes.js';
import type { ColumnReference, Expression, FunctionCall } from '../syntax/ast/expression.js';
import type { OrderingTerm } from '../syntax/ast/query.js';
import type { Collation } from '../types/collation.js';
import { BINARY } from '../types/collations.js';
import { bindExpression } from './bindExpression.js';
import { bindAuxiliary } from './bindMatch.js';
import type { BindState } from './bindState.js';
import { isStored, bindError, clearMeta, newColumnId, setExplicit } from './bindState.js';
import { bindWindowCall } from './bindWindow.js';
import { findFunction } from './callFunction.js';
import { usedCollation } from './collation.js';
import { checkArgumentCount } from './limits.js';
import { calledModuleFunction } from './moduleFunction.js';
import { withoutClock } from './clockless.js';
import { isRowidName } from './resolveColumn.js';
import type { Scope } from './scope.js';
import { importExpr } from './scope.js';
import { forEachOperand } from './syntaxTree.js';

export function bindCall(state: BindState, scope: Scope, written: FunctionCall): Expr {
	const syntax = written.withinGroup ? asPlainCall(state, written, written.withinGroup) : written;
	const name = syntax.name.name;
	if (syntax.over && syntax.isDistinct) {
		throw bindError(state, 'DISTINCT is not supported for window functions', syntax.span);
	}
	checkArgumentCount(state, name, syntax.args.length, syntax.span);
	const auxiliary = bindAuxiliary(state, scope, syntax);
	if (auxiliary) return auxiliary;
	const ofModule = calledModuleFunction(state, scope, syntax);
	if (ofModule) return bindScalarCall(state, scope, syntax, ofModule);
	const found = findFunction(state, name, syntax.args.length, syntax.name.span);
	if ('isDirectOnly' in found && found.isDirectOnly && isStored(state)) {
		throw bindError(state, `unsafe use of ${name}()`, syntax.span);
	}
	if (syntax.over || found.kind === 'window') return bindWindowCall(state, scope, syntax, found);
	if (found.kind === 'aggregate') return bindAggregate(state, scope, syntax, found);
	if (found.kind === 'table') {
		throw bindError(
			state,
			`no such function: ${name}`,
			syntax.name.span,
			`"${name}" is a table-valued function: use it in FROM`,
		);
	}
	return bindScalarCall(state, scope, syntax, found);
}

function bindScalarCall(
	state: BindState,
	scope: Scope,
	syntax: FunctionCall,
	found: ScalarFunction,
): Expr {
	checkScalarSyntax(state, syntax, found);
	const args: Expr[] = [];
	let collation: Collation | undefined;
	let explicit: Collation | undefined;
	for (const argument of syntax.args) {
		args.push(bindExpression(state, scope, argument));
		collation ??= state.collation;
		if (state.isExplicit) explicit ??= state.collation;
	}
	if (explicit && COMPARING.has(found.name)) usedCollation(explicit);
	setExplicit(state, explicit);
	const json = found.takesJson && jsonArgumentsOf(args);
	return {
		kind: 'call',
		function: withoutClock(found, state.restriction),
		args: json?.args ?? args,
		collation: collation ?? BINARY,
		...(json?.jsonArguments && { jsonArguments: json.jsonArguments }),
	};
}

/** `f(p) WITHIN GROUP (ORDER BY x)` is `f(x, p)`: these functions do not depend on the order of their rows. */
function asPlainCall(state: BindState, syntax: FunctionCall, term: OrderingTerm): FunctionCall {
	const name = syntax.name.name;
	const args = [term.expression, ...syntax.args];
	const found = findFunction(state, name, args.length, syntax.name.span);
	if (found.kind !== 'aggregate' || !found.isOrderedSet) {
		throw bindError(state, `${name}() is not an ordered-set aggregate`, syntax.span);
	}
	return { ...syntax, args, withinGroup: undefined };
}

/** Functions whose result depends on a collation. */
const COMPARING: ReadonlySet<string> = new Set(['min', 'max', 'nullif']);

function checkScalarSyntax(state: BindState, syntax: FunctionCall, found: ScalarFunction): void {
	const name = syntax.name.name;
	if (syntax.isStar && found.minArguments > 0) {
		throw bindError(state, `wrong number of arguments to function ${name}()`, syntax.span);
	}
	if (syntax.filter) {
		throw bindError(
			state,
			`FILTER may not be used with non-aggregate ${name}()`,
			syntax.filter.span,
		);
	}
	if (syntax.orderBy.length > 0) {
		throw bindError(state, `ORDER BY may not be used with non-aggregate ${name}()`, syntax.span);
	}
	if (found.name === 'likelihood') checkProbability(state, syntax);
	if (state.restriction && state.restriction !== 'DEFAULT values') {
		if (!found.isDeterministic && state.restriction !== 'CHECK constraints') {
			throw bindError(
				state,
				`non-deterministic functions prohibited in ${state.restriction}`,
				syntax.span,
			);
		}
	}
}

/** likelihood() takes a literal like 0.25 and nothing else. */
function checkProbability(state: BindState, { args, span }: FunctionCall): void {
	const probability = args[1];
	if (probability?.kind === 'realLiteral' && probability.value <= 1) return;
	const rule = 'second argument to likelihood() must be a constant between 0.0 and 1.0';
	throw bindError(state, rule, span);
}

function bindAggregate(
	state: BindState,
	scope: Scope,
	syntax: FunctionCall,
	found: AggregateFunction,
): Expr {
	const name = syntax.name.name;
	const owner = aggregateOwner(scope, syntax);
	const isAllowedHere = scope.aggregates !== undefined || scope.aggregateRefusal === 'late';
	if (owner !== scope && !owner.aggregates && isAllowedHere && scope.frame.isForExists) {
		// What EXISTS selects is never computed.
		clearMeta(state);
		return literal(null);
	}
	if (!owner.aggregates || !isAllowedHere) {
		const message = refusal(isAllowedHere && owner !== scope, owner, name);
		throw bindError(
			state,
			message,
			syntax.span,
			owner.isInsideAggregate ? undefined : 'aggregates of groups are tested in HAVING',
		);
	}
	if (syntax.isDistinct && syntax.args.length !== 1) {
		throw bindError(state, 'DISTINCT aggregates must have exactly one argument', syntax.span);
	}
	const { aggregates, windows } = owner;
	owner.aggregates = undefined;
	owner.windows = undefined;
	owner.isInsideAggregate = true;
	const { call, explicit } = bindAggregateParts(state, owner, syntax, found);
	owner.aggregates = aggregates;
	owner.windows = windows;
	owner.isInsideAggregate = false;
	state.metAggregate = true;
	const id = addCall(state, aggregates, call);
	setExplicit(state, explicit);
	const isExtreme = found.kernel === 'max' || found.kernel === 'min';
	const returnsJson = isExtreme ? jsonResultOf(call.args[0] as Expr) : found.returnsJson;
	const column: Expr = { kind: 'column', id, name, ...(returnsJson && { returnsJson }) };
	return importExpr(state, column, name, owner, scope.frame);
}

function bindAggregateParts(
	state: BindState,
	owner: Scope,
	syntax: FunctionCall,
	found: AggregateFunction,
): { call: AggregateCall; explicit: Collation | undefined } {
	// Before the arguments, for its errors come first.
	const filter = syntax.filter && bindExpression(state, owner, syntax.filter);
	const args: Expr[] = [];
	let collation: Collation | undefined;
	let explicit: Collation | undefined;
	for (const argument of syntax.args) {
		args.push(bindExpression(state, owner, argument));
		collation ??= state.collation;
		if (state.isExplicit) explicit ??= state.collation;
	}
	const orderBy = syntax.orderBy.map(term => bindAggregateOrder(state, owner, term));
	if (collation && (syntax.isDistinct || COMPARING.has(found.name))) usedCollation(collation);
	const json = found.takesJson && jsonArgumentsOf(args);
	const call: AggregateCall = {
		id: 0,
		function: found,
		args: json?.args ?? args,
		isDistinct: syntax.isDistinct,
		filter,
		orderBy,
		collation: collation ?? BINARY,
		...(json?.jsonArguments && { jsonArguments: json.jsonArguments }),
	};
	return { call, explicit };
}

function refusal(isFromInside: boolean, owner: Scope, name: string): string {
	if (isFromInside && owner.aggregateRefusal !== 'groupBy') {
		return `misuse of aggregate: ${name}()`;
	}
	if (owner.aggregateRefusal === 'groupBy') {
		return 'aggregate functions are not allowed in the GROUP BY clause';
	}
	return owner.aggregateRefusal === 'late' && !owner.isInsideAggregate
		? `misuse of aggregate: ${name}()`
		: `misuse of aggregate function ${name}()`;
}

function bindAggregateOrder(state: BindState, owner: Scope, term: OrderingTerm): SortKey {
	const expr = bindExpression(state, owner, term.expression);
	const descending = term.direction === 'desc';
	return {
		expr,
		descending,
		nullsFirst: term.nulls ? term.nulls === 'first' : !descending,
		collation: state.collation ?? BINARY,
	};
}

/** The id of an equal call made before, or that of a new one. */
function addCall(state: BindState, calls: AggregateCall[], call: AggregateCall): number {
	for (const known of calls) if (isSameCall(known, call)) return known.id;
	const id = newColumnId(state, undefined, undefined);
	calls.push({ ...call, id });
	return id;
}

function isSameCall(left: AggregateCall, right: AggregateCall): boolean {
	return (
		left.function === right.function &&
		left.isDistinct === right.isDistinct &&
		left.collation === right.collation &&
		left.args.length === right.args.length &&
		left.orderBy.length === 0 &&
		right.orderBy.length === 0 &&
		(left.filter === right.filter ||
			(left.filter !== undefined &&
				right.filter !== undefined &&
				exprEquals(left.filter, right.filter))) &&
		left.args.every((argument, position) => exprEquals(argument, right.args[position] as Expr))
	);
}

/** The scope whose query computes the aggregate. */
function aggregateOwner(scope: Scope, syntax: FunctionCall): Scope {
	if (!scope.frame.outer) return scope;
	const depths = { nearest: Infinity, hasNested: false };
	const visit = (expression: Expression): void => {
		if (expression.kind === 'columnReference') {
			depths.nearest = Math.min(depths.nearest, depthOf(scope, expression));
		}
		if (expression.kind === 'subquery' || expression.kind === 'exists') depths.hasNested = true;
		forEachOperand(expression, visit);
	};
	for (const argument of syntax.args) visit(argument);
	if (syntax.filter) visit(syntax.filter);
	for (const term of syntax.orderBy) visit(term.expression);
	if (depths.hasNested || depths.nearest === Infinity) return scope;
	let owner: Scope = scope;
	for (let depth = 0; depth < depths.nearest; depth++) owner = owner.frame.outer ?? owner;
	return owner;
}

/** How many queries further out the reference finds its column; Infinity: nowhere. */
function depthOf(start: Scope, reference: ColumnReference): number {
	let depth = 0;
	const key = reference.column.key;
	for (let scope: Scope | undefined = start; scope; scope = scope.frame.outer) {
		// OLD and NEW are constants to an aggregate.
		if (scope.rowSlots) break;
		for (const entry of scope.relations) {
			if (reference.table && entry.relation.key !== reference.table.key) continue;
			if (entry.columns.positionOf(key) >= 0) return depth;
			if (isRowidName(key) && entry.relation.kind === 'table') return depth;
		}
		depth++;
	}
	return Infinity;
}
