// The programs of examples/, run with the installed package: each prints what it says at its end.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { inRoot } from '../../scripts/paths.mjs';
import { installPackage, type InstalledPackage } from './installedPackage.js';

/** What makes a file of examples/ a program: it loads the package itself. */
const loadsPackage = /^[^/*\n]*(?:\bfrom |\brequire\()'strata-sql'/m;
const output = /\n\/\* Prints:\n(.*)\n\*\/\n$/s;

function programs(): string[] {
	return fs
		.readdirSync(inRoot('examples'), { recursive: true, encoding: 'utf8' })
		.filter(name => /\.(mjs|cjs|ts|mts)$/.test(name))
		.filter(name => loadsPackage.test(fs.readFileSync(inRoot('examples', name), 'utf8')))
		.sort();
}

describe('programs of examples/', function () {
	this.timeout(120_000);
	let project: InstalledPackage;
	before(() => {
		project = installPackage();
		// Types of .ts files are taken away, and decorators lowered, as in a project of ES modules.
		project.write('examples/package.json', '{ "type": "module" }');
		for (const entry of fs.readdirSync(inRoot('examples'))) {
			const copy = path.join(project.folder, 'examples', entry);
			fs.cpSync(inRoot('examples', entry), copy, { recursive: true });
		}
	});

	for (const name of programs()) {
		it(`${name} prints what it says`, () => {
			const said = output.exec(fs.readFileSync(inRoot('examples', name), 'utf8'))?.[1];
			assert.ok(said !== undefined, `${name} ends with /* Prints: ... */`);
			assert.equal(project.runFile(`examples/${name}`), `${said}\n`);
		});
	}

	it('compile in a strict project where they are TypeScript', () => {
		const files = programs()
			.filter(name => /\.m?ts$/.test(name))
			.map(name => `examples/${name}`);
		if (files.length > 0) assert.equal(project.compile({ module: 'nodenext' }, files), '');
	});

	it('run where the README shows code, which compiles in a strict project if it is TypeScript', () => {
		const readme = fs.readFileSync(inRoot('README.md'), 'utf8');
		const [, section = ''] = readme.split('## The library');
		const code = (language: string) =>
			new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'ms').exec(section)?.[1] ??
			assert.fail(language);
		project.write('readme/plain.mjs', code('js'));
		assert.match(project.runFile('readme/plain.mjs'), /^update users .*delete users .*update /s);
		project.write('readme/typed.mts', code('ts'));
		assert.equal(project.runFile('readme/typed.mts'), '');
		assert.ok(fs.existsSync(path.join(project.folder, 'data/school/data/student.records')));
		assert.equal(project.compile({ module: 'nodenext' }, ['readme/typed.mts']), '');
	});

	it('are in the list of their folder', () => {
		const list = fs.readFileSync(inRoot('examples/library/README.md'), 'utf8');
		const missing = fs
			.readdirSync(inRoot('examples/library'))
			.filter(name => name !== 'README.md' && !list.includes(`\`${name}\``));
		assert.deepEqual(missing, []);
	});
});
