// The package's type declarations, compiled by a strict TypeScript project with every check on, declarations included.
// consumer/*.ts says what the types are; here they are compiled in each kind of project there is.
import assert from 'node:assert/strict';
import fs from 'node:fs';
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
