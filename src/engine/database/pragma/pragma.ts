/**
 * PRAGMA as statement and as table function. Each pragma is a definition in one of the lists below; a name that none
 * of them knows gives no rows and no error, as in SQLite.
 */

import type { TableFunction } from '../../functions/function.js';
import type { Pragma } from '../../syntax/ast/statement.js';
import { valueToText } from '../../types/convert.js';
import { SqlError } from '../../types/sqlError.js';
import type { Row, SqlValue } from '../../types/value.js';
import type { ConnectionCore } from '../connectionCore.js';
import type { CommandProgram } from '../program.js';
import { plainColumn } from '../resultColumns.js';
import { schemaPragmas } from './schemaPragmas.js';
import { settingPragmas } from './settingPragmas.js';

export interface PragmaCall {
	readonly connection: ConnectionCore;
	/** Folded; undefined when none was written. */
	readonly schema: string | undefined;
	/** As written, quotes undone; undefined when the pragma is only asked. */
	readonly value: string | undefined;
}

export interface PragmaDefinition {
	readonly name: string;
	readonly columns: readonly string[];
	/** Whether it may change something when it has a value. */
	readonly isSetting: boolean;
	run(call: PragmaCall): Row[];
}

const pragmaList: PragmaDefinition = {
	name: 'pragma_list',
	columns: ['name'],
	isSetting: false,
	run: () => [...definitions.keys()].sort().map(name => [name]),
};

const definitions: ReadonlyMap<string, PragmaDefinition> = new Map(
	[...schemaPragmas, ...settingPragmas, pragmaList].map(one => [one.name, one]),
);

export function pragmaCommand(connection: ConnectionCore, statement: Pragma): CommandProgram {
	const { schema, value } = statement;
	if (schema && !connection.state.catalog.schemas.has(schema.key)) {
		throw new SqlError('SQLITE_ERROR', `unknown database ${schema.name}`, { span: schema.span });
	}
	const definition = definitions.get(statement.name.key);
	if (!definition) {
		return { kind: 'command', columns: undefined, isReadonly: true, run: () => [] };
	}
	const changes = definition.isSetting && value !== undefined;
	return {
		kind: 'command',
		columns: definition.columns.map(plainColumn),
		isReadonly: !changes,
		run: core => definition.run({ connection: core, schema: schema?.key, value: value?.text }),
	};
}

/** `pragma_table_info('t')`; only pragmas that change nothing. */
export function pragmaFunction(connection: ConnectionCore, key: string): TableFunction | undefined {
	const definition = definitions.get(key.slice('pragma_'.length));
	if (!definition) return undefined;
	const parameters = ['arg', 'schema'];
	return {
		kind: 'table',
		name: key,
		minArguments: 0,
		maxArguments: parameters.length,
		parameters,
		columns: definition.columns.map(name => ({ name, declaredType: undefined })),
		bindColumns: undefined,
		rows: args =>
			definition.run({
				connection,
				schema: argumentText(args[1])?.toLowerCase(),
				value: definition.isSetting ? undefined : argumentText(args[0]),
			}),
	};
}

function argumentText(value: SqlValue | undefined): string | undefined {
	return value === undefined || value === null ? undefined : valueToText(value);
}
