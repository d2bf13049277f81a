/**
 * Equality join of all types. The right side is built: its rows are kept, and chained by key. The left side
 * streams and keeps its order; unmatched right rows (right, full) come last, in their order.
 */

import type { HashJoin, JoinType } from '../../plan/nodes.js';
import type { Vector } from '../../storage/vector.js';
import type { Batch, BatchCursor, CompiledQuery, ExecutionContext } from '../contract.js';
import { compileVector } from '../expression/compileVector.js';
import type { FilterEval, PlanCompiler, VectorEval } from '../expression/scope.js';
import { Frame } from '../frame.js';
import { KeyIds } from '../grouping/keyTable.js';
import { batchRows, denseBatch, positionAt } from '../vectors/batch.js';
import { gather } from '../vectors/gather.js';
import { narrowed, whereRow } from '../vectors/selection.js';
import { vectorReader } from '../expression/operand.js';
import { StoredRows } from '../vectors/storedRows.js';
import { forEachBatch } from './distinct.js';
import { inputScope } from './inputScope.js';

interface CompiledJoin {
	readonly node: HashJoin;
	readonly left: CompiledQuery;
	readonly right: CompiledQuery;
	readonly leftKeys: readonly VectorEval[];
	readonly rightKeys: readonly VectorEval[];
	readonly residual: FilterEval | undefined;
}

export function compileHashJoin(node: HashJoin, plans: PlanCompiler): CompiledQuery {
	const leftScope = inputScope(plans, node.left.output);
	const rightScope = inputScope(plans, node.right.output);
	const scope = inputScope(plans, node.left.output, node.right.output);
	const join: CompiledJoin = {
		node,
		left: plans.compile(node.left),
		right: plans.compile(node.right),
		leftKeys: node.leftKeys.map(key => compileVector(key, leftScope)),
		rightKeys: node.rightKeys.map(key => compileVector(key, rightScope)),
		residual: node.residual && scope.filter(node.residual, scope),
	};
	return { open: context => new HashJoinCursor(context, join) };
}

/** The build side: rows, and for each key the chain of its rows in order. */
class BuildSide {
	readonly rows: StoredRows;
	readonly ids: KeyIds;
	/** First row by key id; the next row of the same key by row, -1 at the end. */
	readonly heads: number[] = [];
	readonly nexts: number[] = [];
	/** No two rows have the same key. */
	isUnique = true;

	constructor(context: ExecutionContext, join: CompiledJoin) {
		this.rows = new StoredRows(join.node.right.output.length);
		this.ids = new KeyIds(join.node.collations);
		const frame = new Frame(context);
		const tails: number[] = [];
		const ids: number[] = [];
		const selection: number[] = [];
		forEachBatch(join.right.open(context), batch => {
			const keys = join.rightKeys.map(key => key(frame, batch));
			const base = this.rows.count;
			this.rows.appendBatch(batch);
			for (let index = 0; index < batch.count; index++) this.nexts.push(-1);
			const keyed = withoutNullKeys(keys, batch, selection);
			this.ids.assign(keys, keyed, ids);
			let at = 0;
			for (let index = 0; index < batch.count && at < keyed.count; index++) {
				const position = positionAt(batch, index);
				if (positionAt(keyed, at) !== position) continue;
				at++;
				const row = base + index;
				const id = ids[position] as number;
				if (id === this.heads.length) {
					this.heads.push(row);
					tails.push(row);
				} else {
					this.isUnique = false;
					this.nexts[tails[id] as number] = row;
					tails[id] = row;
				}
			}
		});
	}
}

function withoutNullKeys(keys: readonly Vector[], batch: Batch, selection: number[]): Batch {
	let kept = batch;
	for (const key of keys) {
		const read = vectorReader(key);
		// Narrowing in place is safe: what is written never overtakes what is read.
		kept = whereRow(kept, selection, position => read(position) !== null);
	}
	return kept;
}

