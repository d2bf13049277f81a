/** Students, courses and registrations: the seed's example, as models with references and relations. */

import {
	belongsTo,
	check,
	Database,
	field,
	hasMany,
	index,
	Model,
	primaryKey,
	references,
	table,
	unique,
} from '../../src/library/index.js';

export function school(db = new Database()) {
	@table({ db })
	class Student extends Model {
		@primaryKey id!: number;
		@field('text') name!: string;
		@unique @field('text') email!: string;
		@index @field('real') gpa = 0;
		@hasMany(() => Registration) registrations!: Registration[];
	}

	@table({ db })
	@check('credits between 1 and 30')
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
		@belongsTo(() => Student) student!: Student | null;
		@belongsTo(() => Course) course!: Course | null;
	}

	return { db, Student, Course, Registration };
}

export function schoolWithRows(db?: Database) {
	const made = school(db);
	made.Student.insertMany([
		{ name: 'Alice', email: 'alice@u.edu', gpa: 3.8 },
		{ name: 'Bob', email: 'bob@u.edu', gpa: 3.2 },
		{ name: 'Carol', email: 'carol@u.edu', gpa: 3.6 },
	]);
	made.Course.insertMany([
		{ code: 'CS', title: 'Computing', credits: 10 },
		{ code: 'MA', title: 'Mathematics' },
	]);
	made.Registration.insertMany([
		{ studentId: 1, courseCode: 'CS', grade: 90 },
		{ studentId: 1, courseCode: 'MA', grade: 70 },
		{ studentId: 2, courseCode: 'CS', grade: 60 },
		{ studentId: 3, courseCode: 'CS', grade: null },
	]);
	return made;
}
