/** Runs the statements of a script one after the other: each is compiled when its turn comes. */

import { bindParameters, numberedArguments } from './bindParameters.js';
import type { ConnectionCore } from './connectionCore.js';
import { expandedSql, statementEnd } from './expandedSql.js';
import { Prepared, parseScript } from './prepared.js';
import { RowShape } from './rowShape.js';
import { allRows, eachRow, runToEnd } from './runner.js';
import type { ResultValue } from './values.js';

/**
 * Positional values (each statement takes as many as it has anonymous parameters), or named ones, or a
 * single value.
 */
export type ScriptParameters = readonly unknown[] | Readonly<Record<string, unknown>> | BindScalar;
type BindScalar = null | number | bigint | string | Uint8Array;

/** Called with each row of a script, as an array. */
export type ScriptRowListener = (row: ResultValue[]) => void;

export function runScript(
	connection: ConnectionCore,
	text: string,
	params: ScriptParameters | undefined,
	onRow: ScriptRowListener | undefined,
): void {
	const script = parseScript(text);
	const takeArguments = argumentTaker(params, script.statements.length === 1);
	const { verbose } = connection.database.options;
	let end = 0;
	for (const statement of script.statements) {
		script.check(statement, connection);
		const prepared = new Prepared(connection, statement, text);
		const { program } = prepared;
		const names = prepared.parameters;
		// Without any values all parameters are NULL, as in better-sqlite3.
		const values =
			params === undefined
				? [null, ...names.map(() => null)]
				: bindParameters(names, numberedArguments(names, takeArguments(names)));
		if (verbose) {
			verbose(expandedSql(prepared, values, end).replace(/^[\s;]+/, ''));
			end = statementEnd(prepared);
		}
		if (!onRow || program.columns === undefined) {
			runToEnd(connection, program, values);
			continue;
		}
		const shape = new RowShape(program.columns, 'raw', false);
		// Writes are done whole before the first row is seen; queries are read as they go.
		const rows =
			program.kind === 'query'
				? eachRow(connection, program, values, shape)
				: allRows(connection, program, values, shape);
		for (const row of rows) onRow(row as ResultValue[]);
	}
}

function argumentTaker(
	params: ScriptParameters | undefined,
	isSingle: boolean,
): (names: readonly (string | undefined)[]) => unknown[] {
	if (!Array.isArray(params)) return names => (names.length === 0 && !isSingle ? [] : [params]);
	if (isSingle) return () => [...(params as unknown[])];
	let used = 0;
	return names => {
		const anonymous = names.filter(name => name === undefined).length;
		const taken = (params as unknown[]).slice(used, used + anonymous);
		used += anonymous;
		return taken;
	};
}
