/** Where the outside sqllogictest corpus lies when it is there: beside the repository. */

import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const corpus = path.resolve(repository, '../shared/conformance/sqllogictest');

/** Paths relative to the corpus, sorted; empty when there is no corpus. */
export function corpusScripts(): string[] {
	if (!existsSync(corpus)) return [];
	return readdirSync(corpus, { recursive: true, encoding: 'utf8' })
		.filter(name => name.endsWith('.test'))
		.map(name => name.split(path.sep).join('/'))
		.sort();
}
