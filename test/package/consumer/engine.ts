// What a TypeScript program sees of databases and statements. Compiled, never run: with the installed package as an
// ES module, as CommonJS and for bundlers (types.test.ts), and with the sources by the project's own compiler run.
import { Database, Real, SqlError, SqliteError } from 'strata-sql';
import type {
	AggregateOptions,
	Connection,
	DataChange,
	DatabaseOptions,
	Layer,
	ResultValue,
	RunResult,
	SchemaChange,
	Statement,
	TransactionFunction,
	VirtualTableModule,
} from 'strata-sql';
import { typeOf } from './typeOf.js';

const options: DatabaseOptions = { memoryLimit: 1e6, fsync: 'normal', now: () => 0 };
// @ts-expect-error -- there are three policies
const wrong: DatabaseOptions = { fsync: 'sometimes' };

const db = new Database(options);
typeOf(db).is<Database>();
typeOf(new Database(':memory:', wrong)).is<Database>();
typeOf(Database.open('folder', { name: 'shop' })).is<Database>();
typeOf(db.connect()).is<Connection>();

// Scripts and rows that nobody has described.
typeOf(db.exec('SELECT ?', [1], row => typeOf(row).is<ResultValue[]>())).is<Database>();
typeOf(db.eval('SELECT 1')).is<IterableIterator<unknown>>();
const plain = db.prepare('SELECT 1');
typeOf(plain.get()).is<unknown>();
typeOf(plain.all(1, 'two', null, 3n, new Uint8Array())).is<unknown[]>();
typeOf(plain.run()).is<RunResult>();
typeOf(plain.run().lastInsertRowid).is<number | bigint>();
typeOf(plain.columns().map(column => column.name)).is<string[]>();

// Types of arguments and rows may be given, as with better-sqlite3's declarations.
interface User {
	readonly id: number;
	readonly name: string;
}
const byId = db.prepare<[number], User>('SELECT * FROM users WHERE id = ?');
typeOf(byId).is<Statement<[number], User>>();
typeOf(byId.get(1)).is<User | undefined>();
typeOf(byId.all(1)).is<User[]>();
typeOf(byId.iterate(1)).is<IterableIterator<User>>();
// @ts-expect-error -- the argument is a number
byId.get('1');
// @ts-expect-error -- it is missing
byId.all();
const byName = db.prepare<{ name: string }, User>('SELECT * FROM users WHERE name = :name');
typeOf(byName.get({ name: 'Ann' })).is<User | undefined>();
// @ts-expect-error -- another name
byName.get({ title: 'Ann' });

// A transaction keeps the function's arguments and result.
const rename = db.transaction((id: number, name: string) => ({ id, name }));
typeOf(rename).is<TransactionFunction<[id: number, name: string], { id: number; name: string }>>();
typeOf(rename(1, 'Ann')).is<{ id: number; name: string }>();
typeOf(rename.immediate(1, 'Ann')).is<{ id: number; name: string }>();
// @ts-expect-error -- in this order
rename('Ann', 1);

// Events.
const stop = db.onDataChange(change => {
	typeOf(change).is<DataChange>();
	typeOf(change.type).is<'insert' | 'update' | 'delete'>();
	// @ts-expect-error -- an event is read only
	change.type = 'insert';
	// @ts-expect-error -- an insert has none
	typeOf(change.oldRow.length).is<number>();
});
typeOf(stop).is<() => void>();
db.onSchemaChange(change => typeOf(change).is<SchemaChange>());

// Layers.
const layer = db.snapshot();
typeOf(layer).is<Layer>();
for (const change of db.diff(layer)) {
	typeOf(change.newRow).is<readonly ResultValue[] | undefined>();
}

// Functions of one's own.
db.function('twice', (value: number) => value * 2);
const longest: AggregateOptions<string> = {
	start: '',
	step: (state, next: string) => (next.length > state.length ? next : state),
};
db.aggregate('longest', longest);
db.collation('by_length', (left, right) => left.length - right.length);
// @ts-expect-error -- a collation compares
db.collation('by_length', left => left);

// Modules.
const numbers: VirtualTableModule = {
	connect: () => ({ columns: 'CREATE TABLE x(n)', scan: () => [[1], [2]] }),
};
db.registerModule('numbers', numbers);

// Errors.
try {
	db.exec('nonsense');
} catch (error) {
	if (error instanceof SqlError) {
		typeOf(error.code).is<string>();
		typeOf(error.hint).is<string | undefined>();
	}
	if (error instanceof SqliteError) typeOf(error.message).is<string>();
}

typeOf(new Real(2).value).is<number>();
