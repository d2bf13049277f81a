// Students, courses and registrations: the seed's example application, as a notebook and as a program with models.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { inRoot } from '../../scripts/paths.mjs';
import { runNotebook } from './runNotebook.js';

/** A REAL that is a whole number says so on the way to the screen. */
function plain(value: unknown): unknown {
	return typeof value === 'object' && value !== null && 'value' in value ? value.value : value;
}

describe('the example application', () => {
	it('S4-36 runs as a notebook: sample data, ten queries and more, updates', async () => {
		const results = await runNotebook('students.sqlnb');
		assert.ok(Object.keys(results).length >= 12);
		assert.deepEqual(results['above'], [
			['Alice Johnson', 3.8],
			['Carol White', 3.9],
			['Eve Davis', 3.6],
		]);
		assert.deepEqual(results['howMany'], [[5, 3.3, 3.9]]);
		const byCourse = results['byCourse']?.map(row => row.map(plain));
		assert.deepEqual(byCourse, [
			['Introduction to Computing', 3, 88],
			['Linear Algebra', 2, 84.5],
			['Mechanics', 1, null],
		]);
		assert.deepEqual(results['idle'], [['David Brown']]);
		assert.deepEqual(results['afterwards'], [
			['Alice Johnson', 3.9, 'CS101', 94],
			['Bob Smith', 3.4, 'CS101', 77],
			['Carol White', 3.9, 'CS101', 99],
			['Eve Davis', 3.6, null, null],
		]);
	});

	it('S4-36 runs as a program', () => {
		const text = fs.readFileSync(inRoot('examples/library/students.ts'), 'utf8');
		const library = pathToFileURL(inRoot('src/library/index.ts')).href;
		const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'students-')), 'students.mts');
		fs.writeFileSync(file, text.replace("'strata-sql'", `'${library}'`));
		const args = ['--import', 'tsx', file];
		const { stdout, stderr } = spawnSync(process.execPath, args, {
			cwd: inRoot('.'),
			encoding: 'utf8',
		});
		fs.rmSync(path.dirname(file), { recursive: true });
		const said = /\/\* Prints:\n(.*)\n\*\/\n$/s.exec(text)?.[1];
		assert.equal(stdout, `${said ?? ''}\n`, stderr);
	});
});
