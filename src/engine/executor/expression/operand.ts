/** Operands of vector operations: a vector per batch, or one value for all its rows. */

import { Real, type SqlValue } from '../../types/value.js';
import type { Expr } from '../../plan/expression.js';
import type { Vector } from '../../storage/vector.js';
import type { Batch } from '../contract.js';
import type { Frame } from '../frame.js';
import { valueAt } from '../../storage/columnVector.js';
import { compileRowless } from './compileScalar.js';
import type { Scope, VectorEval } from './scope.js';
import { isConstant } from './traits.js';

export type Operand =
	| { readonly isConstant: true; readonly value: (frame: Frame) => SqlValue }
	| { readonly isConstant: false; readonly vector: VectorEval };

export type CompileVectorIn = (expr: Expr, scope: Scope) => VectorEval;

export function compileOperand(expr: Expr, scope: Scope, compile: CompileVectorIn): Operand {
	if (!isConstant(expr)) return { isConstant: false, vector: compile(expr, scope) };
	if (expr.kind === 'literal') {
		const { value } = expr;
		return { isConstant: true, value: () => value };
	}
	const value = compileRowless(expr, scope.plans);
	return { isConstant: true, value: frame => value(frame.context) };
}

/** Reads an operand row by row. */
export function operandReader(
	operand: Operand,
	frame: Frame,
	batch: Batch,
): (position: number) => SqlValue {
	if (operand.isConstant) {
		const value = operand.value(frame);
		return () => value;
	}
	return vectorReader(operand.vector(frame, batch));
}

export function vectorReader(vector: Vector): (position: number) => SqlValue {
	if (vector.kind === 'generic') {
		const { data } = vector;
		return position => data[position] as SqlValue;
	}
	return position => valueAt(vector, position);
}

/** The kind of number vector a constant could be in, NaN aside; undefined for text, blob and large integers. */
export function constantKind(value: SqlValue): 'int' | 'real' | 'null' | undefined {
	if (typeof value === 'number') return Number.isSafeInteger(value) ? 'int' : 'real';
	if (value === null) return 'null';
	return value instanceof Real ? 'real' : undefined;
}

export function constantNumber(value: SqlValue): number {
	return value instanceof Real ? value.value : (value as number);
}

export function isNumberVector(
	vector: Vector,
): vector is Extract<Vector, { kind: 'int' | 'real' }> {
	return vector.kind === 'int' || vector.kind === 'real';
}
