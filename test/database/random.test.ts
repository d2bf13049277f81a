// Random scripts of changes and transactions give, statement for statement, what SQLite gives.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Database } from '../../src/library/index.js';
import { checkProperty } from '../storage/seeds.js';
import { openOurs, openTheirs } from './compare.js';

const TABLES = `
	create table r(id integer primary key, a int not null default 1, b text unique, c real check (c < 50), unique (a, c));
	create index r1 on r(c desc, a);
	create index r2 on r(a) where b is not null;
	create unique index r3 on r(lower(b));
	create table w(k text collate nocase, n int, v unique on conflict replace, primary key (k, n desc)) without rowid;
	create index w1 on w(v, n);
	create table p(x, y default (1 + 1), z as (ifnull(x, 0) || y) stored);
	create index p1 on p(z);
`;

const value = fc.oneof(
	fc.integer({ min: -2, max: 8 }).map(String),
	fc.constantFrom(
		'null',
		"'a'",
		"'B'",
		"'b'",
		"'7'",
		'2.5',
		'3.0',
		'60',
		"x'61'",
		'9007199254740993',
	),
);
const action = fc.constantFrom(
	'',
	'',
	'',
	' or ignore',
	' or replace',
	' or fail',
	' or rollback',
	' or abort',
);
const tuples = (width: number) =>
	fc
		.array(fc.array(value, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 4 })
		.map(rows => rows.map(row => `(${row.join(', ')})`).join(', '));
const condition = fc.oneof(
	fc.constant('1'),
	fc
		.tuple(fc.constantFrom('<', '=', '>=', 'is', '<>'), value)
		.map(([op, x]) => `COLUMN ${op} ${x}`),
);

const insert = fc.oneof(
	fc.tuple(action, tuples(4)).map(([or, rows]) => `insert${or} into r(id, a, b, c) values ${rows}`),
	fc.tuple(action, tuples(2)).map(([or, rows]) => `insert${or} into r(b, c) values ${rows}`),
	fc.tuple(action, tuples(3)).map(([or, rows]) => `insert${or} into w values ${rows}`),
	fc.tuple(action, tuples(2)).map(([or, rows]) => `insert${or} into p values ${rows}`),
	action.map(or => `insert${or} into r(a, b, c) select n, k, v from w order by k, n`),
	action.map(or => `insert${or} into p(x, y) select id, b from r order by id`),
	action.map(or => `insert${or} into w select b, a, c from r where b is not null order by id`),
	tuples(4).map(
		rows => `insert into r values ${rows} on conflict (id) do update set a = a + 1, c = excluded.c`,
	),
	tuples(4).map(rows => `insert into r values ${rows} on conflict do nothing`),
	tuples(3).map(
		rows =>
			`insert into w values ${rows} on conflict (k, n) do update set v = v || 'x' returning *`,
	),
);
const update = fc
	.tuple(
		action,
		fc.constantFrom(
			['r', 'a', 'a + 1'],
			['r', 'b', 'upper(b)'],
			['r', 'c', 'c * 2'],
			['r', 'id', 'id + 1'],
			['r', 'id', 'a'],
			['r', 'b', 'null'],
			['w', 'v', 'n'],
			['w', 'n', 'n + 1'],
			['w', 'k', 'upper(k)'],
			['p', 'x', 'y'],
			['p', 'y', 'z'],
			['p', 'rowid', 'rowid + 10'],
		),
		condition,
	)
	.map(([or, [table, column, expression], where]) => {
		// Which row a conflict meets first depends on the order of the search: with + no index is used.
		const found = table === 'p' ? column : `+${column}`;
		const filter = where.replace('COLUMN', found);
		return `update${or} ${table} set ${column} = ${expression} where ${filter}`;
	});
const remove = fc
	.tuple(
		fc.constantFrom(['r', 'a'], ['r', 'id'], ['r', 'b'], ['w', 'k'], ['w', 'v'], ['p', 'z']),
		condition,
	)
	.map(([[table, column], where]) =>
		`delete from ${table} where ${where.replace('COLUMN', column as string)}`.replace(
			' where 1',
			'',
		),
	);
const transaction = fc.constantFrom(
	...[
		'begin',
		'commit',
		'rollback',
		'savepoint s',
		'savepoint t',
		'release s',
		'rollback to s',
		'rollback to t',
	],
);
const script = fc.array(
	fc.oneof(
		{ weight: 6, arbitrary: insert },
		{ weight: 4, arbitrary: update },
		{ weight: 2, arbitrary: remove },
		{ weight: 2, arbitrary: transaction },
	),
	{ minLength: 1, maxLength: 40 },
);

const CHECKS = [
	'select id, typeof(a), a, b, typeof(c), c from r order by id',
	'select k, n, v, typeof(v) from w order by k, n',
	'select rowid, x, y, z from p order by rowid',
	'select changes(), total_changes()',
];
/** Read through each index. */
const INDEXES = [
	'r indexed by r1',
	'r indexed by r2 where b is not null',
	'w indexed by w1',
	'p indexed by p1',
];

describe('database: random changes', () => {
	it('end like SQLite’s', function () {
		this.timeout(60_000);
		checkProperty(fc.property(script, compare), 40);
	});
});

function compare(statements: readonly string[]): void {
	const database = new Database().exec(TABLES);
	const ours = openOurs(database);
	const theirs = openTheirs();
	for (const sql of TABLES.split(';')) if (sql.trim()) theirs.run(sql);
	const done: string[] = [];
	for (const sql of statements) {
		done.push(sql);
		assert.deepEqual(ours.run(sql), theirs.run(sql), done.join(';\n'));
		for (const check of CHECKS) {
			assert.deepEqual(ours.run(check), theirs.run(check), `${check}\nafter ${done.join(';\n')}`);
		}
		for (const source of INDEXES) {
			const counted = `select count(*) from ${source}`;
			assert.deepEqual(
				ours.run(counted),
				theirs.run(counted),
				`${counted}\nafter ${done.join(';\n')}`,
			);
		}
		assert.deepEqual(database.pragma('integrity_check', { simple: true }), 'ok');
	}
}
