/** Facts about expressions that decide how they are run: which columns they read, whether they may be evaluated once. */

import type { ColumnId, Expr, Subquery } from '../../plan/expression.js';
import { unreachable } from '../../util/unreachable.js';

export interface Traits {
	/** The only column read; 'none' or 'many' otherwise. */
	readonly column: ColumnId | 'none' | 'many';
	/** Same columns, parameters and slots, same value. */
	readonly isDeterministic: boolean;
	readonly hasSubquery: boolean;
	/** Calls a function: may throw, may be slow. */
	readonly hasCall: boolean;
}

const nothing: Traits = {
	column: 'none',
	isDeterministic: true,
	hasSubquery: false,
	hasCall: false,
};

/** Emptied when full. Not a WeakMap: tracing its keys cost one-off statements more than it saved. */
const known = new Map<Expr, Traits>();
const KNOWN_SIZE = 256;

export function traitsOf(expr: Expr): Traits {
	if (expr.kind === 'literal' || expr.kind === 'parameter' || expr.kind === 'slot') return nothing;
	const cached = known.get(expr);
	if (cached !== undefined) return cached;
	const traits = computeTraits(expr);
	if (known.size >= KNOWN_SIZE) known.clear();
	known.set(expr, traits);
	return traits;
}

/** Evaluating it once for a whole batch gives what evaluating it per row would. */
export function isConstant(expr: Expr): boolean {
	if (expr.kind === 'literal' || expr.kind === 'parameter' || expr.kind === 'slot') return true;
	if (expr.kind === 'column') return false;
	const traits = traitsOf(expr);
	return traits.column === 'none' && traits.isDeterministic;
}

function computeTraits(expr: Expr): Traits {
	switch (expr.kind) {
		case 'literal':
		case 'parameter':
		case 'slot':
			return nothing;
		case 'column':
			return {
				column: expr.id,
				isDeterministic: true,
				hasSubquery: false,
				hasCall: false,
			};
		case 'unary':
		case 'not':
		case 'truth':
		case 'nullTest':
		case 'cast':
		case 'affinity':
			return traitsOf(expr.operand);
		case 'binary':
		case 'compare':
			return merge(traitsOf(expr.left), traitsOf(expr.right));
		case 'and':
		case 'or':
			return traitsOfAll(expr.operands);
		case 'inList':
			return merge(traitsOf(expr.operand), traitsOfAll(expr.list));
		case 'inSubquery':
			return merge(traitsOfAll(expr.operands), traitsOfSubquery(expr.subquery));
		case 'exists':
		case 'scalarSubquery':
			return traitsOfSubquery(expr.subquery);
		case 'case': {
			let traits = expr.operand === undefined ? nothing : traitsOf(expr.operand);
			for (const branch of expr.branches) {
				traits = merge(traits, merge(traitsOf(branch.when), traitsOf(branch.then)));
			}
			return expr.otherwise === undefined ? traits : merge(traits, traitsOf(expr.otherwise));
		}
		case 'call': {
			const traits = traitsOfAll(expr.args);
			return {
				...traits,
				hasCall: true,
				isDeterministic: traits.isDeterministic && expr.function.isDeterministic,
			};
		}
		case 'raise':
			return { ...nothing, isDeterministic: false, hasCall: true };
		default:
			return unreachable(expr);
	}
}

function traitsOfAll(exprs: readonly Expr[]): Traits {
	let traits = nothing;
	for (const expr of exprs) traits = merge(traits, traitsOf(expr));
	return traits;
}

/** One that is not correlated runs once, volatile or not, as in SQLite. */
function traitsOfSubquery(subquery: Subquery): Traits {
	let traits: Traits = {
		...nothing,
		hasSubquery: true,
		isDeterministic: subquery.bindings.length === 0 || !subquery.isVolatile,
	};
	for (const binding of subquery.bindings) traits = merge(traits, traitsOf(binding.value));
	return traits;
}

function merge(left: Traits, right: Traits): Traits {
	if (left === nothing) return right;
	if (right === nothing) return left;
	return {
		column: mergeColumns(left.column, right.column),
		isDeterministic: left.isDeterministic && right.isDeterministic,
		hasSubquery: left.hasSubquery || right.hasSubquery,
		hasCall: left.hasCall || right.hasCall,
	};
}

function mergeColumns(left: Traits['column'], right: Traits['column']): Traits['column'] {
	if (left === 'none') return right;
	return right === 'none' || left === right ? left : 'many';
}
