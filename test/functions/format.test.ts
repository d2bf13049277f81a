/** format()/printf() against SQLite: each flag, width, precision and conversion on each kind of value. */

import assert from 'node:assert/strict';
import { Real } from '../../src/engine/types/value.js';
import type { SqlValue } from '../../src/engine/types/value.js';
import { askOracle, seededRandom, testSeeds, toSql } from '../oracle/oracle.js';
import { callScalar, describeResult } from './callFunction.js';

const values: readonly SqlValue[] = [
	null,
	0,
	1,
	-1,
	5,
	12,
	113,
	1234567,
	-1234567,
	9223372036854775807n,
	-9223372036854775808n,
	new Real(0),
	new Real(1),
	0.5,
	-0.5,
	0.3,
	2.5,
	1234567.891,
	-0.0001,
	1e-10,
	1e15,
	1e16,
	1e20,
	1e100,
	123456789012345.678,
	0.1,
	1 / 3,
	Infinity,
	-Infinity,
	99.995,
	9.9999999,
	5e-324,
	'',
	'abc',
	"it's",
	'"q"',
	'ä日😀',
	'12abc',
	'-7.5',
	'a\tb\\',
	new Uint8Array([0x61, 0x62]),
];
const letters = 'diuxXopcfeEgGsqQwzr%nkM'.split('');

function check(calls: readonly (readonly SqlValue[])[]): void {
	const sql = calls.map(args => `printf(${args.map(toSql).join(', ')})`);
	const theirs = askOracle(sql);
	const differences = calls
		.map((args, index) => ({
			sql: sql[index],
			ours: describeResult(() => callScalar('printf', args)),
			theirs: theirs[index],
		}))
		.filter(result => result.ours !== result.theirs);
	assert.deepEqual(differences.slice(0, 25), [], `${differences.length} differ`);
}

describe('format()', () => {
	for (const letter of letters) {
		it(`%${letter}`, () => {
			const formats = [
				'',
				'10',
				'-10',
				'010',
				'.0',
				'.3',
				'10.3',
				'+',
				' ',
				'#',
				',',
				'!',
				'!.20',
				'-+12.5',
				'#.2',
				'+010.2',
				'015,',
				'!.17',
				'.17',
				'#!',
			];
			check(formats.flatMap(flags => values.map(value => [`<%${flags}${letter}>`, value])));
		});
	}

	it('stars, missing arguments, odd formats', () => {
		check([
			['%*d|%-*d|%.*f', 6, 42, 6, 42, 2, 3.14159],
			['%*d', -8, 5],
			['%.*f', -3, 2.5],
			['%d %s %f %q %Q %c|'],
			['%'],
			['abc%'],
			['%%|%5%|%-5%|'],
			['%5'],
			['%lld %ld', 5, 6],
			['%s %s', 'a'],
			['%d and %s', 'x', 5, 'extra'],
			[null, 1],
			[12345],
			['%2$d', 1, 2],
			['%+ d', 5],
			['%.1000s', 'abc'],
			['%c%c', 'xyz', 55],
			['%.3c|', 'xy'],
			['%-10.3c|', 'ä'],
			['%10.3c|', 'ä'],
		]);
	});

	for (const seed of testSeeds) {
		it(`random formats, seed ${seed}`, () => {
			const random = seededRandom(seed);
			const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
			const calls = Array.from({ length: 4000 }, () => {
				const flags = ['-', '+', ' ', '#', '!', '0', ','].filter(() => random() < 0.2).join('');
				const width = random() < 0.4 ? String(Math.floor(random() * 25)) : '';
				const precision = random() < 0.5 ? `.${Math.floor(random() * 22)}` : '';
				const value =
					random() < 0.4 ? (random() - 0.5) * 10 ** Math.floor(random() * 40 - 15) : pick(values);
				return [`%${flags}${width}${precision}${pick(letters)}|`, value];
			});
			check(calls);
		});
	}
});