class HashJoinCursor implements BatchCursor {
	readonly #context: ExecutionContext;
	readonly #join: CompiledJoin;
	readonly #joinType: JoinType;
	readonly #input: BatchCursor;
	readonly #frame: Frame;
	readonly #outputFrame: Frame;
	readonly #residualFrame: Frame;
	/** Of the residual's own expressions: scratch numbers of different scopes must not meet in one frame. */
	readonly #predicateFrame: Frame;
	readonly #ids: number[] = [];
	#build: BuildSide | undefined = undefined;
	/** Whether each right row has found a partner (right and full joins). */
	#isRightMatched: boolean[] = [];
	#left: Batch | undefined = undefined;
	/** Index of the left row whose matches come next, and the first of those not yet taken. */
	#index = 0;
	#chain = -1;
	#isChainBegun = false;
	/** Whether the left row in work has had a match. */
	#isMatched = false;
	#isLeftDone = false;
	#unmatched: number[] | undefined = undefined;
	#unmatchedAt = 0;

	constructor(context: ExecutionContext, join: CompiledJoin) {
		this.#context = context;
		this.#join = join;
		this.#joinType = join.node.joinType;
		this.#input = join.left.open(context);
		this.#frame = new Frame(context);
		this.#outputFrame = new Frame(context);
		this.#residualFrame = new Frame(context);
		this.#predicateFrame = new Frame(context);
	}

	next(): Batch | undefined {
		while (!this.#isLeftDone) {
			this.#context.checkInterrupt();
			if (this.#left === undefined || this.#index >= this.#left.count) {
				this.#left = this.#input.next();
				if (this.#left === undefined) {
					this.#isLeftDone = true;
					break;
				}
				this.#enter(this.#left);
			}
			const output =
				this.#joinType === 'semi' || this.#joinType === 'anti'
					? this.#narrowLeft(this.#left)
					: this.#pairs(this.#left);
			if (output !== undefined) return output;
		}
		return this.#joinType === 'right' || this.#joinType === 'full'
			? this.#unmatchedRight()
			: undefined;
	}

	close(): void {
		this.#input.close();
		this.#isLeftDone = true;
		this.#unmatched = [];
	}

	#buildSide(): BuildSide {
		return (this.#build ??= new BuildSide(this.#context, this.#join));
	}

	#enter(left: Batch): void {
		const build = this.#buildSide();
		this.#index = 0;
		this.#isChainBegun = false;
		const keys = this.#join.leftKeys.map(key => key(this.#frame, left));
		build.ids.lookup(keys, left, this.#ids);
	}

