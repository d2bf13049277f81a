/**
 * Every statement of the sqllogictest corpus that is meant to succeed parses, prints and parses again.
 * Skipped without the corpus, which is not part of the repository.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from '../../src/engine/syntax/parse.js';
import { printStatement } from '../../src/engine/syntax/print.js';
import { splitStatements } from '../../src/engine/syntax/splitStatements.js';
import { readScript } from '../conformance/scriptReader.js';
import { corpus, corpusScripts } from '../conformance/scripts.js';
import { stripSpans } from './stripSpans.js';

describe('the sqllogictest corpus', function () {
	const scripts = corpusScripts().filter(name => /^select[1-3]\.test$|^evidence\//.test(name));

	before(function () {
		if (scripts.length === 0) this.skip();
	});

	for (const script of scripts) {
		it(`parses in ${script}`, () => {
			const records = readScript(readFileSync(path.join(corpus, script), 'utf8'));
			assert.ok(records.length > 0);
			for (const record of records) {
				if (record.kind === 'statement' && record.expectsError) continue;
				const where = `${script}:${String(record.line)}: ${record.sql}`;
				const { statements, errors } = parse(record.sql);
				assert.deepEqual(errors, [], where);
				const spans = statements.map(({ span }) => span);
				assert.deepEqual(splitStatements(record.sql), spans, where);
				const again = parse(statements.map(printStatement).join(';\n'));
				assert.deepEqual(again.statements.map(stripSpans), statements.map(stripSpans), where);
			}
		});
	}
});
