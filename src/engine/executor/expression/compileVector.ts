/**
 * Expressions on batches: each node gives a vector aligned with the batch, choosing once per batch, by the kinds of
 * its operands, between a kernel and the exact row-by-row path. The result is the same either way.
 */

import type { Expr } from '../../plan/expression.js';
import type { Vector } from '../../storage/vector.js';
import { unreachable } from '../../util/unreachable.js';
import { mapRows, repeatValue } from '../vectors/resultVector.js';
import { compileRowless, compileScalarIn } from './compileScalar.js';
import { perCodeVector } from './perCode.js';
import type { Scope, VectorEval } from './scope.js';
import { isConstant, onlyColumn } from './traits.js';
import { compileArithmetic, compileUnary } from './vectorArithmetic.js';
import {
	compileCaseVector,
	compileCoalesce,
	compileIif,
	compileLogicalVector,
} from './vectorBranches.js';
import {
	compileAffinity,
	compileCast,
	compileCompareVector,
	compileNot,
	compileNullTest,
	compileTruth,
} from './vectorCompare.js';
import {
	compileCallVector,
	compileExistsVector,
	compileInListVector,
	compileInSubqueryVector,
	compileScalarSubqueryVector,
} from './vectorRows.js';

export function compileVector(expr: Expr, scope: Scope): VectorEval {
	if (expr.kind === 'column') {
		const position = scope.layout.get(expr.id);
		if (position === undefined) throw new Error(`no column ${expr.name} in the input`);
		return (_frame, batch) => batch.columns[position] as Vector;
	}
	if (isConstant(expr)) {
		const value = compileRowless(expr, scope.plans);
		const scratchIndex = scope.shape.allocate();
		return (frame, batch) => repeatValue(value(frame.context), batch, frame.scratch(scratchIndex));
	}
	const direct = compileDirect(expr, scope);
	const column = onlyColumn(expr);
	return column === undefined ? direct : perCodeVector(expr, column, scope, direct);
}

function compileDirect(expr: Expr, scope: Scope): VectorEval {
	switch (expr.kind) {
		case 'unary':
			return compileUnary(expr, scope, compileVector);
		case 'binary':
			return compileArithmetic(expr, scope, compileVector);
		case 'compare':
			return compileCompareVector(expr, scope, compileVector);
		case 'and':
		case 'or':
			return compileLogicalVector(expr, scope, compileVector);
		case 'not':
			return compileNot(expr, scope, compileVector);
		case 'truth':
			return compileTruth(expr, scope, compileVector);
		case 'nullTest':
			return compileNullTest(expr, scope, compileVector);
		case 'inList':
			return compileInListVector(expr, scope, compileVector);
		case 'inSubquery':
			return compileInSubqueryVector(expr, scope, compileVector);
		case 'exists':
			return compileExistsVector(expr, scope, compileVector);
		case 'scalarSubquery':
			return compileScalarSubqueryVector(expr, scope, compileVector);
		case 'case':
			return compileCaseVector(expr, scope, compileVector);
		case 'cast':
			return compileCast(expr, scope, compileVector);
		case 'affinity':
			return compileAffinity(expr, scope, compileVector);
		case 'call':
			if (expr.function.lazy === 'coalesce') return compileCoalesce(expr, scope, compileVector);
			if (expr.function.lazy === 'iif') return compileIif(expr, scope, compileVector);
			return compileCallVector(expr, scope, compileVector);
		case 'raise': {
			const raise = compileScalarIn(expr, scope);
			const scratchIndex = scope.shape.allocate();
			return (frame, batch) =>
				mapRows(batch, frame.scratch(scratchIndex), () => raise(frame.context, []));
		}
		case 'literal':
		case 'column':
		case 'parameter':
		case 'slot':
			throw new Error(`${expr.kind} is compiled before`);
		default:
			return unreachable(expr);
	}
}
