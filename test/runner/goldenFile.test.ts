import assert from 'node:assert/strict';
import { readGolden, writeGolden } from './goldenFile.js';

describe('golden files', () => {
	it('stay the same when an output with an empty line is written again', () => {
		const outputs = ["'a\n\nb'\n", 'c'];
		const write = (text: string): string => {
			const { lines, blocks } = readGolden(text);
			return writeGolden(lines, blocks, outputs);
		};
		const once = write("> SELECT 'a'\n----\n\n> SELECT 'c'\n----\nold\n");
		assert.equal(write(once), once);
		assert.deepEqual(
			readGolden(once).blocks.map(({ expected }) => expected),
			["'a\n\\\nb'\n\\", 'c'],
		);
	});
});
