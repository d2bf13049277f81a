// The persistence demo of the seed, as a program and as a notebook, and the page about it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { inRoot } from '../../scripts/paths.mjs';
import { Database } from '../../src/library/index.js';
import { temporaryFolders } from '../persistence/folders.js';

function run(args: readonly string[], cwd: string): string {
	const tsx = pathToFileURL(inRoot('node_modules/tsx/dist/loader.mjs')).href;
	const child = spawnSync(process.execPath, ['--import', tsx, ...args], { cwd, encoding: 'utf8' });
	assert.equal(child.status, 0, child.stderr);
	return child.stdout;
}

describe('the persistence demo', () => {
	const newFolder = temporaryFolders();

	it('S4-37 runs as a program: create, save, load, files, log, export and import', () => {
		const folder = newFolder();
		const library = pathToFileURL(inRoot('src/library/index.ts')).href;
		const text = fs.readFileSync(inRoot('examples/library/persistence.mjs'), 'utf8');
		const program = path.join(folder, 'demo.mts');
		fs.writeFileSync(program, text.replace("'strata-sql'", `'${library}'`));
		const said = /\n\/\* Prints:\n(.*\n)\*\/\n$/s.exec(text)?.[1];
		assert.equal(run([program], folder), said);
	});

	it('S4-37 runs as a notebook, twice on the same files', () => {
		const folder = newFolder();
		fs.copyFileSync(inRoot('examples/persistence.sqlnb'), path.join(folder, 'persistence.sqlnb'));
		for (const round of [1, 2]) {
			run([inRoot('src/cli/main.ts'), 'run', 'persistence.sqlnb'], folder);
			const db = Database.open(path.join(folder, 'data/university'), { readonly: true });
			const rows = db.prepare('select name, gpa from student order by id').raw().all();
			assert.deepEqual(
				rows,
				[
					['Alice', 3.9],
					['Bob', 3.5],
				],
				`round ${round}`,
			);
			db.close();
		}
	});

	it('S4-35 S4-38 has a page that describes the format and the five parts', () => {
		const page = fs.readFileSync(inRoot('docs/persistence.md'), 'utf8');
		for (const part of ['Field', 'Table', 'Database', 'StorageEngine', 'Decorators']) {
			assert.match(page, new RegExp(`^\\| ${part} \\|.*\`src/`, 'm'));
		}
		for (const [, file = ''] of page.matchAll(/`(src\/[\w/.]+)`/g)) {
			assert.ok(fs.existsSync(inRoot(file)), file);
		}
		// The files it shows are those that are made.
		const folder = newFolder();
		const db = Database.open(folder, { name: 'university' });
		db.exec(
			`create table student(id integer primary key, name text, gpa real);
			insert into student values (1, 'Alice', 3.8), (2, 'Bob', 4)`,
		).close();
		assert.ok(
			page.includes(
				fs
					.readFileSync(path.join(folder, 'university/data/student.records'), 'utf8')
					.trim()
					.split('\n')[1] ?? '?',
			),
		);
		for (const word of [
			'schema/',
			'data/',
			'wal/',
			'transaction.log',
			'database.json',
			'crc32',
			'export',
			'import',
		]) {
			assert.ok(page.includes(word), word);
		}
	});
});
