// Types of models, conditions and queries. Compiled, never run: see engine.ts.
import {
	avg,
	belongsTo,
	check,
	count,
	Database,
	defineTable,
	field,
	hasMany,
	index,
	max,
	Model,
	modelOf,
	primaryKey,
	references,
	sql,
	table,
	unique,
	ValidationError,
} from 'strata-sql';
import type { Generated, Transaction } from 'strata-sql';
import { typeOf } from './typeOf.js';

const db = new Database();

@table({ db, checks: ['gpa <= 4'] })
class Student extends Model {
	@primaryKey id!: number;
	@field('text') name!: string;
	@unique @field('text', { nullable: true }) email: string | null = null;
	@index @check((gpa: number) => gpa >= 0 || 'at least 0') @field('real') gpa = 0;
	@field('json') tags: string[] = [];
	@field('date', { nullable: true }) born: Date | null = null;
	@hasMany(() => Registration) readonly registrations!: readonly Registration[];

	greeting() {
		return `I am ${this.name}`;
	}
}

@table({ db, name: 'registration' })
class Registration extends Model {
	@primaryKey id!: number;
	@references(() => Student, { onDelete: 'cascade' }) @field('int') studentId!: number;
	@field('text') course!: string;
	@field('real', { nullable: true }) grade: number | null = null;
	@belongsTo(() => Student) readonly student!: Student | null;
}

class Wrong extends Model {
	// @ts-expect-error -- the column holds numbers, the property texts
	@field('int') name!: string;
}
typeOf(modelOf(Wrong).tableName).is<string>();
// @ts-expect-error -- there is no such type
defineTable('wrong', { price: 'decimal' });

// Rows are objects of the class.
typeOf(Student.select()).is<Student[]>();
typeOf(Student.first({ where: { id: 1 } })).is<Student | undefined>();
typeOf(Student.get(1)?.greeting()).is<string | undefined>();
typeOf(Student.insert({ name: 'Alice', gpa: 3.8 })).is<Student>();
typeOf(Student.insertMany([{ name: 'Bob' }], { batchSize: 100 })).is<number>();
// @ts-expect-error -- of another type
Student.insert({ name: 'Alice', gpa: 'high' });
// @ts-expect-error -- there is no such field
Student.insert({ name: 'Alice', age: 20 });
// @ts-expect-error -- a method is no column
Student.insert({ name: 'Alice', greeting: 'hello' });

// Conditions: values, comparisons, alternatives, functions, SQL.
Student.select({ where: { gpa: { gt: 3.5, lte: 4 }, name: { startsWith: 'A' } } });
Student.select({ where: { or: [{ gpa: 4 }, { not: { email: { isNull: true } } }] } });
Student.select({ where: row => row.gpa > 3.5 && row.name.startsWith('A') });
Student.select({ where: sql`gpa > ${3.5}`, orderBy: ['-gpa', 'name'], limit: 3, offset: 1 });
// @ts-expect-error -- a number is no text
Student.select({ where: { gpa: { startsWith: '3' } } });
// @ts-expect-error -- there is no such field to sort by
Student.select({ orderBy: '-grade' });

typeOf(Student.update({ where: { id: 1 } }, { gpa: 3.9 })).is<number>();
typeOf(Student.delete({ where: { gpa: { lt: 2 } } })).is<number>();
// @ts-expect-error -- all rows are said explicitly
Student.delete();
// @ts-expect-error -- there is no such field
Student.update({ where: {} }, { grade: 1 });

typeOf(Student.count()).is<number>();
typeOf(Student.avg('gpa')).is<number | null>();
typeOf(Student.max('name')).is<string | null>();
// @ts-expect-error -- texts have no sum
Student.sum('name');

// A class whose row is marked has the compiler ask for what an insert needs.
@table({ db })
class Course extends Model {
	@primaryKey id!: Generated<number>;
	@field('text') title!: string;
	@field('int') credits: Generated<number> = 3;
}
Course.insert({ title: 'Logic' });
// @ts-expect-error -- the title is missing
Course.insert({ credits: 5 });

// Without classes everything is inferred.
const Room = defineTable('room', {
	id: 'primaryKey',
	name: 'text',
	seats: { type: 'int', default: 20 },
	floor: { type: 'int', nullable: true },
	plan: 'bytes',
});
interface RoomRow {
	id: number;
	name: string;
	seats: number;
	floor: number | null;
	plan: Uint8Array;
}
const rooms: RoomRow[] = Room.select();
const [room] = Room.select();
typeOf(room?.floor).is<number | null | undefined>();
typeOf(Room.min('seats')).is<number | null>();
Room.insert({ name: rooms[0]?.name ?? 'A', plan: new Uint8Array() });
// @ts-expect-error -- the plan is missing
Room.insert({ name: 'A' });

// The query builder knows the columns of all its tables, and what is selected.
const best = db
	.from(Student, 's')
	.leftJoin(Registration, 'r')
	.where({ 's.gpa': { gt: 3 } })
	.groupBy('s.id')
	.orderBy('-s.gpa')
	.select('s.name', { courses: count('r.id'), average: avg('r.grade'), last: max('r.course') })
	.all();
interface BestRow {
	name: string;
	courses: number;
	average: number | null;
	last: string | null;
}
const bestRows: BestRow[] = best;
typeOf(bestRows[0]?.average).is<number | null | undefined>();
typeOf(db.from(Student).where({ gpa: 4 }).first()).is<Student | undefined>();
// @ts-expect-error -- no table of the query has it
db.from(Student).select('grade');

// Transactions: what the function gives, or a promise of it.
typeOf(db.transaction(() => 1)()).is<number>();
export async function countInTransaction(): Promise<number> {
	const counted = await db.transaction(async (tx: Transaction) => {
		tx.exec('DELETE FROM room');
		await Promise.resolve();
		return Student.in(tx).count();
	});
	typeOf(counted).is<number>();
	return counted;
}

try {
	Student.insert({ name: '' });
} catch (error) {
	if (error instanceof ValidationError) {
		typeOf(error.issues.map(issue => issue.field)).is<string[]>();
	}
}
