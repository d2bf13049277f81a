/**
 * SQLite looks at the head of a CREATE while it parses: a name that is taken, or a column written twice, is told rather
 * than a syntax error further on. Asked only when there is such an error; changes nothing.
 */

import type { CreateTable, CreateVirtualTable, Statement } from '../../syntax/ast/statement.js';
import type { TableDefinition } from '../../syntax/ast/tableDefinition.js';
import type { Span } from '../../util/span.js';
import { ChangeLog } from '../events.js';
import type { ConnectionCore } from '../connectionCore.js';
import { tableFromDefinition } from './tableFromDefinition.js';
import { triggerPlace } from './createTrigger.js';
import { isNameFree, targetSchema } from './environment.js';
import type { DdlEnvironment } from './environment.js';

const COMMENTS = /\/\*[\s\S]*?(?:\*\/|$)|--.*$/gm;

/** Throws what SQLite says before it meets the error at `errorStart`. */
export function checkHeader(
	connection: ConnectionCore,
	statement: Statement,
	text: string,
	errorStart: number,
): void {
	const { state } = connection;
	const log = new ChangeLog();
	const environment: DdlEnvironment = { connection, state, log, text, parameters: [] };
	switch (statement.kind) {
		case 'explain':
			checkHeader(connection, statement.statement, text, errorStart);
			return;
		case 'createTable':
			checkTable(environment, statement, errorStart);
			return;
		case 'createVirtualTable':
			checkVirtualTable(environment, statement, errorStart);
			return;
		case 'createTrigger': {
			const headerEnd = statement.when?.span.end ?? statement.table.name.span.end;
			const between = text.slice(headerEnd, errorStart).replace(COMMENTS, ' ');
			if (/\bbegin\b/i.test(between)) {
				triggerPlace(environment, statement);
			}
			return;
		}
		default:
	}
}

function checkTable(environment: DdlEnvironment, statement: CreateTable, errorStart: number): void {
	const { table, body, isTemporary, ifNotExists } = statement;
	const begun = environment.text.slice(table.name.span.end, errorStart);
	if (!/^\s*(?:\(|as\b)/i.test(begun)) return;
	const schema = targetSchema(environment, table, isTemporary);
	if (!isNameFree(environment.state.catalog, table, schema, ifNotExists)) return;
	if (body.kind === 'query') return;
	const made = { name: table.name, schema, sql: '', module: undefined };
	const read = partBefore(body, environment.text, errorStart);
	// Whether there is one at all is asked in the end.
	const isStored = read.columns.some(({ constraints }) =>
		constraints.every(({ kind }) => kind !== 'generatedColumn'),
	);
	if (isStored) tableFromDefinition(environment, read, made, () => 0);
}

function checkVirtualTable(
	environment: DdlEnvironment,
	{ table, module, ifNotExists }: CreateVirtualTable,
	errorStart: number,
): void {
	if (module.span.end > errorStart || module.span.end === module.span.start) return;
	if (!/\(/.test(environment.text.slice(module.span.end, errorStart))) return;
	const schema = targetSchema(environment, table, false);
	isNameFree(environment.state.catalog, table, schema, ifNotExists);
}

/** Columns and constraints that were read whole: a comma behind them was still right. */
function partBefore(definition: TableDefinition, text: string, end: number): TableDefinition {
	const isWhole = ({ span }: { readonly span: Span }) => /^\s*,/.test(text.slice(span.end, end));
	return {
		...definition,
		columns: definition.columns.filter(isWhole),
		constraints: definition.constraints.filter(isWhole),
		settings: [],
		isStrict: false,
		isWithoutRowid: false,
	};
}
