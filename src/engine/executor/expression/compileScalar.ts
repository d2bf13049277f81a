/**
 * Expressions as closures over one row: for point lookups, writes, CHECK, bounds and limits, and for whatever runs
 * per row inside vectors. Common forms get closures of their own, so that each stays monomorphic.
 */

import { bitNot, negate } from '../../types/arithmetic.js';
import { compareValues, valuesEqual } from '../../types/compare.js';
import { applyAffinity, castValue, fromBoolean, isTrue, valueToText } from '../../types/convert.js';
import type { SqlValue } from '../../types/value.js';
import type {
	CaseExpr,
	CompareExpr,
	Expr,
	InListExpr,
	InSubqueryExpr,
	LogicalExpr,
	RaiseExpr,
	ScalarSubqueryExpr,
	ExistsExpr,
	SlotBinding,
} from '../../plan/expression.js';
import { unreachable } from '../../util/unreachable.js';
import type { CompiledScalar, ExecutionContext, ScalarLayout } from '../contract.js';
import { ConstraintError } from '../write/contract.js';
import { IgnoreRow } from '../write/rowProgram.js';
import { compileCall } from './compileCall.js';
import { binaryOperations, comparisons } from './operations.js';
import type { PlanCompiler } from './scope.js';
import { compileMembership, compileSubquery } from './subquery.js';
import { ValueSet } from './valueSet.js';

export interface ScalarScope {
	readonly layout: ScalarLayout;
	readonly plans: PlanCompiler;
}

export function compileScalarIn(expr: Expr, scope: ScalarScope): CompiledScalar {
	switch (expr.kind) {
		case 'literal': {
			const { value } = expr;
			return () => value;
		}
		case 'column': {
			const position = scope.layout.get(expr.id);
			if (position === undefined) throw new Error(`no column ${expr.name} in the input`);
			return (_context, row) => row[position] as SqlValue;
		}
		case 'slot': {
			const { slot } = expr;
			return context => context.slots[slot] as SqlValue;
		}
		case 'parameter': {
			const { index } = expr;
			return context => context.parameters[index] ?? null;
		}
		case 'unary': {
			const operand = compileScalarIn(expr.operand, scope);
			return expr.op === '-'
				? (context, row) => negate(operand(context, row))
				: (context, row) => bitNot(operand(context, row));
		}
		case 'binary': {
			const left = compileScalarIn(expr.left, scope);
			const right = compileScalarIn(expr.right, scope);
			const operation = binaryOperations[expr.op];
			return (context, row) => operation(left(context, row), right(context, row));
		}
		case 'compare':
			return compileCompare(expr, scope);
		case 'and':
		case 'or':
			return compileLogical(expr, scope);
		case 'not': {
			const operand = compileScalarIn(expr.operand, scope);
			return (context, row) => {
				const truth = isTrue(operand(context, row));
				return truth === undefined ? null : truth ? 0 : 1;
			};
		}
		case 'truth': {
			const operand = compileScalarIn(expr.operand, scope);
			const { expected, isNegated } = expr;
			return (context, row) => ((isTrue(operand(context, row)) === expected) !== isNegated ? 1 : 0);
		}
		case 'nullTest': {
			const operand = compileScalarIn(expr.operand, scope);
			return expr.isNegated
				? (context, row) => (operand(context, row) === null ? 0 : 1)
				: (context, row) => (operand(context, row) === null ? 1 : 0);
		}
		case 'inList':
			return compileInList(expr, scope);
		case 'inSubquery':
			return compileInSubquery(expr, scope);
		case 'exists':
			return compileExists(expr, scope);
		case 'scalarSubquery':
			return compileScalarSubquery(expr, scope);
		case 'case':
			return compileCase(expr, scope);
		case 'cast': {
			const operand = compileScalarIn(expr.operand, scope);
			const { target } = expr;
			return (context, row) => castValue(operand(context, row), target);
		}
		case 'affinity': {
			const operand = compileScalarIn(expr.operand, scope);
			const { affinity } = expr;
			return (context, row) => applyAffinity(operand(context, row), affinity);
		}
		case 'call':
			return compileCall(
				expr,
				expr.args.map(arg => compileScalarIn(arg, scope)),
			);
		case 'raise':
			return compileRaise(expr, scope);
		default:
			return unreachable(expr);
	}
}

function compileCompare(expr: CompareExpr, scope: ScalarScope): CompiledScalar {
	const left = compileScalarIn(expr.left, scope);
	const right = compileScalarIn(expr.right, scope);
	const { collation } = expr;
	switch (expr.op) {
		case '=':
			return (context, row) => {
				const a = left(context, row);
				const b = right(context, row);
				if (a === null || b === null) return null;
				return a === b || valuesEqual(a, b, collation) ? 1 : 0;
			};
		case '<':
			return (context, row) => {
				const a = left(context, row);
				const b = right(context, row);
				if (a === null || b === null) return null;
				return compareValues(a, b, collation) < 0 ? 1 : 0;
			};
		case '>':
			return (context, row) => {
				const a = left(context, row);
				const b = right(context, row);
				if (a === null || b === null) return null;
				return compareValues(a, b, collation) > 0 ? 1 : 0;
			};
		default: {
			const comparison = comparisons[expr.op];
			return (context, row) => comparison(left(context, row), right(context, row), collation);
		}
	}
}

/** Later operands are not evaluated once one has decided. */
function compileLogical(expr: LogicalExpr, scope: ScalarScope): CompiledScalar {
	const operands = expr.operands.map(operand => compileScalarIn(operand, scope));
	const decisive = expr.kind === 'or';
	const decided = decisive ? 1 : 0;
	const undecided = decisive ? 0 : 1;
	return (context, row) => {
		let hasNull = false;
		for (let index = 0; index < operands.length; index++) {
			const truth = isTrue((operands[index] as CompiledScalar)(context, row));
			if (truth === decisive) return decided;
			if (truth === undefined) hasNull = true;
		}
		return hasNull ? null : undecided;
	};
}

