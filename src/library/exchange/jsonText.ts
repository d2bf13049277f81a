/**
 * A database as one JSON document, and back. The rows are plain objects, so that other programs can use them:
 *
 *   {"format":"strata-export","version":1,
 *    "settings":{"user_version":0,"application_id":0},
 *    "tables":[{"name":"student","sql":"CREATE TABLE ...","columns":[{"name":"id","type":"INTEGER","primaryKey":1}],
 *               "sequence":2,"rowids":[1,5],"rows":[{"id":1,"name":"Alice"}]}],
 *    "indexes":[{"name","table","sql"}], "views":[...], "triggers":[...]}
 *
 * `rowids` are there where they are not 1, 2, 3 ... and no column holds them; `sequence` for AUTOINCREMENT.
 */

import { SqlError } from '../../engine/index.js';
import type {
	Contents,
	ExactRow,
	ExactValue,
	SchemaObject,
	StoredColumn,
	TableContents,
} from './contents.js';
import { freeRowidName } from './rowidName.js';
import { plainTable } from './sqliteDialect.js';
import { exactValue, isRealType, jsonValue } from './jsonValue.js';

const FORMAT = 'strata-export';
const VERSION = 1;

/** In pieces: a row, or less, each. */
export function* jsonText({ settings, tables, objects, isAnalyzed }: Contents): Generator<string> {
	yield `{\n\t"format": "${FORMAT}",\n\t"version": ${VERSION},\n`;
	yield `\t"settings": ${JSON.stringify(settings)},\n`;
	if (isAnalyzed) yield '\t"analyzed": true,\n';
	yield '\t"tables": [';
	let separator = '\n';
	for (const table of tables) {
		yield separator;
		yield* tableText(table);
		separator = ',\n';
	}
	yield tables.length > 0 ? '\n\t]' : ']';
	for (const [key, type] of kinds) {
		const own = objects.filter(object => object.type === type);
		const texts = own.map(({ name, table, sql }) => `\t\t${JSON.stringify({ name, table, sql })}`);
		yield `,\n\t"${key}": [${texts.length > 0 ? `\n${texts.join(',\n')}\n\t` : ''}]`;
	}
	yield '\n}\n';
}

const kinds = [
	['indexes', 'index'],
	['views', 'view'],
	['triggers', 'trigger'],
] as const;

function* tableText({
	name,
	sql,
	columns,
	rowid,
	rows,
	sequence,
}: TableContents): Generator<string> {
	yield `\t\t{\n\t\t\t"name": ${JSON.stringify(name)},\n\t\t\t"sql": ${JSON.stringify(sql)},\n`;
	yield `\t\t\t"columns": ${JSON.stringify(columns.map(describeColumn))},\n`;
	if (sequence !== undefined) yield `\t\t\t"sequence": ${jsonValue(sequence, false)},\n`;
	const names = columns.map(column => JSON.stringify(column.name));
	const reals = columns.map(column => isRealType(column.type));
	const rowids: string[] = [];
	yield '\t\t\t"rows": [';
	let separator = '\n\t\t\t\t';
	for (const row of rows) {
		const values = rowid === undefined ? row : row.slice(1);
		if (rowid !== undefined) rowids.push(jsonValue(row[0] ?? null, false));
		const pairs = names.map(
			(key, column) => `${key}:${jsonValue(values[column] ?? null, reals[column] === true)}`,
		);
		yield `${separator}{${pairs.join(',')}}`;
		separator = ',\n\t\t\t\t';
	}
	yield separator.startsWith(',') ? '\n\t\t\t]' : ']';
	if (rowid !== undefined) yield `,\n\t\t\t"rowids": [${rowids.join(',')}]`;
	yield '\n\t\t}';
}

function describeColumn({ name, type, primaryKey }: StoredColumn): Partial<StoredColumn> {
	return { name, type, ...(primaryKey > 0 && { primaryKey }) };
}

interface JsonDocument {
	readonly format?: unknown;
	readonly version?: unknown;
	readonly settings?: unknown;
	readonly analyzed?: unknown;
	readonly tables?: unknown;
	readonly indexes?: unknown;
	readonly views?: unknown;
	readonly triggers?: unknown;
}

interface JsonTable {
	readonly name?: unknown;
	readonly sql?: unknown;
	readonly columns?: unknown;
	readonly rows?: unknown;
	readonly rowids?: unknown;
	readonly sequence?: unknown;
}

/** `json`: what JSON.parse gave. Throws SqlError when it is no such document. */
export function contentsOfJson(json: unknown): Contents {
	const document = asObject(json, 'the text');
	if (isRowsByTable(document)) return contentsOfRows(document);
	const { format, version, ...rest }: JsonDocument = document;
	if (format !== FORMAT || typeof version !== 'number') {
		throw refused(`"format" is not "${FORMAT}"`);
	}
	if (version > VERSION) throw refused(`version ${version} is newer than ${VERSION}`);
	const settings = asObject(rest.settings ?? {}, '"settings"');
	for (const [name, value] of Object.entries(settings)) {
		if (typeof value !== 'number') throw refused(`setting ${name} is no number`);
	}
	return {
		settings: settings as Record<string, number>,
		tables: asArray(rest.tables ?? [], '"tables"').map(contentsOfTable),
		objects: kinds.flatMap(([key, type]) =>
			asArray(rest[key] ?? [], `"${key}"`).map(object => schemaObject(object, type)),
		),
		isAnalyzed: rest.analyzed === true,
	};
}

