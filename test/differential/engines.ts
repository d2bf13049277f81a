/** The same statement on Strata and on SQLite (sql.js): typed rows as text, changed rows, or the error. */

import { Database } from '../../src/engine/index.js';
import type { BindParams } from 'sql.js';
import { boundStatement } from './boundStatement.js';
import { bytesToHex } from '../../src/engine/types/literal.js';
import { describeValue, openOracle } from '../oracle/oracle.js';
import type { SqlValue } from '../../src/engine/index.js';

export interface Outcome {
	readonly rows: readonly string[];
	readonly error: string | undefined;
}

export interface Engine {
	/** With `isBound` some literals are given as parameters. */
	run(sql: string, isBound?: boolean): Outcome;
	close(): void;
}

/** A join of thousands of millions of rows comes up now and then. */
const MAX_MILLISECONDS = 3000;
/** The error of a statement that takes longer. */
export const INTERRUPTED = 'interrupted';

export function openStrata(disabledRules: readonly string[] = []): Engine {
	let end = Infinity;
	const shouldInterrupt = () => performance.now() > end;
	const database = new Database({ disabledRules, shouldInterrupt });
	return {
		run(sql, isBound = false) {
			end = performance.now() + MAX_MILLISECONDS;
			try {
				const bound = isBound ? boundStatement(sql) : undefined;
				const statement = database.prepare(bound?.sql ?? sql);
				const parameters = bound?.arguments ?? [];
				if (!statement.reader) {
					const { changes } = statement.run(...parameters);
					return { rows: isChange(sql) ? [`${changes} changed`] : [], error: undefined };
				}
				const result = statement.openResult(...parameters);
				const rows = result.rows().map(row => row.map(describeValue).join(' | '));
				result.release();
				return { rows, error: undefined };
			} catch (error) {
				const { name, message, stack } = error as Error;
				return { rows: [], error: name === 'SqliteError' ? message : `crash: ${stack}` };
			}
		},
		close() {
			database.close();
		},
	};
}

export function openSqlite(): Engine {
	const database = openOracle();
	return {
		run(sql, isBound = false) {
			let statement;
			try {
				const bound = isBound ? boundStatement(sql) : undefined;
				statement = database.prepare(bound?.sql ?? sql);
				if (bound && bound.values.length > 0) statement.bind([...bound.values] as BindParams);
				const isReader = statement.getColumnNames().length > 0;
				const rows: string[] = [];
				while (statement.step()) rows.push(typedRow(statement));
				if (isChange(sql) && !isReader) rows.push(`${database.getRowsModified()} changed`);
				return { rows, error: undefined };
			} catch (error) {
				return { rows: [], error: (error as Error).message };
			} finally {
				statement?.free();
			}
		},
		close() {
			database.close();
		},
	};
}

/** sql.js gives integers as bigint here, so a number is a REAL; the option is missing from its published types. */
function typedRow(statement: object): string {
	const reader = statement as {
		get(params: null, config: { useBigInt: boolean }): unknown[];
		getBlob(column: number): Uint8Array;
	};
	return reader
		.get(null, { useBigInt: true })
		.map((value, column) => {
			if (typeof value === 'number') return `real ${value + 0}`;
			// The bytes of a text: as a string it would lose what is no UTF-8.
			if (typeof value === 'string') return `text ${bytesToHex(reader.getBlob(column))}`;
			return describeValue(value as SqlValue);
		})
		.join(' | ');
}

function isChange(sql: string): boolean {
	return /^\s*(?:insert|update|delete|replace)\b/i.test(sql);
}
