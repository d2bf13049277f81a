/**
 * Search or scan of a key tree: a secondary index, covering or with a fetch per row, or a WITHOUT ROWID table.
 * Rows come in tree order, or its reverse.
 */

import type { IndexScan, PlanNode } from '../../plan/nodes.js';
import { primaryKeyParts, trailingKeyParts } from '../../catalog/schema.js';
import type { IndexSchema, TableSchema } from '../../catalog/schema.js';
import type {
	KeyCursor,
	KeyRange,
	KeyTreeContract,
	RowTreeContract,
	ScanDirection,
} from '../../storage/contract.js';
import type { RowId, SqlValue } from '../../types/value.js';
import type { Batch, BatchCursor, CompiledQuery, ExecutionContext } from '../contract.js';
import type { FilterEval, PlanCompiler } from '../expression/scope.js';
import { Frame } from '../frame.js';
import { batchRows, denseBatch } from '../vectors/batch.js';
import { StoredRows } from '../vectors/storedRows.js';
import { compileIndexRanges, compilePatternRange } from './indexBounds.js';
import { compileTreeOf } from './prunedTree.js';
import { inputScope } from '../operators/inputScope.js';
import { SkipScanCursor } from './skipScan.js';
import { pickColumns } from './tableScan.js';

type Entry = readonly SqlValue[];

/** The output row of an entry; undefined would mean an index without its row. */
type RowOfEntry = (entry: Entry) => SqlValue[];

export function compileIndexScan(node: IndexScan, plans: PlanCompiler): CompiledQuery {
	const ranges = compileIndexRanges(node, plans);
	const scope = inputScope(plans, node.output);
	const filter = node.filter && scope.filter(node.filter, scope);
	const rowOf = compileRowOfEntry(node);
	const { direction, index, partitions } = node;
	const pruned = partitions && compileTreeOf(node, plans);
	const otherwise = node.otherwise && compileOtherwise(node, node.otherwise, plans);
	return {
		open(context) {
			const instead = otherwise?.(context);
			if (instead) return instead.open(context);
			const tree = (pruned?.(context) ?? context.tree(index.id)) as KeyTreeContract;
			const rows = rowOf(context);
			const width = node.output.length;
			const search = (start?: readonly SqlValue[]): IndexCursor => {
				const inOrder = ranges(context, tree.keyParts, start);
				const visited = direction === 'forward' ? inOrder : [...inOrder].reverse();
				return new IndexCursor(context, tree, visited, direction, rows, width, filter);
			};
			return node.skip === undefined
				? search()
				: new SkipScanCursor(tree, node.skip, direction, search);
		},
	};
}

/** The query to run instead when the pattern, as it is now, bounds nothing. */
function compileOtherwise(
	node: IndexScan,
	plan: PlanNode,
	plans: PlanCompiler,
): (context: ExecutionContext) => CompiledQuery | undefined {
	const query = plans.compile(plan);
	const range = node.pattern && compilePatternRange(node.pattern, plans);
	return context => (range?.(context) ? undefined : query);
}

/** How an entry of the scanned tree gives the scan's row. */
export function compileRowOfEntry(node: IndexScan): (context: ExecutionContext) => RowOfEntry {
	const { table, index, columns } = node;
	const columnIndexes = columns.map(column => column.columnIndex);
	if (index.id === table.id) return () => entry => pickPositions(entry, columnIndexes);
	const positions = columnIndexes.map(columnIndex => entryPosition(table, index, columnIndex));
	// An entry may hold all that is wanted even when the planner did not say so.
	if (node.isCovering || positions.every(position => position >= 0)) {
		return () => entry => pickPositions(entry, positions);
	}
	if (table.hasRowid) {
		return context => {
			const tree = context.tree(table.id) as RowTreeContract;
			return entry => {
				const rowid = entry[index.columns.length] as RowId;
				return pickColumns(tree.getRow(rowid) ?? missingRow(node), rowid, columnIndexes);
			};
		};
	}
	const keyPositions = primaryKeyParts(table).map(({ columnIndex }) =>
		entryPosition(table, index, columnIndex),
	);
	return context => {
		const tree = context.tree(table.id) as KeyTreeContract;
		return entry => {
			const row = tree.find(pickPositions(entry, keyPositions)) ?? missingRow(node);
			return pickPositions(row, columnIndexes);
		};
	};
}

