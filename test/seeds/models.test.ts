// Models of the seed S4: classes with decorators whose rows are typed objects.
import assert from 'node:assert/strict';
import type { SqlError } from '../../src/library/index.js';
import {
	check,
	Database,
	defaultDatabase,
	defineTable,
	field,
	index,
	Model,
	modelOf,
	primaryKey,
	setDefaultDatabase,
	table,
	unique,
	ValidationError,
} from '../../src/library/index.js';

/** Their fields alone. */
const plain = (row: object | undefined) => Object.fromEntries(Object.entries(row ?? {}));

/** The seed's table, in a database of its own. */
function students(db = new Database()) {
	@table({ db })
	class Student extends Model {
		@primaryKey id!: number;
		@field('text') name!: string;
		@unique @field('text') email!: string;
		@field('real') gpa = 0;
	}
	return Student;
}

function seeded(db?: Database) {
	const Student = students(db);
	Student.insertMany([
		{ name: 'Alice', email: 'alice@u.edu', gpa: 3.8 },
		{ name: 'Bob', email: 'bob@u.edu', gpa: 3.2 },
		{ name: 'Carol', email: 'carol@u.edu', gpa: 3.6 },
		{ name: 'Dan', email: 'dan@u.edu', gpa: 1.9 },
	]);
	return Student;
}

const names = (rows: readonly { readonly name: string }[]) => rows.map(({ name }) => name);

