// npm run dev: bundles, types and unit tests, all watching, in one terminal. Ctrl+C ends all three.
import { spawn } from 'node:child_process';
import { ensureDependencies } from './ensureDependencies.mjs';
import { root, unitTests } from './paths.mjs';

await ensureDependencies();

const watchers = [
	['esbuild.config.mjs', '--watch'],
	['node_modules/@typescript/native/bin/tsc', '-b', '--watch', '--preserveWatchOutput'],
	[
		'node_modules/mocha/bin/mocha.js',
		...unitTests,
		'--watch',
		'--watch-files',
		'src,test',
		'--reporter',
		'dot',
	],
];

const children = watchers.map(args =>
	spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] }),
);
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
	process.once(signal, () => {
		for (const child of children) {
			child.kill();
		}
	});
}
