import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { printedOutput, readGolden, writeGolden } from './goldenFile.js';
import { GoldenSession } from './goldenSession.js';

const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../golden');
/** `npm run test:update` sets it; never set in CI. */
const isUpdate = process.env['UPDATE_GOLDENS'] === '1' && process.env['CI'] === undefined;

describe('golden scripts', () => {
	const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter(name => name.endsWith('.sql.golden'))
		.sort();
	for (const name of files) {
		it(name, () => {
			const file = path.join(folder, name);
			const text = readFileSync(file, 'utf8');
			const { lines, blocks } = readGolden(text);
			assert.ok(blocks.length > 0, 'a golden script has at least one prompt');
			const session = new GoldenSession();
			const outputs = blocks.map(block => session.run(block.prompts));
			session.close();
			if (isUpdate) {
				writeFileSync(file, writeGolden(lines, blocks, outputs));
				return;
			}
			blocks.forEach((block, index) => {
				const output = printedOutput(outputs[index] ?? '');
				assert.equal(output, block.expected, `line ${block.prompts[0]?.line}`);
			});
		});
	}
});
