/** Runs the prompts of one golden file on a database of its own and renders what comes out. */

import {
	Database,
	SqlError,
	splitStatements,
	type Connection,
	type DataChange,
	type SchemaChange,
} from '../../src/engine/index.js';
import type { Prompt } from './goldenFile.js';

type Value = null | number | bigint | string | Uint8Array;

export class GoldenSession {
	readonly #database = new Database();
	readonly #connections = new Map<string, Connection>();
	readonly #events: string[] = [];

	constructor() {
		this.#database.onSchemaChange(change => this.#events.push(renderSchemaChange(change)));
		this.#database.onDataChange(change => this.#events.push(renderDataChange(change)));
	}

	run(prompts: readonly Prompt[]): string {
		return prompts.map(prompt => this.#runPrompt(prompt)).join('\n');
	}

	close(): void {
		this.#database.close();
	}

	#connection(session: string): Database | Connection {
		if (session === 's1') return this.#database;
		let connection = this.#connections.get(session);
		if (!connection) {
			connection = this.#database.connect();
			this.#connections.set(session, connection);
		}
		return connection;
	}

	#runPrompt({ sql, tag, session }: Prompt): string {
		const connection = this.#connection(session);
		this.#events.length = 0;
		const output =
			tag === 'plan'
				? renderPlan(connection, sql)
				: splitStatements(sql)
						.map(span => runStatement(connection, sql.slice(span.start, span.end)))
						.join('\n');
		if (tag === undefined || tag === 'plan') return output;
		if (tag === 'events') return [...this.#events].join('\n') || 'no events';
		if (tag === 'layers') {
			return this.#database
				.layers()
				.map(({ type, label, rowsChanged }) => {
					const changes = Object.entries(rowsChanged).map(([table, rows]) => `${table} ${rows}`);
					return `${type} ${label}: ${changes.join(', ') || 'nothing'} changed`;
				})
				.join('\n');
		}
		throw new Error(`unknown tag [${tag}]`);
	}
}

function runStatement(connection: Database | Connection, sql: string): string {
	try {
		const statement = connection.prepare(sql);
		if (!statement.reader) {
			const { changes } = statement.run();
			return changes === 0 ? 'ok' : `${changes} changed`;
		}
		const names = statement.columns().map(column => column.name);
		const rows = statement.safeIntegers().raw().all() as Value[][];
		if (rows.length === 0) return `${names.join(' | ')}\n(no rows)`;
		return [names.join(' | '), ...rows.map(row => row.map(renderValue).join(' | '))].join('\n');
	} catch (error) {
		if (!(error instanceof SqlError)) throw error;
		return renderError(error, sql);
	}
}

function renderPlan(connection: Database | Connection, sql: string): string {
	const rows = connection.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as {
		id: number;
		parent: number;
		detail: string;
	}[];
	const depth = new Map<number, number>([[0, -1]]);
	return rows
		.map(row => {
			const level = (depth.get(row.parent) ?? -1) + 1;
			depth.set(row.id, level);
			return '  '.repeat(level) + row.detail;
		})
		.join('\n');
}

/** With safe integers every INTEGER is a bigint, so a number is a REAL. */
export function renderValue(value: Value): string {
	if (value === null) return 'NULL';
	if (typeof value === 'bigint') return value.toString();
	if (typeof value === 'number') {
		return Number.isInteger(value) && Math.abs(value) < 1e15 ? value.toFixed(1) : String(value);
	}
	if (typeof value === 'string') return `'${value.replace(/\n/g, '\\n')}'`;
	return `x'${Buffer.from(value).toString('hex')}'`;
}

/** The error with the place it points at. */
function renderError(error: SqlError, sql: string): string {
	const lines = [`${error.code}: ${error.message}`];
	if (error.span) {
		const before = sql.slice(0, error.span.start);
		const lineStart = before.lastIndexOf('\n') + 1;
		const lineEnd = sql.indexOf('\n', error.span.start);
		const line = sql.slice(lineStart, lineEnd < 0 ? undefined : lineEnd);
		const column = error.span.start - lineStart;
		const width = Math.max(1, Math.min(error.span.end - error.span.start, line.length - column));
		lines.push(`  ${line}`, `  ${' '.repeat(column)}${'^'.repeat(width)}`);
	}
	if (error.hint !== undefined) lines.push(`  hint: ${error.hint}`);
	return lines.join('\n');
}

function renderSchemaChange(change: SchemaChange): string {
	return `${change.type} ${change.objectType} ${change.objectName}`;
}

function renderDataChange(change: DataChange): string {
	const row = (values: readonly unknown[] | null | undefined): string =>
		values ? `(${values.map(value => renderPlain(value)).join(', ')})` : '';
	const parts = [change.type, change.tableName, `key ${change.key.map(renderPlain).join(',')}`];
	if (change.oldRow) parts.push(`old ${row(change.oldRow)}`);
	if (change.newRow) parts.push(`new ${row(change.newRow)}`);
	if (change.changedColumns) parts.push(`changed ${change.changedColumns.join(',')}`);
	return parts.join(' ');
}

function renderPlain(value: unknown): string {
	return typeof value === 'number' ? String(value) : renderValue(value as Value);
}