/** More constants than this are hashed. */
const shortList = 8;

function compileInList(expr: InListExpr, scope: ScalarScope): CompiledScalar {
	const operand = compileScalarIn(expr.operand, scope);
	const list = expr.list.map(item => compileScalarIn(item, scope));
	const { collation, isNegated } = expr;
	const literals = expr.list.filter(item => item.kind === 'literal');
	if (list.length > shortList && literals.length === list.length) {
		const set = new ValueSet(collation);
		for (const item of literals) set.add(item.value);
		return (context, row) => negatedIf(set.test(operand(context, row)), isNegated);
	}
	return (context, row) => {
		if (list.length === 0) return isNegated ? 1 : 0;
		const value = operand(context, row);
		if (value === null) return null;
		let hasNull = false;
		for (let index = 0; index < list.length; index++) {
			const item = (list[index] as CompiledScalar)(context, row);
			if (item === null) hasNull = true;
			else if (valuesEqual(item, value, collation)) return isNegated ? 0 : 1;
		}
		return hasNull ? null : isNegated ? 1 : 0;
	};
}

export function negatedIf(truth: boolean | undefined, isNegated: boolean): SqlValue {
	return fromBoolean(truth === undefined ? undefined : truth !== isNegated);
}

/** Evaluates all bindings in the outer row before the first slot changes. */
export function compileBindings(
	bindings: readonly SlotBinding[],
	scope: ScalarScope,
): (context: ExecutionContext, row: readonly SqlValue[]) => void {
	const slots = bindings.map(binding => binding.slot);
	const values = bindings.map(binding => compileScalarIn(binding.value, scope));
	if (slots.length === 1) {
		const slot = slots[0] as number;
		const value = values[0] as CompiledScalar;
		return (context, row) => {
			context.slots[slot] = value(context, row);
		};
	}
	return (context, row) => {
		for (let index = 0; index < slots.length; index++) {
			context.slots[slots[index] as number] = (values[index] as CompiledScalar)(context, row);
		}
	};
}

function compileInSubquery(expr: InSubqueryExpr, scope: ScalarScope): CompiledScalar {
	const bind = compileBindings(expr.subquery.bindings, scope);
	const operands = expr.operands.map(operand => compileScalarIn(operand, scope));
	const test = compileMembership(expr, scope.plans);
	const { isNegated } = expr;
	return (context, row) => {
		const values = operands.map(operand => operand(context, row));
		bind(context, row);
		return negatedIf(test(context, values), isNegated);
	};
}

function compileExists(expr: ExistsExpr, scope: ScalarScope): CompiledScalar {
	const bind = compileBindings(expr.subquery.bindings, scope);
	const runner = compileSubquery(expr.subquery, 0, scope.plans);
	const { isNegated } = expr;
	return (context, row) => {
		bind(context, row);
		return runner.exists(context) !== isNegated ? 1 : 0;
	};
}

function compileScalarSubquery(expr: ScalarSubqueryExpr, scope: ScalarScope): CompiledScalar {
	const bind = compileBindings(expr.subquery.bindings, scope);
	const runner = compileSubquery(expr.subquery, expr.columnIndex, scope.plans);
	return (context, row) => {
		bind(context, row);
		return runner.scalar(context);
	};
}

function compileCase(expr: CaseExpr, scope: ScalarScope): CompiledScalar {
	const operand = expr.operand && compileScalarIn(expr.operand, scope);
	const branches = expr.branches.map(branch => ({
		when: compileScalarIn(branch.when, scope),
		then: compileScalarIn(branch.then, scope),
		collation: branch.collation,
		operandAffinity: branch.operandAffinity,
	}));
	const otherwise = expr.otherwise && compileScalarIn(expr.otherwise, scope);
	if (operand === undefined) {
		return (context, row) => {
			for (const branch of branches) {
				if (isTrue(branch.when(context, row)) === true) return branch.then(context, row);
			}
			return otherwise === undefined ? null : otherwise(context, row);
		};
	}
	return (context, row) => {
		const value = operand(context, row);
		for (const branch of branches) {
			if (value === null) break;
			const when = branch.when(context, row);
			if (when === null) continue;
			const { operandAffinity } = branch;
			const compared =
				operandAffinity === undefined ? value : applyAffinity(value, operandAffinity);
			if (valuesEqual(compared, when, branch.collation)) return branch.then(context, row);
		}
		return otherwise === undefined ? null : otherwise(context, row);
	};
}

function compileRaise(expr: RaiseExpr, scope: ScalarScope): CompiledScalar {
	const { action } = expr;
	if (action === 'ignore') {
		return () => {
			throw new IgnoreRow();
		};
	}
	const message = expr.message && compileScalarIn(expr.message, scope);
	return (context, row) => {
		const value = message?.(context, row) ?? null;
		const text = value === null ? '' : valueToText(value);
		throw new ConstraintError('SQLITE_CONSTRAINT_TRIGGER', text, action);
	};
}

/** For bounds, limits and the like: expressions that read no row. */
export function compileRowless(
	expr: Expr,
	plans: PlanCompiler,
): (context: ExecutionContext) => SqlValue {
	if (expr.kind === 'literal') {
		const { value } = expr;
		return () => value;
	}
	const scalar = compileScalarIn(expr, { layout: emptyLayout, plans });
	return context => scalar(context, emptyRow);
}

const emptyLayout: ScalarLayout = new Map();
const emptyRow: readonly SqlValue[] = [];
