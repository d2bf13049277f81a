/**
 * Scan or lookup of a rowid table. Scans pass the leaves' own vectors on; the filter runs on them. Lookups by
 * rowid fetch single rows.
 */

import type { SqlValue } from '../../types/value.js';
import { rowidVector } from '../../storage/columnVector.js';
import type { RowCursor, RowTreeContract } from '../../storage/contract.js';
import type { Vector } from '../../storage/vector.js';
import type { RowId } from '../../types/value.js';
import type { ColumnId } from '../../plan/expression.js';
import type { TableScan } from '../../plan/nodes.js';
import type { Batch, BatchCursor, CompiledQuery, ExecutionContext } from '../contract.js';
import { compileRowless } from '../expression/compileScalar.js';
import type { FilterEval, PlanCompiler } from '../expression/scope.js';
import { columnValues } from '../expression/subquery.js';
import { Frame, selectionScratch } from '../frame.js';
import { batchRows, denseBatch, emptyCursor } from '../vectors/batch.js';
import { gather } from '../vectors/gather.js';
import { StoredRows } from '../vectors/storedRows.js';
import { inputScope } from '../operators/inputScope.js';
import { compileLeafTest, type LeafTest } from './zoneTests.js';
import { compileRowidSource } from './rowidSource.js';
import { compileTreeOf } from './prunedTree.js';
import { compileBound, rowRange, rowidFrom, rowidsFrom } from './rowidBounds.js';

export function compileTableScan(node: TableScan, plans: PlanCompiler): CompiledQuery {
	const scope = inputScope(plans, node.output);
	const filter = node.filter && scope.filter(node.filter, scope);
	const columnIndexes = node.columns.map(column => column.columnIndex);
	const treeOf = compileTreeOf(node, plans) as (context: ExecutionContext) => RowTreeContract;
	const { access, direction } = node;
	const leafTest = node.filter && compileLeafTest(node.filter, columnFinder(node), plans);

	const scan = (context: ExecutionContext, cursor: RowCursor): BatchCursor => {
		const leaves = new LeafCursor(context, cursor, columnIndexes, filter, leafTest?.(context));
		return direction === 'forward' ? leaves : new ReversedLeafCursor(context, leaves);
	};
	const lookup = (context: ExecutionContext, rowids: readonly RowId[]): BatchCursor =>
		new LookupCursor(
			context,
			treeOf(context),
			direction === 'forward' ? rowids : [...rowids].reverse(),
			columnIndexes,
			filter,
		);

	switch (access.kind) {
		case 'full':
			return { open: context => scan(context, treeOf(context).scan(undefined, direction)) };
		case 'search': {
			const find = compileRowidSource(access.source, plans);
			const isCount = columnIndexes.length === 0 && filter === undefined;
			return {
				open(context) {
					const found = find(context);
					if (found === undefined) return scan(context, treeOf(context).scan(undefined, direction));
					return isCount ? countCursor(found.size) : lookup(context, [...found]);
				},
			};
		}
		case 'range': {
			const lower = access.lower && compileBound(access.lower, plans);
			const upper = access.upper && compileBound(access.upper, plans);
			return {
				open(context) {
					const range = rowRange(lower?.(context), upper?.(context));
					if (range === undefined) return emptyCursor;
					return scan(context, treeOf(context).scan(range, direction));
				},
			};
		}
		case 'equals': {
			const value = compileRowless(access.value, plans);
			return {
				open(context) {
					const rowid = rowidFrom(value(context));
					return rowid === undefined ? emptyCursor : lookup(context, [rowid]);
				},
			};
		}
		case 'in': {
			const values = access.values.map(item => compileRowless(item, plans));
			return {
				open: context => lookup(context, rowidsFrom(values.map(value => value(context)))),
			};
		}
		case 'inSubquery': {
			const query = plans.compile(access.subquery.plan);
			return {
				open: context => lookup(context, rowidsFrom(columnValues(query, context))),
			};
		}
		default:
			return access satisfies never;
	}
}

/** Rows without columns. */
function countCursor(count: number): BatchCursor {
	let left = count;
	return {
		next() {
			const rows = left;
			left = 0;
			return rows > 0 ? denseBatch([], 0, rows) : undefined;
		},
		close: () => {
			left = 0;
		},
	};
}

/** Table columns by id; the rowid has no statistics of its own. */
function columnFinder(node: TableScan): (id: ColumnId) => number | undefined {
	return id => {
		const columnIndex = node.columns.find(column => column.id === id)?.columnIndex;
		return columnIndex === -1 ? undefined : columnIndex;
	};
}

