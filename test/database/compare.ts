/**
 * Runs the same statements on our engine and on SQLite (sql.js) and compares what each statement gives: rows, or the
 * message of its error, and how many rows it changed.
 */

import assert from 'node:assert/strict';
import { Database, splitStatements } from '../../src/engine/index.js';
import type { SqlValue } from '../../src/engine/index.js';
import { describeValue, openOracle } from '../oracle/oracle.js';

interface Engine {
	/** Typed rows as text, or the error. */
	run(sql: string): string[];
}

/** The statements of a script, each on both engines, and that both say the same. */
export function compareScript(script: string): void {
	compareStatements(splitStatements(script).map(span => script.slice(span.start, span.end)));
}

export function compareStatements(statements: readonly string[]): void {
	const ours = openOurs();
	const theirs = openTheirs();
	const done: string[] = [];
	for (const sql of statements) {
		done.push(sql);
		const expected = theirs.run(sql);
		const actual = ours.run(sql);
		const context = `after:\n${done.slice(-12).join(';\n')};`;
		assert.deepEqual(
			actual,
			expected,
			`${context}\nours: ${actual.join('\n')}\nSQLite: ${expected.join('\n')}`,
		);
	}
}

export function openOurs(database = new Database()): Engine {
	return {
		run(sql) {
			try {
				const statement = database.prepare(sql);
				if (!statement.reader) {
					const { changes } = statement.run();
					return isChange(sql) ? [`${changes} changed`] : [];
				}
				const result = statement.openResult();
				const rows = result.rows().map(row => row.map(describeValue).join(' | '));
				result.release();
				return rows;
			} catch (error) {
				return [`error ${(error as Error).message}`];
			}
		},
	};
}

export function openTheirs(): Engine {
	const database = openOracle();
	return {
		run(sql) {
			try {
				const statement = database.prepare(sql);
				const rows: string[] = [];
				const hasColumns = statement.getColumnNames().length > 0;
				while (statement.step()) {
					rows.push(typedRow(readRow(statement)));
				}
				statement.free();
				if (isChange(sql) && !hasColumns) return [`${database.getRowsModified()} changed`];
				return rows;
			} catch (error) {
				return [`error ${(error as Error).message}`];
			}
		},
	};
}

/** The option is missing from the published types. */
function readRow(statement: object): unknown[] {
	const reader = statement as { get(params: null, config: { useBigInt: boolean }): unknown[] };
	return reader.get(null, { useBigInt: true });
}

/** sql.js gives integers as bigint here, so a number is a REAL. */
function typedRow(row: readonly unknown[]): string {
	return row
		.map(value => {
			if (typeof value === 'bigint') return `integer ${value}`;
			if (typeof value === 'number') return `real ${value + 0}`;
			return describeValue(value as SqlValue);
		})
		.join(' | ');
}

function isChange(sql: string): boolean {
	return /^\s*(?:insert|update|delete|replace)\b/i.test(sql);
}
