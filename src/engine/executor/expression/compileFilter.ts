/**
 * Predicates on batches: the rows for which they are true, as a narrowed batch. AND narrows step by step, OR
 * joins what its operands find among the rows still open; so later operands see only the rows that matter.
 */

import { isTrue } from '../../types/convert.js';
import { Real, type SqlValue } from '../../types/value.js';
import type {
	CompareExpr,
	Expr,
	InListExpr,
	LogicalExpr,
	NotExpr,
	NullTestExpr,
} from '../../plan/expression.js';
import { selectionScratch } from '../frame.js';
import {
	numberSelect,
	selectFalse,
	selectMember,
	selectNotMember,
	selectNotNull,
	selectNull,
} from '../kernels/numberSelect.generated.js';
import {
	narrowed,
	noRows,
	unionOf,
	whereRow,
	whereTrue,
	withoutRows,
} from '../vectors/selection.js';
import { compileRowless } from './compileScalar.js';
import { compileVector } from './compileVector.js';
import {
	compileOperand,
	constantKind,
	constantNumber,
	isNumberVector,
	vectorReader,
} from './operand.js';
import { comparisons } from './operations.js';
import { perCodeFilter } from './perCode.js';
import type { FilterEval, Scope } from './scope.js';
import { isConstant, onlyColumn } from './traits.js';
import { withConstantRight } from './vectorCompare.js';
import { ValueSet } from './valueSet.js';

export function compileFilter(expr: Expr, scope: Scope): FilterEval {
	if (isConstant(expr)) {
		const value = compileRowless(expr, scope.plans);
		return (frame, batch) => (isTrue(value(frame.context)) === true ? batch : noRows(batch));
	}
	if (expr.kind === 'and') return compileAnd(expr, scope);
	const direct = compileDirect(expr, scope);
	const column = onlyColumn(expr);
	return column === undefined ? direct : perCodeFilter(expr, column, scope, direct);
}

function compileDirect(expr: Expr, scope: Scope): FilterEval {
	switch (expr.kind) {
		case 'or':
			return compileOr(expr, scope);
		case 'compare':
			return compileCompare(expr, scope);
		case 'nullTest':
			return compileNullTest(expr, scope);
		case 'not':
			return compileNot(expr, scope);
		case 'inList':
			return expr.list.every(isConstant) ? compileInList(expr, scope) : compileTruthOf(expr, scope);
		default:
			return compileTruthOf(expr, scope);
	}
}

function compileTruthOf(expr: Expr, scope: Scope): FilterEval {
	const vector = compileVector(expr, scope);
	const scratchIndex = scope.shape.allocate();
	return (frame, batch) =>
		whereTrue(vector(frame, batch), batch, selectionScratch(frame.scratch(scratchIndex)));
}

function compileAnd(expr: LogicalExpr, scope: Scope): FilterEval {
	const operands = expr.operands.map(operand => compileFilter(operand, scope));
	return (frame, batch) => {
		let open = batch;
		for (let index = 0; index < operands.length && open.count > 0; index++) {
			open = (operands[index] as FilterEval)(frame, open);
		}
		return open;
	};
}

function compileOr(expr: LogicalExpr, scope: Scope): FilterEval {
	const operands = expr.operands.map(operand => ({
		filter: compileFilter(operand, scope),
		restIndex: scope.shape.allocate(),
		unionIndex: scope.shape.allocate(),
	}));
	return (frame, batch) => {
		let open = batch;
		let found = noRows(batch);
		for (const operand of operands) {
			const hits = operand.filter(frame, open);
			if (hits.count === 0) continue;
			if (hits.count === batch.count) return batch;
			const union = selectionScratch(frame.scratch(operand.unionIndex));
			found = unionOf(batch, found, hits, union);
			if (hits.count === open.count) return found;
			open = withoutRows(open, hits, selectionScratch(frame.scratch(operand.restIndex)));
		}
		return found;
	};
}

