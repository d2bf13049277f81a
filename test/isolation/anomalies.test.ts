import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readScripts, tableOf, writeScripts } from './sessions.js';

const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../golden/isolation');
const file = path.join(folder, 'anomalies.sessions.golden');
const isUpdate = process.env['UPDATE_GOLDENS'] === '1' && process.env['CI'] === undefined;

describe('isolation levels', () => {
	const text = readFileSync(file, 'utf8');
	const scripts = readScripts(text);
	if (isUpdate) writeFileSync(file, writeScripts(text.slice(0, text.indexOf('== ')), scripts));
	else {
		for (const script of scripts) {
			it(script.title, () => {
				assert.equal(tableOf(script), script.expected);
			});
		}
	}
});
