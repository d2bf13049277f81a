// The decorators as TypeScript itself compiles them, for older targets and with older fields, and when they are misused.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { defineTable, Database, Model, table } from '../../src/library/index.js';
import { inRoot } from '../../scripts/paths.mjs';

const library = pathToFileURL(inRoot('src/library/index.ts')).href;
const tsc = inRoot('node_modules/@typescript/native/bin/tsc');

const program = `
import { Database, Model, table, field, primaryKey, hasMany, references } from '${library}';
const db = new Database();
@table({ db })
class Student extends Model {
	@primaryKey id!: number;
	@field('text') name!: string;
	@hasMany(() => Grade) grades!: Grade[];
	gpa = 0;
	#secret = 42;
	get secret() { return this.#secret; }
}
@table({ db })
class Grade extends Model {
	@references(() => Student) @field('int') studentId!: number;
	@field('int') mark!: number;
}
const { id } = Student.insert({ name: 'Alice' });
Grade.insert({ studentId: id, mark: 5 });
const [row] = Student.select();
export const result = [
	JSON.stringify(row), row.grades.length, row.secret,
	db.prepare('select name from pragma_table_info(?)').pluck().all('student').sort().join(),
];
`;

describe('decorators compiled by TypeScript', function () {
	this.timeout(60_000);
	let folder = '';
	before(() => {
		folder = fs.mkdtempSync(path.join(os.tmpdir(), 'compilers-'));
		fs.writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');
	});
	after(() => fs.rmSync(folder, { recursive: true }));

	async function run(name: string, ...options: string[]): Promise<unknown> {
		const file = path.join(folder, `${name}.ts`);
		fs.writeFileSync(file, program);
		// Elsewhere: the loader of these tests would take the source instead.
		const out = path.join(folder, 'out');
		const settings = ['--module', 'esnext', '--moduleResolution', 'bundler', '--ignoreConfig'];
		settings.push('--rootDir', folder, '--outDir', out);
		const all = [tsc, file, '--noCheck', ...settings, ...options];
		const { status, stdout } = spawnSync(process.execPath, all, { encoding: 'utf8' });
		assert.equal(status, 0, stdout);
		const made = (await import(pathToFileURL(path.join(out, `${name}.js`)).href)) as {
			readonly result: unknown;
		};
		return made.result;
	}

	for (const [name, ...options] of [
		['es2022', '--target', 'es2022'],
		['es2021', '--target', 'es2021'],
		['oldFields', '--target', 'es2022', '--useDefineForClassFields', 'false'],
	] as const) {
		it(`make models: ${options.join(' ')}`, async () => {
			assert.deepEqual(await run(name, ...options), [
				'{"id":1,"name":"Alice","gpa":0}',
				1,
				42,
				'gpa,id,name',
			]);
		});
	}

	it('say that the decorators of old are others', async () => {
		await assert.rejects(run('old', '--target', 'es2022', '--experimentalDecorators'), {
			message:
				'these are standard decorators: turn off experimentalDecorators in tsconfig.json (TypeScript 5.2 and later)',
		});
	});
});

describe('mistakes in models', () => {
	const db = new Database();
	const make = (fields: (base: typeof Model) => typeof Model) => {
		const context = { kind: 'class', name: 'Thing', metadata: {}, addInitializer() {} };
		table({ db })(fields(Model), context as never);
	};

	it('are told with the way out', () => {
		assert.throws(
			() => make(Base => class extends Base {}),
			/thing has no fields: write @field\('text'\)/,
		);
		assert.throws(
			() =>
				make(
					Base =>
						class extends Base {
							name!: string;
						},
				),
			/Thing\.name has neither a decorator nor an initialiser: write @field\('text'\) before it, or @transient/,
		);
		assert.throws(
			() =>
				make(
					Base =>
						class extends Base {
							cache = new Map();
						},
				),
			/Thing\.cache has an initialiser that cannot be stored: write @transient before it, or @field\('json'\)/,
		);
		assert.throws(
			() =>
				make(
					Base =>
						class extends Base {
							name: string;
							constructor(given: { readonly name: string }) {
								super();
								this.name = given.name;
							}
						} as never,
				),
			/new Thing\(\) must work: its initialisers are the defaults/,
		);
		class Unmarked extends Model {}
		assert.throws(
			() => Unmarked.select(),
			/Unmarked is no model: write @table\(\) before the class/,
		);
		assert.throws(
			() => defineTable('thing', { a: { type: 'int', default: 'x' as never } }),
			/thing\.a: the default is not an integer/,
		);
		assert.throws(
			() => defineTable('thing', { a: 'int' }, { unique: [['a', 'b']] }),
			/thing has no field b; its fields are a/,
		);
	});

	it('are found in tables that are there already', () => {
		db.exec(
			`create table student(id integer primary key, name text, since text default (datetime('now')))`,
		);
		db.exec(`insert into student(name) values ('Alice')`);
		const old = { id: 'primaryKey', name: { type: 'text', nullable: true } } as const;
		const Students = defineTable('Student', old, { db });
		assert.deepEqual(Students.select(), [{ id: 1, name: 'Alice' }]);
		const more = { ...old, gpa: { type: 'real', default: 1.5, index: true } } as const;
		assert.throws(
			() => defineTable('student', more, { db }),
			/table student has no column gpa that its model has; migrate\(\) adds it, or: ALTER TABLE student ADD COLUMN gpa REAL NOT NULL DEFAULT 1\.5/,
		);
		const More = defineTable('student', more, { db: () => db });
		assert.throws(() => More.count(), /has no column gpa/);
		assert.deepEqual(More.migrate(), [
			'ALTER TABLE student ADD COLUMN gpa REAL NOT NULL DEFAULT 1.5',
		]);
		assert.deepEqual(More.select({ where: { gpa: 1.5 } }), [{ id: 1, name: 'Alice', gpa: 1.5 }]);
		assert.deepEqual(More.migrate(), []);
		// What the database makes by itself is left to it.
		const since = { ...old, since: { type: 'date', generated: true } } as const;
		const made = defineTable('student', since, { db }).insert({ name: 'Bob' });
		assert.ok(Math.abs(made.since.getTime() - Date.now()) < 60_000);
		db.exec('create table typed(a text) strict');
		assert.throws(
			() => defineTable('typed', { a: 'int' }, { db }),
			/typed\.a is int in the model, but the table's column is TEXT/,
		);
	});
});
