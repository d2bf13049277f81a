/** Every scalar function on tables of arguments, against SQLite itself. */

import assert from 'node:assert/strict';
import type { SqlValue } from '../../src/engine/types/value.js';
import { askOracle, interestingValues, seededRandom, testSeeds, toSql } from '../oracle/oracle.js';
import { callScalar, describeResult, registry } from './callFunction.js';

const one = [
	'abs',
	'char',
	'concat',
	'hex',
	'length',
	'lower',
	'ltrim',
	'octet_length',
	'quote',
	'round',
	'rtrim',
	'sign',
	'trim',
	'typeof',
	'unhex',
	'unicode',
	'unistr_quote',
	'upper',
	'likely',
	'unlikely',
	'ceil',
	'ceiling',
	'floor',
	'trunc',
	'printf',
	'format',
	'sqrt',
];
const inexact1 = [
	'ln',
	'log',
	'log10',
	'log2',
	'exp',
	'sin',
	'cos',
	'tan',
	'asin',
	'acos',
	'atan',
	'sinh',
	'cosh',
	'tanh',
	'asinh',
	'acosh',
	'atanh',
	'radians',
	'degrees',
];
const two = [
	'coalesce',
	'ifnull',
	'nullif',
	'max',
	'min',
	'instr',
	'like',
	'glob',
	'trim',
	'ltrim',
	'rtrim',
	'substr',
	'substring',
	'round',
	'concat',
	'concat_ws',
	'iif',
	'if',
	'unhex',
	'mod',
];
const inexact2 = ['log', 'pow', 'power', 'atan2'];
const three = [
	'replace',
	'substr',
	'like',
	'coalesce',
	'max',
	'min',
	'iif',
	'concat_ws',
	'char',
	'concat',
	'if',
];

const more: readonly SqlValue[] = [
	'a%',
	'%b%',
	'_b_',
	'a_c',
	'%',
	'*',
	'a*',
	'[a-c]*',
	'[^a]?c',
	'[]]',
	'[a',
	'\\',
	'aXbXc',
	'X',
	' a ',
	4,
	5,
	-2,
	-3,
	2.5,
	-0.4,
	1.005,
	2.675,
	123456.789012345,
	1.45,
	'616263',
	'61 62-63',
	'61 6',
	' -',
	'%d',
	'%5.2f|',
	'a\nb\\',
	"x'y",
	'aaa',
	'aa',
	'line\r\nend',
	1114111,
	55,
	8364,
	128512,
];
const values = [...interestingValues, ...more];

type Compare = (ours: string, theirs: string) => boolean;

const isSame: Compare = (ours, theirs) => ours === theirs;

/** The C library's last bit is its own affair. */
const isClose: Compare = (ours, theirs) => {
	if (ours === theirs) return true;
	const [a, b] = [ours, theirs].map(text => /^real (.*)$/.exec(text)?.[1]);
	if (a === undefined || b === undefined) return false;
	return Math.abs(Number(a) - Number(b)) <= Math.abs(Number(b)) * 1e-14;
};

function check(name: string, calls: readonly (readonly SqlValue[])[], compare: Compare): void {
	const sql = calls.map(args => `${name}(${args.map(toSql).join(', ')})`);
	const theirs = askOracle(sql);
	const differences = calls
		.map((args, index) => ({
			sql: sql[index],
			ours: describeResult(() => callScalar(name, args)),
			theirs: theirs[index] as string,
		}))
		.filter(result => !compare(result.ours, result.theirs));
	assert.deepEqual(differences.slice(0, 12), [], `${differences.length} differ`);
}

const pairs = values.flatMap(left => values.map(right => [left, right]));

describe('scalar functions as SQLite has them', () => {
	for (const name of one)
		it(`${name}(x)`, () =>
			check(
				name,
				values.map(x => [x]),
				isSame,
			));
	for (const name of inexact1)
		it(`${name}(x)`, () =>
			check(
				name,
				values.map(x => [x]),
				isClose,
			));
	for (const name of two) it(`${name}(x, y)`, () => check(name, pairs, isSame));
	for (const name of inexact2) it(`${name}(x, y)`, () => check(name, pairs, isClose));
	for (const seed of testSeeds) {
		for (const name of three) {
			it(`${name}(x, y, z), seed ${seed}`, () => {
				const random = seededRandom(seed);
				const pick = () => values[Math.floor(random() * values.length)] as SqlValue;
				const calls = Array.from({ length: 1500 }, () => [pick(), pick(), pick()]);
				check(name, calls, isSame);
			});
		}
	}

	it('zeroblob and unistr', () => {
		check('zeroblob', [[0], [3], [-1], [null], ['2x'], [2.9], [2e9]], isSame);
		check(
			'unistr',
			[
				'abc',
				'a\\0041b',
				'a\\u0041b',
				'a\\\\b',
				'a\\x',
				'a\\',
				'\\U0001F600',
				'\\+01F600',
				'\\u00',
				'\\\\0041',
				null,
				5,
			].map(x => [x]),
			isSame,
		);
	});

	it('replace keeps dollar signs', () => {
		check(
			'replace',
			[
				['a.b', '.', '$&$1'],
				['aaa', 'a', '$$'],
			],
			isSame,
		);
	});

	it('LIKE and GLOB take time linear in pattern and text', () => {
		const text = 'a'.repeat(20000);
		assert.equal(callScalar('like', [`${'a%'.repeat(100)}b`, text]), 0);
		assert.equal(callScalar('glob', [`${'a*'.repeat(100)}b`, text]), 0);
		assert.throws(() => callScalar('like', ['a'.repeat(50001), 'a']), {
			message: 'LIKE or GLOB pattern too complex',
		});
		assert.equal(callScalar('like', ['a'.repeat(50000), 'a']), 0);
	});

	it('random LIKE and GLOB patterns', () => {
		for (const seed of testSeeds) {
			const random = seededRandom(seed);
			const build = (alphabet: string[], length: number) =>
				Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
			const likes: SqlValue[][] = [];
			const globs: SqlValue[][] = [];
			const text = ['a', 'B', 'b', 'ä', '😀', 'Ä', '-', ']'];
			for (let count = 0; count < 3000; count++) {
				const subject = build(text, Math.floor(random() * 8));
				const pattern = build([...text, '%', '%', '_', '\\'], Math.floor(random() * 7));
				likes.push(random() < 0.5 ? [pattern, subject] : [pattern, subject, '\\']);
				likes.push([pattern, subject, '%']);
				const set = ['[', ']', '^', '-', '*', '*', '?'];
				globs.push([build([...text, ...set], Math.floor(random() * 9)), subject]);
			}
			check('like', likes, isSame);
			check('glob', globs, isSame);
		}
	});

	it('knows names and argument counts', () => {
		assert.equal(registry.find('nosuch', 1), undefined);
		assert.equal(registry.find('abs', 2), 'wrongArity');
		assert.equal(registry.find('coalesce', 1), 'wrongArity');
		const max1 = registry.find('max', 1);
		const max2 = registry.find('max', 2);
		assert.ok(typeof max1 === 'object' && max1.kind === 'aggregate');
		assert.ok(typeof max2 === 'object' && max2.kind === 'scalar');
	});
});