function compileCompare(written: CompareExpr, scope: Scope): FilterEval {
	const expr = withConstantRight(written);
	const { op, collation } = expr;
	const left = compileVector(expr.left, scope);
	const right = compileOperand(expr.right, scope, compileVector);
	const scratchIndex = scope.shape.allocate();
	const kernels = op === 'is' || op === 'isNot' ? undefined : numberSelect[op];
	const comparison = comparisons[op];
	if (right.isConstant) {
		return (frame, batch) => {
			const constant = right.value(frame);
			if (constant === null && kernels !== undefined) return noRows(batch);
			const a = left(frame, batch);
			const out = selectionScratch(frame.scratch(scratchIndex));
			const kind = constantKind(constant);
			if (kernels !== undefined && isNumberVector(a) && kind !== undefined) {
				const { selection, start, count } = batch;
				const number = constantNumber(constant);
				return narrowed(batch, out, kernels.vc(a.data, number, out, selection, start, count));
			}
			const read = vectorReader(a);
			return whereRow(batch, out, p => comparison(read(p), constant, collation) === 1);
		};
	}
	return (frame, batch) => {
		const a = left(frame, batch);
		const b = right.vector(frame, batch);
		const out = selectionScratch(frame.scratch(scratchIndex));
		if (kernels !== undefined && isNumberVector(a) && isNumberVector(b)) {
			const { selection, start, count } = batch;
			return narrowed(batch, out, kernels.vv(a.data, b.data, out, selection, start, count));
		}
		const readLeft = vectorReader(a);
		const readRight = vectorReader(b);
		return whereRow(batch, out, p => comparison(readLeft(p), readRight(p), collation) === 1);
	};
}

function compileNullTest(expr: NullTestExpr, scope: Scope): FilterEval {
	const operand = compileVector(expr.operand, scope);
	const scratchIndex = scope.shape.allocate();
	const { isNegated } = expr;
	const kernel = isNegated ? selectNotNull : selectNull;
	return (frame, batch) => {
		const vector = operand(frame, batch);
		const out = selectionScratch(frame.scratch(scratchIndex));
		if (isNumberVector(vector)) {
			const { selection, start, count } = batch;
			return narrowed(batch, out, kernel(vector.data, out, selection, start, count));
		}
		const read = vectorReader(vector);
		return whereRow(batch, out, p => (read(p) === null) !== isNegated);
	};
}

function compileNot(expr: NotExpr, scope: Scope): FilterEval {
	const operand = compileVector(expr.operand, scope);
	const scratchIndex = scope.shape.allocate();
	return (frame, batch) => {
		const vector = operand(frame, batch);
		const out = selectionScratch(frame.scratch(scratchIndex));
		if (isNumberVector(vector)) {
			const { selection, start, count } = batch;
			return narrowed(batch, out, selectFalse(vector.data, out, selection, start, count));
		}
		const read = vectorReader(vector);
		return whereRow(batch, out, p => isTrue(read(p)) === false);
	};
}

interface ListMemo {
	readonly set: ValueSet;
	readonly numbers: ReadonlySet<number>;
}

/** A list of constants is hashed once per execution. */
function compileInList(expr: InListExpr, scope: Scope): FilterEval {
	const operand = compileVector(expr.operand, scope);
	const list = expr.list.map(item => compileRowless(item, scope.plans));
	const scratchIndex = scope.shape.allocate();
	const { isNegated, collation } = expr;
	const kernel = isNegated ? selectNotMember : selectMember;
	return (frame, batch) => {
		const scratch = frame.scratch(scratchIndex);
		const memo = (scratch.memo ??= hashList(
			list.map(item => item(frame.context)),
			collation,
		)) as ListMemo;
		const { set, numbers } = memo;
		if (set.isEmpty) return isNegated ? batch : noRows(batch);
		if (isNegated && set.hasNull) return noRows(batch);
		const vector = operand(frame, batch);
		const out = selectionScratch(scratch);
		if (isNumberVector(vector)) {
			const { selection, start, count } = batch;
			return narrowed(batch, out, kernel(vector.data, numbers, out, selection, start, count));
		}
		const read = vectorReader(vector);
		return whereRow(batch, out, p => {
			const truth = set.test(read(p));
			return truth !== undefined && truth !== isNegated;
		});
	};
}

function hashList(values: readonly SqlValue[], collation: InListExpr['collation']): ListMemo {
	const set = new ValueSet(collation);
	const numbers = new Set<number>();
	for (const value of values) {
		set.add(value);
		if (typeof value === 'number') numbers.add(value);
		else if (value instanceof Real) numbers.add(value.value);
		else if (typeof value === 'bigint' && BigInt(Number(value)) === value) {
			numbers.add(Number(value));
		}
	}
	return { set, numbers };
}
