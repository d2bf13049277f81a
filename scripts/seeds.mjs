// The checklist of what must work, line by line: runs the tests whose title starts with ids (S1-01 ...) and lists
// each id with pass, FAIL or missing. A line passes when it has a test and all its tests pass.
//   npm run seeds [-- S1 S2]      ends with an error unless every line of these sections passes
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from './paths.mjs';

/** Lines by section. */
const sections = { S1: 37, S2: 74, S3: 41, S4: 49 };

const asked = process.argv.slice(2).map(name => name.toUpperCase());
const unknown = asked.filter(name => !(name in sections));
if (unknown.length > 0) {
	console.error(`no section ${unknown.join(', ')}; there are ${Object.keys(sections).join(', ')}`);
	process.exit(2);
}

/** @type {Map<string, { titles: string[], failed: string[] }>} */
const lines = new Map();
for (const { title, err } of runTests()) {
	const [ids = ''] = /^(S\d-\d{2} )+/.exec(title) ?? [];
	for (const id of ids.trim().split(' ')) {
		const line = lines.get(id) ?? { titles: [], failed: [] };
		lines.set(id, line);
		line.titles.push(title.slice(ids.length));
		if (err.message !== undefined) line.failed.push(`${title}: ${err.message.split('\n')[0]}`);
	}
}

let isComplete = true;
for (const [section, count] of Object.entries(sections)) {
	if (asked.length > 0 && !asked.includes(section)) continue;
	let passed = 0;
	for (let number = 1; number <= count; number++) {
		const id = `${section}-${String(number).padStart(2, '0')}`;
		const line = lines.get(id);
		const state = line === undefined ? 'missing' : line.failed.length > 0 ? 'FAIL' : 'pass';
		if (state === 'pass') passed++;
		console.log(`${id}  ${state.padEnd(8)}${line?.titles[0] ?? ''}`);
		for (const failure of line?.failed ?? []) console.log(`         ${failure}`);
	}
	console.log(`${section} ${passed}/${count}\n`);
	if (passed < count) isComplete = false;
}
process.exit(isComplete ? 0 : 1);

/** @returns {{ title: string, err: { message?: string } }[]} */
function runTests() {
	const output = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'seeds-')), 'results.json');
	const mocha = path.join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
	const files = fs
		.readdirSync(path.join(root, 'test', 'seeds'))
		.filter(name => name.endsWith('.test.ts'))
		.map(name => path.join('test', 'seeds', name));
	const reporter = ['--reporter', 'json', '--reporter-option', `output=${output}`];
	const grep = ['--grep', String.raw`\bS\d-\d{2} `];
	const settings = ['--no-config', '--node-option', 'import=tsx', '--timeout', '120000'];
	const { stderr } = spawnSync(
		process.execPath,
		[mocha, ...settings, ...reporter, ...grep, ...files],
		{
			cwd: root,
			stdio: ['ignore', 'ignore', 'pipe'],
			encoding: 'utf8',
		},
	);
	if (!fs.existsSync(output)) {
		console.error(stderr);
		process.exit(2);
	}
	/** @type {{ tests: { title: string, err: { message?: string } }[] }} */
	const { tests } = JSON.parse(fs.readFileSync(output, 'utf8'));
	fs.rmSync(path.dirname(output), { recursive: true });
	return tests;
}
