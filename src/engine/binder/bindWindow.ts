/**
 * Calls of functions over windows. A call goes to its block's list and a column stands for it; at the end the
 * calls are put together by window, in the order in which SQLite computes them, for that decides the order of rows.
 */

import type { AggregateFunction, SqlFunction, WindowFunction } from '../functions/function.js';
import type { Expr } from '../plan/expression.js';
import { exprEquals, someExpr } from '../plan/exprTree.js';
import { jsonArgumentsOf } from '../plan/jsonClaims.js';
import type { BoundWindow } from '../plan/logical.js';
import type { SortKey, WindowBound, WindowCall, WindowFrame } from '../plan/nodes.js';
import type { Expression, FunctionCall } from '../syntax/ast/expression.js';
import type { OrderingTerm, Query } from '../syntax/ast/query.js';
import type { Frame, FrameBound, WindowDefinition } from '../syntax/ast/window.js';
import type { Collation } from '../types/collation.js';
import { BINARY } from '../types/collations.js';
import { bindExpression } from './bindExpression.js';
import type { BindState } from './bindState.js';
import { bindError, newColumnId, setExplicit } from './bindState.js';
import { checkTermCount } from './limits.js';
import type { Scope, WindowCollector, WindowUse } from './scope.js';
import { newFrame, newScope } from './scope.js';
import { windowCallIn } from './syntaxTree.js';
import { checkRange, isConstantOffset, windowOf } from './windowDefinition.js';

/** A call with OVER, or of a function that needs it. */
export function bindWindowCall(
	state: BindState,
	scope: Scope,
	syntax: FunctionCall,
	found: SqlFunction,
): Expr {
	const name = syntax.name.name;
	if (!isWindowable(found)) {
		throw bindError(state, `${name}() may not be used as a window function`, syntax.span);
	}
	const collector = scope.windows;
	if (!collector || !syntax.over) {
		throw bindError(
			state,
			`misuse of window function ${name}()`,
			syntax.span,
			syntax.over ? 'filter on its result in a query around this one' : 'OVER (...) is missing',
		);
	}
	if (syntax.orderBy.length > 0 && syntax.args.length > 0) {
		throw bindError(state, `ORDER BY may not be used with non-aggregate ${name}()`, syntax.span);
	}
	scope.windows = undefined;
	const { use, explicit } = bindUse(state, scope, syntax, found, collector);
	scope.windows = collector;
	state.metWindow = true;
	const id = addUse(state, collector, use);
	setExplicit(state, explicit);
	const { returnsJson } = found;
	return { kind: 'column', id, name, ...(returnsJson && { returnsJson }) };
}

function isWindowable(found: SqlFunction): found is AggregateFunction | WindowFunction {
	if (found.kind === 'window') return true;
	if (found.kind !== 'aggregate') return false;
	return found.inverse !== undefined || found.kernel !== undefined;
}

function bindUse(
	state: BindState,
	scope: Scope,
	syntax: FunctionCall,
	found: AggregateFunction | WindowFunction,
	collector: WindowCollector,
): { use: WindowUse; explicit: Collation | undefined } {
	// Before the arguments, for its errors come first.
	const isFiltered = syntax.filter && found.kind === 'aggregate';
	const filter = isFiltered && bindExpression(state, scope, syntax.filter);
	const args: Expr[] = [];
	let collation: Collation | undefined;
	let explicit: Collation | undefined;
	for (const argument of syntax.args) {
		args.push(bindExpression(state, scope, argument));
		collation ??= state.collation;
		if (state.isExplicit) explicit ??= state.collation;
	}
	const over = syntax.over as NonNullable<FunctionCall['over']>;
	const definition = windowOf(state, collector.named, over);
	checkRange(state, definition);
	if (syntax.filter && found.kind === 'window') {
		throw bindError(
			state,
			'FILTER clause may only be used with aggregate window functions',
			syntax.filter.span,
		);
	}
	checkTermCount(state, 'ORDER', definition.partitionBy);
	const orderBy = definition.orderBy.map(term => orderKey(state, scope, term));
	const partitionBy = definition.partitionBy.map(term => partitionKey(state, scope, term));
	const json = found.takesJson && jsonArgumentsOf(args);
	const call: WindowCall = {
		id: 0,
		function: found,
		args: json?.args ?? args,
		filter: filter === false ? undefined : filter,
		frame: fixedFrame(found) ?? bindFrame(state, definition.frame),
		collation: collation ?? BINARY,
		...(json?.jsonArguments && { jsonArguments: json.jsonArguments }),
	};
	return { use: { partitionBy, orderBy, call }, explicit };
}

