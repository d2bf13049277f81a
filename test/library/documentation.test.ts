// docs/models.md: its blocks, one after the other, are a program that compiles and runs.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { inRoot } from '../../scripts/paths.mjs';

describe('docs/models.md', function () {
	this.timeout(180_000);

	it('is a program that compiles and runs', () => {
		const text = fs.readFileSync(inRoot('docs/models.md'), 'utf8');
		const blocks = [...text.matchAll(/```ts\n(.*?)```/gs)].map(([, block = '']) => block);
		assert.ok(blocks.length >= 5);
		const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'documentation-'));
		const file = path.join(folder, 'models.mts');
		const program = blocks.join('\n');
		const library = inRoot('src/library/index.js');
		fs.writeFileSync(file, program.replaceAll("'strata-sql'", `'${library}'`));
		const tsc = inRoot('node_modules/@typescript/native/bin/tsc');
		const settings = ['--noEmit', '--strict', '--target', 'es2023', '--ignoreConfig'];
		settings.push(
			'--module',
			'nodenext',
			'--typeRoots',
			inRoot('node_modules/@types'),
			'--types',
			'node',
		);
		const compiled = spawnSync(process.execPath, [tsc, file, ...settings], { encoding: 'utf8' });
		assert.equal(compiled.stdout, '');
		const source = pathToFileURL(inRoot('src/library/index.ts')).href;
		fs.writeFileSync(file, program.replaceAll("'strata-sql'", `'${source}'`));
		const args = ['--import', 'tsx', file];
		const ran = spawnSync(process.execPath, args, { cwd: inRoot('.'), encoding: 'utf8' });
		fs.rmSync(folder, { recursive: true });
		assert.equal(ran.status, 0, ran.stderr);
		assert.match(
			ran.stdout,
			/SELECT s\.name, count\(r\.id\) AS n.*\[ \{ name: 'Alice', n: 1, average: 4 \} \]/s,
		);
	});
});
