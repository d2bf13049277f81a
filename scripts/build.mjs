// npm run build: every bundle, then the library's type declarations, into dist/.
//   node scripts/build.mjs [--production] [--no-types]
import fs from 'node:fs';
import path from 'node:path';
import { inRoot } from './paths.mjs';
import { mustRun } from './processes.mjs';

/** The areas whose declarations are part of the library's public face. */
const publicAreas = ['library', 'engine'];

const flags = process.argv.slice(2);
fs.rmSync(inRoot('dist'), { recursive: true, force: true });
await mustRun(process.execPath, [
	'esbuild.config.mjs',
	...flags.filter(flag => flag !== '--no-types'),
]);
if (!flags.includes('--no-types')) {
	await mustRun(process.execPath, [inRoot('node_modules/@typescript/native/bin/tsc'), '-b']);
	for (const area of publicAreas) {
		fs.cpSync(inRoot('out/types', area), inRoot('dist/types', area), {
			recursive: true,
			filter: hasSource,
		});
	}
}

/**
 * The compiler never deletes the declarations of files that are gone.
 * @param {string} declaration
 */
function hasSource(declaration) {
	const source = path.join(inRoot('src'), path.relative(inRoot('out/types'), declaration));
	return fs.existsSync(source.replace(/\.d\.ts$/, '.ts'));
}
