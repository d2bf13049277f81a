// What the seed S4 left for the future: references, indexes, transactions, a query builder, aggregates, constraints.
import assert from 'node:assert/strict';
import {
	avg,
	check,
	count,
	Database,
	defineTable,
	field,
	index,
	max,
	Model,
	primaryKey,
	references,
	sql,
	table,
} from '../../src/library/index.js';
import { school, schoolWithRows } from './school.js';

const names = (rows: readonly { readonly name: string }[]) => rows.map(({ name }) => name);

describe('models and queries', () => {
	it('S4-39 infer the types of rows, and take indexes, joins and transactions into the same calls', () => {
		const { db, Student, Registration } = schoolWithRows();
		const students: InstanceType<typeof Student>[] = Student.select({
			where: { gpa: { gt: 3.5 } },
		});
		const first: string | undefined = students[0]?.name;
		assert.equal(first, 'Alice');
		// @ts-expect-error a number, not a string
		const wrong: string[] = Student.select().map(row => row.gpa);
		assert.equal(wrong.length, 3);
		// @ts-expect-error no such field
		assert.throws(() => Student.select({ orderBy: 'grade' }), /student has no field grade/);
		// @ts-expect-error of another type
		assert.throws(() => Student.insert({ name: 5 }), /student\.name: expected a string/);
		const rows = db
			.from(Student, 's')
			.join(Registration, 'r')
			.where({ 'r.grade': { gte: 70 } })
			.select('s.name', 'r.grade')
			.all();
		const typed: { name: string; grade: number | null }[] = rows;
		assert.deepEqual(typed, [
			{ name: 'Alice', grade: 90 },
			{ name: 'Alice', grade: 70 },
		]);
		// A field more is an option more, not another call.
		@table({ db: new Database(), indexes: [['name', '-age']], unique: [['name', 'age']] })
		class Person extends Model {
			@field('text') name!: string;
			@field('int') age!: number;
		}
		assert.equal(Person.insert({ name: 'Eve', age: 30 }).age, 30);
	});

	it('S4-40 keep references, and lead from row to row', () => {
		const { db, Student, Course, Registration } = schoolWithRows();
		assert.throws(() => Registration.insert({ studentId: 99, courseCode: 'CS' }), {
			code: 'SQLITE_CONSTRAINT_FOREIGNKEY',
		});
		assert.throws(() => Course.delete({ where: { code: 'CS' } }), /FOREIGN KEY constraint failed/);
		assert.equal(Student.get(1)?.registrations.length, 2);
		assert.equal(Registration.get(3)?.student?.name, 'Bob');
		const [alice] = Student.select({ include: 'registrations.course', limit: 1 });
		assert.deepEqual(
			alice?.registrations.map(({ course, grade }) => [course?.title, grade]),
			[
				['Computing', 90],
				['Mathematics', 70],
			],
		);
		const graded = db
			.from(Student)
			.join(Registration)
			.join(Course)
			.where({ grade: { isNull: false } })
			.orderBy('-grade')
			.select('name', 'title', 'grade');
		assert.equal(
			String(graded),
			'SELECT student.name, course.title, registration.grade FROM student' +
				' JOIN registration ON registration.studentId = student.id' +
				' JOIN course ON registration.courseCode = course.code' +
				' WHERE registration.grade IS NOT NULL ORDER BY registration.grade DESC',
		);
		assert.deepEqual(graded.first(), { name: 'Alice', title: 'Computing', grade: 90 });
		Student.delete({ where: { id: 1 } });
		assert.equal(Registration.count(), 2, 'registrations go with their student');
	});

	it('S4-41 are found by their indexes', () => {
		const { db, Student } = schoolWithRows();
		const plan = (query: { explain(): string[] }) => query.explain().join('; ');
		assert.match(
			plan(Student.query().where({ gpa: { gte: 3.5 } })),
			/USING INDEX student_gpa \(gpa>\?\)/,
		);
		assert.match(plan(Student.query().where({ email: 'bob@u.edu' })), /\(email=\?\)/);
		assert.match(plan(Student.query().where({ id: 2 })), /INTEGER PRIMARY KEY/);
		@table({ db })
		@index('city', '-year')
		class Event extends Model {
			@field('text') city!: string;
			@field('int') year!: number;
			@index({ using: 'hash' }) @field('text') code!: string;
			@index({ name: 'open_events', where: 'closed = 0' }) @field('bool') closed = false;
		}
		const made = db
			.prepare(
				`select sql from sqlite_schema where tbl_name = 'event' and type = 'index' order by 1`,
			)
			.pluck()
			.all();
		assert.deepEqual(made, [
			'CREATE INDEX event_city_year ON event (city, year DESC)',
			'CREATE INDEX event_code ON event USING hash (code)',
			'CREATE INDEX open_events ON event (closed) WHERE closed = 0',
		]);
		assert.match(
			plan(Event.query().where({ city: 'Oslo', year: { gt: 2000 } })),
			/event_city_year \(city=\? AND year>\?\)/,
		);
	});

	it('S4-42 change together or not at all, at any depth', async () => {
		const { db, Student } = school();
		const add = (name: string) => Student.insert({ name, email: `${name}@u.edu` });
		const result = await db.transaction(async tx => {
			add('Alice');
			await new Promise(resolve => setTimeout(resolve, 1));
			assert.equal(Student.count(), 1, 'models are in the transaction');
			await assert.rejects(
				tx.transaction(async inner => {
					add('Bob');
					await Promise.resolve();
					inner.exec(`insert into student(name, email) values ('Carol', 'carol')`);
					assert.equal(Student.count(), 3);
					throw new Error('undo the inner one');
				}),
				/undo the inner one/,
			);
			await db.transaction(async () => {
				await Promise.resolve();
				add('Dan');
			});
			return Student.count();
		});
		assert.equal(result, 2);
		assert.deepEqual(names(Student.select()), ['Alice', 'Dan']);
		await assert.rejects(
			db.transaction(async () => {
				add('Eve');
				await Promise.resolve();
				add('Alice');
			}),
			/UNIQUE constraint failed: student\.email/,
		);
		assert.deepEqual(names(Student.select()), ['Alice', 'Dan']);
		const addAll = db.transaction((given: readonly string[]) => given.map(add).length);
		assert.equal(addAll(['Fay', 'Gus']), 2);
		assert.throws(() => addAll(['Hal', 'Fay']), /UNIQUE/);
		assert.equal(Student.count(), 4);
		assert.equal(db.inTransaction, false);
	});

	it('S4-43 are asked by a query builder that prints its SQL', () => {
		const { db, Student, Registration } = schoolWithRows();
		const query = db
			.from(Student, 's')
			.where({ gpa: { gt: 3 } })
			.join(Registration, 'r')
			.groupBy('s.name')
			.having({ n: { gte: 1 } })
			.orderBy('-best', 's.name')
			.select('s.name', { n: count('r.id'), best: max('r.grade'), average: avg('r.grade') });
		assert.equal(
			String(query),
			'SELECT s.name, count(r.id) AS n, max(r.grade) AS best, avg(r.grade) AS average' +
				' FROM student AS s JOIN registration AS r ON r.studentId = s.id' +
				' WHERE s.gpa > 3 GROUP BY s.name HAVING n >= 1 ORDER BY best DESC, s.name',
		);
		const rows: { name: string; n: number; best: number | null; average: number | null }[] =
			query.all();
		assert.deepEqual(rows, [
			{ name: 'Alice', n: 2, best: 90, average: 80 },
			{ name: 'Bob', n: 1, best: 60, average: 60 },
			{ name: 'Carol', n: 1, best: null, average: null },
		]);
		assert.deepEqual(query.toSQL().params, [3, 1]);
		assert.deepEqual(db.prepare(String(query)).all(), rows, 'what is printed runs');
		const plain = db
			.from('student')
			.where({ name: { like: 'a%' } })
			.select('name')
			.limit(5);
		assert.equal(String(plain), "SELECT name FROM student WHERE name LIKE 'a%' LIMIT 5");
		assert.deepEqual(plain.all(), [{ name: 'Alice' }]);
		const none = db
			.from(Student, 's')
			.leftJoin(Registration, 'r', sql`r.studentId = s.id AND r.grade > ${65}`)
			.where({ 'r.id': null })
			.distinct();
		assert.deepEqual(names(none.all()), ['Bob', 'Carol']);
		assert.equal(none.count(), 2);
	});

	it('S4-44 are counted, summed up and averaged', () => {
		const { db, Student, Registration } = schoolWithRows();
		assert.equal(Student.avg('gpa')?.toFixed(2), '3.53');
		assert.equal(Registration.sum('grade'), 220);
		assert.deepEqual([Registration.min('grade'), Registration.max('grade')], [60, 90]);
		assert.equal(Student.max('name'), 'Carol');
		assert.equal(Registration.sum('grade', { where: { courseCode: 'MA' } }), 70);
		assert.equal(Registration.avg('grade', { where: r => r.studentId === 1 }), 80);
		const code = 'C';
		assert.equal(Registration.sum('grade', { where: r => r.courseCode.startsWith(code) }), 150);
		assert.deepEqual(
			[
				Registration.sum('grade', { where: { id: 0 } }),
				Registration.avg('grade', { where: { id: 0 } }),
			],
			[0, null],
		);
		// @ts-expect-error names cannot be summed up
		Student.sum('name');
		assert.deepEqual(
			db
				.prepare(
					'select count(*), sum(grade), avg(grade), min(grade), max(grade) from registration',
				)
				.raw()
				.get(),
			[4, 220, 220 / 3, 60, 90],
		);
	});

	it('S4-45 keep CHECKs, unique pairs, assertions on values, and references checked at the commit', async () => {
		const { db, Course, Registration } = schoolWithRows();
		assert.throws(() => Course.insert({ code: 'X', title: 'X', credits: 31 }), {
			code: 'SQLITE_CONSTRAINT_CHECK',
			message: 'CHECK constraint failed: credits between 1 and 30',
		});
		assert.throws(
			() => Registration.insert({ studentId: 1, courseCode: 'CS' }),
			/UNIQUE constraint failed: registration\.studentId, registration\.courseCode/,
		);
		@table({ db, checks: ['low <= high'] })
		class Range extends Model {
			@field('int') low!: number;
			@field('int') high!: number;
			@check((name: string) => name.trim() === name || 'a name without spaces around it')
			@field('text')
			name!: string;
		}
		assert.throws(
			() => Range.insert({ low: 2, high: 1, name: 'r' }),
			/CHECK constraint failed: low <= high/,
		);
		assert.throws(
			() => Range.insert({ low: 1, high: 2, name: ' r' }),
			/range\.name: expected a name without spaces around it, got ' r' \(string\)/,
		);
		@table({ db })
		class Person extends Model {
			@primaryKey id!: number;
			@references(() => Person, { deferred: true }) @field('int') partner!: number;
		}
		db.transaction(() => {
			Person.insert({ id: 1, partner: 2 });
			Person.insert({ id: 2, partner: 1 });
		})();
		assert.equal(Person.count(), 2);
		await assert.rejects(
			db.transaction(async () => {
				Person.insert({ id: 3, partner: 4 });
				await Promise.resolve();
			}),
			/FOREIGN KEY constraint failed/,
		);
		assert.equal(Person.count(), 2);
	});

	it('S4-46 are planned by cost', () => {
		const db = new Database();
		const Small = defineTable('small', { id: 'primaryKey', name: 'text' }, { db });
		const Large = defineTable(
			'large',
			{ id: 'primaryKey', smallId: { type: 'int', index: true }, value: 'int' },
			{ db },
		);
		Small.insertMany(Array.from({ length: 10 }, (_, n) => ({ name: `s${n}` })));
		Large.insertMany(Array.from({ length: 5000 }, (_, n) => ({ smallId: (n % 10) + 1, value: n })));
		db.exec('analyze');
		const query = db
			.from(Large, 'l')
			.join(Small, 's', { 's.id': 'l.smallId' })
			.where({ 'l.value': { gt: 0 }, 's.name': 's3' });
		const [outer, inner] = query.explain();
		assert.equal(outer, 'SCAN s', 'the selective table comes first, although it was written last');
		assert.equal(inner, 'SEARCH l USING INDEX large_smallId (smallId=?)');
		assert.equal(query.count(), 500);
	});
});
