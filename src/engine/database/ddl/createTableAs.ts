/** CREATE TABLE ... AS SELECT: a table named after the query's columns, filled with its rows. */

import { innerName } from '../../binder/relationColumns.js';
import type { SchemaName } from '../../catalog/schema.js';
import type { SelectPlan } from '../../plan/statements.js';
import { planStatement } from '../../planner/planStatement.js';
import type { Query } from '../../syntax/ast/query.js';
import type { CreateTable } from '../../syntax/ast/statement.js';
import { quotedIfNeeded } from '../../syntax/quoteName.js';
import { parse } from '../../syntax/parse.js';
import type { Affinity } from '../../types/affinity.js';
import { compileQuery } from '../../executor/compile.js';
import { forEachRow } from '../../executor/write/sourceRows.js';
import type { RowTreeContract } from '../../storage/contract.js';
import { applyAffinity } from '../../types/convert.js';
import { foldKey } from '../../util/foldKey.js';
import { QueryExecution } from '../execution.js';
import { planContext } from '../planning.js';
import { addTable } from './addTable.js';
import { findCollation } from './environment.js';
import type { DdlEnvironment } from './environment.js';
import { buildTableSchema } from './tableSchema.js';

export function createTableAs(
	environment: DdlEnvironment,
	statement: CreateTable,
	query: Query,
	schema: SchemaName,
): void {
	const { connection, state, text } = environment;
	const { database } = connection;
	const select = { ...statement, kind: 'select' as const, query };
	const plan = planStatement(planContext(connection, state), select, text);
	if (plan.kind !== 'select') return;
	const { name } = statement.table;
	const sql = tableSql(name.name, columnsOf(plan));
	const [parsed] = parse(sql).statements;
	if (parsed?.kind !== 'createTable' || parsed.body.kind === 'query') return;
	const table = buildTableSchema(parsed.body, {
		name,
		schema,
		text: sql,
		sql,
		module: undefined,
		newId: () => database.newId(),
		findCollation: (collation, span) => findCollation(environment, collation, span),
		// It has no keys.
		checkTerm: () => undefined,
	});
	// The query must not see the new table: it reads the state as it was.
	const before = state.copy();
	addTable(environment, table);
	const affinities = table.columns.map(column => column.affinity);
	const tree = state.writable(table.id) as RowTreeContract;
	const { services, database: core } = connection;
	const execution = new QueryExecution(
		before,
		environment.parameters,
		plan.slotCount,
		services,
		core.checkInterrupt,
	);
	let rowid = 0;
	forEachRow(compileQuery(plan.plan).open(execution), values => {
		const row = values.map((value, column) => applyAffinity(value, affinities[column] as Affinity));
		tree.insert(++rowid, row);
		if (database.listeners.data.size > 0) environment.log.inserted(table, [...row, rowid]);
	});
}

interface NamedColumn {
	readonly name: string;
	readonly type: string;
}

/** A name that is taken gets a number: `id`, `id:1`. */
function columnsOf(plan: SelectPlan): NamedColumn[] {
	const taken = new Set<string>();
	return plan.columns.map((column, position) => {
		let name = innerName(column.innerName ?? column.name, position);
		for (let number = 1; taken.has(foldKey(name)); number++) {
			name = `${name.replace(/(?<=.):\d*$/, '')}:${number}`;
		}
		taken.add(foldKey(name));
		return { name, type: TYPE_NAMES[column.affinity ?? 'blob'] };
	});
}

const TYPE_NAMES: Readonly<Record<Affinity, string>> = {
	integer: ' INT',
	real: ' REAL',
	numeric: ' NUM',
	text: ' TEXT',
	blob: '',
	none: '',
};

/** SQLite's layout: on one line while the names are short. */
function tableSql(name: string, columns: readonly NamedColumn[]): string {
	const texts = columns.map(column => quotedIfNeeded(column.name) + column.type);
	const length = columns.reduce((sum, column) => sum + quotedLength(column.name) + 5, 0);
	const isShort = length + quotedLength(name) < 50;
	const head = `CREATE TABLE ${quotedIfNeeded(name)}(`;
	return isShort ? `${head}${texts.join(',')})` : `${head}\n  ${texts.join(',\n  ')}\n)`;
}

function quotedLength(name: string): number {
	return name.length + (name.match(/"/g)?.length ?? 0) + 2;
}