describe('models', () => {
	it('S4-01 are made of classes by @table(), and without decorators by defineTable()', () => {
		const db = new Database();
		const Student = students(db);
		assert.equal(
			db
				.prepare("select sql from sqlite_schema where type = 'table' and name = 'student'")
				.pluck()
				.get(),
			[
				'CREATE TABLE student (',
				'\tid INTEGER PRIMARY KEY AUTOINCREMENT,',
				'\tname TEXT NOT NULL,',
				'\temail TEXT NOT NULL UNIQUE,',
				'\tgpa REAL NOT NULL DEFAULT 0',
				') STRICT',
			].join('\n'),
		);
		const stored = Student.insert({ name: 'Alice', email: 'a@u.edu', gpa: 3.8 });
		assert.ok(stored instanceof Student);
		const Course = defineTable(
			'course',
			{ id: 'primaryKey', title: 'text', credits: { type: 'int', default: 3 } },
			{ db },
		);
		assert.deepEqual(Course.insert({ title: 'Logic' }), { id: 1, title: 'Logic', credits: 3 });
		assert.deepEqual(db.prepare('select * from course').all(), [
			{ id: 1, title: 'Logic', credits: 3 },
		]);
	});

	it('S4-01 may be classes that extend nothing', () => {
		@table({ db: new Database(), name: 'people' })
		class Person {
			@primaryKey id!: number;
			@field('text') name!: string;
			greet() {
				return `I am ${this.name}`;
			}
		}
		const people = modelOf(Person);
		assert.equal(people.insert({ name: 'Eve' }).greet(), 'I am Eve');
		assert.equal((Person as unknown as typeof people).select()[0]?.name, 'Eve');
		assert.equal(people.tableName, 'people');
	});

	it('S4-02 have fields of the primitive types, said by decorators or by initialisers', () => {
		const db = new Database();
		@table({ db })
		class Everything extends Model {
			@field('int') int!: number;
			@field('real') real!: number;
			@field('text') text!: string;
			@field('bool') bool!: boolean;
			@field('bytes') bytes!: Uint8Array;
			@field('date') date!: Date;
			@field('json') json!: { readonly tags: readonly string[] };
			@field('bigint') bigint!: bigint;
			number = 1.5;
			string = 'x';
			flag = true;
			when = new Date(0);
			list: number[] = [];
			nothing: string | null = null;
		}
		const given = {
			int: 7,
			real: 2.5,
			text: "it's",
			bool: false,
			bytes: new Uint8Array([0, 255]),
			date: new Date('2024-02-29T12:00:00.123Z'),
			json: { tags: ['a', 'b'] },
			bigint: 2n ** 62n,
		};
		Everything.insert(given);
		const [row] = Everything.select();
		assert.deepEqual(plain(row), {
			...given,
			number: 1.5,
			string: 'x',
			flag: true,
			when: new Date(0),
			list: [],
			nothing: null,
		});
		const types = db.prepare('select name, type from pragma_table_info(?)').raw().all('everything');
		assert.deepEqual(Object.fromEntries(types as [string, string][]), {
			int: 'INTEGER',
			real: 'REAL',
			text: 'TEXT',
			bool: 'INTEGER',
			bytes: 'BLOB',
			date: 'TEXT',
			json: 'TEXT',
			bigint: 'INTEGER',
			number: 'REAL',
			string: 'TEXT',
			flag: 'INTEGER',
			when: 'TEXT',
			list: 'TEXT',
			nothing: 'ANY',
		});
		assert.equal(
			db.prepare('select date from everything').pluck().get(),
			'2024-02-29T12:00:00.123Z',
		);
	});

	it('S4-03 give the stored row back from insert, with its id and defaults', () => {
		const Student = students();
		const alice = Student.insert({ name: 'Alice', email: 'alice@u.edu' });
		assert.deepEqual(plain(alice), { id: 1, name: 'Alice', email: 'alice@u.edu', gpa: 0 });
		assert.equal(Student.insert({ name: 'Bob', email: 'bob@u.edu' }).id, 2);
	});

	it('S4-04 select all rows as objects of the class', () => {
		const Student = seeded();
		const all = Student.select();
		assert.deepEqual(names(all), ['Alice', 'Bob', 'Carol', 'Dan']);
		assert.ok(all.every(row => row instanceof Student));
		const gpa: number | undefined = all[0]?.gpa;
		assert.equal(gpa, 3.8);
	});

	it('S4-05 select by a function; one that SQL can say is answered by an index', () => {
		const db = new Database();
		@table({ db })
		class Student extends Model {
			@primaryKey id!: number;
			@field('text') name!: string;
			@index @field('real') gpa = 0;
		}
		for (let n = 0; n < 50; n++) Student.insert({ name: `s${n}`, gpa: n / 10 });
		assert.deepEqual(names(Student.select({ where: s => s.gpa > 4.7 })), ['s48', 's49']);
		const query = Student.query().where(s => s.gpa > 4.7);
		assert.equal(String(query), 'SELECT id, name, gpa FROM student WHERE gpa > 4.7');
		assert.deepEqual(query.explain(), ['SEARCH student USING INDEX student_gpa (gpa>?)']);
		const limit = 4.7;
		const byFunction = Student.select({ where: s => s.gpa > limit && s.name.endsWith('9') });
		assert.deepEqual(names(byFunction), ['s49']);
		assert.deepEqual(names(Student.select({ where: { gpa: { gt: limit } } })), ['s48', 's49']);
	});

	it('S4-06 order by fields, upwards and downwards', () => {
		const Student = seeded();
		assert.deepEqual(names(Student.select({ orderBy: '-gpa' })), ['Alice', 'Carol', 'Bob', 'Dan']);
		assert.deepEqual(names(Student.select({ orderBy: 'gpa' })), ['Dan', 'Bob', 'Carol', 'Alice']);
		Student.insert({ name: 'Abe', email: 'abe@u.edu', gpa: 3.8 });
		const top = Student.select({ orderBy: ['-gpa', 'name'], limit: 2 });
		assert.deepEqual(names(top), ['Abe', 'Alice']);
	});

	it('S4-07 limit and offset what is ordered', () => {
		const Student = seeded();
		assert.deepEqual(names(Student.select({ orderBy: '-gpa', limit: 3 })), [
			'Alice',
			'Carol',
			'Bob',
		]);
		assert.deepEqual(names(Student.select({ orderBy: '-gpa', limit: 2, offset: 1 })), [
			'Carol',
			'Bob',
		]);
		const all = 4;
		const byFunction = Student.select({
			where: s => s.gpa < all,
			orderBy: '-gpa',
			limit: 2,
			offset: 1,
		});
		assert.deepEqual(names(byFunction), ['Carol', 'Bob']);
		assert.deepEqual(Student.select({ limit: 0 }), []);
		assert.throws(() => Student.select({ limit: -1 }), /limit: expected a whole number/);
	});

	it('S4-08 update what a condition chooses and tell how many', () => {
		const Student = seeded();
		assert.equal(Student.update({ where: s => s.name === 'Alice' }, { gpa: 3.9 }), 1);
		assert.equal(Student.first({ where: { name: 'Alice' } })?.gpa, 3.9);
		const prefix = 'C';
		assert.equal(Student.update({ where: s => s.name.startsWith(prefix) }, { gpa: 4 }), 1);
		assert.equal(
			Student.update({ where: {} }, row => ({ gpa: row.gpa - 1 })),
			4,
		);
		assert.deepEqual(
			Student.select().map(({ gpa }) => gpa.toFixed(1)),
			['2.9', '2.2', '3.0', '0.9'],
		);
		assert.equal(Student.update({ where: { name: 'Nobody' } }, { gpa: 1 }), 0);
	});

	it('S4-09 delete what a condition chooses and tell how many', () => {
		const Student = seeded();
		assert.equal(Student.delete({ where: s => s.gpa < 2 }), 1);
		assert.equal(Student.delete({ where: { name: { in: ['Alice', 'Bob'] } } }), 2);
		assert.deepEqual(names(Student.select()), ['Carol']);
		// @ts-expect-error without a condition nothing is deleted
		assert.throws(() => Student.delete(), /\{ where: \{\} \} means all rows/);
		assert.equal(Student.delete({ where: {} }), 1);
	});

	it('S4-10 count', () => {
		const Student = seeded();
		assert.equal(Student.count(), 4);
		assert.equal(Student.count({ where: s => s.gpa >= 3.5 }), 2);
		assert.equal(Student.count({ where: { gpa: { lt: 2 } } }), 1);
		const end = 'l';
		assert.equal(Student.count({ where: s => s.name.endsWith(end) }), 1);
	});

	it('S4-11 count keys up, take given ones, and use none again', () => {
		const db = new Database();
		const Student = seeded(db);
		Student.delete({ where: { id: 4 } });
		assert.equal(Student.insert({ name: 'Eve', email: 'eve@u.edu' }).id, 5);
		assert.equal(Student.insert({ id: 40, name: 'Fay', email: 'fay@u.edu' }).id, 40);
		assert.equal(Student.insert({ name: 'Gus', email: 'gus@u.edu' }).id, 41);
		assert.throws(
			() => Student.insert({ id: 40, name: 'Hal', email: 'hal@u.edu' }),
			(error: SqlError) => {
				assert.equal(error.code, 'SQLITE_CONSTRAINT_PRIMARYKEY');
				assert.match(error.message, /UNIQUE constraint failed: student\.id/);
				return true;
			},
		);
		assert.equal(Student.get(40)?.name, 'Fay');
		assert.equal(Student.get(1000), undefined);
	});

	it('S4-12 refuse NULL unless a field is nullable', () => {
		const db = new Database();
		@table({ db })
		class Note extends Model {
			@field('text') title!: string;
			@field('text', { nullable: true }) body!: string | null;
			color: string | null = null;
		}
		assert.deepEqual(plain(Note.insert({ title: 'x' })), { title: 'x', body: null, color: null });
		assert.throws(
			() => Note.insert({ body: 'x' }),
			/^ValidationError: note\.title: expected a string, got nothing \(NOT NULL constraint failed: note\.title\)$/,
		);
		assert.throws(
			() => db.exec('insert into note(title) values (null)'),
			/NOT NULL constraint failed: note\.title/,
		);
		assert.throws(
			() => Note.update({ where: {} }, { title: null as never }),
			/note\.title: expected a string, got null/,
		);
	});

	it('S4-13 refuse a second row with a unique value', () => {
		const Student = seeded();
		assert.throws(() => Student.insert({ name: 'Al', email: 'alice@u.edu' }), {
			code: 'SQLITE_CONSTRAINT_UNIQUE',
			message: 'UNIQUE constraint failed: student.email',
		});
		assert.throws(
			() => Student.update({ where: { name: 'Bob' } }, { email: 'alice@u.edu' }),
			/UNIQUE constraint failed: student\.email/,
		);
		assert.equal(Student.count(), 4);
	});

	it('S4-14 fill in defaults; an initialiser that makes something makes it for each row', () => {
		const db = new Database();
		let made = 0;
		@table({ db })
		class Task extends Model {
			@primaryKey id!: number;
			title = 'untitled';
			priority = 3;
			tags: string[] = [];
			number = ++made;
			created = new Date();
			@field('text', { default: () => `code-${++made}` }) code!: string;
		}
		const before = made;
		const first = Task.insert({});
		const second = Task.insert({ tags: ['x'] });
		assert.equal(first.title, 'untitled');
		assert.equal(first.priority, 3);
		assert.deepEqual([first.tags, second.tags], [[], ['x']]);
		assert.notEqual(first.tags, second.tags);
		assert.ok(first.number > before && second.number > first.number);
		assert.notEqual(first.code, second.code);
		assert.ok(Math.abs(first.created.getTime() - Date.now()) < 60_000);
		const defaults = db
			.prepare('select name, dflt_value from pragma_table_info(?)')
			.raw()
			.all('task');
		assert.deepEqual(Object.fromEntries(defaults as [string, string | null][]), {
			id: null,
			title: "'untitled'",
			priority: '3',
			tags: null,
			number: null,
			created: null,
			code: null,
		});
	});

	it('S4-15 refuse values of another type, naming table, field, expected and got', () => {
		const Student = seeded();
		assert.throws(
			() => Student.insert({ name: 'Eve', email: 'e@u.edu', gpa: 'high' as never }),
			(error: ValidationError) => {
				assert.ok(error instanceof ValidationError && error instanceof TypeError);
				assert.equal(error.message, "student.gpa: expected a number, got 'high' (string)");
				assert.deepEqual(error.issues, [
					{
						table: 'student',
						field: 'gpa',
						expected: 'a number',
						got: "'high' (string)",
						row: undefined,
						hint: undefined,
					},
				]);
				return true;
			},
		);
		assert.throws(
			() => Student.update({ where: { id: 1 } }, { name: 5 as never }),
			/student\.name: expected a string, got 5 \(number\)/,
		);
		assert.throws(
			() => Student.insert({ nmae: 'Eve' } as never),
			/student\.nmae: expected one of its fields: id, name, email, gpa, got nmae = 'Eve' \(string\)/,
		);
		assert.throws(
			() =>
				Student.insertMany([
					{ name: 'Fay', email: 'f@u.edu' },
					{ name: 1 as never, email: 'g@u.edu' },
					{ name: 'Hal', email: 'h@u.edu', gpa: NaN, id: 1.5 },
				]),
			{
				message: [
					'row 1: student.name: expected a string, got 1 (number)',
					'row 2: student.id: expected an integer, got 1.5 (number)',
					'row 2: student.gpa: expected a number, got NaN (number)',
				].join('\n'),
			},
		);
		assert.throws(
			() => Student.select({ where: { gpa: { gt: '3' as never } } }),
			/student\.gpa: expected a number, got '3' \(string\) \(in where\)/,
		);
		assert.equal(Student.count(), 4);
	});

	it('S4-16 check constraints on insert and on update', () => {
		const db = new Database();
		@table({ db, unique: [['room', 'hour']] })
		@check('seats <= 500')
		class Lesson extends Model {
			@primaryKey id!: number;
			@field('text') room!: string;
			@check('hour between 8 and 18') @field('int') hour!: number;
			@check((seats: number) => seats % 2 === 0 || 'an even number') @field('int') seats = 2;
		}
		Lesson.insertMany([
			{ room: 'A', hour: 8 },
			{ room: 'A', hour: 9 },
		]);
		for (const [change, message] of [
			[{ hour: 7 }, /CHECK constraint failed: hour between 8 and 18/],
			[{ seats: 502 }, /CHECK constraint failed: seats <= 500/],
			[{ seats: 3 }, /lesson\.seats: expected an even number, got 3 \(number\)/],
			[{ hour: 9 }, /UNIQUE constraint failed: lesson\.room, lesson\.hour/],
		] as const) {
			assert.throws(() => Lesson.insert({ room: 'A', hour: 12, ...change }), message);
			assert.throws(() => Lesson.update({ where: { id: 1 } }, change), message);
		}
		assert.deepEqual(Lesson.select().map(plain), [
			{ id: 1, room: 'A', hour: 8, seats: 2 },
			{ id: 2, room: 'A', hour: 9, seats: 2 },
		]);
	});

	it('S4-18 belong to the database they are given, or to the default one', () => {
		const one = new Database();
		const two = new Database();
		const First = seeded(one);
		const Second = students(two);
		assert.deepEqual([First.count(), Second.count()], [4, 0]);
		assert.equal(First.in(two).insert({ name: 'Eve', email: 'e@u.edu' }).id, 1);
		assert.deepEqual([First.count(), Second.count()], [4, 1]);

		@table()
		class Unbound extends Model {
			@field('text') text!: string;
		}
		setDefaultDatabase(undefined);
		Unbound.insert({ text: 'in memory' });
		assert.deepEqual(defaultDatabase().prepare('select * from unbound').all(), [
			{ text: 'in memory' },
		]);
		const three = new Database();
		setDefaultDatabase(three);
		assert.equal(Unbound.count(), 0);
		Unbound.insert({ text: 'in three' });
		assert.deepEqual(three.prepare('select * from unbound').pluck().all(), ['in three']);
		setDefaultDatabase(undefined);
	});

	it('S4-48 run the example of the seed', () => {
		const Student = students();
		Student.insert({ name: 'Alice Johnson', email: 'alice@university.edu', gpa: 3.8 });
		Student.insert({ name: 'Bob Smith', email: 'bob@university.edu', gpa: 3.4 });
		Student.insert({ name: 'Carol White', email: 'carol@university.edu', gpa: 3.9 });
		Student.insert({ name: 'Dan Brown', email: 'dan@university.edu', gpa: 1.7 });
		assert.deepEqual(names(Student.select({ where: s => s.gpa > 3.5 })), [
			'Alice Johnson',
			'Carol White',
		]);
		const byGpa = Student.select({ orderBy: '-gpa' });
		assert.deepEqual(
			byGpa.map(({ gpa }) => gpa),
			[3.9, 3.8, 3.4, 1.7],
		);
		assert.deepEqual(Student.select({ orderBy: '-gpa', limit: 3 }), byGpa.slice(0, 3));
		assert.equal(Student.update({ where: s => s.name === 'Alice Johnson' }, { gpa: 3.9 }), 1);
		assert.equal(Student.first({ where: { name: 'Alice Johnson' } })?.gpa, 3.9);
		assert.equal(Student.delete({ where: s => s.gpa < 2.0 }), 1);
		assert.equal(Student.count(), 3);
	});
});
