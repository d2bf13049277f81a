/** Sort, stable; with `top`, rows that cannot be among the first are dropped as the input streams in. */

import { compareValues } from '../../types/compare.js';
import type { SqlValue } from '../../types/value.js';
import { constantKind, constantNumber, isNumberVector } from '../expression/operand.js';
import type { SortKey, Sort } from '../../plan/nodes.js';
import type { Vector } from '../../storage/vector.js';
import type { Batch, BatchCursor, CompiledQuery, ExecutionContext } from '../contract.js';
import { compileVector } from '../expression/compileVector.js';
import type { PlanCompiler, Scope, VectorEval } from '../expression/scope.js';
import { Frame, Scratch } from '../frame.js';
import { sortedRows } from '../grouping/rowOrder.js';
import {
	numberSelect,
	selectNotGreater,
	selectNotLess,
} from '../kernels/numberSelect.generated.js';
import { valueAt } from '../../storage/columnVector.js';
import { denseBatch } from '../vectors/batch.js';
import { narrowed, whereRow } from '../vectors/selection.js';
import { gather } from '../vectors/gather.js';
import { StoredRows } from '../vectors/storedRows.js';
import { GatherCursor, LazyCursor } from './gatherCursor.js';
import { inputScope } from './inputScope.js';
import { compileLimitValue } from './limit.js';

/** Rows gathered beyond `top` before the worst are dropped. */
const topSlack = 1024;

export interface CompiledSortKeys {
	/** Keys that are no input column: computed and stored after the input's columns. */
	readonly computed: readonly VectorEval[];
	/** Where each key is among the stored columns. */
	readonly positions: readonly number[];
}

export function compileSortKeys(
	keys: readonly SortKey[],
	scope: Scope,
	inputWidth: number,
): CompiledSortKeys {
	const computed: VectorEval[] = [];
	const positions = keys.map(key => {
		const position = key.expr.kind === 'column' ? scope.layout.get(key.expr.id) : undefined;
		if (position !== undefined) return position;
		computed.push(compileVector(key.expr, scope));
		return inputWidth + computed.length - 1;
	});
	return { computed, positions };
}

export function compileSort(node: Sort, plans: PlanCompiler): CompiledQuery {
	const input = plans.compile(node.input);
	const scope = inputScope(plans, node.input.output);
	const width = node.input.output.length;
	const sortKeys = compileSortKeys(node.keys, scope, width);
	const top = compileLimitValue(node.top, plans);
	const { keys } = node;
	const sort = (context: ExecutionContext): BatchCursor => {
		const limit = top(context);
		const rows = collect(input.open(context), new Frame(context), sortKeys, width, keys, limit);
		const order = orderOf(rows, sortKeys.positions, keys);
		const count = Math.min(limit, rows.count);
		return new GatherCursor(rows.columns.slice(0, width), order, count, context);
	};
	return { open: context => new LazyCursor(() => sort(context)) };
}

function orderOf(
	rows: StoredRows,
	positions: readonly number[],
	keys: readonly SortKey[],
): number[] {
	const columns = positions.map(position => rows.columns[position] as Vector);
	return sortedRows(columns, keys, rows.count);
}

function collect(
	cursor: BatchCursor,
	frame: Frame,
	{ computed, positions }: CompiledSortKeys,
	width: number,
	keys: readonly SortKey[],
	limit: number,
): StoredRows {
	let rows = new StoredRows(width + computed.length);
	let narrow: Narrow | undefined;
	const selection: number[] = [];
	const first = positions[0] as number;
	try {
		for (let batch = cursor.next(); batch !== undefined; batch = cursor.next()) {
			const columns = batch.columns.slice(0, width);
			for (const key of computed) columns.push(key(frame, batch));
			const wanted =
				narrow === undefined ? batch : narrow(columns[first] as Vector, batch, selection);
			if (wanted.count === 0) continue;
			rows.appendColumns(columns, wanted);
			if (rows.count > limit * 2 + topSlack) {
				rows = pruned(rows, orderOf(rows, positions, keys), limit);
				if (limit > 0) narrow = promising(rows.value(limit - 1, first), keys[0] as SortKey);
			}
		}
	} finally {
		cursor.close();
	}
	return rows;
}

type Narrow = (vector: Vector, batch: Batch, out: number[]) => Batch;

/** Rows whose first key is not beyond that of the last row kept: no other can come in. */
function promising(last: SqlValue, key: SortKey): Narrow {
	const number = constantKind(last) === undefined ? NaN : constantNumber(last);
	const isNumber = last !== null && number === number;
	const select = numberSelection(key);
	return (vector, batch, out) => {
		if (!isNumber || !isNumberVector(vector)) {
			return whereRow(batch, out, position => isInReach(valueAt(vector, position), last, key));
		}
		const { selection, start, count } = batch;
		return narrowed(batch, out, select(vector.data, number, out, selection, start, count));
	};
}

function numberSelection({ descending, nullsFirst }: SortKey) {
	if (descending) return nullsFirst ? selectNotLess : numberSelect['>='].vc;
	return nullsFirst ? selectNotGreater : numberSelect['<='].vc;
}

function isInReach(value: SqlValue, last: SqlValue, key: SortKey): boolean {
	if (value === null || last === null) {
		return value === last || (value === null) === key.nullsFirst;
	}
	const order = compareValues(value, last, key.collation);
	return key.descending ? order >= 0 : order <= 0;
}

/** The first `limit` rows of the order. They stand in that order, so the sort stays stable. */
function pruned(rows: StoredRows, order: readonly number[], limit: number): StoredRows {
	const kept = new StoredRows(rows.columnCount);
	const columns = rows.columns.map(column => gather(column, order, 0, limit, new Scratch()));
	kept.appendBatch(denseBatch(columns, 0, limit));
	return kept;
}
