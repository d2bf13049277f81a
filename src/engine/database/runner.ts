/**
 * Runs programs and hands out their rows. A query that is read to its end at once uses its program's own
 * execution; a cursor that outlives the call gets its own and pins the state it reads.
 */

import type { Batch, BatchCursor, CompiledQuery, ExecutionContext } from '../executor/contract.js';
import { openRowByRow } from '../executor/operators/rowByRow.js';
import type { PointLookup } from '../executor/expression/scope.js';
import type { Row, SqlValue } from '../types/value.js';
import type { Activity } from './activity.js';
import type { ConnectionCore } from './connectionCore.js';
import { translateHostLimit } from './hostLimits.js';
import { newExecution } from './rowPrograms.js';
import type { Program, QueryProgram } from './program.js';
import type { RowShape } from './rowShape.js';

/** For statements without a result, and when nobody wants it. */
export function runToEnd(
	connection: ConnectionCore,
	program: Program,
	parameters: readonly SqlValue[],
): void {
	connection.startStatement();
	try {
		if (program.kind === 'write') {
			connection.runWrite(program.write, program.execution, parameters, program.tableId);
		} else if (program.kind === 'command') {
			program.run(connection, parameters);
		} else {
			withCursor(connection, program, parameters, cursor => {
				while (cursor.next());
			});
		}
	} finally {
		connection.endStatement();
	}
}

export function allRows(
	connection: ConnectionCore,
	program: Program,
	parameters: readonly SqlValue[],
	shape: RowShape,
): unknown[] {
	connection.startStatement();
	try {
		const rows: unknown[] = [];
		if (program.kind === 'query' && program.point) {
			const row = pointRow(connection, program, parameters, program.point);
			if (row) rows.push(shape.row(row));
		} else if (program.kind === 'query') {
			withCursor(connection, program, parameters, cursor => {
				for (let batch = cursor.next(); batch; batch = cursor.next()) {
					shape.addBatch(batch, rows);
				}
			});
		} else {
			for (const row of plainRows(connection, program, parameters)) rows.push(shape.row(row));
		}
		return rows;
	} finally {
		connection.endStatement();
	}
}

export function firstRow(
	connection: ConnectionCore,
	program: Program,
	parameters: readonly SqlValue[],
	shape: RowShape,
): unknown {
	connection.startStatement();
	try {
		if (program.kind !== 'query') {
			for (const row of plainRows(connection, program, parameters)) return shape.row(row);
			return undefined;
		}
		if (program.point) {
			const row = pointRow(connection, program, parameters, program.point);
			return row && shape.row(row);
		}
		const first = (cursor: BatchCursor) => {
			const batch = cursor.next();
			return batch && shape.rowAt(batch.columns, firstPosition(batch));
		};
		return withCursor(connection, program, parameters, first, openRowByRow);
	} finally {
		connection.endStatement();
	}
}

/** Lazily; what it reads stays as it is now, whatever is written meanwhile. */
export function* eachRow(
	connection: ConnectionCore,
	program: Program,
	parameters: readonly SqlValue[],
	shape: RowShape,
): Generator<unknown, void, undefined> {
	if (program.kind !== 'query') {
		yield* allRows(connection, program, parameters, shape) as Iterable<unknown>;
		return;
	}
	const { database, activity } = connection;
	const state = connection.stateToRead();
	const execution = newExecution(connection, program.slotCount);
	execution.reset(state, parameters.slice());
	database.pin(state);
	try {
		const cursor = during(activity, () => openRowByRow(program.query, execution));
		const next = () => during(activity, () => cursor.next());
		try {
			for (let batch = next(); batch; batch = next()) {
				const { columns, selection, start, count } = batch;
				for (let row = 0; row < count; row++) {
					yield shape.rowAt(columns, selection ? (selection[row] as number) : start + row);
				}
			}
		} catch (error) {
			throw translateHostLimit(error);
		} finally {
			cursor.close();
		}
	} finally {
		database.unpin(state);
	}
}

/** Between the steps of an iterator its connection is not running anything. */
function during<T>(activity: Activity, step: () => T): T {
	activity.started();
	try {
		return step();
	} finally {
		activity.ended();
	}
}

function plainRows(
	connection: ConnectionCore,
	program: Exclude<Program, QueryProgram>,
	parameters: readonly SqlValue[],
): Iterable<Row> {
	if (program.kind === 'command') return program.run(connection, parameters);
	const { write, execution, tableId, isCounted } = program;
	const rows = connection.runWrite(write, execution, parameters, tableId);
	return isCounted ? [[connection.changes]] : (rows ?? []);
}

function pointRow(
	connection: ConnectionCore,
	program: QueryProgram,
	parameters: readonly SqlValue[],
	point: PointLookup,
): Row | undefined {
	const { isInUse } = program;
	const execution = isInUse ? newExecution(connection, program.slotCount) : program.execution;
	execution.reset(connection.stateToRead(), parameters);
	program.isInUse = true;
	try {
		return point(execution);
	} finally {
		program.isInUse = isInUse;
		execution.release();
	}
}

function withCursor<T>(
	connection: ConnectionCore,
	program: QueryProgram,
	parameters: readonly SqlValue[],
	read: (cursor: BatchCursor) => T,
	open: typeof openRowByRow = openWhole,
): T {
	// A user function may run the same statement while it runs.
	const isNested = program.isInUse;
	const execution = isNested ? newExecution(connection, program.slotCount) : program.execution;
	const state = connection.stateToRead();
	execution.reset(state, parameters);
	program.isInUse = true;
	// A user function may write meanwhile: not into the trees being read.
	state.pin();
	try {
		const cursor = open(program.query, execution);
		try {
			return read(cursor);
		} catch (error) {
			throw translateHostLimit(error);
		} finally {
			cursor.close();
		}
	} finally {
		state.unpin();
		program.isInUse = isNested;
		execution.release();
	}
}

function openWhole(query: CompiledQuery, context: ExecutionContext): BatchCursor {
	return query.open(context);
}

function firstPosition(batch: Batch): number {
	return batch.selection ? (batch.selection[0] as number) : batch.start;
}
