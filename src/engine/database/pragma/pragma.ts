/**
 * PRAGMA as statement and as table function. Each pragma is a definition in one of the lists below; a name that none
 * of them knows gives no rows and no error, as in SQLite.
 */

import type { TableFunction } from '../../functions/function.js';
import type { Pragma } from '../../syntax/ast/statement.js';
import { valueToText } from '../../types/convert.js';
import { SqlError } from '../../types/sqlError.js';
import type { Row, SqlValue } from '../../types/value.js';
import { foldKey } from '../../util/foldKey.js';
import type { Span } from '../../util/span.js';
import type { ConnectionCore } from '../connectionCore.js';
import type { CommandProgram } from '../program.js';
import { plainColumn } from '../resultColumns.js';
import { checkPragmas } from './checkPragmas.js';
import { flagPragmas } from './flagPragmas.js';
import { ownPragmas } from './ownPragmas.js';
import { schemaPragmas } from './schemaPragmas.js';
import { settingPragmas } from './settingPragmas.js';
import { storagePragmas } from './storagePragmas.js';

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
	/** Whether it may change something when it has a value; such a statement gives no data, but see `answersWhenSet`. */
	readonly isSetting: boolean;
	readonly answersWhenSet?: boolean;
	/** What the table function takes; absent: nothing for settings, both for the others. */
	readonly hidden?: readonly ('arg' | 'schema')[];
	/** False: there is no table function pragma_x. */
	readonly isFunction?: boolean;
	run(call: PragmaCall): Row[];
}

/** The pragmas that SQLite counts as writing to the file. */
const WRITES: ReadonlySet<string> = new Set([
	'incremental_vacuum',
	'journal_mode',
	'purge_expired',
	'wal_checkpoint',
]);
const WRITES_WHEN_SET: ReadonlySet<string> = new Set([
	'application_id',
	'schema_version',
	'user_version',
]);

const pragmaList: PragmaDefinition = {
	hidden: [],
	name: 'pragma_list',
	columns: ['name'],
	isSetting: false,
	run: () => [...definitions.keys()].sort().map(name => [name]),
};

const definitions: ReadonlyMap<string, PragmaDefinition> = new Map(
	[
		...schemaPragmas,
		...settingPragmas,
		...flagPragmas,
		...storagePragmas,
		...checkPragmas,
		...ownPragmas,
		pragmaList,
	].map(one => [one.name, one]),
);

export function pragmaCommand(connection: ConnectionCore, statement: Pragma): CommandProgram {
	const { schema, value } = statement;
	checkSchema(connection, schema?.name, schema?.span);
	const definition = definitions.get(statement.name.key);
	if (!definition) {
		return { kind: 'command', columns: undefined, isReadonly: true, run: () => [] };
	}
	const changes = definition.isSetting && value !== undefined;
	const { columns } = definition;
	const hasAnswer = columns.length > 0 && (!changes || definition.answersWhenSet === true);
	return {
		kind: 'command',
		columns: hasAnswer ? columns.map(plainColumn) : undefined,
		isReadonly: !WRITES.has(definition.name) && !(changes && WRITES_WHEN_SET.has(definition.name)),
		run: core => definition.run({ connection: core, schema: schema?.key, value: value?.text }),
	};
}

/** `pragma_table_info('t')`; settings are only asked. */
export function pragmaFunction(connection: ConnectionCore, key: string): TableFunction | undefined {
	const definition = definitions.get(key.slice('pragma_'.length));
	if (!definition || definition.columns.length === 0 || definition.isFunction === false) {
		return undefined;
	}
	const parameters = definition.hidden ?? (definition.isSetting ? [] : ['arg', 'schema']);
	const valueOf = (name: 'arg' | 'schema', args: Row) => {
		const position = parameters.indexOf(name);
		return position < 0 ? undefined : argumentText(args[position]);
	};
	return {
		kind: 'table',
		name: key,
		minArguments: 0,
		maxArguments: parameters.length,
		parameters,
		columns: definition.columns.map(name => ({ name, declaredType: undefined })),
		bindColumns: undefined,
		rows(args) {
			const schema = valueOf('schema', args);
			if (schema !== undefined && !connection.state.catalog.schemas.has(foldKey(schema))) {
				throw new SqlError('SQLITE_ERROR', `unknown database '${schema}'`);
			}
			const value = valueOf('arg', args);
			return definition.run({ connection, schema: schema && foldKey(schema), value });
		},
	};
}

function checkSchema(connection: ConnectionCore, schema: string | undefined, span?: Span): void {
	if (schema === undefined || connection.state.catalog.schemas.has(foldKey(schema))) return;
	throw new SqlError('SQLITE_ERROR', `unknown database ${schema}`, { span });
}

function argumentText(value: SqlValue | undefined): string | undefined {
	return value === undefined || value === null ? undefined : valueToText(value);
}
