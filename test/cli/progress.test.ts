import assert from 'node:assert/strict';
import { nearest } from '../../src/cli/nearest.js';
import { progressLine } from '../../src/cli/progress.js';

describe('what the command line tells on the way', () => {
	it('shows how far an import is, how fast, and how long it will take', () => {
		assert.equal(
			progressLine('a.csv', { done: 25, total: 100, rows: 50_000, seconds: 2 }),
			'a.csv  ██████░░░░░░░░░░░░░░░░░░ 25%  50,000 rows, 25,000/s, 6 s left',
		);
		assert.equal(
			progressLine('a.json', { done: 0, total: undefined, rows: 10, seconds: 0 }),
			'a.json  10 rows',
		);
	});

	it('finds what was meant, and nothing where nothing is near', () => {
		const known = ['format', 'rows', 'param', 'keep-going'];
		assert.equal(nearest('fromat', known), 'format');
		assert.equal(nearest('FORM', known), 'format');
		assert.equal(nearest('keepgoing', known), 'keep-going');
		assert.equal(nearest('x', known), undefined);
		assert.equal(nearest('colour', known), undefined);
	});
});
