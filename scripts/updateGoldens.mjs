// npm run test:update: rewrites the expected output of the golden scripts with what the engine answers now.
// The diff is the review; CI never writes.
import { ensureDependencies } from './ensureDependencies.mjs';
import { runNode } from './processes.mjs';

if (process.env['CI'] !== undefined) {
	throw new Error('golden scripts are not rewritten in CI');
}
await ensureDependencies();
process.exitCode = await runNode(
	['node_modules/mocha/bin/mocha.js', 'test/runner/golden.test.ts'],
	{
		env: { UPDATE_GOLDENS: '1' },
	},
);