type RowsByTable = Readonly<Record<string, readonly unknown[]>>;

/** Written by hand or another program: `{"student": [{"name": "Alice"}]}`. */
function isRowsByTable(document: object): document is RowsByTable {
	const values: unknown[] = Object.values(document);
	return values.length > 0 && values.every(value => Array.isArray(value));
}

function contentsOfRows(document: RowsByTable): Contents {
	const tables = Object.entries(document).map(([name, rows]) => contentsOfTable({ name, rows }));
	return { settings: {}, tables, objects: [], isAnalyzed: false };
}

function schemaObject(json: unknown, type: SchemaObject['type']): SchemaObject {
	const { name, table = name, sql } = asObject(json, `an ${type}`);
	if (typeof name !== 'string' || typeof table !== 'string' || typeof sql !== 'string') {
		throw refused(`an object of type ${type} without name and sql`);
	}
	return { type, name, table, sql };
}

function contentsOfTable(json: unknown): TableContents {
	const table: JsonTable = asObject(json, 'a table');
	const { name, sequence } = table;
	if (typeof name !== 'string') throw refused('a table has no name');
	const what = `table ${name}`;
	const rows = asArray(table.rows ?? [], `"rows" of ${what}`);
	const columns = table.columns
		? asArray(table.columns, `"columns" of ${what}`).map(column => columnOf(column, what))
		: columnsOfRows(rows, what);
	const rowids =
		table.rowids === undefined ? undefined : asArray(table.rowids, `"rowids" of ${what}`);
	if (rowids && rowids.length !== rows.length) throw refused(`${what} has other rows than rowids`);
	const last = sequence === undefined ? undefined : exactValue(sequence, false);
	if (sequence !== undefined && typeof last !== 'bigint') {
		throw refused(`"sequence" of ${what} is no integer`);
	}
	return {
		name,
		sql: typeof table.sql === 'string' ? table.sql : plainTable(name, columns),
		columns,
		rowid: rowids ? freeRowidName(columns.map(column => column.name)) : undefined,
		rows: exactRows(rows, rowids, columns, what),
		sequence: last as bigint | undefined,
	};
}

function columnOf(json: unknown, what: string): StoredColumn {
	const { name, type = '', primaryKey = 0 } = asObject(json, `a column of ${what}`);
	if (typeof name !== 'string' || typeof type !== 'string' || typeof primaryKey !== 'number') {
		throw refused(`a column of ${what} has no name`);
	}
	return { name, type, primaryKey };
}

function columnsOfRows(rows: readonly unknown[], what: string): StoredColumn[] {
	const names = new Set(rows.flatMap(row => Object.keys(asObject(row, `a row of ${what}`))));
	return [...names].map(name => ({ name, type: '', primaryKey: 0 }));
}

function* exactRows(
	rows: readonly unknown[],
	rowids: readonly unknown[] | undefined,
	columns: readonly StoredColumn[],
	what: string,
): Generator<ExactRow> {
	const names = columns.map(({ name }) => name);
	const reals = columns.map(({ type }) => isRealType(type));
	const known = new Set(names);
	for (const [index, json] of rows.entries()) {
		const row = asObject(json, `row ${index + 1} of ${what}`);
		const unknown = Object.keys(row).find(name => !known.has(name));
		if (unknown !== undefined) {
			throw refused(`row ${index + 1} of ${what} has a column "${unknown}" that is not declared`);
		}
		const values = names.map((name, column) => {
			const json = Object.hasOwn(row, name) ? row[name] : null;
			return checked(exactValue(json, reals[column] === true), index, what, name);
		});
		if (rowids) values.unshift(checked(exactValue(rowids[index], false), index, what, 'rowid'));
		yield values;
	}
}

function checked(
	value: ExactValue | undefined,
	index: number,
	what: string,
	name: string,
): ExactValue {
	if (value !== undefined) return value;
	throw refused(`row ${index + 1} of ${what} has no SQL value in "${name}"`);
}

function asObject(json: unknown, what: string): Readonly<Record<string, unknown>> {
	if (typeof json === 'object' && json !== null && !Array.isArray(json)) {
		return json as Readonly<Record<string, unknown>>;
	}
	throw refused(`${what} is no object`);
}

function asArray(json: unknown, what: string): readonly unknown[] {
	if (Array.isArray(json)) return json;
	throw refused(`${what} is no array`);
}

function refused(why: string): SqlError {
	return new SqlError('SQLITE_NOTADB', `this is no JSON export of a database: ${why}`);
}