	/** Left rows with (semi) or without (anti) a match, uncopied. */
	#narrowLeft(left: Batch): Batch | undefined {
		const wanted = this.#joinType === 'semi';
		const selection: number[] = [];
		if (this.#join.residual === undefined) {
			this.#index = left.count;
			const kept = whereRow(left, selection, p => (this.#ids[p] as number) >= 0 === wanted);
			return kept.count > 0 ? kept : undefined;
		}
		while (this.#index < left.count) {
			const candidates = this.#candidates(left);
			const isKept = this.#kept(left, candidates);
			for (let at = 0; at < candidates.leftRows.length; at++) {
				if (isKept[at] === true) this.#isMatched = true;
				if (candidates.isLast[at] !== true) continue;
				if (this.#isMatched === wanted) selection.push(candidates.leftRows[at] as number);
				this.#isMatched = false;
			}
		}
		return selection.length > 0 ? narrowed(left, selection, selection.length) : undefined;
	}

	#pairs(left: Batch): Batch | undefined {
		const candidates = this.#candidates(left);
		const keepsLeft = this.#joinType === 'left' || this.#joinType === 'full';
		let { leftRows, rightRows } = candidates;
		// Without a residual candidates are the result: lonely left rows stand there with row -1.
		if (this.#join.residual !== undefined) {
			const isKept = this.#kept(left, candidates);
			leftRows = [];
			rightRows = [];
			for (let at = 0; at < candidates.leftRows.length; at++) {
				const leftRow = candidates.leftRows[at] as number;
				if (isKept[at] === true) {
					this.#isMatched = true;
					leftRows.push(leftRow);
					rightRows.push(candidates.rightRows[at] as number);
				}
				if (candidates.isLast[at] !== true) continue;
				if (!this.#isMatched && keepsLeft) {
					leftRows.push(leftRow);
					rightRows.push(-1);
				}
				this.#isMatched = false;
			}
		}
		if (leftRows.length === 0) return undefined;
		if (this.#joinType === 'right' || this.#joinType === 'full') {
			for (const row of rightRows) if (row >= 0) this.#isRightMatched[row] = true;
		}
		return this.#gathered(left.columns, leftRows, rightRows, this.#outputFrame);
	}

	/**
	 * Pairs with equal keys from where the last call stopped, a batch at most. A left row without any stands once
	 * with right row -1 when its absence matters. isLast: the left row has no more pairs.
	 */
	#candidates(left: Batch): Candidates {
		const { heads, nexts, isUnique } = this.#buildSide();
		if (isUnique && this.#join.residual === undefined && this.#joinType === 'inner') {
			return this.#uniqueMatches(left, heads);
		}
		const leftRows: number[] = [];
		const rightRows: number[] = [];
		const isLast: boolean[] = [];
		const showsLonely = this.#joinType !== 'inner' && this.#joinType !== 'right';
		while (this.#index < left.count && leftRows.length < batchRows) {
			const position = positionAt(left, this.#index);
			if (!this.#isChainBegun) {
				const id = this.#ids[position] as number;
				this.#chain = id < 0 ? -1 : (heads[id] as number);
				this.#isChainBegun = true;
				if (this.#chain < 0 && showsLonely) {
					leftRows.push(position);
					rightRows.push(-1);
					isLast.push(true);
				}
			}
			while (this.#chain >= 0 && leftRows.length < batchRows) {
				leftRows.push(position);
				rightRows.push(this.#chain);
				this.#chain = nexts[this.#chain] as number;
				isLast.push(this.#chain < 0);
			}
			if (this.#chain < 0) {
				this.#index++;
				this.#isChainBegun = false;
			}
		}
		return { leftRows, rightRows, isLast };
	}

	/** The common case of a foreign key: at most one right row for each left row, the whole batch at once. */
	#uniqueMatches(left: Batch, heads: readonly number[]): Candidates {
		const ids = this.#ids;
		const leftRows: number[] = [];
		const rightRows: number[] = [];
		const { selection, start, count } = left;
		for (let index = 0; index < count; index++) {
			const position = selection === undefined ? start + index : (selection[index] as number);
			const id = ids[position] as number;
			if (id < 0) continue;
			leftRows.push(position);
			rightRows.push(heads[id] as number);
		}
		this.#index = count;
		return { leftRows, rightRows, isLast: [] };
	}

	/** Which candidates are matches: those with a right row that pass the residual. */
	#kept(left: Batch, { leftRows, rightRows }: Candidates): boolean[] {
		const { residual } = this.#join;
		if (residual === undefined || leftRows.length === 0) return [];
		const batch = this.#gathered(left.columns, leftRows, rightRows, this.#residualFrame);
		const kept = residual(this.#predicateFrame, batch);
		const isKept: boolean[] = rightRows.map(() => false);
		for (let index = 0; index < kept.count; index++) {
			const at = positionAt(kept, index);
			isKept[at] = (rightRows[at] as number) >= 0;
		}
		return isKept;
	}

	#gathered(
		leftColumns: readonly Vector[],
		leftRows: readonly number[],
		rightRows: readonly number[],
		frame: Frame,
	): Batch {
		const count = leftRows.length;
		const columns = leftColumns.map((column, index) =>
			gather(column, leftRows, 0, count, frame.scratch(index)),
		);
		const leftWidth = leftColumns.length;
		this.#buildSide().rows.columns.forEach((column, index) => {
			columns.push(gather(column, rightRows, 0, count, frame.scratch(leftWidth + index)));
		});
		return denseBatch(columns, 0, count);
	}

	#unmatchedRight(): Batch | undefined {
		const { rows } = this.#buildSide();
		if (this.#unmatched === undefined) {
			this.#unmatched = [];
			for (let row = 0; row < rows.count; row++) {
				if (this.#isRightMatched[row] !== true) this.#unmatched.push(row);
			}
		}
		this.#context.checkInterrupt();
		const rightRows = this.#unmatched.slice(this.#unmatchedAt, this.#unmatchedAt + batchRows);
		if (rightRows.length === 0) return undefined;
		this.#unmatchedAt += rightRows.length;
		const missing: Vector = { kind: 'int', data: [] };
		const leftColumns = this.#join.node.left.output.map(() => missing);
		const leftRows = rightRows.map(() => -1);
		return this.#gathered(leftColumns, leftRows, rightRows, this.#outputFrame);
	}
}

interface Candidates {
	readonly leftRows: number[];
	readonly rightRows: number[];
	readonly isLast: boolean[];
}
