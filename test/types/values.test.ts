/** Conversions, comparison and arithmetic of values against SQLite itself. */

import assert from 'node:assert/strict';
import * as arithmetic from '../../src/engine/types/arithmetic.js';
import { BINARY, NOCASE, RTRIM } from '../../src/engine/types/collations.js';
import {
	compareValues,
	compositeKey,
	groupKey,
	valuesEqual,
} from '../../src/engine/types/compare.js';
import { applyAffinity, castValue, isTrue, storageClass } from '../../src/engine/types/convert.js';
import { printLiteral } from '../../src/engine/types/literal.js';
import { realFromText } from '../../src/engine/util/realFromText.js';
import { realToText } from '../../src/engine/types/realText.js';
import { decodeUtf8, encodeUtf8 } from '../../src/engine/types/utf8.js';
import type { Affinity } from '../../src/engine/types/affinity.js';
import type { Collation } from '../../src/engine/types/collation.js';
import { realValue } from '../../src/engine/types/value.js';
import type { SqlValue } from '../../src/engine/types/value.js';
import {
	askOracle,
	describeValue,
	interestingValues,
	openOracle,
	seededRandom,
	testSeeds,
	toSql,
} from '../oracle/oracle.js';

const numericTexts = [
	'1e',
	'1e+',
	'.',
	'1.',
	'-',
	'+',
	'.5',
	'1.abc',
	'9223372036854775808abc',
	'-9223372036854775808',
	'-9223372036854775809',
	'+5',
	'1e400',
	'-0',
	'-0.0',
	'12.0',
	'1e18',
	'1e19',
	'9007199254740993.0',
	'  -12.50e1x',
	'1_000',
	'9.2233720368547758e18',
	'\t\n\v\f\r 7 \t',
	'1 2',
	'00012',
	'1e-400',
	'3500000000000000.2500001',
	'123456789012345678901234567890',
	'0.00000000000000000000000001234567890123456789',
	'1e99999999999',
	'0e99999999999',
	'1.5e+2',
	'2e-310',
	'4503599627370497.5',
	'\u00a01',
	'1\u00a0',
	'e5',
	'-e',
	'1E5',
	'--1',
	'0.1e1',
	'1.e1',
	'.e1',
	'2251799813685248.0',
	'2251799813685247.0',
	'-2251799813685248.0',
];
const values: readonly SqlValue[] = [...interestingValues, ...numericTexts];

function agree(cases: readonly { sql: string; ours: string }[]): void {
	const theirs = askOracle(cases.map(one => one.sql));
	const differences = cases
		.map((one, index) => ({ ...one, theirs: theirs[index] }))
		.filter(one => one.ours !== one.theirs);
	assert.deepEqual(differences.slice(0, 20), []);
}

