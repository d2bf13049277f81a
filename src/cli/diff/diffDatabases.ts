/**
 * What differs between two databases: tables, views, indexes and triggers by name and text, rows by primary key.
 *
 * Rows of tables without a common key are compared as wholes, however often each is there. INTEGER 1 and REAL 1.0 differ.
 */

import { Lexer, type Database, type TableInfo } from '../../engine/index.js';
import { quoteName } from '../../notebook/session/statementText.js';
import { tablesOf } from '../schemaText.js';

/** INTEGER is a bigint, REAL a number. */
export type Value = null | bigint | number | string | Uint8Array;
export type Row = readonly Value[];

export interface DatabaseDiff {
	/** Views, indexes, triggers. */
	readonly objects: readonly ObjectDiff[];
	/** Tables that differ; those of the first database that are the same in the second are left out. */
	readonly tables: readonly TableDiff[];
}

export interface ObjectDiff {
	readonly type: 'view' | 'index' | 'trigger';
	readonly name: string;
	/** undefined: not in the first database. */
	readonly from: string | undefined;
	readonly to: string | undefined;
}

export interface TableDiff {
	readonly name: string;
	readonly change: 'added' | 'removed' | 'changed';
	/** CREATE statements. */
	readonly from: string | undefined;
	readonly to: string | undefined;
	/** The definition is another. */
	readonly hasOtherSchema: boolean;
	/** Of the second database where it is there, that both have where it is changed. */
	readonly columns: readonly string[];
	/** Names of the columns that rows are found by; none: whole rows are compared. */
	readonly key: readonly string[];
	readonly added: readonly Row[];
	readonly removed: readonly Row[];
	readonly changed: readonly ChangedRow[];
	readonly same: number;
}

export interface ChangedRow {
	readonly from: Row;
	readonly to: Row;
}

export function diffDatabases(
	from: Database,
	to: Database,
	only: ReadonlySet<string>,
): DatabaseDiff {
	const isWanted = ({ name }: { readonly name: string }) =>
		only.size === 0 || only.has(name.toLowerCase());
	const left = tablesOf(from).filter(isWanted);
	const right = tablesOf(to).filter(isWanted);
	const isTable = ({ type }: TableInfo) => type !== 'view';
	const pairs = paired(left.filter(isTable), right.filter(isTable));
	const tables = pairs.flatMap(([one, other]) => {
		const found = diffTable([from, one], [to, other]);
		return found ? [found] : [];
	});
	return { tables, objects: diffObjects(left, right) };
}

/** By name, whatever its case; those of the left first. */
function paired<T extends { readonly name: string }>(
	left: readonly T[],
	right: readonly T[],
): [T | undefined, T | undefined][] {
	const keyOf = ({ name }: T) => name.toLowerCase();
	const others = new Map(right.map(one => [keyOf(one), one]));
	const pairs = left.map((one): [T | undefined, T | undefined] => [one, others.get(keyOf(one))]);
	const known = new Set(left.map(keyOf));
	const rest = right.filter(one => !known.has(keyOf(one)));
	return [...pairs, ...rest.map((one): [T | undefined, T | undefined] => [undefined, one])];
}

function diffObjects(left: readonly TableInfo[], right: readonly TableInfo[]): ObjectDiff[] {
	const diffs: ObjectDiff[] = [];
	for (const type of ['view', 'index', 'trigger'] as const) {
		for (const [one, other] of paired(objectsOf(left, type), objectsOf(right, type))) {
			if (isSameText(one?.sql, other?.sql)) continue;
			const name = (other ?? one)?.name ?? '';
			diffs.push({ type, name, from: one?.sql, to: other?.sql });
		}
	}
	return diffs;
}

interface SchemaObject {
	readonly name: string;
	readonly sql: string | undefined;
}

function objectsOf(
	tables: readonly TableInfo[],
	type: ObjectDiff['type'],
): readonly SchemaObject[] {
	if (type === 'view') return tables.filter(table => table.type === 'view');
	if (type === 'trigger') return tables.flatMap(({ triggers }) => triggers);
	return tables.flatMap(({ indexes }) => indexes.filter(({ sql }) => sql !== undefined));
}

type Side = readonly [Database, TableInfo | undefined];

