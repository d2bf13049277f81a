/** The same statement on Strata and on SQLite (sql.js): typed rows as text, changed rows, or the error. */

import { Database } from '../../src/engine/index.js';
import { bytesToHex } from '../../src/engine/types/literal.js';
import { describeValue, openOracle } from '../oracle/oracle.js';
import type { SqlValue } from '../../src/engine/index.js';

export interface Outcome {
	readonly rows: readonly string[];
	readonly error: string | undefined;
}

export interface Engine {
	run(sql: string): Outcome;
	close(): void;
}

export function openStrata(disabledRules: readonly string[] = []): Engine {
	const database = new Database({ disabledRules });
	return {
		run(sql) {
			try {
				const statement = database.prepare(sql);
				if (!statement.reader) {
					const { changes } = statement.run();
					return { rows: isChange(sql) ? [`${changes} changed`] : [], error: undefined };
				}
				const result = statement.openResult();
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
		run(sql) {
			let statement;
			try {
				statement = database.prepare(sql);
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
