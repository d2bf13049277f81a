/**
 * The statement behind a bulk write: an INSERT from a table that only it can see, planned and compiled as any other, so
 * that triggers, keys, checks and listeners have their say. Only the text and the binding of values are saved.
 */

import type { TableSchema } from '../../catalog/schema.js';
import { compileScalar } from '../../executor/compile.js';
import { RefusalList } from '../../executor/write/bulk/refusals.js';
import type { CompiledWrite } from '../../executor/write/contract.js';
import type { ColumnBatch, TableFunction } from '../../functions/function.js';
import { tableOfBatches } from '../../functions/rowBuffer.js';
import { withFunctions } from '../../plan/withFunctions.js';
import { planStatement } from '../../planner/planStatement.js';
import { parse } from '../../syntax/parse.js';
import { quotedName } from '../../syntax/quoteName.js';
import { SqlError } from '../../types/sqlError.js';
import type { SqlValue } from '../../types/value.js';
import { foldKey } from '../../util/foldKey.js';
import type { ConnectionCore } from '../connectionCore.js';
import type { WriteExecution } from '../execution.js';
import { planContext, tableExpressions } from '../planning.js';
import { relationColumns } from '../relationColumns.js';
import { newExecution, newWriteExecution, slotsOfWrite } from '../rowPrograms.js';
import { BulkError, MAX_VIOLATIONS } from './bulkError.js';
import type { RowTarget } from './rowReaders.js';

/** A name that no user would give. */
export const SOURCE_NAME = '\trows\t';

export interface BulkProgram {
	readonly write: CompiledWrite;
	readonly execution: WriteExecution;
	readonly tableId: number;
}

/** Where the rows of the next execution come from. */
export class RowSource {
	batches: Iterator<ColumnBatch> = [].values();

	asTable(target: RowTarget): TableFunction {
		const columns = target.columns.map(({ name }) => name);
		return tableOfBatches(SOURCE_NAME, columns, () => this.batches);
	}
}

export function rowTarget(
	connection: ConnectionCore,
	name: string,
	schema: string | undefined,
): RowTarget {
	const { catalog } = connection.state;
	const relation = catalog.findRelation(foldKey(name), schema && foldKey(schema));
	if (!relation) {
		const written = schema === undefined ? name : `${schema}.${name}`;
		throw new SqlError('SQLITE_ERROR', `no such table: ${written}`);
	}
	if (relation.kind !== 'table') {
		const columns = relationColumns(connection, relation).map(column => ({
			name: column.name,
			key: foldKey(column.name),
		}));
		return { name: relation.name, columns, defaultValue: () => null };
	}
	const places = relation.columns.flatMap((column, place) => (column.generated ? [] : [place]));
	return {
		name: relation.name,
		columns: places.map(place => relation.columns[place] as TableSchema['columns'][number]),
		defaultValue: defaultsOf(connection, relation, places),
	};
}

/** DEFAULT of each column; one that may differ from row to row is computed for every row. */
function defaultsOf(
	connection: ConnectionCore,
	table: TableSchema,
	places: readonly number[],
): (column: number) => SqlValue {
	if (table.columns.every(column => column.defaultValue === undefined)) return () => null;
	const { database, state } = connection;
	const { defaults, slotCount } = tableExpressions(database, state.catalog, table);
	const context = newExecution(connection, slotCount);
	const compiled = places.map(place => {
		const expr = defaults[place];
		if (expr?.kind === 'literal') {
			const { value } = expr;
			return () => value;
		}
		const evaluate = expr && compileScalar(expr, new Map());
		return evaluate ? () => evaluate(context, []) : () => null;
	});
	return column => (compiled[column] as () => SqlValue)();
}

export function compileBulkInsert(
	connection: ConnectionCore,
	target: RowTarget,
	source: RowSource,
	options: { readonly schema: string | undefined; readonly onConflict: string | undefined },
): BulkProgram {
	const { schema, onConflict } = options;
	const place = schema === undefined ? '' : `${quotedName(schema)}.`;
	const columns = target.columns.map(({ name }) => quotedName(name)).join(', ');
	const or = onConflict === undefined ? '' : ` OR ${onConflict}`;
	const text = `INSERT${or} INTO ${place}${quotedName(target.name)}(${columns}) SELECT * FROM ${quotedName(SOURCE_NAME)}`;
	return compileBulk(connection, text, source.asTable(target));
}

/** How many rows it has changed. */
export function runBulk(connection: ConnectionCore, program: BulkProgram): number {
	const { write, execution, tableId } = program;
	connection.startStatement();
	try {
		connection.runWrite(write, execution, [], tableId);
	} finally {
		connection.endStatement();
	}
	return connection.changes;
}

/** The same, but throws BulkError when rows are refused: its rows are the ones given. */
export function runBulkInsert(connection: ConnectionCore, program: BulkProgram): number {
	const { write, execution } = program;
	const refusals = new RefusalList(MAX_VIOLATIONS);
	const checked: CompiledWrite = {
		steps: undefined,
		run(context) {
			const rows = write.run(context);
			if (refusals.refusals.length > 0) throw new BulkError(refusals);
			return rows;
		},
	};
	execution.refusals = refusals;
	const { lastInsertRowid } = connection;
	try {
		return runBulk(connection, { ...program, write: checked });
	} catch (error) {
		// All rows were tried: which was the last one says nothing.
		connection.lastInsertRowid = lastInsertRowid;
		const isOfRows = refusals.isFull && !(error instanceof BulkError);
		throw isOfRows ? new BulkError(refusals) : error;
	} finally {
		execution.refusals = undefined;
	}
}

/** Compiles a text in which SOURCE_NAME stands for the rows. */
export function compileBulk(
	connection: ConnectionCore,
	text: string,
	rows: TableFunction,
): BulkProgram {
	const [statement] = parse(text).statements;
	if (statement?.kind !== 'insert' && statement?.kind !== 'update')
		throw new Error(`no bulk statement: ${text}`);
	const plan = planStatement(withFunctions(planContext(connection), [rows]), statement, text);
	if (plan.kind === 'select') throw new Error(`no bulk statement: ${text}`);
	return {
		write: connection.rowPrograms.compile(plan),
		execution: newWriteExecution(connection, slotsOfWrite(connection, plan)),
		tableId: plan.table.id,
	};
}
