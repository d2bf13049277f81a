/** Real SQLite (sql.js) behind the runner's interface: the check of the runner itself, and the pace to compare with. */

import initSqlJs from 'sql.js';
import type { CellValue, ConformanceDatabase } from './scriptRunner.js';

export async function openSqlite(): Promise<ConformanceDatabase> {
	const SQL = await initSqlJs();
	const database = new SQL.Database();
	database.run('PRAGMA foreign_keys = ON');
	return {
		close: () => {
			database.close();
		},
		execute: sql => {
			database.run(sql);
		},
		query: sql => {
			const statement = database.prepare(sql);
			try {
				const rows: CellValue[][] = [];
				while (statement.step()) rows.push(statement.get());
				return rows;
			} finally {
				statement.free();
			}
		},
	};
}