describe('values as SQLite has them', () => {
	it('casts to every type', () => {
		const types: [Affinity, string][] = [
			['integer', 'INTEGER'],
			['real', 'REAL'],
			['numeric', 'NUMERIC'],
			['text', 'TEXT'],
			['blob', 'BLOB'],
		];
		agree(
			values.flatMap(value =>
				types.map(([affinity, name]) => ({
					sql: `CAST(${toSql(value)} AS ${name})`,
					ours: describeValue(castValue(value, affinity)),
				})),
			),
		);
	});

	it('applies column affinity', () => {
		const oracle = openOracle();
		oracle.run('CREATE TABLE t(i INTEGER, n NUMERIC, r REAL, t TEXT, b BLOB)');
		const affinities: Affinity[] = ['integer', 'numeric', 'real', 'text', 'blob'];
		for (const value of values) {
			oracle.run('DELETE FROM t');
			oracle.run(`INSERT INTO t VALUES(${affinities.map(() => toSql(value)).join()})`);
			const columns = ['i', 'n', 'r', 't', 'b'].map(name => `(SELECT ${name} FROM t)`);
			assert.deepEqual(
				affinities.map(affinity => describeValue(applyAffinity(value, affinity))),
				askOracle(columns, oracle),
				toSql(value),
			);
		}
	});

	it('names storage classes, prints literals and tells truth', () => {
		agree(
			values.flatMap(value => {
				const truth = isTrue(value);
				return [
					{
						sql: `typeof(${toSql(value)})`,
						ours: describeValue(storageClass(value)),
					},
					{ sql: `quote(${toSql(value)})`, ours: describeValue(printLiteral(value)) },
					{
						sql: `CASE WHEN ${toSql(value)} THEN 1 WHEN NOT ${toSql(value)} THEN 0 END`,
						ours: describeValue(truth === undefined ? null : truth ? 1 : 0),
					},
				];
			}),
		);
	});

	const binary: [string, (left: SqlValue, right: SqlValue) => SqlValue][] = [
		['+', arithmetic.add],
		['-', arithmetic.subtract],
		['*', arithmetic.multiply],
		['/', arithmetic.divide],
		['%', arithmetic.remainder],
		['&', arithmetic.bitAnd],
		['|', arithmetic.bitOr],
		['<<', arithmetic.shiftLeft],
		['>>', arithmetic.shiftRight],
		['||', arithmetic.concat],
	];
	for (const [operator, compute] of binary) {
		it(`computes ${operator}`, () => {
			const cases = interestingValues.flatMap(left =>
				[...interestingValues, -64, 63, 65, -63].map(right => ({
					sql: `${toSql(left)} ${operator} (${toSql(right)})`,
					ours: describeValue(compute(left, right)),
				})),
			);
			agree(
				cases.concat(
					numericTexts.flatMap(text =>
						[3, 2.5, '7'].map(right => ({
							sql: `${toSql(text)} ${operator} ${toSql(right)}`,
							ours: describeValue(compute(text, right)),
						})),
					),
				),
			);
		});
	}

	it('computes unary - and ~', () => {
		agree(
			values.flatMap(value => [
				{
					sql: `- (${toSql(value)} )`,
					ours: describeValue(arithmetic.negate(value)),
				},
				{ sql: `~ (${toSql(value)})`, ours: describeValue(arithmetic.bitNot(value)) },
			]),
		);
	});

	it('orders all values', () => {
		const collations: [Collation, string][] = [
			[BINARY, 'BINARY'],
			[NOCASE, 'NOCASE'],
			[RTRIM, 'RTRIM'],
		];
		const more = [
			'\ud83d\ude00',
			'\uffee',
			'\ue000',
			'a ',
			'A',
			'a  b',
			'a\u0001',
			'Ä',
			'_',
			'[',
			'z',
		];
		const all = [...interestingValues, ...more];
		for (const [collation, name] of collations) {
			const cases: { sql: string; ours: string }[] = [];
			for (const left of all) {
				for (const right of all) {
					if (left === null || right === null) continue;
					const order = compareValues(left, right, collation);
					assert.equal(valuesEqual(left, right, collation), order === 0);
					assert.equal(
						groupKey(left, collation) === groupKey(right, collation),
						order === 0,
						`${toSql(left)} ${toSql(right)}`,
					);
					assert.equal(
						compositeKey([left, 'x'], [collation]) === compositeKey([right, 'x'], [collation]),
						order === 0,
					);
					const a = toSql(left);
					const b = toSql(right);
					cases.push({
						sql: `CASE WHEN ${a} < ${b} COLLATE ${name} THEN -1 WHEN ${a} = ${b} COLLATE ${name}
							THEN 0 ELSE 1 END`,
						ours: `integer ${Math.sign(order)}`,
					});
				}
			}
			agree(cases);
		}
	});

	for (const seed of testSeeds) {
		it(`prints and reads random reals (seed ${seed})`, () => {
			const random = seededRandom(seed);
			const bits = new DataView(new ArrayBuffer(8));
			const cases: { sql: string; ours: string }[] = [];
			for (let count = 0; count < 3000; count++) {
				const value = randomReal(random, bits);
				const digits = 1 + Math.floor(random() * 25);
				const text = randomDecimal(random, digits);
				cases.push(
					{
						sql: `CAST(${toSql(realValue(value))} AS TEXT)`,
						ours: describeValue(realToText(value)),
					},
					{
						sql: `CAST('${text}' AS REAL)`,
						ours: describeValue(realValue(realFromText(text))),
					},
				);
			}
			agree(cases);
		});
	}

	it('round trips UTF-8', () => {
		for (const text of ['', 'abc', 'äöü', '日本語', 'a😀b', 'x'.repeat(10000) + '😀']) {
			assert.equal(decodeUtf8(encodeUtf8(text)), text);
			assert.deepEqual(encodeUtf8(text), new Uint8Array(new TextEncoder().encode(text)));
		}
		const broken = new Uint8Array([0x61, 0xff, 0xc0, 0x80, 0xe2, 0x82, 0x62]);
		assert.equal(decodeUtf8(broken).length, 7);
		assert.deepEqual(encodeUtf8(decodeUtf8(broken)), broken);
	});
});

function randomReal(random: () => number, bits: DataView): number {
	const choice = Math.floor(random() * 6);
	if (choice === 0) return Math.round(random() * 1e6) / 100;
	if (choice === 1) return random() * 1000 + random();
	if (choice === 2) return Math.round(random() * 1e15) * 10 ** Math.floor(random() * 40 - 20);
	if (choice === 3) return Math.round(random() * 1e4) / 1e4 + 0.1 + 0.2;
	for (;;) {
		bits.setUint32(0, random() * 2 ** 32);
		bits.setUint32(4, random() * 2 ** 32);
		const value = bits.getFloat64(0);
		if (Number.isFinite(value)) return value;
	}
}

function randomDecimal(random: () => number, digits: number): string {
	let text = '';
	for (let index = 0; index < digits; index++) text += String(Math.floor(random() * 10));
	const point = Math.floor(random() * (digits + 1));
	text = `${text.slice(0, point)}.${text.slice(point)}`;
	return random() < 0.5 ? text : `${text}e${Math.floor(random() * 640 - 330)}`;
}
