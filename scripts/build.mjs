// npm run build: every bundle, then the library's type declarations, into dist/.
//   node scripts/build.mjs [--production] [--npm] [--no-types] [--dist=FOLDER]
// --npm: only what the npm package holds.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { copyDeclarations } from './declarations.mjs';
import { inRoot } from './paths.mjs';
import { mustRun } from './processes.mjs';

const { values: flags } = parseArgs({
	options: {
		production: { type: 'boolean', default: false },
		npm: { type: 'boolean', default: false },
		'no-types': { type: 'boolean', default: false },
		dist: { type: 'string', default: 'dist' },
	},
});
const dist = path.resolve(inRoot(), flags.dist);

fs.rmSync(dist, { recursive: true, force: true });
await mustRun(process.execPath, [
	'esbuild.config.mjs',
	`--dist=${dist}`,
	...(flags.production ? ['--production'] : []),
	...(flags.npm ? ['--npm'] : []),
]);
if (!flags['no-types']) {
	await mustRun(process.execPath, [inRoot('node_modules/@typescript/native/bin/tsc'), '-b']);
	copyDeclarations(path.join(dist, 'types'));
}
