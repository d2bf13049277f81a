/**
 * PRAGMA integrity_check and quick_check: the trees themselves, NOT NULL and CHECK of all rows, and (integrity_check) that
 * each index has an entry for each row it should.
 */

import type { TableSchema } from '../../catalog/schema.js';
import { compileScalar } from '../../executor/compile.js';
import { scalarLayout } from '../../executor/write/rowLayout.js';
import { entryOf } from '../../executor/write/tableIndexes.js';
import { SqlError } from '../../types/sqlError.js';
import type { Row, SqlValue } from '../../types/value.js';
import { foldKey } from '../../util/foldKey.js';
import { compiledIndexes } from '../compiledIndexes.js';
import { QueryExecution } from '../execution.js';
import { tableExpressions } from '../planning.js';
import { tableRows } from '../tableRows.js';
import type { PragmaCall, PragmaDefinition } from './pragma.js';
import { wideIntegerOf } from './pragmaValues.js';

const DEFAULT_LIMIT = 100;

export const checkPragmas: readonly PragmaDefinition[] = [
	checking('integrity_check', 'indexes'),
	checking('quick_check', 'rows'),
];

function checking(name: string, depth: 'indexes' | 'rows'): PragmaDefinition {
	return {
		name,
		columns: [name],
		isSetting: false,
		run(call) {
			const { limit, table } = scopeOf(call);
			const problems: string[] = [];
			for (const problem of findProblems(call, table, depth)) {
				problems.push(problem);
				if (problems.length >= limit) break;
			}
			return problems.length > 0 ? problems.map(text => [text]) : [['ok']];
		},
	};
}

/** The value is a number of problems, or a table. */
function scopeOf({ connection, schema, value }: PragmaCall): {
	readonly limit: number;
	readonly table: TableSchema | undefined;
} {
	if (value === undefined) return { limit: DEFAULT_LIMIT, table: undefined };
	const number = wideIntegerOf(value);
	if (number !== undefined) return { limit: number > 0 ? number : DEFAULT_LIMIT, table: undefined };
	const found = connection.state.catalog.findRelation(foldKey(value), schema);
	if (found?.kind === 'table') return { limit: DEFAULT_LIMIT, table: found };
	if (found || /^sqlite_(?:temp_)?(?:schema|master)$/i.test(value)) {
		return { limit: 0, table: undefined };
	}
	throw new SqlError('SQLITE_ERROR', `no such table: ${value}`);
}

function* findProblems(
	call: PragmaCall,
	only: TableSchema | undefined,
	depth: 'indexes' | 'rows',
): Generator<string> {
	const { connection, schema } = call;
	for (const [name, objects] of connection.state.catalog.schemas) {
		if (schema !== undefined && schema !== name) continue;
		for (const table of objects.relations.values()) {
			if (table.kind !== 'table' || (only && only !== table)) continue;
			yield* brokenTrees(call, table);
			yield* brokenRows(call, table);
			if (depth === 'indexes') yield* brokenIndexes(call, table);
		}
	}
}

function* brokenTrees({ connection }: PragmaCall, table: TableSchema): Generator<string> {
	for (const { id, name } of [table, ...table.indexes]) {
		try {
			connection.state.findTree(id)?.checkValid();
		} catch (error) {
			yield `tree of ${name}: ${String(error)}`;
		}
	}
}

function* brokenRows({ connection }: PragmaCall, table: TableSchema): Generator<string> {
	const { database, state, services, settings } = connection;
	const tree = state.findTree(table.id);
	if (!tree) return;
	const expressions = tableExpressions(database, state.catalog, table);
	const layout = scalarLayout(expressions.layout);
	const checks = settings.ignoresChecks ? [] : expressions.checks;
	const compiled = checks.map(check => compileScalar(check.expr, layout));
	const { slotCount } = expressions;
	const context = new QueryExecution(state, [], slotCount, services, database.checkInterrupt);
	for (const row of tableRows(tree, table, database.checkInterrupt)) {
		for (let column = 0; column < table.columns.length; column++) {
			const { isNotNull, name } = table.columns[column] as TableSchema['columns'][number];
			if (isNotNull && row[column] === null) yield `NULL value in ${table.name}.${name}`;
		}
		if (compiled.some(check => isFalse(check(context, row)))) {
			yield `CHECK constraint failed in ${table.name}`;
		}
	}
}

function isFalse(value: SqlValue): boolean {
	return value !== null && Number(value) === 0;
}

function* brokenIndexes({ connection }: PragmaCall, table: TableSchema): Generator<string> {
	const { database, state, services } = connection;
	const tree = state.findTree(table.id);
	if (!tree) return;
	const indexes = compiledIndexes(database, state.catalog, table);
	const { slotCount } = tableExpressions(database, state.catalog, table);
	const context = new QueryExecution(state, [], slotCount, services, database.checkInterrupt);
	const rows: readonly Row[] = [...tableRows(tree, table, database.checkInterrupt)];
	for (const index of indexes) {
		const entries = state.findTree(index.schema.id);
		const wanted = rows.filter(row => entryOf(index, context, row)).length;
		if (entries && entries.size !== wanted)
			yield `wrong # of entries in index ${index.schema.name}`;
	}
}
