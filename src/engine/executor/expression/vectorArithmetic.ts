/**
 * Arithmetic on vectors. INTEGER kernels give up when a result leaves the safe integers, and the batch is then
 * computed exactly, value by value; so does everything that has no kernel.
 */

import { bitNot } from '../../types/arithmetic.js';
import type { BinaryExpr, UnaryExpr } from '../../plan/expression.js';
import type { Vector } from '../../storage/vector.js';
import type { Batch } from '../contract.js';
import { intScratch, realScratch, type Frame } from '../frame.js';
import { intArithmetic } from '../kernels/intArithmetic.generated.js';
import { realArithmetic } from '../kernels/realArithmetic.generated.js';
import { endOf } from '../vectors/batch.js';
import { filledVector, mapRows } from '../vectors/resultVector.js';
import {
	compileOperand,
	constantKind,
	constantNumber,
	isNumberVector,
	vectorReader,
	type CompileVectorIn,
} from './operand.js';
import { binaryOperations } from './operations.js';
import type { Scope, VectorEval } from './scope.js';

type IntOperator = keyof typeof intArithmetic;
type RealOperator = keyof typeof realArithmetic;

export function compileArithmetic(
	expr: BinaryExpr,
	scope: Scope,
	compile: CompileVectorIn,
): VectorEval {
	const left = compileOperand(expr.left, scope, compile);
	const right = compileOperand(expr.right, scope, compile);
	const scratchIndex = scope.shape.allocate();
	const intKernels = expr.op in intArithmetic ? intArithmetic[expr.op as IntOperator] : undefined;
	const realKernels =
		expr.op in realArithmetic ? realArithmetic[expr.op as RealOperator] : undefined;
	const operation = binaryOperations[expr.op];

	/** Vector with constant; `isSwapped`: the constant is on the left. */
	function withConstant(
		frame: Frame,
		batch: Batch,
		vector: Vector,
		constant: ReturnType<(typeof binaryOperations)['+']>,
		isSwapped: boolean,
	): Vector {
		const scratch = frame.scratch(scratchIndex);
		const { selection, start, count } = batch;
		const kind = constantKind(constant);
		if (kind === 'null') return filledVector(null, start, endOf(batch), scratch);
		if (kind !== undefined && isNumberVector(vector)) {
			const number = constantNumber(constant);
			if (kind === 'int' && vector.kind === 'int') {
				if (intKernels !== undefined) {
					const out = intScratch(scratch, endOf(batch));
					const isDone = isSwapped
						? intKernels.cv(number, vector.data, out.data, selection, start, count)
						: intKernels.vc(vector.data, number, out.data, selection, start, count);
					if (isDone) return out;
				}
			} else if (realKernels !== undefined) {
				const out = realScratch(scratch, endOf(batch));
				if (isSwapped) realKernels.cv(number, vector.data, out.data, selection, start, count);
				else realKernels.vc(vector.data, number, out.data, selection, start, count);
				return out;
			}
		}
		const read = vectorReader(vector);
		return isSwapped
			? mapRows(batch, scratch, position => operation(constant, read(position)))
			: mapRows(batch, scratch, position => operation(read(position), constant));
	}

	if (right.isConstant && !left.isConstant) {
		return (frame, batch) =>
			withConstant(frame, batch, left.vector(frame, batch), right.value(frame), false);
	}
	if (left.isConstant && !right.isConstant) {
		return (frame, batch) =>
			withConstant(frame, batch, right.vector(frame, batch), left.value(frame), true);
	}
	if (left.isConstant || right.isConstant) throw new Error('constants are folded before');
	return (frame, batch) => {
		const a = left.vector(frame, batch);
		const b = right.vector(frame, batch);
		const scratch = frame.scratch(scratchIndex);
		const { selection, start, count } = batch;
		if (a.kind === 'int' && b.kind === 'int') {
			if (intKernels !== undefined) {
				const out = intScratch(scratch, endOf(batch));
				if (intKernels.vv(a.data, b.data, out.data, selection, start, count)) return out;
			}
		} else if (realKernels !== undefined && isNumberVector(a) && isNumberVector(b)) {
			const out = realScratch(scratch, endOf(batch));
			realKernels.vv(a.data, b.data, out.data, selection, start, count);
			return out;
		}
		const readLeft = vectorReader(a);
		const readRight = vectorReader(b);
		return mapRows(batch, scratch, position => operation(readLeft(position), readRight(position)));
	};
}

export function compileUnary(expr: UnaryExpr, scope: Scope, compile: CompileVectorIn): VectorEval {
	if (expr.op === '-') {
		const zero = { kind: 'literal', value: 0 } as const;
		return compileArithmetic(
			{ kind: 'binary', op: '-', left: zero, right: expr.operand },
			scope,
			compile,
		);
	}
	const operand = compile(expr.operand, scope);
	const scratchIndex = scope.shape.allocate();
	return (frame, batch) => {
		const read = vectorReader(operand(frame, batch));
		return mapRows(batch, frame.scratch(scratchIndex), position => bitNot(read(position)));
	};
}