class LeafCursor implements BatchCursor {
	readonly #context: ExecutionContext;
	readonly #cursor: RowCursor;
	readonly #columnIndexes: readonly number[];
	readonly #filter: FilterEval | undefined;
	readonly #leafTest: LeafTest | undefined;
	readonly #frame: Frame;
	#isClosed = false;

	constructor(
		context: ExecutionContext,
		cursor: RowCursor,
		columnIndexes: readonly number[],
		filter: FilterEval | undefined,
		leafTest: LeafTest | undefined,
	) {
		this.#context = context;
		this.#cursor = cursor;
		this.#columnIndexes = columnIndexes;
		this.#filter = filter;
		this.#leafTest = leafTest;
		this.#frame = new Frame(context);
	}

	next(): Batch | undefined {
		const cursor = this.#cursor;
		while (!this.#isClosed) {
			this.#context.checkInterrupt();
			if (!cursor.next()) break;
			const { start, end } = cursor;
			if (end <= start || this.#leafTest?.(cursor) === false) continue;
			const columns: Vector[] = [];
			for (const columnIndex of this.#columnIndexes) {
				columns.push(
					columnIndex < 0
						? rowidVector(cursor.keys, start, end)
						: (cursor.columns[columnIndex] as Vector),
				);
			}
			const batch = denseBatch(columns, start, end - start);
			if (this.#filter === undefined) return batch;
			const kept = this.#filter(this.#frame, batch);
			if (kept.count > 0) return kept;
		}
		this.#isClosed = true;
		return undefined;
	}

	close(): void {
		this.#isClosed = true;
	}
}

/** Leaves come last-first already; their rows are turned round here. */
class ReversedLeafCursor implements BatchCursor {
	readonly #input: LeafCursor;
	readonly #frame: Frame;

	constructor(context: ExecutionContext, input: LeafCursor) {
		this.#input = input;
		this.#frame = new Frame(context);
	}

	next(): Batch | undefined {
		const batch = this.#input.next();
		if (batch === undefined) return undefined;
		const { selection, start, count } = batch;
		const rows = selectionScratch(this.#frame.scratch(0));
		for (let index = 0; index < count; index++) {
			const from = count - 1 - index;
			rows[index] = selection === undefined ? start + from : (selection[from] as number);
		}
		const columns = batch.columns.map((column, index) =>
			gather(column, rows, 0, count, this.#frame.scratch(index + 1)),
		);
		return denseBatch(columns, 0, count);
	}

	close(): void {
		this.#input.close();
	}
}

class LookupCursor implements BatchCursor {
	readonly #context: ExecutionContext;
	readonly #tree: RowTreeContract;
	readonly #rowids: readonly RowId[];
	readonly #columnIndexes: readonly number[];
	readonly #filter: FilterEval | undefined;
	readonly #frame: Frame;
	#at = 0;

	constructor(
		context: ExecutionContext,
		tree: RowTreeContract,
		rowids: readonly RowId[],
		columnIndexes: readonly number[],
		filter: FilterEval | undefined,
	) {
		this.#context = context;
		this.#tree = tree;
		this.#rowids = rowids;
		this.#columnIndexes = columnIndexes;
		this.#filter = filter;
		this.#frame = new Frame(context);
	}

	next(): Batch | undefined {
		while (this.#at < this.#rowids.length) {
			this.#context.checkInterrupt();
			const rows = new StoredRows(this.#columnIndexes.length);
			while (this.#at < this.#rowids.length && rows.count < batchRows) {
				const rowid = this.#rowids[this.#at++] as RowId;
				const row = this.#tree.getRow(rowid);
				if (row !== undefined) rows.appendRow(pickColumns(row, rowid, this.#columnIndexes));
			}
			if (rows.count === 0) continue;
			const batch = denseBatch(rows.columns, 0, rows.count);
			if (this.#filter === undefined) return batch;
			const kept = this.#filter(this.#frame, batch);
			if (kept.count > 0) return kept;
		}
		return undefined;
	}

	close(): void {
		this.#at = this.#rowids.length;
	}
}

export function pickColumns(
	row: readonly SqlValue[],
	rowid: RowId,
	columnIndexes: readonly number[],
): SqlValue[] {
	const picked: SqlValue[] = [];
	for (const columnIndex of columnIndexes) {
		picked.push(columnIndex < 0 ? rowid : (row[columnIndex] as SqlValue));
	}
	return picked;
}
