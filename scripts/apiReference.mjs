// npm run docs:api: writes the API reference, docs/api, of the library's compiled declarations.
//   node scripts/apiReference.mjs [--check]     with --check: writes nothing, and fails when a page is out of date
// Fails as well when an exported name is on no page, mentions a type that is not exported, or has no docstring (and so
// for the members of classes).
import fs from 'node:fs';
import { readDeclarations } from './api/readDeclarations.mjs';
import { innerNames, topics } from './api/topics.mjs';
import { writePages } from './api/writePages.mjs';
import { ensureDependencies } from './ensureDependencies.mjs';
import { inRoot } from './paths.mjs';
import { mustRun } from './processes.mjs';

const folder = inRoot('docs/api');
const isCheck = process.argv.includes('--check');

await ensureDependencies();
await mustRun(process.execPath, [inRoot('node_modules/@typescript/native/bin/tsc'), '-b']);
const declarations = readDeclarations(inRoot('out/types/library/index.d.ts')).filter(
	({ name }) => !innerNames.includes(name),
);
const pages = await writePages(declarations, topics);
const mistakes = [
	...misplaced(),
	...undocumented(),
	...unexported(),
	...(isCheck ? outdated() : []),
];
if (!isCheck) writeAll();
for (const mistake of mistakes) console.error(mistake);
if (mistakes.length > 0) process.exitCode = 1;

function misplaced() {
	const placed = topics.flatMap(({ names }) => names);
	const exported = declarations.map(({ name }) => name);
	return [
		...exported
			.filter(name => !placed.includes(name))
			.map(name => `${name} is on no page: put it into scripts/api/topics.mjs`),
		...placed
			.filter(name => !exported.includes(name))
			.map(name => `${name} is in scripts/api/topics.mjs, but not exported`),
		...placed
			.filter((name, at) => placed.indexOf(name) < at)
			.map(name => `${name} is in scripts/api/topics.mjs twice`),
	];
}

function undocumented() {
	return declarations.flatMap(({ name, kind, doc, undocumented: members }) => [
		...(doc === '' ? [`${name} has no docstring`] : []),
		...(kind === 'class' ? members.map(member => `${name}.${member} has no docstring`) : []),
	]);
}

function unexported() {
	// The library's Database and the engine's have one name.
	const known = new Set(declarations.map(({ name }) => name));
	return declarations.flatMap(({ name, unexported: mentioned }) =>
		mentioned
			.filter(other => !innerNames.includes(other) && !known.has(other))
			.map(other => `${name} mentions ${other}, which src/library/index.ts does not export`),
	);
}

function outdated() {
	const present = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
	const wrong = [...pages].filter(([name, text]) => {
		const file = inRoot('docs/api', name);
		return !fs.existsSync(file) || fs.readFileSync(file, 'utf8') !== text;
	});
	return [
		...wrong.map(([name]) => `docs/api/${name} is out of date: npm run docs:api`),
		...present.filter(name => !pages.has(name)).map(name => `docs/api/${name} is no page any more`),
	];
}

function writeAll() {
	fs.rmSync(folder, { recursive: true, force: true });
	fs.mkdirSync(folder, { recursive: true });
	for (const [name, text] of pages) fs.writeFileSync(inRoot('docs/api', name), text);
}