function missingRow(node: IndexScan): never {
	throw new Error(`index ${node.index.name} has an entry without a row`);
}

function pickPositions(entry: Entry, positions: readonly number[]): SqlValue[] {
	const row: SqlValue[] = [];
	for (const position of positions) row.push(entry[position] as SqlValue);
	return row;
}

/** Where an entry of a secondary index holds a column of the scan; -1 when it does not. */
function entryPosition(table: TableSchema, index: IndexSchema, columnIndex: number): number {
	if (columnIndex < -1) return -2 - columnIndex;
	const indexed = index.columns.findIndex(column => column.columnIndex === columnIndex);
	if (indexed >= 0 && columnIndex >= 0) return indexed;
	if (table.hasRowid) {
		if (columnIndex < 0 || columnIndex === table.rowidAlias) return index.columns.length;
		return includedPosition(index, columnIndex, index.columns.length + 1);
	}
	const trailing = trailingKeyParts(table, index);
	const at = trailing.findIndex(part => part.columnIndex === columnIndex);
	if (at >= 0) return index.columns.length + at;
	return includedPosition(index, columnIndex, index.columns.length + trailing.length);
}

/** `start`: length of the full key, behind which INCLUDE's columns stand. */
function includedPosition(index: IndexSchema, columnIndex: number, start: number): number {
	const at = index.included?.indexOf(columnIndex) ?? -1;
	return at < 0 ? -1 : start + at;
}

class IndexCursor implements BatchCursor {
	readonly #context: ExecutionContext;
	readonly #tree: KeyTreeContract;
	readonly #ranges: readonly (KeyRange | undefined)[];
	readonly #direction: ScanDirection;
	readonly #rowOf: RowOfEntry;
	readonly #width: number;
	readonly #filter: FilterEval | undefined;
	readonly #frame: Frame;
	#rangeAt = 0;
	#cursor: KeyCursor | undefined = undefined;
	/** Entries of the present leaf not yet taken. */
	#start = 0;
	#end = 0;

	constructor(
		context: ExecutionContext,
		tree: KeyTreeContract,
		ranges: readonly (KeyRange | undefined)[],
		direction: ScanDirection,
		rowOf: RowOfEntry,
		width: number,
		filter: FilterEval | undefined,
	) {
		this.#context = context;
		this.#tree = tree;
		this.#ranges = ranges;
		this.#direction = direction;
		this.#rowOf = rowOf;
		this.#width = width;
		this.#filter = filter;
		this.#frame = new Frame(context);
	}

	next(): Batch | undefined {
		for (;;) {
			this.#context.checkInterrupt();
			const rows = new StoredRows(this.#width);
			while (rows.count < batchRows && this.#hasEntries()) this.#take(rows);
			if (rows.count === 0) return undefined;
			const batch = denseBatch(rows.columns, 0, rows.count);
			if (this.#filter === undefined) return batch;
			const kept = this.#filter(this.#frame, batch);
			if (kept.count > 0) return kept;
		}
	}

	close(): void {
		this.#rangeAt = this.#ranges.length;
		this.#cursor = undefined;
		this.#start = this.#end;
	}

	#take(rows: StoredRows): void {
		const { entries } = this.#cursor as KeyCursor;
		if (this.#direction === 'forward') {
			while (this.#start < this.#end && rows.count < batchRows) {
				rows.appendRow(this.#rowOf(entries[this.#start++] as Entry));
			}
			return;
		}
		while (this.#start < this.#end && rows.count < batchRows) {
			rows.appendRow(this.#rowOf(entries[--this.#end] as Entry));
		}
	}

	#hasEntries(): boolean {
		while (this.#start >= this.#end) {
			if (this.#cursor === undefined) {
				if (this.#rangeAt >= this.#ranges.length) return false;
				this.#cursor = this.#tree.scan(this.#ranges[this.#rangeAt++], this.#direction);
			}
			if (this.#cursor.next()) {
				this.#start = this.#cursor.start;
				this.#end = this.#cursor.end;
			} else this.#cursor = undefined;
		}
		return true;
	}
}
