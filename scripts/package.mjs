// npm run package: a production build and the VSIX of it, which must stay inside its budget.
import fs from 'node:fs';
import { ensureDependencies } from './ensureDependencies.mjs';
import { inRoot } from './paths.mjs';
import { mustRun } from './processes.mjs';

const budget = 2.5 * 1024 * 1024;

await ensureDependencies();
const { name, version } = JSON.parse(fs.readFileSync(inRoot('package.json'), 'utf8'));
const file = `${name}-${version}.vsix`;

await mustRun(process.execPath, ['scripts/build.mjs', '--production']);
// Bundles hold their dependencies, so the package needs none.
await mustRun(process.execPath, [
	'node_modules/@vscode/vsce/vsce',
	'package',
	'--no-dependencies',
	// There is no public repository yet that the README's pictures could be linked to.
	'--allow-missing-repository',
	'--no-rewrite-relative-links',
	'--out',
	file,
]);

const { size } = fs.statSync(inRoot(file));
const megabytes = (size / 1024 / 1024).toFixed(2);
console.log(`${file}: ${megabytes} MB of ${budget / 1024 / 1024} MB`);
if (size > budget) {
	console.error('the VSIX is over its budget');
	process.exitCode = 1;
}
