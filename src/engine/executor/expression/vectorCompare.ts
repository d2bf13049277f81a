/** Comparisons, NULL tests, truth tests, casts and affinities on vectors, as values. */

import { applyAffinity, castValue, isTrue } from '../../types/convert.js';
import type { SqlValue } from '../../types/value.js';
import type {
	AffinityExpr,
	CastExpr,
	CompareExpr,
	NotExpr,
	NullTestExpr,
	TruthExpr,
} from '../../plan/expression.js';
import { mirroredComparison } from '../../plan/mirroredComparison.js';
import { intScratch } from '../frame.js';
import { numberCompare } from '../kernels/numberCompare.generated.js';
import { endOf } from '../vectors/batch.js';
import { mapRows } from '../vectors/resultVector.js';
import {
	compileOperand,
	constantKind,
	constantNumber,
	isNumberVector,
	vectorReader,
	type CompileVectorIn,
} from './operand.js';
import { comparisons } from './operations.js';
import type { Scope, VectorEval } from './scope.js';
import { isConstant } from './traits.js';

/** With the constant, if there is one, on the right. */
export function withConstantRight(expr: CompareExpr): CompareExpr {
	if (!isConstant(expr.left) || isConstant(expr.right)) return expr;
	return { ...expr, op: mirroredComparison[expr.op], left: expr.right, right: expr.left };
}

export function compileCompareVector(
	written: CompareExpr,
	scope: Scope,
	compile: CompileVectorIn,
): VectorEval {
	const expr = withConstantRight(written);
	const { op, collation } = expr;
	const left = compile(expr.left, scope);
	const right = compileOperand(expr.right, scope, compile);
	const scratchIndex = scope.shape.allocate();
	const kernels = op === 'is' || op === 'isNot' ? undefined : numberCompare[op];
	const comparison = comparisons[op];
	if (right.isConstant) {
		return (frame, batch) => {
			const a = left(frame, batch);
			const constant = right.value(frame);
			const scratch = frame.scratch(scratchIndex);
			const kind = constantKind(constant);
			if (kernels && isNumberVector(a) && (kind === 'int' || kind === 'real')) {
				const out = intScratch(scratch, endOf(batch));
				const { selection, start, count } = batch;
				kernels.vc(a.data, constantNumber(constant), out.data, selection, start, count);
				return out;
			}
			const read = vectorReader(a);
			return mapRows(batch, scratch, p => comparison(read(p), constant, collation));
		};
	}
	return (frame, batch) => {
		const a = left(frame, batch);
		const b = right.vector(frame, batch);
		const scratch = frame.scratch(scratchIndex);
		if (kernels && isNumberVector(a) && isNumberVector(b)) {
			const out = intScratch(scratch, endOf(batch));
			const { selection, start, count } = batch;
			kernels.vv(a.data, b.data, out.data, selection, start, count);
			return out;
		}
		const readLeft = vectorReader(a);
		const readRight = vectorReader(b);
		return mapRows(batch, scratch, p => comparison(readLeft(p), readRight(p), collation));
	};
}

/** Operations of one operand that only look at the value. */
function compileMapped(
	operand: VectorEval,
	scope: Scope,
	operation: (value: SqlValue) => SqlValue,
): VectorEval {
	const scratchIndex = scope.shape.allocate();
	return (frame, batch) => {
		const read = vectorReader(operand(frame, batch));
		return mapRows(batch, frame.scratch(scratchIndex), position => operation(read(position)));
	};
}

export function compileNot(expr: NotExpr, scope: Scope, compile: CompileVectorIn): VectorEval {
	return compileMapped(compile(expr.operand, scope), scope, value => {
		const truth = isTrue(value);
		return truth === undefined ? null : truth ? 0 : 1;
	});
}

export function compileTruth(expr: TruthExpr, scope: Scope, compile: CompileVectorIn): VectorEval {
	const { expected, isNegated } = expr;
	return compileMapped(compile(expr.operand, scope), scope, value =>
		(isTrue(value) === expected) !== isNegated ? 1 : 0,
	);
}

export function compileNullTest(
	expr: NullTestExpr,
	scope: Scope,
	compile: CompileVectorIn,
): VectorEval {
	const whenNull = expr.isNegated ? 0 : 1;
	return compileMapped(compile(expr.operand, scope), scope, value =>
		value === null ? whenNull : 1 - whenNull,
	);
}

export function compileCast(expr: CastExpr, scope: Scope, compile: CompileVectorIn): VectorEval {
	const { target } = expr;
	const operand = compile(expr.operand, scope);
	const scratchIndex = scope.shape.allocate();
	return (frame, batch) => {
		const vector = operand(frame, batch);
		if (target === 'none') return vector;
		if (vector.kind === 'int') {
			if (target === 'integer' || target === 'numeric') return vector;
			if (target === 'real') return { kind: 'real', data: vector.data };
		}
		if (vector.kind === 'real' && (target === 'real' || target === 'numeric')) return vector;
		if (vector.kind === 'dict' && target === 'text') return vector;
		const read = vectorReader(vector);
		return mapRows(batch, frame.scratch(scratchIndex), p => castValue(read(p), target));
	};
}

export function compileAffinity(
	expr: AffinityExpr,
	scope: Scope,
	compile: CompileVectorIn,
): VectorEval {
	const { affinity } = expr;
	const operand = compile(expr.operand, scope);
	const scratchIndex = scope.shape.allocate();
	return (frame, batch) => {
		const vector = operand(frame, batch);
		if (affinity === 'blob' || affinity === 'none') return vector;
		if (vector.kind === 'int') {
			if (affinity === 'integer' || affinity === 'numeric') return vector;
			if (affinity === 'real') return { kind: 'real', data: vector.data };
		}
		if (vector.kind === 'real' && affinity === 'real') return vector;
		if (vector.kind === 'dict' && affinity === 'text') return vector;
		const read = vectorReader(vector);
		return mapRows(batch, frame.scratch(scratchIndex), p => applyAffinity(read(p), affinity));
	};
}