function partitionKey(state: BindState, scope: Scope, term: Expression): SortKey {
	const expr = bindExpression(state, scope, term);
	const collation = state.collation ?? BINARY;
	return { expr, descending: false, nullsFirst: true, collation };
}

function orderKey(state: BindState, scope: Scope, term: OrderingTerm): SortKey {
	const expr = bindExpression(state, scope, term.expression);
	const descending = term.direction === 'desc';
	const nullsFirst = term.nulls ? term.nulls === 'first' : !descending;
	return { expr, descending, nullsFirst, collation: state.collation ?? BINARY };
}

const CURRENT: WindowBound = { kind: 'currentRow', offset: undefined };
const FIRST: WindowBound = { kind: 'unboundedPreceding', offset: undefined };
const LAST: WindowBound = { kind: 'unboundedFollowing', offset: undefined };

function frameOf(unit: WindowFrame['unit'], start: WindowBound, end: WindowBound): WindowFrame {
	return { unit, start, end, exclude: 'noOthers' };
}

const DEFAULT_FRAME = frameOf('range', FIRST, CURRENT);
const ROWS_SO_FAR = frameOf('rows', FIRST, CURRENT);
const ROWS_TO_COME = frameOf('rows', CURRENT, LAST);
const GROUPS_TO_COME = frameOf('groups', CURRENT, LAST);
const ALL_ROWS = frameOf('rows', FIRST, LAST);

/** Frames of the functions that ignore the one written. */
function fixedFrame(found: AggregateFunction | WindowFunction): WindowFrame | undefined {
	if (found.kind === 'aggregate') return undefined;
	switch (found.role) {
		case 'rowNumber':
		case 'lag':
			return ROWS_SO_FAR;
		case 'rank':
		case 'denseRank':
			return DEFAULT_FRAME;
		case 'percentRank':
		case 'cumeDist':
			return GROUPS_TO_COME;
		case 'ntile':
			return ROWS_TO_COME;
		case 'lead':
			return ALL_ROWS;
		default:
			return undefined;
	}
}

function bindFrame(state: BindState, syntax: Frame | undefined): WindowFrame {
	if (!syntax) return DEFAULT_FRAME;
	const { unit, exclude } = syntax;
	const start = bindBound(state, syntax.start);
	return { unit, start, end: bindBound(state, syntax.end), exclude };
}

function bindBound(state: BindState, { kind, offset }: FrameBound): WindowBound {
	if (!offset) return { kind, offset: undefined };
	if (!isConstantOffset(offset)) return { kind, offset: { kind: 'literal', value: null } };
	return { kind, offset: bindExpression(state, newScope(newFrame(undefined), undefined), offset) };
}

/** The id of an equal call made before, or that of a new one. */
function addUse(state: BindState, { uses }: WindowCollector, use: WindowUse): number {
	for (const known of uses) {
		if (isSameCall(known.call, use.call) && isSameWindow(known, use)) return known.call.id;
	}
	const id = newColumnId(state, undefined, undefined);
	uses.push({ ...use, call: { ...use.call, id } });
	return id;
}

