/**
 * A table of a module as the planner and the executor see it: finds the connection's table object, connects it when it is
 * missing, and turns values into those of the public API and back.
 */

import type {
	FunctionServices,
	ScalarFunction,
	TableFunction,
	TableFunctionColumn,
} from '../../functions/function.js';
import type {
	VirtualChange,
	VirtualPlan,
	VirtualRequest,
	VirtualTableSource,
} from '../../functions/virtualTable.js';
import type {
	IndexPlan,
	ModuleFunction,
	ModuleTable,
	ModuleValue,
	RowChange,
	TableContext,
	VirtualTableModule,
} from '../../modules/virtualModule.js';
import { SqlError } from '../../types/sqlError.js';
import type { Row, RowId, SqlValue } from '../../types/value.js';
import type { ConnectionCore } from '../connectionCore.js';
import type { DatabaseCore } from '../databaseCore.js';
import { fromBound, toResult } from '../values.js';
import { VirtualTables } from './virtualTables.js';

export interface ConnectedModule {
	readonly module: VirtualTableModule;
	readonly args: readonly string[];
	readonly context: TableContext;
	readonly columns: readonly TableFunctionColumn[];
}

/** `created`: the object of the connection that makes the table. */
export function virtualFunction(
	connection: ConnectionCore,
	connected: ConnectedModule,
	created: ModuleTable,
): TableFunction {
	const source = new ModuleSource(connection.database, connected);
	tablesOf(connection).tableOf(source, () => created);
	return {
		kind: 'table',
		name: connected.context.table.toLowerCase(),
		minArguments: 0,
		maxArguments: 0,
		columns: connected.columns,
		bindColumns: undefined,
		virtual: source,
		rows: () => [],
	};
}

class ModuleSource implements VirtualTableSource {
	readonly #database: DatabaseCore;
	readonly #connected: ConnectedModule;

	constructor(database: DatabaseCore, connected: ConnectedModule) {
		this.#database = database;
		this.#connected = connected;
	}

	isWritable(session: FunctionServices | undefined): boolean {
		return this.#table(this.#connection(session)).update !== undefined;
	}

	findFunction(
		session: FunctionServices | undefined,
		key: string,
		argumentCount: number,
	): ScalarFunction | undefined {
		const table = this.#table(this.#connection(session));
		const found = table.findFunction?.(key, argumentCount);
		return found && scalarOf(key, argumentCount, found);
	}

	plan(session: FunctionServices | undefined, request: VirtualRequest): VirtualPlan | undefined {
		const table = this.#table(this.#connection(session));
		const constraints = request.constraints.map(constraint => ({
			...constraint,
			value: constraint.value === undefined ? undefined : toResult(constraint.value),
		}));
		const answer = table.bestIndex ? table.bestIndex({ ...request, constraints }) : {};
		return answer ? checkedPlan(answer, constraints.length, this.#connected.context) : undefined;
	}

	*scan(
		session: FunctionServices,
		plan: VirtualPlan,
		values: readonly (SqlValue | readonly SqlValue[])[],
	): Iterable<Row> {
		const table = this.#table(this.#connection(session));
		const { columns } = this.#connected;
		const { number, text, isOrdered, use, cost, rows } = plan;
		const given: IndexPlan = { number, text, ordered: isOrdered, use, cost, rows };
		let position = 0;
		for (const row of table.scan(given, values.map(publicValue))) {
			if (!Array.isArray(row)) {
				const { module } = this.#connected.context;
				throw new TypeError(`module "${module}" gave a row that is no array`);
			}
			const cells = columns.map((_, columnIndex) => fromModule(row[columnIndex]));
			cells.push(fromModule(table.rowid ? table.rowid(row, position) : position + 1));
			position++;
			yield cells;
		}
	}

	write(
		session: FunctionServices,
		change: VirtualChange,
		conflict: string | undefined,
	): RowId | undefined {
		const connection = this.#connection(session);
		const table = this.#table(connection);
		tablesOf(connection).join(table, connection.transaction?.savepoints.length);
		if (connection.transaction) connection.transaction.virtual = connection.virtual;
		const rowid = table.update?.(publicChange(change, conflict));
		if (typeof rowid !== 'number' && typeof rowid !== 'bigint') return undefined;
		return fromModule(rowid) as RowId;
	}

	destroy(session: FunctionServices): void {
		const connection = this.#connection(session);
		const table = this.#table(connection);
		for (const other of this.#database.connections) {
			const known = other.virtual?.forget(this);
			if (known !== table) known?.disconnect?.();
		}
		table.destroy?.();
	}

	#connection(session: FunctionServices | undefined): ConnectionCore {
		for (const connection of this.#database.connections) {
			if (connection.services === session) return connection;
		}
		throw new Error('a table of a module was used without a connection');
	}

	#table(connection: ConnectionCore): ModuleTable {
		const { module, args, context } = this.#connected;
		return tablesOf(connection).tableOf(this, () => module.connect(args, context));
	}
}

function scalarOf(name: string, argumentCount: number, found: ModuleFunction): ScalarFunction {
	const { call, isConstraint = false } = typeof found === 'function' ? { call: found } : found;
	return {
		kind: 'scalar',
		name,
		minArguments: argumentCount,
		maxArguments: argumentCount,
		isDeterministic: true,
		isDirectOnly: false,
		isOfProgram: true,
		isConstraint,
		lazy: undefined,
		evaluate: (_context, ...args: SqlValue[]) => fromModule(call(...args.map(toResult))),
	};
}

function tablesOf(connection: ConnectionCore): VirtualTables {
	return (connection.virtual ??= new VirtualTables());
}

function checkedPlan(answer: IndexPlan, count: number, { module }: TableContext): VirtualPlan {
	const use = (answer.use ?? []).map(one =>
		typeof one === 'number'
			? { constraint: one, omit: false }
			: { constraint: one.constraint, omit: one.omit === true },
	);
	for (const { constraint } of use) {
		if (Number.isInteger(constraint) && constraint >= 0 && constraint < count) continue;
		throw new SqlError('SQLITE_ERROR', `${module}.bestIndex malfunction`, {
			hint: `it uses constraint ${constraint} of ${count}`,
		});
	}
	const { number = 0, text = '', ordered = false, rows = 25 } = answer;
	return { use, number, text, isOrdered: ordered, cost: answer.cost ?? rows, rows };
}

function publicValue(value: SqlValue | readonly SqlValue[]): ModuleValue | ModuleValue[] {
	return Array.isArray(value) ? value.map(toResult) : toResult(value as SqlValue);
}

function publicRow(row: Row): ModuleValue[] {
	return row.map(toResult);
}

function fromModule(value: unknown): SqlValue {
	return typeof value === 'boolean' ? Number(value) : fromBound(value);
}

function publicChange(change: VirtualChange, conflict: string | undefined): RowChange {
	switch (change.type) {
		case 'insert': {
			const { rowid, values } = change;
			const given = rowid === undefined ? undefined : toResult(rowid);
			return { type: 'insert', rowid: given, values: publicRow(values), conflict };
		}
		case 'update':
			return {
				type: 'update',
				rowid: change.rowid,
				newRowid: toResult(change.newRowid),
				values: publicRow(change.values),
				oldValues: publicRow(change.oldValues),
				columns: change.columns,
				conflict,
			};
		default:
			return {
				type: 'delete',
				rowid: change.rowid,
				oldValues: publicRow(change.oldValues),
			};
	}
}
