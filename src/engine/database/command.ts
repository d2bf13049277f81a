/** Statements that the database itself runs: transactions, schema changes, PRAGMA, EXPLAIN. */

import { SqlError, withPosition } from '../types/sqlError.js';
import type { Row, SqlValue } from '../types/value.js';
import type { QualifiedName } from '../syntax/ast/name.js';
import type { Begin, PlannedStatement, Statement } from '../syntax/ast/statement.js';
import { attach, detach } from './attach.js';
import { alterTable } from './alter/alterTable.js';
import type { ConnectionCore } from './connectionCore.js';
import { createIndex } from './ddl/createIndex.js';
import { createTable } from './ddl/createTable.js';
import { createTrigger } from './ddl/createTrigger.js';
import { createView } from './ddl/createView.js';
import { createVirtualTable } from './ddl/createVirtualTable.js';
import { drop } from './ddl/drop.js';
import type { DdlEnvironment } from './ddl/environment.js';
import { explainCommand } from './explain/explain.js';
import { analyze } from './maintenance/analyze.js';
import { reindex } from './maintenance/reindex.js';
import { vacuum } from './maintenance/vacuum.js';
import { layerCommand } from './layers/layerCommand.js';
import { pragmaCommand } from './pragma/pragma.js';
import type { CommandProgram } from './program.js';
import { transactionCommand } from './transactionCommand.js';

const NO_ROWS: readonly Row[] = [];

export function compileCommand(
	connection: ConnectionCore,
	statement: Exclude<Statement, PlannedStatement>,
	text: string,
): CommandProgram {
	switch (statement.kind) {
		case 'begin':
			return command(!takesLock(statement), core => transactionCommand(core, statement));
		case 'commit':
		case 'rollback':
		case 'savepoint':
		case 'release':
			return command(true, core => transactionCommand(core, statement));
		case 'createTable':
			return schemaChange(
				text,
				environment => createTable(environment, statement),
				partOf(statement.isTemporary, statement.table),
			);
		case 'createVirtualTable':
			return schemaChange(
				text,
				environment => createVirtualTable(environment, statement),
				partOf(false, statement.table),
			);
		case 'createIndex':
			return schemaChange(text, environment => createIndex(environment, statement));
		case 'createView':
			return schemaChange(
				text,
				environment => createView(environment, statement),
				partOf(statement.isTemporary, statement.view),
			);
		case 'drop':
			return schemaChange(text, environment => drop(environment, statement));
		case 'pragma':
			return pragmaCommand(connection, statement);
		case 'explain':
			return explainCommand(connection, statement, text, explained =>
				compileCommand(connection, explained, text),
			);
		case 'createTrigger':
			return schemaChange(
				text,
				environment => createTrigger(environment, statement),
				partOf(statement.isTemporary, statement.trigger),
			);
		case 'alterTable':
			return schemaChange(text, environment => alterTable(environment, statement));
		case 'attach':
			return command(true, (core, parameters) => attach(core, statement, text, parameters));
		case 'detach':
			return command(true, (core, parameters) => detach(core, statement, text, parameters));
		case 'analyze':
			return schemaChange(
				text,
				environment => analyze(environment, statement),
				statement.object && ownPart(statement.object),
			);
		case 'reindex':
			return schemaChange(text, environment => reindex(environment, statement));
		case 'vacuum':
			return command(false, (core, parameters) => vacuum(core, statement, text, parameters));
		case 'createLayer':
		case 'restoreLayer':
		case 'dropLayer':
		case 'createBranch':
		case 'checkout':
		case 'dropBranch':
		case 'mergeBranch':
			return command(false, core => {
				try {
					layerCommand(core, statement);
				} catch (error) {
					throw withPosition(error, text);
				}
			});
		case 'invalid':
			throw new SqlError('SQLITE_ERROR', 'syntax error', { span: statement.span });
		default: {
			const other: never = statement;
			throw new Error(`unreachable: ${String(other)}`);
		}
	}
}

/** SQLite counts a BEGIN that locks the file as writing. */
function takesLock(statement: Begin): boolean {
	return statement.mode === 'immediate' || statement.mode === 'exclusive';
}

function command(
	isReadonly: boolean,
	run: (connection: ConnectionCore, parameters: readonly SqlValue[]) => void,
): CommandProgram {
	return {
		kind: 'command',
		columns: undefined,
		isReadonly,
		run(connection, parameters) {
			run(connection, parameters);
			return NO_ROWS;
		},
	};
}

/** `part`: where the new object goes; undefined: where the object is that it belongs to. */
function schemaChange(
	text: string,
	change: (environment: DdlEnvironment) => void,
	part?: 'own',
): CommandProgram {
	return command(false, (connection, parameters) => {
		try {
			connection.runSchemaChange(
				(state, log) => change({ connection, state, log, text, parameters }),
				part,
			);
		} catch (error) {
			throw withPosition(error, text);
		}
	});
}

/** ANALYZE temp, or of something in temp. */
function ownPart({ schema, name }: QualifiedName): 'own' | undefined {
	return (schema ?? name).key === 'temp' ? 'own' : undefined;
}

/** Temp objects belong to the connection. */
function partOf(isTemporary: boolean, name: QualifiedName): 'own' | undefined {
	return isTemporary || name.schema?.key === 'temp' ? 'own' : undefined;
}
