// npm run check: everything that can be known without starting VS Code, exactly as in CI.
//   node scripts/check.mjs [--no-tests]
// Runs every step even after a failure, so that one run names all that is wrong.
import { ensureDependencies } from './ensureDependencies.mjs';
import { unitTests } from './paths.mjs';
import { runNode } from './processes.mjs';

await ensureDependencies();

/** @param {string} file */
const inModules = file => `node_modules/${file}`;

const steps = [
	{ name: 'types', args: [inModules('@typescript/native/bin/tsc'), '-b'] },
	{
		name: 'lint',
		args: [inModules('eslint/bin/eslint.js'), '--max-warnings', '0', '.'],
	},
	{
		name: 'format',
		args: [
			inModules('prettier/bin/prettier.cjs'),
			'--check',
			'--log-level',
			'warn',
			'--cache',
			'--cache-location',
			'out/prettiercache',
			'.',
		],
	},
	{ name: 'unused code', args: [inModules('knip/bin/knip.js'), '--no-progress'] },
	{ name: 'API reference', args: ['scripts/apiReference.mjs', '--check'] },
	{ name: 'bundle sizes', args: ['scripts/bundleSizes.mjs'] },
	{
		name: 'tests',
		args: [
			inModules('mocha/bin/mocha.js'),
			...unitTests,
			'--reporter',
			'dot',
			'--ignore',
			'**/*.slow.test.ts',
		],
	},
];

const failed = [];
for (const { name, args } of steps) {
	if (name === 'tests' && process.argv.includes('--no-tests')) {
		continue;
	}
	const begin = Date.now();
	const exitCode = await runNode(args);
	const seconds = ((Date.now() - begin) / 1000).toFixed(1);
	console.log(`${exitCode === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
	if (exitCode !== 0) {
		failed.push(name);
	}
}
if (failed.length > 0) {
	console.log(`\ncheck failed: ${failed.join(', ')}`);
	process.exitCode = 1;
}