function isSameCall(left: WindowCall, right: WindowCall): boolean {
	return (
		left.function === right.function &&
		left.collation === right.collation &&
		left.args.length === right.args.length &&
		left.args.every((argument, position) => exprEquals(argument, right.args[position] as Expr)) &&
		isSameExpr(left.filter, right.filter)
	);
}

function isSameWindow(left: WindowUse, right: WindowUse): boolean {
	return isSameOrder(left, right) && isSameFrame(left.call.frame, right.call.frame);
}

function isSameOrder(
	left: Pick<WindowUse, 'partitionBy' | 'orderBy'>,
	right: Pick<WindowUse, 'partitionBy' | 'orderBy'>,
): boolean {
	return (
		areSameKeys(left.partitionBy, right.partitionBy) && areSameKeys(left.orderBy, right.orderBy)
	);
}

function areSameKeys(left: readonly SortKey[], right: readonly SortKey[]): boolean {
	return (
		left.length === right.length &&
		left.every((key, position) => {
			const other = right[position] as SortKey;
			return (
				key.descending === other.descending &&
				key.nullsFirst === other.nullsFirst &&
				key.collation === other.collation &&
				exprEquals(key.expr, other.expr)
			);
		})
	);
}

function isSameFrame(left: WindowFrame, right: WindowFrame): boolean {
	return (
		left.unit === right.unit &&
		left.exclude === right.exclude &&
		left.start.kind === right.start.kind &&
		left.end.kind === right.end.kind &&
		isSameExpr(left.start.offset, right.start.offset) &&
		isSameExpr(left.end.offset, right.end.offset)
	);
}

function isSameExpr(left: Expr | undefined, right: Expr | undefined): boolean {
	if (!left || !right) return left === right;
	return exprEquals(left, right);
}

/**
 * The calls by window. Calls of one window and frame go together at the place of the first; of the windows the last is
 * computed first. Neighbours that differ in their frames only need one sort.
 */
export function collectWindows(uses: readonly WindowUse[]): BoundWindow[] {
	const windows: { first: WindowUse; calls: WindowCall[] }[] = [];
	for (const use of uses) {
		const same = windows.find(window => isSameWindow(window.first, use));
		if (same) same.calls.push(use.call);
		else windows.push({ first: use, calls: [use.call] });
	}
	const merged: (BoundWindow & { calls: WindowCall[] })[] = [];
	for (const { first, calls } of windows) {
		const last = merged.at(-1);
		if (last && isSameOrder(last, first)) last.calls.push(...calls);
		else merged.push({ partitionBy: first.partitionBy, orderBy: first.orderBy, calls });
	}
	return merged;
}

/** A single tuple of INSERT is no query; several are. */
export function refuseWindowsInTuple(state: BindState, source: Query): void {
	const { first, compounds } = source;
	if (first.kind !== 'valuesCore' || first.rows.length > 1 || compounds.length > 0) return;
	for (const value of first.rows[0] ?? []) {
		const call = windowCallIn(value);
		if (!call) continue;
		throw bindError(state, `misuse of window function ${call.name.name}()`, call.span);
	}
}

/** The name of the first window function in an expression. */
export function windowNameIn(expr: Expr, uses: readonly WindowUse[]): string | undefined {
	for (const { call } of uses) {
		if (refersTo(expr, call.id)) return call.function.name;
	}
	return undefined;
}

function refersTo(expr: Expr, id: number): boolean {
	return someExpr(expr, node => node.kind === 'column' && node.id === id);
}

/** For ALTER TABLE: the names in a WINDOW clause count, whether or not a call uses the window. */
export function observeWindows(
	state: BindState,
	scope: Scope,
	definitions: Iterable<WindowDefinition>,
): void {
	const { windows } = scope;
	scope.windows = undefined;
	for (const { partitionBy, orderBy } of definitions) {
		for (const term of partitionBy) bindExpression(state, scope, term);
		for (const { expression } of orderBy) bindExpression(state, scope, expression);
	}
	scope.windows = windows;
}
