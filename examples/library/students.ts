// Students, courses and registrations as models: classes with decorators whose rows are typed. Ten queries, and updates.
// Run it with `npx tsx`, or compile it with TypeScript 5.2 or later, without experimentalDecorators.
import {
	avg,
	belongsTo,
	check,
	count,
	Database,
	field,
	hasMany,
	index,
	Model,
	primaryKey,
	references,
	table,
	unique,
} from 'strata-sql';

const db = new Database();

@table({ db })
class Student extends Model {
	@primaryKey id!: number;
	@field('text') name!: string;
	@unique @field('text') email!: string;
	@index @check('gpa between 0 and 4') gpa = 0;
	@hasMany(() => Registration) registrations!: Registration[];
}

@table({ db })
class Course extends Model {
	@primaryKey('text') code!: string;
	@field('text') title!: string;
	@field('int') credits = 5;
	@hasMany(() => Registration) registrations!: Registration[];
}

@table({ db })
@unique('studentId', 'courseCode')
class Registration extends Model {
	@primaryKey id!: number;
	@references(() => Student, { onDelete: 'cascade' }) @field('int') studentId!: number;
	@references(() => Course) @field('text') courseCode!: string;
	@field('int', { nullable: true }) grade!: number | null;
	@belongsTo(() => Student) student!: Student;
	@belongsTo(() => Course) course!: Course;
}

// Sample data: one row at a time, and many at once.
const alice = Student.insert({ name: 'Alice Johnson', email: 'alice@university.edu', gpa: 3.8 });
console.log('inserted', JSON.stringify(alice));
Student.insertMany([
	{ name: 'Bob Smith', email: 'bob@university.edu', gpa: 3.4 },
	{ name: 'Carol White', email: 'carol@university.edu', gpa: 3.9 },
	{ name: 'David Brown', email: 'david@university.edu', gpa: 1.8 },
	{ name: 'Eve Davis', email: 'eve@university.edu', gpa: 3.6 },
]);
Course.insertMany([
	{ code: 'CS101', title: 'Introduction to Computing', credits: 10 },
	{ code: 'MA201', title: 'Linear Algebra' },
	{ code: 'PH110', title: 'Mechanics' },
]);
Registration.insertMany([
	{ studentId: 1, courseCode: 'CS101', grade: 92 },
	{ studentId: 1, courseCode: 'MA201', grade: 88 },
	{ studentId: 2, courseCode: 'CS101', grade: 75 },
	{ studentId: 3, courseCode: 'CS101', grade: 97 },
	{ studentId: 3, courseCode: 'PH110', grade: null },
	{ studentId: 5, courseCode: 'MA201', grade: 81 },
]);

const names = (rows: readonly { readonly name: string }[]) =>
	rows.map(({ name }) => name).join(', ');

console.log('1 all:', names(Student.select()));
console.log('2 above 3.5:', names(Student.select({ where: s => s.gpa > 3.5 })));
console.log('3 by gpa:', names(Student.select({ orderBy: '-gpa' })));
console.log('4 top 3:', names(Student.select({ orderBy: '-gpa', limit: 3 })));
console.log('5 named B or E:', names(Student.select({ where: { name: { glob: '[BE]*' } } })));
console.log('6 how many above 3.5:', Student.count({ where: { gpa: { gt: 3.5 } } }));
console.log('7 average:', Student.avg('gpa')?.toFixed(2), 'best:', Student.max('gpa'));

const [carol] = Student.select({
	where: { email: 'carol@university.edu' },
	include: 'registrations.course',
});
const taken = carol?.registrations.map(({ course, grade }) => `${course.title} (${grade ?? '-'})`);
console.log('8 what Carol takes:', taken?.join(', '));

const byCourse = db
	.from(Course, 'c')
	.leftJoin(Registration, 'r')
	.groupBy('c.code')
	.orderBy('-students', 'c.code')
	.select('c.title', { students: count('r.id'), average: avg('r.grade') });
console.log('9', String(byCourse));
for (const { title, students, average } of byCourse) {
	console.log(`  ${title}: ${students} students, average ${average ?? '-'}`);
}

const idle = db
	.from(Student, 's')
	.leftJoin(Registration, 'r')
	.where({ 'r.id': null });
console.log('10 without a course:', names(idle.all()));

// Updates: by a condition, by a function of the row, all or nothing.
console.log('updated', Student.update({ where: s => s.name === 'Alice Johnson' }, { gpa: 3.9 }));
console.log('curved', Registration.update(
	{ where: { courseCode: 'CS101' } },
	({ grade }) => ({ grade: grade === null ? null : Math.min(100, grade + 2) }),
));
try {
	await db.transaction(async () => {
		Registration.insert({ studentId: 4, courseCode: 'PH110' });
		await Promise.resolve();
		Registration.insert({ studentId: 4, courseCode: 'XX999' });
	});
} catch (error) {
	console.log('undone:', (error as Error).message);
}
try {
	Student.insert({ name: 'Frank', email: 'frank@university.edu', gpa: 'high' as never });
} catch (error) {
	console.log('refused:', (error as Error).message);
}
console.log('deleted', Student.delete({ where: s => s.gpa < 2.0 }), 'left', Student.count());

/* Prints:
inserted {"id":1,"name":"Alice Johnson","email":"alice@university.edu","gpa":3.8}
1 all: Alice Johnson, Bob Smith, Carol White, David Brown, Eve Davis
2 above 3.5: Alice Johnson, Carol White, Eve Davis
3 by gpa: Carol White, Alice Johnson, Eve Davis, Bob Smith, David Brown
4 top 3: Carol White, Alice Johnson, Eve Davis
5 named B or E: Bob Smith, Eve Davis
6 how many above 3.5: 3
7 average: 3.30 best: 3.9
8 what Carol takes: Introduction to Computing (97), Mechanics (-)
9 SELECT c.title, count(r.id) AS students, avg(r.grade) AS average FROM course AS c LEFT JOIN registration AS r ON r.courseCode = c.code GROUP BY c.code ORDER BY students DESC, c.code
  Introduction to Computing: 3 students, average 88
  Linear Algebra: 2 students, average 84.5
  Mechanics: 1 students, average -
10 without a course: David Brown
updated 1
curved 3
undone: FOREIGN KEY constraint failed
refused: student.gpa: expected a number, got 'high' (string)
deleted 1 left 4
*/
