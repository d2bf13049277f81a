// Every value, name and key comes back as it was: from the log, from the files, and from both.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Database, Real, provideStorage } from '../../src/library/index.js';
import { nodeStorage } from '../../src/library/nodeStorage.js';
import { MemoryFiles } from './memoryFiles.js';

const text = fc.oneof(
	fc.string({ unit: 'binary', maxLength: 8 }),
	// Lone surrogates, NUL and controls, line ends of other systems.
	fc
		.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 5 })
		.map(units => String.fromCharCode(...units)),
	fc.constantFrom('', '\0', 'a\0b', '\u2028\u2029', '"\\', '\ud800', '\udfff', '\r\n', '__proto__'),
);

const real = fc.oneof(
	fc.double({ noNaN: true }),
	fc.constantFrom(
		-0,
		1,
		-1,
		2 ** 53,
		-(2 ** 63),
		5e-324,
		1.7976931348623157e308,
		Infinity,
		-Infinity,
	),
);

const value = fc.oneof(
	fc.constant(null),
	text,
	real.map(number => new Real(number)),
	fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
	fc.constantFrom(0n, 2n ** 53n, 2n ** 53n - 1n, -(2n ** 53n), 2n ** 63n - 1n, -(2n ** 63n)),
	fc.uint8Array({ maxLength: 7 }),
);

const columnName = fc
	.oneof(
		fc.constantFrom(
			'rowid',
			'_rowid_',
			'1',
			'0',
			'__proto__',
			'constructor',
			'int',
			'é',
			'a b',
			'%',
			'.',
		),
		fc.string({ unit: 'grapheme', minLength: 1, maxLength: 4 }),
	)
	.filter(name => !name.includes('\0'));

const tables = fc.record({
	table: fc.oneof(columnName, fc.constantFrom('con', 'a/b', '..', 'x'.repeat(300), 'data.records')),
	columns: fc.uniqueArray(columnName, {
		minLength: 2,
		maxLength: 4,
		selector: name => name.toLowerCase(),
	}),
	type: fc.constantFrom('', 'real', 'integer', 'text', 'blob', 'numeric'),
	hasRowid: fc.boolean(),
	rows: fc.array(fc.tuple(value, value), { maxLength: 12 }),
	more: fc.array(fc.tuple(value, value), { maxLength: 6 }),
});

function quoted(name: string): string {
	return `"${name.replaceAll('"', '""')}"`;
}

function insert(db: Database, name: string, rows: readonly (readonly unknown[])[]): void {
	const statement = db.prepare(`insert or ignore into ${quoted(name)} values (?, ?)`);
	for (const row of rows) statement.run(...row.map(bound));
}

/** A number that is REAL whatever it is. */
function bound(given: unknown): unknown {
	return given instanceof Real ? given.value : given;
}

/** With types; texts and blobs as they are. */
function contents(db: Database, name: string): unknown {
	const columns = (db.pragma(`table_xinfo(${quoted(name)})`) as { name: string }[]).map(column =>
		quoted(column.name),
	);
	const select = columns.map(column => `typeof(${column}), ${column}`).join();
	const rows = db
		.prepare(`select ${select} from ${quoted(name)}`)
		.safeIntegers()
		.raw()
		.all();
	const schema = db.prepare('select type, name, tbl_name, sql from sqlite_schema').raw().all();
	return [rows, schema, db.pragma('integrity_check', { simple: true })];
}

function check(seed: number): void {
	fc.assert(
		fc.property(tables, ({ table, columns, type, hasRowid, rows, more }) => {
			const files = new MemoryFiles();
			provideStorage(files);
			const db = Database.open('store', { fsync: 'off' });
			const name = table.toLowerCase().startsWith('sqlite_') ? 't' : table;
			const [first = '', second = ''] = columns;
			const key = hasRowid ? '' : `, primary key (${quoted(second)}, ${quoted(first)} desc)`;
			const tail = hasRowid ? '' : ' without rowid';
			const definitions = `${quoted(first)} ${type}, ${quoted(second)}${key}`;
			db.exec(`create table ${quoted(name)}(${definitions})${tail}`);
			insert(db, name, rows);
			const fromLog = () => {
				provideStorage(files.copy());
				const copy = Database.open('store', { fsync: 'off' });
				assert.deepStrictEqual(contents(copy, name), contents(db, name));
				copy.close();
				provideStorage(files);
				const reopened = Database.open('store', { readonly: true });
				assert.deepStrictEqual(contents(reopened, name), contents(db, name));
			};
			fromLog();
			db.checkpoint();
			fromLog();
			insert(db, name, more);
			db.exec(`delete from ${quoted(name)} where ${quoted(first)} in
				(select ${quoted(first)} from ${quoted(name)} limit 3)`);
			fromLog();
			db.close();
			const again = Database.open('store');
			again.close();
		}),
		{ numRuns: 60, seed },
	);
}

describe('what a store holds', () => {
	after(() => {
		const port = nodeStorage();
		if (port) provideStorage(port);
	});

	it('S2-63 is exact: all types of values, all names (fixed seed)', () => {
		check(11);
	});

	const seed = Date.now() % 1_000_000;
	it(`S2-63 is exact: all types of values, all names (seed ${seed})`, () => {
		check(seed);
	});
});
