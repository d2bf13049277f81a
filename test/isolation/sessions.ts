// Scripts of several connections: lines `s1: statement` run in their order, each on its own connection of one database.
//
// A golden file (*.sessions.golden) holds scripts, and under each a table of what its lines answered, a column a level:
//
//   == title
//   setup: statement
//   s1: statement
//   --
//   (table, written by npm run test:update)
import { Database } from '../../src/library/index.js';
import type { Connection, SqlError } from '../../src/library/index.js';

export const levels = ['read committed', 'snapshot', 'serializable'] as const;
export type Level = (typeof levels)[number];

export interface SessionScript {
	readonly title: string;
	readonly setup: readonly string[];
	readonly lines: readonly { readonly session: string; readonly sql: string }[];
	readonly expected: string;
}

export function readScripts(text: string): SessionScript[] {
	return text
		.split(/^== /m)
		.slice(1)
		.map(part => {
			const [script = '', expected = ''] = part.split('\n--\n');
			const [title = '', ...lines] = script.split('\n').filter(line => line !== '');
			const parsed = lines.map(line => {
				const [, session = '', sql = ''] = /^(\w+): (.*)$/.exec(line) ?? [];
				return { session, sql };
			});
			return {
				title,
				setup: parsed.filter(line => line.session === 'setup').map(line => line.sql),
				lines: parsed.filter(line => line.session !== 'setup'),
				expected: expected.trim(),
			};
		});
}

export function writeScripts(head: string, scripts: readonly SessionScript[]): string {
	const parts = scripts.map(script => {
		const setup = script.setup.map(sql => `setup: ${sql}\n`).join('');
		const lines = script.lines.map(({ session, sql }) => `${session}: ${sql}\n`).join('');
		return `== ${script.title}\n${setup}${lines}--\n${tableOf(script)}\n`;
	});
	return `${head}${parts.join('\n')}`;
}

/** What the lines that answer something answer, at each level. */
export function tableOf(script: SessionScript): string {
	const answers = levels.map(level => runScript(script, level));
	const rows = script.lines.map(({ session, sql }, line) => [
		`${session}: ${sql}`,
		...answers.map(column => column[line] ?? ''),
	]);
	const told = rows.filter(row => row.slice(1).some(answer => answer !== ''));
	const table = [['isolation level', ...levels], ...told];
	const widths = table[0]?.map((_, column) =>
		Math.max(...table.map(row => row[column]?.length ?? 0)),
	);
	return table
		.map(row =>
			row
				.map((cell, column) => cell.padEnd(widths?.[column] ?? 0))
				.join(' | ')
				.trimEnd(),
		)
		.join('\n');
}

/** A session that was refused is rolled back and does nothing more. */
export function runScript(script: SessionScript, level: Level): string[] {
	const db = new Database();
	for (const sql of script.setup) db.exec(sql);
	const sessions = new Map<string, Connection | 'refused'>();
	return script.lines.map(({ session, sql }) => {
		let connection = sessions.get(session);
		if (connection === undefined) {
			connection = db.connect();
			connection.pragma(`isolation = '${level}'`);
			sessions.set(session, connection);
		}
		if (connection === 'refused') return '-';
		try {
			const statement = connection.prepare(sql);
			if (statement.reader) return statement.raw().all().join(' ');
			statement.run();
			return '';
		} catch (error) {
			if (connection.inTransaction) connection.exec('rollback');
			sessions.set(session, 'refused');
			return (error as SqlError).code;
		}
	});
}
