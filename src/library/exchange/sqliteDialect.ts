/**
 * Schemas in the words of SQLite: what only Strata has is left out where the table or index is one without it, too
 * (partitions, index types, INCLUDE, WITH, collations of languages), and the object where it is not.
 */

import { parse, printStatement } from '../../engine/index.js';
import type { SyntaxStatement } from '../../engine/index.js';
import { quoted } from './contents.js';
import type { Contents, StoredColumn } from './contents.js';

/** Undefined: SQLite has no such thing. The text as it is when it says nothing that is not SQLite's. */
export function sqliteText(sql: string): string | undefined {
	const [statement] = parse(sql).statements;
	if (!statement || statement.isBroken) return sql;
	if (statement.kind === 'createVirtualTable') return textOfModule(statement, sql);
	if (statement.kind === 'createIndex' && searches.has(statement.using?.key ?? ''))
		return undefined;
	const simpler = simplified(statement) as SyntaxStatement;
	return simpler === statement ? sql : printStatement(simpler);
}

/** Index types that answer what no index of SQLite does. */
const searches = new Set(['fulltext']);

type CreateVirtualTable = SyntaxStatement & { readonly kind: 'createVirtualTable' };

/** A module that keeps rows like any table makes one. Others may be SQLite's own. */
function textOfModule(statement: CreateVirtualTable, sql: string): string {
	const { definition, table, span, ifNotExists } = statement;
	if (!definition) return sql;
	const made: SyntaxStatement = {
		kind: 'createTable',
		isTemporary: false,
		ifNotExists,
		table,
		body: definition,
		span,
		isBroken: false,
		parameters: [],
	};
	return printStatement(simplified(made) as SyntaxStatement);
}

const collations = new Set(['binary', 'nocase', 'rtrim']);

interface Node {
	readonly kind?: unknown;
	readonly collation?: { readonly key: string };
	readonly operand?: unknown;
}

/** The same object when nothing in it is other than SQLite has it. */
function simplified(value: unknown): unknown {
	if (Array.isArray(value)) {
		const parts = value.filter(part => !isForeignCollation(part, 'collateColumn')).map(simplified);
		const isSame = parts.length === value.length && parts.every((part, at) => part === value[at]);
		return isSame ? value : parts;
	}
	if (typeof value !== 'object' || value === null) return value;
	if (isForeignCollation(value, 'collate')) return simplified((value as Node).operand);
	const { kind } = value as Node;
	const dropped = typeof kind === 'string' ? extras[kind] : undefined;
	let changed: Record<string, unknown> | undefined;
	for (const [name, part] of Object.entries(value)) {
		const isExtra = dropped !== undefined && Object.hasOwn(dropped, name) && isWritten(part);
		const next = isExtra ? dropped[name] : simplified(part);
		if (next === part) continue;
		changed ??= { ...value };
		changed[name] = next;
	}
	return changed ?? value;
}

/** What statements are without it. */
const extras: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
	tableDefinition: { using: undefined, settings: [], partitioning: undefined },
	createIndex: { using: undefined, included: [], options: [] },
};

function isWritten(part: unknown): boolean {
	return Array.isArray(part) ? part.length > 0 : part !== undefined;
}

function isForeignCollation(value: unknown, kind: string): boolean {
	const node = value as Node | null;
	if (typeof node !== 'object' || node?.kind !== kind) return false;
	return !collations.has(node.collation?.key ?? '');
}

/** A table for the rows, when SQLite refuses the text: columns, types and the primary key. */
export function plainTable(name: string, columns: readonly StoredColumn[]): string {
	const texts = columns.map(column => `${quoted(column.name)} ${column.type}`.trimEnd());
	const key = columns
		.filter(({ primaryKey }) => primaryKey > 0)
		.sort((one, other) => one.primaryKey - other.primaryKey)
		.map(column => quoted(column.name));
	if (key.length > 0) texts.push(`PRIMARY KEY (${key.join(', ')})`);
	return `CREATE TABLE ${quoted(name)}(${texts.join(', ')})`;
}

/** What was left out of an export or import, and why. */
export interface Skipped {
	readonly type: 'table' | 'index' | 'view' | 'trigger';
	readonly name: string;
	readonly reason: string;
}

/** The contents in SQLite's words. */
export function sqliteContents(
	contents: Contents,
	onSkipped: ((skipped: Skipped) => void) | undefined,
): Contents {
	const tables = contents.tables.map(table => ({
		...table,
		sql: sqliteText(table.sql) ?? plainTable(table.name, table.columns),
	}));
	const objects = contents.objects.flatMap(object => {
		const sql = sqliteText(object.sql);
		if (sql !== undefined) return [{ ...object, sql }];
		const { type, name } = object;
		onSkipped?.({ type, name, reason: 'SQLite has no indexes of its type' });
		return [];
	});
	return { ...contents, tables, objects };
}
