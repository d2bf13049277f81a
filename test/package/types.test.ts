// The package's type declarations, compiled by a strict TypeScript project with every check on, declarations included.
// consumer/*.ts says what the types are; here they are compiled in each kind of project there is.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { inRoot } from '../../scripts/paths.mjs';
import { installPackage, type InstalledPackage } from './installedPackage.js';

const consumers = fs.readdirSync(inRoot('test/package/consumer'));

/** The type tests with another ending: .mts is an ES module and .cts CommonJS, whatever package.json says. */
function writeConsumers(project: InstalledPackage, ending: string): string[] {
	return consumers.map(name => {
		const text = fs.readFileSync(inRoot('test/package/consumer', name), 'utf8');
		const own = { '.mts': '.mjs', '.cts': '.cjs', '.ts': '.js' }[ending] ?? '';
		return project.write(
			`types/${name.replace(/\.ts$/, ending)}`,
			text.replaceAll(/'(\.\/\w+)\.js'/g, `'$1${own}'`),
		);
	});
}

describe('type declarations of the npm package', function () {
	this.timeout(120_000);
	let project: InstalledPackage;
	before(() => {
		project = installPackage();
	});

	const kinds = [
		{ name: 'an ES module in Node', ending: '.mts', options: { module: 'nodenext' } },
		{ name: 'CommonJS in Node', ending: '.cts', options: { module: 'nodenext' } },
		{
			name: 'a bundler',
			ending: '.ts',
			options: { module: 'esnext', moduleResolution: 'bundler' },
		},
	];
	for (const { name, ending, options } of kinds) {
		it(`hold for ${name}`, () => {
			const files = writeConsumers(project, ending);
			assert.equal(project.compile(options, files), '');
		});
	}

	it('hold where optional properties are exact and property names checked', () => {
		const files = writeConsumers(project, '.mts');
		const strictest = {
			module: 'nodenext',
			exactOptionalPropertyTypes: true,
			noPropertyAccessFromIndexSignature: true,
			verbatimModuleSyntax: true,
			isolatedModules: true,
		};
		assert.equal(project.compile(strictest, files), '');
	});

	it('have names for everything that a library made with the package may export', () => {
		const files = [
			project.write(
				'types/declared.mts',
				`import { avg, Database, defineTable, field, Model, modelOf, primaryKey, sql, table } from 'strata-sql';
				export const db = new Database();
				export const all = db.prepare<[number], { id: number }>('SELECT 1 AS id');
				export const change = db.transaction((id: number) => db.exec('', [id]));
				export const usage = db.memoryUsage(), catalog = db.catalogSnapshot(), diff = db.diff(db.snapshot());
				export const Room = defineTable('room', { id: 'primaryKey', seats: { type: 'int', default: 2 } });
				@table({ db })
				export class Student extends Model { @primaryKey id!: number; @field('text') name!: string }
				export const students = modelOf(Student), first = Student.first(), newest = Room.select();
				export const query = db.from(Student, 's').where({ id: { gt: 1 } }).select('s.name', { a: avg('id') });
				export const rows = query.all(), piece = sql<number>\`1\`;`,
			),
		];
		const declared = { declaration: true, noEmit: false, outDir: 'out', rootDir: '.' };
		assert.equal(project.compile({ module: 'nodenext', ...declared }, files), '');
		const text = fs.readFileSync(path.join(project.folder, 'out/types/declared.d.mts'), 'utf8');
		assert.doesNotMatch(text, /dist\/|\bany\b/);
	});

	it('need no types of browsers and none of Node', () => {
		const files = [project.write('types/bare.mts', `export * from 'strata-sql';`)];
		assert.equal(project.compile({ module: 'nodenext', lib: ['ES2022'] }, files), '');
	});

	it('are the same types for both module systems, so that values can be passed on', () => {
		const files = [
			project.write(
				'mixed/old.cts',
				`import { Database, SqlError } from 'strata-sql';
				export const open = (): Database => new Database();
				export const isOurs = (error: unknown) => error instanceof SqlError;`,
			),
			project.write(
				'mixed/new.mts',
				`import { Database } from 'strata-sql';
				import { open } from './old.cjs';
				const db: Database = open();
				export const both: Database[] = [db, new Database()];`,
			),
		];
		assert.equal(project.compile({ module: 'nodenext' }, files), '');
	});

	it('are compared exactly by these tests', () => {
		const files = [
			project.write(
				'types/wrong.mts',
				`import { Database } from 'strata-sql';
				import { typeOf } from './typeOf.mjs';
				typeOf(new Database().prepare('SELECT 1').get()).is<string>();`,
			),
		];
		assert.match(project.compile({ module: 'nodenext' }, files), /^types\/wrong\.mts\(3,/);
	});
});
