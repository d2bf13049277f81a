// Models as they are used from day to day: odd names, rows given back, circles, conditions of all kinds.
import assert from 'node:assert/strict';
import {
	Database,
	defineTable,
	field,
	index,
	Model,
	primaryKey,
	references,
	sql,
	table,
	unique,
} from '../../src/library/index.js';
import { schoolWithRows } from '../seeds/school.js';

describe('models', () => {
	it('may be called as SQL is', () => {
		const db = new Database();
		@table({ db })
		class Order extends Model {
			@primaryKey id!: number;
			@unique @field('text') select!: string;
			@index from = 'x';
			@field('int', { column: 'group by' }) group!: number;
		}
		Order.insert({ select: 'a', group: 1 });
		Order.insertMany([{ select: 'b', group: 2 }]);
		assert.equal(Order.update({ where: { select: 'a' } }, { from: 'y' }), 1);
		assert.deepEqual(
			Order.select({ orderBy: ['-from', '-group'] }).map(row => [row.select, row.from, row.group]),
			[
				['a', 'y', 1],
				['b', 'x', 2],
			],
		);
		assert.equal(
			String(db.from(Order).where({ group: { gt: 1 } })),
			'SELECT id, "select", "from", "group by" FROM "order" WHERE "group by" > 1',
		);
	});

	it('know no options but their own: nobody tells plain JavaScript that one is misspelt', () => {
		const wrong = (options: object) => () => defineTable('wrong', { id: 'primaryKey' }, options);
		assert.throws(wrong({ primaryKey: 'id' }), {
			name: 'TypeError',
			message:
				"table wrong has no option 'primaryKey'; there are db, unique, indexes, checks, relations",
		});
		const misspelt = { type: 'text', uniqe: true } as const;
		assert.throws(
			() => defineTable('wrong', { mail: misspelt }),
			/field wrong\.mail has no option 'uniqe'; there are type, primaryKey, /,
		);
		const database: object = { database: new Database() };
		assert.throws(() => table(database), /@table has no option 'database'; there are name, db, /);
	});

	it('may refer to each other in a circle', async () => {
		const db = new Database();
		@table({ db })
		class Hen extends Model {
			@primaryKey id!: number;
			@references(() => Egg, { deferred: true }) @field('int', { nullable: true }) eggId!:
				number | null;
		}
		@table({ db })
		class Egg extends Model {
			@primaryKey id!: number;
			@references(() => Hen) @field('int', { nullable: true }) henId!: number | null;
		}
		await Promise.resolve();
		const tables = db.prepare(
			`select name from sqlite_schema where name in ('hen', 'egg') order by 1`,
		);
		assert.deepEqual(tables.pluck().all(), ['egg', 'hen']);
		db.transaction(() => {
			Hen.insert({ id: 1, eggId: 1 });
			Egg.insert({ id: 1, henId: 1 });
		})();
		assert.throws(() => Egg.insert({ henId: 7 }), /FOREIGN KEY constraint failed/);
	});

	it('take back rows that were read, with what else they hold', () => {
		const { Student } = schoolWithRows();
		const [alice] = Student.select({ include: 'registrations' });
		assert.ok(alice);
		alice.gpa = 4;
		assert.equal(Student.upsert(alice).gpa, 4);
		assert.equal(Student.count(), 3);
		const bob = Student.upsert({ name: 'Robert', email: 'bob@u.edu' }, { on: ['email'] });
		assert.deepEqual([bob.id, bob.name, bob.gpa], [2, 'Robert', 3.2]);
		// What was only looked at does not show.
		assert.equal(bob.registrations.length, 1);
		assert.equal(JSON.stringify(bob), '{"id":2,"name":"Robert","email":"bob@u.edu","gpa":3.2}');
		assert.throws(() => Student.select({ include: 'courses' }), /its relations are registrations/);
	});

	it('work without a primary key, by functions too', () => {
		const db = new Database();
		const Log = defineTable('log', { level: 'int', text: 'text' }, { db });
		Log.insertMany([
			{ level: 1, text: 'x' },
			{ level: 2, text: 'y' },
			{ level: 2, text: 'z' },
		]);
		const level = 2;
		const changed = Log.update({ where: r => r.level === level && r.text !== 'z' }, r => ({
			level: r.level * 10,
		}));
		assert.equal(changed, 1);
		assert.equal(Log.delete({ where: r => r.level === level }), 1);
		assert.deepEqual(Log.select(), [
			{ level: 1, text: 'x' },
			{ level: 20, text: 'y' },
		]);
		assert.throws(() => Log.get(1), /log has no primary key: use first/);
		assert.throws(() => Log.upsert({ level: 1, text: 'x' }), /log has no primary key: say upsert/);
	});

	it('have keys of several fields', () => {
		const db = new Database();
		const Seat = defineTable(
			'seat',
			{
				room: { type: 'text', primaryKey: true },
				number: { type: 'int', primaryKey: true },
				guest: { type: 'text', nullable: true },
			},
			{ db },
		);
		Seat.insert({ room: 'A', number: 1 });
		assert.equal(Seat.upsert({ room: 'A', number: 1, guest: 'Eve' }).guest, 'Eve');
		assert.equal(Seat.get({ room: 'A', number: 1 })?.guest, 'Eve');
		assert.throws(() => Seat.get('A'), /several fields as primary key: give \{ room, number \}/);
		assert.throws(
			() => Seat.insert({ room: 'A', number: 1 }),
			/UNIQUE constraint failed: seat\.room, seat\.number/,
		);
	});

	it('insert many: progress by batches, nothing when it is cancelled or refused', () => {
		const db = new Database();
		const Point = defineTable(
			'point',
			{ id: 'primaryKey', x: { type: 'int', unique: true } },
			{ db },
		);
		const rows = Array.from({ length: 25 }, (_, x) => ({ x }));
		const seen: number[] = [];
		const onProgress = ({ rows: written }: { readonly rows: number }) => void seen.push(written);
		assert.equal(Point.insertMany(rows, { batchSize: 10, onProgress }), 25);
		assert.deepEqual(seen, [10, 20, 25]);
		const controller = new AbortController();
		const abort = () => {
			controller.abort();
		};
		const more = rows.map(({ x }) => ({ x: x + 100 }));
		const { signal } = controller;
		assert.throws(() => Point.insertMany(more, { batchSize: 10, onProgress: abort, signal }));
		assert.throws(
			() => Point.insertMany([{ x: 500 }, { x: 3 }]),
			/UNIQUE constraint failed: point\.x/,
		);
		assert.equal(Point.count(), 25);
		assert.equal(Point.insertMany([]), 0);
		function* generated() {
			yield { x: 1000 };
			yield { x: 1001 };
		}
		assert.equal(Point.insertMany(generated()), 2);
	});

	const db = new Database();
	const Item = defineTable(
		'item',
		{
			id: 'primaryKey',
			name: { type: 'text', nullable: true },
			price: { type: 'real', nullable: true },
			sold: { type: 'bool', default: false },
			at: { type: 'date', default: () => new Date(0) },
			tags: { type: 'json', default: () => [] },
		},
		{ db },
	);
	before(() => {
		Item.insertMany([
			{ name: 'apple', price: 1, tags: ['fruit'] },
			{ name: 'Avocado', price: 2.5, sold: true },
			{ name: '50%', price: null, at: new Date('2024-05-01') },
			{ name: null, price: 4 },
			{ name: 'a*b', price: 0 },
		]);
	});
	type Filter = NonNullable<Parameters<typeof Item.select>[0]>['where'];
	for (const [title, where, ids] of [
		['a value', { name: 'apple' }, [1]],
		['null', { name: null }, [4]],
		['several fields', { sold: false, price: { gt: 0 } }, [1, 4]],
		['two comparisons', { price: { gte: 1, lt: 4 } }, [1, 2]],
		['eq and ne, NULL included', { price: { ne: 1 } }, [2, 3, 4, 5]],
		['a list', { name: { in: ['apple', '50%'] } }, [1, 3]],
		['a list with null', { name: { in: ['apple', null] } }, [1, 4]],
		['no list', { name: { in: [] } }, []],
		['not in a list', { name: { notIn: ['apple', '50%'] } }, [2, 4, 5]],
		['not in a list with null', { name: { notIn: ['apple', null] } }, [2, 3, 5]],
		['between', { price: { between: [1, 2.5] } }, [1, 2]],
		['is null', { price: { isNull: true } }, [3]],
		['is not null', { price: { isNull: false } }, [1, 2, 4, 5]],
		['like', { name: { like: 'a%' } }, [1, 2, 5]],
		['glob', { name: { glob: 'a*' } }, [1, 5]],
		['starts with letters', { name: { startsWith: 'a' } }, [1, 5]],
		['starts with what glob would take for a pattern', { name: { startsWith: 'a*' } }, [5]],
		['ends with', { name: { endsWith: 'o' } }, [2]],
		['contains', { name: { contains: '%' } }, [3]],
		['or', { or: [{ price: 0 }, { name: 'apple' }] }, [1, 5]],
		['no choice', { or: [] }, []],
		['and', { and: [{ price: { gt: 1 } }, { price: { lt: 3 } }] }, [2]],
		['not, NULL included', { not: { price: { gt: 1 } } }, [1, 3, 5]],
		['a date', { at: { gt: new Date('2024-01-01') } }, [3]],
		['a JSON value', { tags: ['fruit'] }, [1]],
		['SQL', sql`price * 2 = ${5}`, [2]],
		['SQL as a value', { price: sql`1 + 1.5` }, [2]],
		['everything', {}, [1, 2, 3, 4, 5]],
	] as const satisfies readonly (readonly [string, Filter, readonly number[]])[]) {
		it(`choose by ${title}`, () => {
			assert.deepEqual(
				Item.select({ where: where as Filter }).map(({ id }) => id),
				ids,
			);
		});
	}

	it('choose by lists of any length', () => {
		const numbers = Array.from({ length: 40_000 }, (_, n) => n * 1.25);
		const chosen = Item.select({ where: { price: { in: [...numbers, null] } } });
		assert.deepEqual(
			chosen.map(({ id }) => id),
			[2, 3, 5],
		);
		const texts = [...numbers.map(n => `n'${n}"`), 'apple', 'Avocado'];
		assert.equal(Item.count({ where: { name: { notIn: texts } } }), 3);
		const ids = [...numbers.map((_, n) => n + 3)];
		assert.equal(Item.delete({ where: { id: { in: ids }, name: 'nobody' } }), 0);
		assert.equal(Item.count({ where: { id: { in: ids } } }), 3);
	});

	it('refuse conditions that are mistakes', () => {
		const select = (where: unknown) => () => Item.select({ where: where as Filter });
		assert.throws(select({ name: undefined }), /name is undefined; leave it out for no condition/);
		assert.throws(select({ price: { gt: undefined } }), /price\.gt is undefined/);
		assert.throws(select({ price: { above: 3 } }), /price has no operator above; there are eq, ne/);
		assert.throws(select({ prise: 3 }), /item has no field prise; its fields are id, name, price/);
		assert.throws(select({ price: {} }), /price is an empty object/);
		assert.throws(select({ name: { in: 'apple' } }), /name\.in takes an array, got 'apple'/);
		assert.throws(select('price > 3'), /expected an object of conditions/);
		assert.throws(
			select(async () => Promise.resolve(true)),
			/the function is async/,
		);
		const price = 3;
		assert.throws(
			() =>
				db
					.from(Item)
					.where(item => (item.price ?? 0) > price)
					.all(),
			/this function cannot be said in SQL: .* \{ gpa: \{ gt: limit \} \}/,
		);
	});
});
