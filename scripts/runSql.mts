// npm run sql -- FILE.sql: runs a script on the engine, without VS Code; `-` reads standard input.
//   --explain   before each query, its plan      --events   after each statement, what it changed
//   --layers    at the end, the layers of the database
// A failing statement is printed with its line and ends the run with exit code 1.
import fs from 'node:fs';
import { parseArgs } from 'node:util';
import {
	Database,
	printLiteral,
	SqlError,
	splitStatements,
	type DataChange,
	type ResultValue,
	type SchemaChange,
	type SqlValue,
} from '../src/engine/index.js';

const { values: flags, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		explain: { type: 'boolean', default: false },
		events: { type: 'boolean', default: false },
		layers: { type: 'boolean', default: false },
	},
});
const [file] = positionals;
if (file === undefined) {
	console.error('usage: npm run sql -- FILE.sql [--explain] [--events] [--layers]');
	process.exit(2);
}
process.exitCode = runScript(fs.readFileSync(file === '-' ? 0 : file, 'utf8'));

function runScript(text: string): number {
	const database = new Database();
	if (flags.events) {
		database.onDataChange(printDataChange);
		database.onSchemaChange(printSchemaChange);
	}
	try {
		for (const { start, end } of splitStatements(text)) {
			const failure = runStatement(database, text.slice(start, end));
			if (failure !== undefined) {
				printFailure(failure, text, start);
				return 1;
			}
		}
		if (flags.layers) {
			printLayers(database);
		}
		return 0;
	} finally {
		database.close();
	}
}

/** Returns the error of the user's SQL, if it has one. */
function runStatement(database: Database, sql: string): SqlError | undefined {
	try {
		const statement = database.prepare(sql);
		if (!statement.reader) {
			const { changes } = statement.run();
			console.log(`${changes} rows changed`);
			return undefined;
		}
		if (flags.explain) {
			printRows(database, `EXPLAIN QUERY PLAN ${sql}`);
		}
		printRows(database, sql);
		return undefined;
	} catch (error) {
		if (error instanceof SqlError) {
			return error;
		}
		throw error;
	}
}

function printRows(database: Database, sql: string): void {
	const statement = database.prepare(sql);
	console.log(
		statement
			.columns()
			.map(({ name }) => name)
			.join('\t'),
	);
	for (const row of statement.raw().iterate()) {
		console.log((row as ResultValue[]).map(show).join('\t'));
	}
}

function printFailure({ code, message, span, hint }: SqlError, text: string, start: number): void {
	const at = start + (span?.start ?? 0);
	const line = text.slice(0, at).split('\n').length;
	console.error(`line ${line}: ${message} (${code})`);
	if (hint !== undefined) {
		console.error(`  ${hint}`);
	}
}

function printDataChange({ type, tableName, key, oldRow, newRow }: DataChange): void {
	const side = (row: readonly SqlValue[] | undefined) => row?.map(show).join(', ') ?? 'nothing';
	const where = key.map(show).join(', ');
	console.log(`* ${type} ${tableName}[${where}]: ${side(oldRow)} -> ${side(newRow)}`);
}

function printSchemaChange({ type, objectType, objectName }: SchemaChange): void {
	console.log(`* ${type} ${objectType} ${objectName}`);
}

function printLayers(database: Database): void {
	for (const { id, type, label, bytes, rowsChanged, isCurrent } of database.layers()) {
		const changes = Object.entries(rowsChanged).map(([table, count]) => `${table} ${count}`);
		const mark = isCurrent ? '>' : ' ';
		console.log(`${mark} layer ${id} ${type} ${label}: ${changes.join(', ')} (${bytes} bytes)`);
	}
}

/** As it would be written in SQL, so that NULL, 'NULL' and numbers stay apart. */
function show(value: ResultValue | SqlValue): string {
	return printLiteral(value);
}
