/* eslint-disable @typescript-eslint/no-unnecessary-type-parameters, @typescript-eslint/no-unused-vars -- types are looked at, not values */
// What the compiler knows of models: these types are checked when the tests are compiled.
import assert from 'node:assert/strict';
import {
	avg,
	belongsTo,
	count,
	Database,
	defineTable,
	field,
	hasMany,
	max,
	Model,
	modelOf,
	primaryKey,
	sql,
	table,
	transient,
} from '../../src/library/index.js';
import type { FieldName, Generated, InsertOf } from '../../src/library/index.js';

type Equal<A, B> =
	(<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false;
/** Compiles only for `true`. */
function expectType<T extends true>(claim?: T): void {
	assert.equal(claim, undefined);
}

class Team extends Model {
	@primaryKey id!: number;
	@field('text') name!: string;
	@hasMany(() => Player) players!: Player[];
}

class Player extends Model {
	@primaryKey id!: Generated<number>;
	@field('text') name!: string;
	@field('text', { nullable: true }) nick!: string | null;
	goals: Generated<number> = 0;
	@field('int') teamId!: number;
	@belongsTo(() => Team, 'teamId') team!: Team | null;
	@transient cache = new Map<string, number>();
	greet(): string {
		return this.name;
	}
	get shout(): string {
		return this.name.toUpperCase();
	}
}

describe('types of models', () => {
	it('take columns from classes, without methods and relations', () => {
		expectType<Equal<FieldName<Team>, 'id' | 'name'>>();
		expectType<Equal<InsertOf<Team>, { id?: number; name?: string }>>();
	});

	it('ask for what has no default, in classes that mark what has', () => {
		const insert = (values: InsertOf<Player>) => values;
		insert({ name: 'x', teamId: 1, cache: new Map() });
		// @ts-expect-error name is missing
		insert({ teamId: 1, cache: new Map() });
		assert.ok(true);
	});

	it('check decorators against properties', () => {
		class Wrong extends Model {
			// @ts-expect-error text is no number
			@field('text') count!: number;
			// @ts-expect-error it may be null
			@field('text', { nullable: true }) name!: string;
			// @ts-expect-error it is never null
			@field('int') age!: number | null;
			@field('text') size!: 'S' | 'M';
			@field('json') data!: { readonly tags: readonly string[] };
		}
		assert.ok(Wrong);
	});

	it('check conditions, orders and changes by field', () => {
		const db = new Database();
		@table({ db })
		class Student extends Model {
			@primaryKey id!: number;
			@field('text') name!: string;
			@field('date', { nullable: true }) born!: Date | null;
			gpa = 0;
			active = true;
		}
		const select = (options: Parameters<typeof students.select>[0]) => students.select(options);
		const students = modelOf(Student);
		select({ where: { gpa: { gt: 3, lt: 4 }, name: { like: 'a%' }, born: null, active: true } });
		select({
			where: { or: [{ gpa: 3 }, { not: { name: { in: ['a'] } } }] },
			orderBy: ['-gpa', 'name'],
		});
		select({ where: sql`gpa > ${3}` });
		const bad = () => {
			// @ts-expect-error it is a number
			Student.select({ where: { gpa: { gt: '3' } } });
			// @ts-expect-error for text only
			Student.select({ where: { gpa: { like: '3%' } } });
			// @ts-expect-error no such field
			Student.select({ where: { grade: 3 } });
			// @ts-expect-error it is never null
			Student.select({ where: { gpa: null } });
			// @ts-expect-error no such field
			Student.select({ orderBy: '-grade' });
			// @ts-expect-error it is a number
			Student.update({ where: {} }, { gpa: 'x' });
			// @ts-expect-error a condition is needed
			Student.update({}, { gpa: 1 });
			// @ts-expect-error no such field
			Student.select({ where: s => s.grade > 3 });
			// @ts-expect-error not a number
			Student.avg('name');
		};
		assert.ok(bad);
		expectType<Equal<ReturnType<typeof Student.count>, number>>();
		const least = Student.min('born');
		expectType<Equal<typeof least, Date | null>>();
	});

	it('infer rows and inserts of defineTable', () => {
		const db = new Database();
		const Book = defineTable(
			'book',
			{
				id: 'primaryKey',
				title: 'text',
				pages: { type: 'int', default: 0 },
				isbn: { type: 'text', nullable: true },
				tags: { type: 'json', default: () => [] },
			},
			{ db },
		);
		type Row = typeof Book.row;
		expectType<
			Equal<Row, { id: number; title: string; pages: number; isbn: string | null; tags: unknown }>
		>();
		const book = Book.insert({ title: 'x' });
		expectType<Equal<typeof book, Row>>();
		// @ts-expect-error the title is missing
		assert.throws(() => Book.insert({ pages: 3 }), /book\.title: expected a string, got nothing/);
		// @ts-expect-error no such type
		const wrong = () => defineTable('x', { a: 'varchar' });
		assert.throws(wrong, /'varchar' \(string\) is no type of fields/);
	});

	it('infer the rows of queries', () => {
		const db = new Database();
		const Author = defineTable('author', { id: 'primaryKey', name: 'text', born: 'date' }, { db });
		const Book = defineTable(
			'book',
			{ id: 'primaryKey', title: 'text', authorId: { type: 'int', references: () => Author } },
			{ db },
		);
		const rows = db
			.from(Book, 'b')
			.leftJoin(Author, 'a')
			.groupBy('a.name')
			.select('a.name', {
				n: count(),
				average: avg('b.id'),
				youngest: max('a.born'),
				twice: sql<number>`2 * count(*)`,
				id: 'b.id',
			})
			.all();
		expectType<
			Equal<
				typeof rows,
				{
					name: string | null;
					n: number;
					average: number | null;
					youngest: Date | null;
					twice: number;
					id: number;
				}[]
			>
		>();
		// @ts-expect-error no such column
		assert.throws(() => db.from(Book, 'b').select('b.pages').all(), /book has no field pages/);
		// @ts-expect-error no such table
		const other = db.from(Book, 'b').select('c.title');
		assert.throws(() => other.all(), /there is no table c in the query/);
		const untyped = db.from('book').where({ title: 'x' }).all();
		assert.deepEqual(untyped, []);
		const typed = db.from<{ title: string }>('book').select('title').first();
		expectType<Equal<typeof typed, { title: string } | undefined>>();
	});

	it('are known of classes that extend nothing', () => {
		@table({ db: new Database() })
		class Plain {
			@primaryKey id!: number;
			@field('text') name!: string;
		}
		const plain = modelOf(Plain);
		const made = plain.insert({ name: 'x' });
		expectType<Equal<typeof made, Plain>>();
		assert.equal(made.name, 'x');
	});
});
