// Every line of the checklist's finished sections has a test; `npm run seeds` shows them with what they prove.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = path.dirname(fileURLToPath(import.meta.url));
const finished = { S1: 37, S2: 74, S3: 41, S4: 49 };

describe('the checklist', () => {
	const titles = readdirSync(folder)
		.filter(name => name.endsWith('.test.ts'))
		.flatMap(name => {
			const text = readFileSync(path.join(folder, name), 'utf8');
			return [...text.matchAll(/\bit\(\s*['"`]((?:S\d-\d{2} )+)/g)];
		})
		.flatMap(([, ids = '']) => ids.trim().split(' '));

	for (const [section, count] of Object.entries(finished)) {
		it(`has a test for each line of ${section}`, () => {
			const missing = Array.from({ length: count }, (_, index) => index + 1)
				.map(number => `${section}-${String(number).padStart(2, '0')}`)
				.filter(id => !titles.includes(id));
			assert.deepEqual(missing, []);
		});
	}
});
