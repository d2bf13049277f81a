/**
 * Expressions that run row by row inside a batch: function calls, IN lists, subqueries. Their operands are vectors, or
 * constants evaluated once per batch.
 */

import { valuesEqual } from '../../types/compare.js';
import type { SqlValue } from '../../types/value.js';
import type {
	CallExpr,
	ExistsExpr,
	InListExpr,
	InSubqueryExpr,
	ScalarSubqueryExpr,
	SlotBinding,
} from '../../plan/expression.js';
import type { Batch } from '../contract.js';
import type { Frame } from '../frame.js';
import { mapRows } from '../vectors/resultVector.js';
import { callContext } from './compileCall.js';
import { negatedIf } from './compileScalar.js';
import { compileOperand, operandReader, type CompileVectorIn, type Operand } from './operand.js';
import type { Scope, VectorEval } from './scope.js';
import { compileMembership, compileSubquery } from './subquery.js';
import { ValueSet } from './valueSet.js';

type Reader = (position: number) => SqlValue;

export function compileCallVector(
	expr: CallExpr,
	scope: Scope,
	compile: CompileVectorIn,
): VectorEval {
	const operands = expr.args.map(arg => compileOperand(arg, scope, compile));
	const scratchIndex = scope.shape.allocate();
	const contextOf = callContext(expr);
	const { evaluate, evaluateInState } = expr.function;
	if (evaluateInState) return inState(evaluateInState, operands, scratchIndex);
	return (frame, batch) => {
		const context = contextOf(frame.context.services);
		const readers = operands.map(operand => operandReader(operand, frame, batch));
		const scratch = frame.scratch(scratchIndex);
		switch (readers.length) {
			case 0:
				return mapRows(batch, scratch, () => evaluate(context));
			case 1: {
				const [first] = readers as [Reader];
				return mapRows(batch, scratch, p => evaluate(context, first(p)));
			}
			case 2: {
				const [first, second] = readers as [Reader, Reader];
				return mapRows(batch, scratch, p => evaluate(context, first(p), second(p)));
			}
			default:
				return mapRows(batch, scratch, p => {
					const values: SqlValue[] = [];
					for (const read of readers) values.push(read(p));
					return evaluate(context, ...values);
				});
		}
	};
}

function inState(
	evaluate: NonNullable<CallExpr['function']['evaluateInState']>,
	operands: readonly Operand[],
	scratchIndex: number,
): VectorEval {
	return (frame, batch) => {
		const readers = operands.map(operand => operandReader(operand, frame, batch));
		const trees = (id: number): object => frame.context.tree(id);
		return mapRows(batch, frame.scratch(scratchIndex), p =>
			evaluate(trees, ...readers.map(read => read(p))),
		);
	};
}

/** The list's values when they are the same for the whole batch. */
export function constantSet(expr: InListExpr, values: readonly SqlValue[]): ValueSet {
	const set = new ValueSet(expr.collation);
	for (const value of values) set.add(value);
	return set;
}

export function compileInListVector(
	expr: InListExpr,
	scope: Scope,
	compile: CompileVectorIn,
): VectorEval {
	const operand = compile(expr.operand, scope);
	const items = expr.list.map(item => compileOperand(item, scope, compile));
	const scratchIndex = scope.shape.allocate();
	const { collation, isNegated } = expr;
	return (frame, batch) => {
		const scratch = frame.scratch(scratchIndex);
		const read = operandReader({ isConstant: false, vector: operand }, frame, batch);
		const constants: SqlValue[] = [];
		for (const item of items) if (item.isConstant) constants.push(item.value(frame));
		const set = constantSet(expr, constants);
		if (constants.length === items.length) {
			return mapRows(batch, scratch, p => negatedIf(set.test(read(p)), isNegated));
		}
		const readers: Reader[] = [];
		for (const item of items) {
			if (!item.isConstant) readers.push(operandReader(item, frame, batch));
		}
		return mapRows(batch, scratch, p => {
			const value = read(p);
			if (value === null) return null;
			let truth = set.test(value);
			for (let index = 0; index < readers.length && truth !== true; index++) {
				const member = (readers[index] as Reader)(p);
				if (member === null) truth = undefined;
				else if (valuesEqual(member, value, collation)) truth = true;
			}
			return negatedIf(truth, isNegated);
		});
	};
}

/** Evaluates the bindings for the batch; the result puts one row's values into the slots. */
export function compileBatchBindings(
	bindings: readonly SlotBinding[],
	scope: Scope,
	compile: CompileVectorIn,
): (frame: Frame, batch: Batch) => (position: number) => void {
	const slots = bindings.map(binding => binding.slot);
	const values = bindings.map(binding => compileOperand(binding.value, scope, compile));
	return (frame, batch) => {
		const readers = values.map(value => operandReader(value, frame, batch));
		const target = frame.context.slots;
		if (readers.length === 1) {
			const slot = slots[0] as number;
			const read = readers[0] as Reader;
			return position => {
				target[slot] = read(position);
			};
		}
		return position => {
			for (let index = 0; index < slots.length; index++) {
				target[slots[index] as number] = (readers[index] as Reader)(position);
			}
		};
	};
}

export function compileInSubqueryVector(
	expr: InSubqueryExpr,
	scope: Scope,
	compile: CompileVectorIn,
): VectorEval {
	const operands = expr.operands.map(operand => compileOperand(operand, scope, compile));
	const bindings = compileBatchBindings(expr.subquery.bindings, scope, compile);
	const test = compileMembership(expr, scope.plans);
	const scratchIndex = scope.shape.allocate();
	const { isNegated } = expr;
	return (frame, batch) => {
		const readers = operands.map(operand => operandReader(operand, frame, batch));
		const bind = bindings(frame, batch);
		const values: SqlValue[] = readers.map(() => null);
		return mapRows(batch, frame.scratch(scratchIndex), position => {
			for (let index = 0; index < readers.length; index++) {
				values[index] = (readers[index] as Reader)(position);
			}
			bind(position);
			return negatedIf(test(frame.context, values), isNegated);
		});
	};
}

export function compileExistsVector(
	expr: ExistsExpr,
	scope: Scope,
	compile: CompileVectorIn,
): VectorEval {
	const bindings = compileBatchBindings(expr.subquery.bindings, scope, compile);
	const runner = compileSubquery(expr.subquery, 0, scope.plans);
	const scratchIndex = scope.shape.allocate();
	const { isNegated } = expr;
	return (frame, batch) => {
		const bind = bindings(frame, batch);
		return mapRows(batch, frame.scratch(scratchIndex), position => {
			bind(position);
			return runner.exists(frame.context) !== isNegated ? 1 : 0;
		});
	};
}

export function compileScalarSubqueryVector(
	expr: ScalarSubqueryExpr,
	scope: Scope,
	compile: CompileVectorIn,
): VectorEval {
	const bindings = compileBatchBindings(expr.subquery.bindings, scope, compile);
	const runner = compileSubquery(expr.subquery, expr.columnIndex, scope.plans);
	const scratchIndex = scope.shape.allocate();
	return (frame, batch) => {
		const bind = bindings(frame, batch);
		return mapRows(batch, frame.scratch(scratchIndex), position => {
			bind(position);
			return runner.scalar(frame.context);
		});
	};
}
