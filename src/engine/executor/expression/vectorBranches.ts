/**
 * AND, OR, CASE, coalesce and iif on vectors: what one operand has decided is taken out of the batch before
 * the next is evaluated, so that nothing is computed, and no error raised, for rows that do not need it.
 */

import { isTrue } from '../../types/convert.js';
import type { CallExpr, CaseExpr, Expr, LogicalExpr } from '../../plan/expression.js';
import type { Vector } from '../../storage/vector.js';
import { intScratch, selectionScratch } from '../frame.js';
import type { Batch } from '../contract.js';
import { endOf } from '../vectors/batch.js';
import { VectorAssembler } from '../vectors/resultVector.js';
import { narrowed, whereRow, withoutRows } from '../vectors/selection.js';
import { vectorReader, type CompileVectorIn } from './operand.js';
import type { FilterEval, Scope, VectorEval } from './scope.js';

export function compileLogicalVector(
	expr: LogicalExpr,
	scope: Scope,
	compile: CompileVectorIn,
): VectorEval {
	const operands = expr.operands.map(operand => compile(operand, scope));
	const scratchIndexes = operands.map(() => scope.shape.allocate());
	const resultIndex = scope.shape.allocate();
	const decisive = expr.kind === 'or';
	return (frame, batch) => {
		const end = endOf(batch);
		const out = intScratch(frame.scratch(resultIndex), end);
		out.data.fill(decisive ? 0 : 1, batch.start, end);
		let open = batch;
		for (let index = 0; index < operands.length && open.count > 0; index++) {
			const vector = (operands[index] as VectorEval)(frame, open);
			const undecided = selectionScratch(frame.scratch(scratchIndexes[index] as number));
			const n = decide(vector, open, decisive, out.data, undecided);
			open = narrowed(open, undecided, n);
		}
		return out;
	};
}

/**
 * Puts into `out` what an operand decides, or leaves unknown. Returns how many rows are left, in `undecided`. The results
 * of comparisons are read without a call for each row.
 */
function decide(
	vector: Vector,
	{ selection, start, count }: Batch,
	decisive: boolean,
	out: number[],
	undecided: number[],
): number {
	const numbers = vector.kind === 'int' ? vector.data : undefined;
	const read = vectorReader(vector);
	let n = 0;
	for (let row = 0; row < count; row++) {
		const position = selection === undefined ? start + row : (selection[row] as number);
		const truth = numbers ? truthOf(numbers[position] as number) : isTrue(read(position));
		if (truth === decisive) out[position] = decisive ? 1 : 0;
		else {
			if (truth === undefined) out[position] = NaN;
			undecided[n++] = position;
		}
	}
	return n;
}

/** NaN is NULL. */
function truthOf(value: number): boolean | undefined {
	return value === value ? value !== 0 : undefined;
}

interface Branch {
	readonly when: FilterEval;
	readonly then: VectorEval;
	readonly scratchIndex: number;
}

/** First branch whose condition is true gives the value. */
function firstMatch(
	branches: readonly Branch[],
	otherwise: VectorEval | undefined,
	scope: Scope,
): VectorEval {
	const resultIndex = scope.shape.allocate();
	return (frame, batch) => {
		const result = new VectorAssembler(batch, frame.scratch(resultIndex));
		let open = batch;
		for (const branch of branches) {
			if (open.count === 0) break;
			const hits = branch.when(frame, open);
			if (hits.count === 0) continue;
			result.put(branch.then(frame, hits), hits);
			const out = selectionScratch(frame.scratch(branch.scratchIndex));
			open = withoutRows(open, hits, out);
		}
		if (open.count > 0) {
			if (otherwise === undefined) result.putNull(open);
			else result.put(otherwise(frame, open), open);
		}
		return result.result();
	};
}

export function compileCaseVector(
	expr: CaseExpr,
	scope: Scope,
	compile: CompileVectorIn,
): VectorEval {
	if (expr.operand !== undefined) return compileSimpleCase(expr, expr.operand, scope, compile);
	const branches = expr.branches.map(branch => ({
		when: scope.filter(branch.when, scope),
		then: compile(branch.then, scope),
		scratchIndex: scope.shape.allocate(),
	}));
	return firstMatch(branches, expr.otherwise && compile(expr.otherwise, scope), scope);
}

/** The operand is evaluated once and added to the batch as a column of its own. */
function compileSimpleCase(
	expr: CaseExpr,
	operand: Expr,
	scope: Scope,
	compile: CompileVectorIn,
): VectorEval {
	const evaluateOperand = compile(operand, scope);
	const id = -2 - scope.shape.allocate();
	const position = Math.max(-1, ...scope.layout.values()) + 1;
	const inner: Scope = { ...scope, layout: new Map([...scope.layout, [id, position]]) };
	const column = { kind: 'column', id, name: 'CASE' } as const;
	const searched: CaseExpr = {
		...expr,
		operand: undefined,
		branches: expr.branches.map(branch => ({
			...branch,
			when: {
				kind: 'compare',
				op: '=',
				left:
					branch.operandAffinity === undefined
						? column
						: { kind: 'affinity', operand: column, affinity: branch.operandAffinity },
				right: branch.when,
				collation: branch.collation,
			},
		})),
	};
	const evaluate = compileCaseVector(searched, inner, compile);
	return (frame, batch) => {
		const vector = evaluateOperand(frame, batch);
		const columns = batch.columns.slice(0, position);
		columns.push(vector);
		return evaluate(frame, { ...batch, columns });
	};
}

export function compileIif(expr: CallExpr, scope: Scope, compile: CompileVectorIn): VectorEval {
	const branches: Branch[] = [];
	const { args } = expr;
	for (let index = 0; index + 1 < args.length; index += 2) {
		branches.push({
			when: scope.filter(args[index] as Expr, scope),
			then: compile(args[index + 1] as Expr, scope),
			scratchIndex: scope.shape.allocate(),
		});
	}
	const last = args.length % 2 === 1 ? compile(args[args.length - 1] as Expr, scope) : undefined;
	return firstMatch(branches, last, scope);
}

export function compileCoalesce(
	expr: CallExpr,
	scope: Scope,
	compile: CompileVectorIn,
): VectorEval {
	const args = expr.args.map(arg => ({
		evaluate: compile(arg, scope),
		hitsIndex: scope.shape.allocate(),
		restIndex: scope.shape.allocate(),
	}));
	const resultIndex = scope.shape.allocate();
	return (frame, batch) => {
		const result = new VectorAssembler(batch, frame.scratch(resultIndex));
		let open: Batch = batch;
		for (const arg of args) {
			if (open.count === 0) break;
			const vector = arg.evaluate(frame, open);
			const read = vectorReader(vector);
			const hits = whereRow(
				open,
				selectionScratch(frame.scratch(arg.hitsIndex)),
				position => read(position) !== null,
			);
			result.put(vector, hits);
			open = withoutRows(open, hits, selectionScratch(frame.scratch(arg.restIndex)));
		}
		result.putNull(open);
		return result.result();
	};
}