function diffTable([from, one]: Side, [to, other]: Side): TableDiff | undefined {
	const name = (other ?? one)?.name ?? '';
	const texts = {
		name,
		from: one?.sql,
		to: other?.sql,
		key: [],
		added: [],
		removed: [],
		changed: [],
		same: 0,
	};
	if (!one || !other) {
		const database = other ? to : from;
		const columns = storedColumns(other ?? one);
		const rows = [...readRows(database, name, columns)];
		return other
			? { ...texts, change: 'added', hasOtherSchema: false, columns, added: rows }
			: { ...texts, change: 'removed', hasOtherSchema: false, columns, removed: rows };
	}
	const others = new Set(storedColumns(other).map(column => column.toLowerCase()));
	const columns = storedColumns(one).filter(column => others.has(column.toLowerCase()));
	const key = commonKey(one, other);
	const rows = diffRows(readRows(from, one.name, columns), readRows(to, other.name, columns), {
		key: key.map(column => columns.indexOf(column)),
	});
	const hasOtherSchema = !isSameText(one.sql, other.sql);
	const isSame = rows.added.length + rows.removed.length + rows.changed.length === 0;
	if (isSame && !hasOtherSchema) return undefined;
	return { ...texts, ...rows, key, columns, change: 'changed', hasOtherSchema };
}

/** Generated columns follow from others. */
export function storedColumns(table: TableInfo | undefined): string[] {
	return table?.columns.filter(({ generated }) => generated === 'no').map(({ name }) => name) ?? [];
}

function commonKey(one: TableInfo, other: TableInfo): string[] {
	const keyOf = ({ columns }: TableInfo) =>
		columns
			.filter(({ primaryKey }) => primaryKey > 0)
			.sort((left, right) => left.primaryKey - right.primaryKey)
			.map(({ name }) => name);
	const key = keyOf(one);
	const isSame = key.join('\0').toLowerCase() === keyOf(other).join('\0').toLowerCase();
	return isSame ? key : [];
}

export function* readRows(
	database: Database,
	table: string,
	columns: readonly string[],
): Generator<Row> {
	if (columns.length === 0) return;
	const sql = `SELECT ${columns.map(quoteName).join(', ')} FROM main.${quoteName(table)}`;
	yield* database.prepare(sql).raw().safeIntegers().iterate() as Iterable<Row>;
}

function diffRows(
	from: Iterable<Row>,
	to: Iterable<Row>,
	{ key }: { readonly key: readonly number[] },
): Pick<TableDiff, 'added' | 'removed' | 'changed' | 'same'> {
	const textOf = (row: Row) =>
		key.length === 0 ? rowText(row) : key.map(column => keyText(row[column] ?? null)).join('|');
	const left = new Map<string, Row[]>();
	for (const row of from) {
		const text = textOf(row);
		const rows = left.get(text);
		if (rows) rows.push(row);
		else left.set(text, [row]);
	}
	const added: Row[] = [];
	const changed: ChangedRow[] = [];
	let same = 0;
	for (const row of to) {
		const text = textOf(row);
		const rows = left.get(text);
		const found = rows?.shift();
		if (rows?.length === 0) left.delete(text);
		if (!found) added.push(row);
		else if (rowText(found) === rowText(row)) same++;
		else changed.push({ from: found, to: row });
	}
	return { added, changed, same, removed: [...left.values()].flat() };
}

function rowText(row: Row): string {
	return row.map(valueText).join('|');
}

/** Keys are equal as SQL compares: 1 and 1.0 are one. */
function keyText(value: Value): string {
	return typeof value === 'number' && Number.isSafeInteger(value)
		? valueText(BigInt(value))
		: valueText(value);
}

export function valueText(value: Value): string {
	if (value === null) return 'n';
	if (typeof value === 'bigint') return `i${value}`;
	if (typeof value === 'number') return `r${Object.is(value, -0) ? '-0' : value}`;
	if (typeof value === 'string') return `s${value.length}:${value}`;
	return `x${Buffer.from(value).toString('hex')}`;
}

/** The same but for blanks, comments and the case of words. */
function isSameText(one: string | undefined, other: string | undefined): boolean {
	if (one === undefined || other === undefined) return one === other;
	return one === other || tokenTexts(one) === tokenTexts(other);
}

function tokenTexts(sql: string): string {
	const texts: string[] = [];
	const lexer = new Lexer(sql);
	for (;;) {
		lexer.advance();
		if (lexer.kind === 'eof') return texts.join(' ');
		const text = sql.slice(lexer.start, lexer.end);
		texts.push(/^[a-z_]/i.test(text) ? text.toLowerCase() : text);
	}
}
