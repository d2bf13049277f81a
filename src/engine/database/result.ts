/**
 * A query result kept for paging: the columns' vectors, cut into the batches they came in.
 *
 * It holds values, not rows of the database: whatever is written afterwards, a page says what was true when
 * the query ran. Its layer stays pinned until `release()`, so the same rows can be sorted and filtered there.
 */

import type { Batch } from '../executor/contract.js';
import type { ResultColumn } from '../plan/statements.js';
import { toGeneric, valueAt } from '../storage/columnVector.js';
import type { Vector } from '../storage/vector.js';
import { SqlError } from '../types/sqlError.js';
import type { Row, SqlValue } from '../types/value.js';
import type { ConnectionCore } from './connectionCore.js';
import { translateHostLimit } from './hostLimits.js';
import { newExecution } from './rowPrograms.js';
import type { Program } from './program.js';
import type { State } from './state.js';

/** Some 8 bytes each: beyond, the process would end instead of the statement. */
const MAX_VALUES = 100_000_000;

interface Chunk {
	readonly columns: readonly Vector[];
	/** Row number of its first row. */
	readonly first: number;
	readonly count: number;
}

/** Rows of a result, column by column. */
export interface ResultPage {
	readonly start: number;
	readonly count: number;
	/** Values of row r, column c: columns[c].data[r], by the vector's kind. */
	readonly columns: readonly Vector[];
}

/**
 * A result as a whole, read page by page; made by `statement.openResult()`. What is written later does not
 * change it.
 */
export class Result {
	/** Names and declared types. */
	readonly columns: readonly ResultColumn[];
	/** How many rows there are. */
	readonly rowCount: number;
	/** Id of the layer it was read from. */
	readonly layerId: number;
	#chunks: readonly Chunk[];
	#release: (() => void) | undefined;

	/** @internal */
	constructor(
		columns: readonly ResultColumn[],
		chunks: readonly Chunk[],
		layerId: number,
		release: () => void,
	) {
		this.columns = columns;
		this.#chunks = chunks;
		this.rowCount = chunks.reduce((sum, chunk) => sum + chunk.count, 0);
		this.layerId = layerId;
		this.#release = release;
	}

	/** Rows from `start`, column by column; less at the end. */
	page(start: number, count: number): ResultPage {
		const end = Math.min(start + count, this.rowCount);
		const columns: Vector[] = this.columns.map((_, column) => this.#slice(column, start, end));
		return { start, count: Math.max(0, end - start), columns };
	}

	/** The same as rows of SQL values. */
	rows(start = 0, count = this.rowCount): SqlValue[][] {
		const page = this.page(start, count);
		return Array.from({ length: page.count }, (_, row) =>
			page.columns.map(column => valueAt(column, row)),
		);
	}

	/** Lets go of the values and of the layer. May be called more than once. */
	release(): void {
		this.#chunks = [];
		this.#release?.();
		this.#release = undefined;
	}

	#slice(column: number, start: number, end: number): Vector {
		const chunks = this.#chunks;
		let slice: Vector | undefined;
		for (let index = this.#chunkOf(start); index < chunks.length; index++) {
			const chunk = chunks[index] as Chunk;
			if (chunk.first >= end) break;
			const from = Math.max(start - chunk.first, 0);
			const to = Math.min(end - chunk.first, chunk.count);
			const part = cut(chunk.columns[column] as Vector, from, to);
			slice = slice ? joined(slice, part) : part;
		}
		return slice ?? { kind: 'generic', data: [] };
	}

	#chunkOf(row: number): number {
		const chunks = this.#chunks;
		let low = 0;
		let high = chunks.length - 1;
		while (low < high) {
			const middle = (low + high + 1) >> 1;
			if ((chunks[middle] as Chunk).first <= row) low = middle;
			else high = middle - 1;
		}
		return low;
	}
}

export function openResult(
	connection: ConnectionCore,
	program: Program,
	parameters: readonly SqlValue[],
): Result {
	const { database } = connection;
	connection.startStatement();
	try {
		const chunks = readChunks(connection, program, parameters);
		const { state } = connection;
		database.pin(state);
		return new Result(program.columns ?? [], chunks, state.id, () => database.unpin(state));
	} finally {
		connection.endStatement();
	}
}

function readChunks(
	connection: ConnectionCore,
	program: Program,
	parameters: readonly SqlValue[],
): Chunk[] {
	if (program.kind === 'command') return [chunkOfRows([...program.run(connection, parameters)])];
	if (program.kind === 'write') {
		const { write, execution, tableId } = program;
		return [chunkOfRows(connection.runWrite(write, execution, parameters, tableId) ?? [])];
	}
	const execution = newExecution(connection, program.slotCount);
	const state: State = connection.state;
	execution.reset(state, parameters);
	const chunks: Chunk[] = [];
	let first = 0;
	const cursor = program.query.open(execution);
	try {
		for (let batch = cursor.next(); batch; batch = cursor.next()) {
			chunks.push({ columns: keptColumns(batch), first, count: batch.count });
			first += batch.count;
			if (first * batch.columns.length > MAX_VALUES) throw tooLarge(first);
		}
	} catch (error) {
		throw translateHostLimit(error);
	} finally {
		cursor.close();
	}
	return chunks;
}

function tooLarge(rows: number): SqlError {
	return new SqlError('SQLITE_NOMEM', 'out of memory', {
		hint: `the result is too large to be kept: stopped after ${rows} rows; add a LIMIT or a condition`,
	});
}

/** Copies of the selected values: the cursor uses its vectors again. */
function keptColumns(batch: Batch): Vector[] {
	const { selection, start, count } = batch;
	return batch.columns.map(column => {
		if (!selection) return cut(column, start, start + count);
		const data: unknown[] = [];
		for (let row = 0; row < count; row++) data.push(column.data[selection[row] as number]);
		return { ...column, data } as Vector;
	});
}

function chunkOfRows(rows: readonly Row[]): Chunk {
	const width = rows[0]?.length ?? 0;
	const columns = Array.from({ length: width }, (_, column): Vector => ({
		kind: 'generic',
		data: rows.map(row => row[column] as SqlValue),
	}));
	return { columns, first: 0, count: rows.length };
}

function cut(vector: Vector, from: number, to: number): Vector {
	return { ...vector, data: vector.data.slice(from, to) } as Vector;
}

function joined(left: Vector, right: Vector): Vector {
	const isSame =
		left.kind === right.kind &&
		(left.kind !== 'dict' || (right.kind === 'dict' && left.dictionary === right.dictionary));
	if (isSame) {
		return { ...left, data: [...(left.data as unknown[]), ...(right.data as unknown[])] } as Vector;
	}
	return {
		kind: 'generic',
		data: [...toGeneric(left, left.data.length).data, ...toGeneric(right, right.data.length).data],
	};
}
