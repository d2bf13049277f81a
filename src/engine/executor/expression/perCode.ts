/**
 * Expressions over one dictionary column: evaluated once per distinct text instead of once per row. Applies
 * while the dictionary is not much larger than the number of rows seen.
 */

import { isTrue } from '../../types/convert.js';
import type { SqlValue } from '../../types/value.js';
import type { ColumnId, Expr } from '../../plan/expression.js';
import type { DictVector, Dictionary } from '../../storage/vector.js';
import type { Batch, CompiledScalar } from '../contract.js';
import { selectionScratch, type Frame } from '../frame.js';
import { mapRows } from '../vectors/resultVector.js';
import { narrowed } from '../vectors/selection.js';
import { compileScalarIn } from './compileScalar.js';
import type { FilterEval, Scope, VectorEval } from './scope.js';

/** A dictionary of this size is always worth it. */
const smallDictionary = 256;

interface CodeMemo {
	dictionary: Dictionary;
	values: (SqlValue | undefined)[];
	/** 0 not known yet, 1 false or NULL, 2 true. */
	verdicts: number[];
}

function isWorthwhile(vector: DictVector, batch: Batch): boolean {
	const size = vector.dictionary.values.length;
	return size <= smallDictionary || size <= batch.count;
}

function compileForCode(expr: Expr, column: ColumnId, scope: Scope): () => CompiledScalar {
	let compiled: CompiledScalar | undefined;
	return () =>
		(compiled ??= compileScalarIn(expr, { layout: new Map([[column, 0]]), plans: scope.plans }));
}

function memoOf(frame: Frame, index: number, dictionary: Dictionary): CodeMemo {
	const scratch = frame.scratch(index);
	const memo = scratch.memo as CodeMemo | undefined;
	if (memo !== undefined && memo.dictionary === dictionary) return memo;
	const fresh: CodeMemo = { dictionary, values: [], verdicts: [] };
	scratch.memo = fresh;
	return fresh;
}

/** `direct` runs when the column is no dictionary, or a large one. */
export function perCodeVector(
	expr: Expr,
	column: ColumnId,
	scope: Scope,
	direct: VectorEval,
): VectorEval {
	const position = scope.layout.get(column) as number;
	const scalar = compileForCode(expr, column, scope);
	const scratchIndex = scope.shape.allocate();
	const memoIndex = scope.shape.allocate();
	return (frame, batch) => {
		const vector = batch.columns[position];
		if (vector?.kind !== 'dict' || !isWorthwhile(vector, batch)) return direct(frame, batch);
		const { dictionary, data } = vector;
		const { values } = memoOf(frame, memoIndex, dictionary);
		while (values.length < dictionary.values.length) values.push(undefined);
		const evaluate = scalar();
		return mapRows(batch, frame.scratch(scratchIndex), row => {
			const code = data[row] as number;
			const known = values[code];
			if (known !== undefined) return known;
			const value = evaluate(frame.context, [dictionary.values[code] as string | null]);
			values[code] = value;
			return value;
		});
	};
}

export function perCodeFilter(
	expr: Expr,
	column: ColumnId,
	scope: Scope,
	direct: FilterEval,
): FilterEval {
	const position = scope.layout.get(column) as number;
	const scalar = compileForCode(expr, column, scope);
	const memoIndex = scope.shape.allocate();
	return (frame, batch) => {
		const vector = batch.columns[position];
		if (vector?.kind !== 'dict' || !isWorthwhile(vector, batch)) return direct(frame, batch);
		const { dictionary, data } = vector;
		const { verdicts } = memoOf(frame, memoIndex, dictionary);
		while (verdicts.length < dictionary.values.length) verdicts.push(0);
		const out = selectionScratch(frame.scratch(memoIndex));
		const { selection, start, count } = batch;
		let n = 0;
		for (let index = 0; index < count; index++) {
			const row = selection === undefined ? start + index : (selection[index] as number);
			const code = data[row] as number;
			let verdict = verdicts[code] as number;
			if (verdict === 0) {
				const value = scalar()(frame.context, [dictionary.values[code] as string | null]);
				verdict = isTrue(value) === true ? 2 : 1;
				verdicts[code] = verdict;
			}
			if (verdict === 2) out[n++] = row;
		}
		return narrowed(batch, out, n);
	};
}
