/** PRAGMA purge_expired: deletes the rows of tables WITH (ttl = column) whose time has passed, as DELETE would. */

import { quotedName } from '../../syntax/quoteName.js';
import { aliveCondition } from '../../binder/timeToLive.js';
import type { TableSchema } from '../../catalog/schema.js';
import { planStatement } from '../../planner/planStatement.js';
import { parse } from '../../syntax/parse.js';
import { SqlError } from '../../types/sqlError.js';
import { foldKey } from '../../util/foldKey.js';
import type { ConnectionCore } from '../connectionCore.js';
import { planContext } from '../planning.js';
import { newWriteExecution, slotsOfWrite } from '../rowPrograms.js';

/** Of one table, or of all that have a ttl; how many rows went. */
export function purgeExpired(connection: ConnectionCore, name: string | undefined): number {
	const tables = [...connection.state.catalog.schemas.values()]
		.flatMap(objects => [...objects.relations.values()])
		.filter(relation => relation.kind === 'table')
		.filter(table => table.timeToLive !== undefined)
		.filter(table => name === undefined || table.key === foldKey(name));
	if (name !== undefined && tables.length === 0) {
		throw new SqlError('SQLITE_ERROR', `no such table with a ttl: ${name}`, {
			hint: `such a table is made by CREATE TABLE ... WITH (ttl = 'column')`,
		});
	}
	let count = 0;
	for (const table of tables) count += purge(connection, table);
	return count;
}

function purge(connection: ConnectionCore, table: TableSchema): number {
	const target = `${quotedName(table.schema)}.${quotedName(table.name)}`;
	const sql = `DELETE FROM ${target} WHERE NOT ${aliveCondition(table)}`;
	const [statement] = parse(sql).statements;
	if (statement?.kind !== 'delete') return 0;
	const plan = planStatement(planContext(connection), statement, sql);
	if (plan.kind === 'select') return 0;
	const write = connection.rowPrograms.compile(plan);
	const execution = newWriteExecution(connection, slotsOfWrite(connection, plan));
	connection.runWrite(write, execution, [], table.id);
	return connection.changes;
}
