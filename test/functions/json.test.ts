/** JSON functions against SQLite: documents x paths x functions, edits, JSON5, binary JSON, table functions. */

import assert from 'node:assert/strict';
import { Real } from '../../src/engine/types/value.js';
import type { Row, SqlValue } from '../../src/engine/types/value.js';
import type { JsonClaim } from '../../src/engine/functions/function.js';
import {
	askOracle,
	describeValue,
	openOracle,
	seededRandom,
	testSeeds,
	toSql,
} from '../oracle/oracle.js';
import {
	callAggregate,
	callScalar,
	describeResult,
	registry,
	testContext,
	testServices,
} from './callFunction.js';

const documents: readonly SqlValue[] = [
	'{"a":1,"b":[1,2.5,"x",null,true,false],"c":{"d":{"e":"deep"}},"":0,"a.b":7,"x y":8}',
	'[]',
	'{}',
	'[1,[2,[3,[4]]]]',
	'[10,20,30]',
	'"text"',
	'5',
	'-0',
	'1.50',
	'1e5',
	'-1.5E-3',
	'null',
	'true',
	'false',
	' [ 1 , { "k" : "v" } ] ',
	'{"a":1,"a":2}',
	'{"\\u0061":1,"b":"\\u00e9\\ud83d\\ude00\\n\\"\\/"}',
	'"\\ud83d"',
	'{a:1,$b:2,_c:3,"d-e":4,}',
	"{'a':'it\\'s \"q\"'}",
	'[1,2,]',
	'[.5,5.,+5,-.5,0x1F,-0x10,+Infinity,-inf,NaN,5.e3,1.e-2]',
	'[Infinity,infinity,INF]',
	'/* c */ [1, // x\n 2]',
	'"a\tb"',
	'"\\x41\\v\\0"',
	'12345678901234567890',
	'9223372036854775807',
	'-9223372036854775808',
	'0x7fffffffffffffff',
	'0xffffffffffffffff',
	'0x10000000000000000',
	'日本',
	'{"日本":"語","k":"é"}',
	'{日本:1}',
	'"日本"',
	'{"a":{"b":[{"c":1},{"c":2}]}}',
	'',
	' ',
	'{',
	'[',
	'[1',
	'[1,',
	'[1,,2]',
	'{"a"}',
	'{"a":}',
	'{"a":1,}',
	'{,}',
	'[,]',
	'[1 2]',
	'tru',
	'truex',
	'nul',
	'012',
	'-',
	'+',
	'.',
	'1.',
	'1e',
	'1e+',
	'--1',
	'"abc',
	"'abc",
	'"\\q"',
	'"\\u12"',
	'{1:2}',
	'[1]]',
	'\u00a0[1]',
	'0x',
	'1.2.3',
	'Nan',
	'nan',
	'Infinit',
	'"a\\\nb"',
	null,
	5,
	1.5,
	new Real(1),
	new Uint8Array([0x00]),
	new Uint8Array([0x0b]),
	new Uint8Array([0xcc]),
	new Uint8Array([0x35]),
	new Uint8Array([0x13, 0x31]),
	new Uint8Array([0x2b, 0x13, 0x31]),
	new Uint8Array([0x1b, 0x13, 0x31]),
	new Uint8Array([0x5b, 0x31, 0x5d]),
];
const paths: readonly SqlValue[] = [
	'$',
	'$.a',
	'$.b',
	'$.b[0]',
	'$.b[5]',
	'$.b[6]',
	'$.b[#-1]',
	'$.b[#]',
	'$.c.d.e',
	'$.c.x.y',
	'$[0]',
	'$[1]',
	'$[1][1]',
	'$[#-1]',
	'$[#-4]',
	'$[9]',
	'$.""',
	'$."a.b"',
	'$."x y"',
	'$.a.b',
	'$.a.b[1].c',
	'$.k',
	'$[1].k',
	'$.日本',
	'$."日本"',
	'',
	'a',
	'$a',
	'$.',
	'$[',
	'$[1',
	'$[x]',
	'$["a"]',
	'$.a[',
	'$.b[#-]',
	'$.b[#1]',
	'$."a',
	'$..a',
	'$.b[-1]',
	'$.a ',
	' $.a',
	null,
	5,
	'$.new',
	'$.new.x',
	'$.new[0]',
	'$.new[1]',
	'$[3]',
	'$[#]',
	'$.b[#].z',
];

type Check = { readonly name: string; readonly args: readonly SqlValue[] };

function check(calls: readonly Check[]): void {
	const sql = calls.map(({ name, args }) =>
		name.startsWith('-')
			? `${toSql(args[0] as SqlValue)} ${name} ${toSql(args[1] as SqlValue)}`
			: `${name}(${args.map(toSql).join(', ')})`,
	);
	const theirs = askOracle(sql);
	const differences = calls
		.map(({ name, args }, index) => ({
			sql: sql[index],
			ours: describeResult(() => callScalar(name, args)),
			theirs: theirs[index] as string,
		}))
		.filter(result => result.ours !== result.theirs);
	assert.deepEqual(differences.slice(0, 15), [], `${differences.length} differ`);
}

describe('JSON functions as SQLite has them', () => {
	for (const name of [
		'json',
		'jsonb',
		'json_type',
		'json_array_length',
		'json_pretty',
		'json_valid',
		'json_error_position',
		'json_quote',
		'json_array',
		'jsonb_array',
		'json_remove',
		'json_extract',
		'jsonb_extract',
	]) {
		it(`${name}(x)`, () => check(documents.map(document => ({ name, args: [document] }))));
	}
	for (const name of [
		'json_extract',
		'jsonb_extract',
		'json_type',
		'json_array_length',
		'json_remove',
		'jsonb_remove',
		'->',
		'->>',
	]) {
		it(`${name} with a path`, () =>
			check(documents.flatMap(document => paths.map(path => ({ name, args: [document, path] })))));
	}
	it('json_extract with several paths', () =>
		check(
			documents.flatMap(document =>
				paths.map(path => ({ name: 'json_extract', args: [document, '$.a', path] })),
			),
		));

	it('-> with keys and positions', () => {
		const keys: SqlValue[] = [
			'a',
			'b',
			'a.b',
			'x y',
			'',
			0,
			1,
			-1,
			-3,
			7,
			'0',
			'[0]',
			'[#-1]',
			'c.d',
			'$',
			1.0,
			2.5,
			'日本',
			null,
			'"a"',
			'k',
		];
		check(
			documents.flatMap(document =>
				keys.flatMap(key => ['->', '->>'].map(name => ({ name, args: [document, key] }))),
			),
		);
	});

	const values: SqlValue[] = [9, 'text', '[1]', null, 1.5];
	for (const name of ['json_set', 'json_insert', 'json_replace', 'json_array_insert']) {
		it(name, () =>
			check(
				documents.flatMap((document, index) =>
					paths.map(path => ({
						name,
						args: [document, path, values[index % values.length] as SqlValue],
					})),
				),
			),
		);
	}
	it('the binary twin of an edit holds the same document', () => {
		for (const document of documents.slice(0, 25)) {
			for (const path of paths) {
				const edit = (name: string) =>
					describeResult(() => callScalar('json', [callScalar(name, [document, path, 'x"y'])]));
				assert.equal(edit('jsonb_set'), edit('json_set'));
			}
		}
	});

	it('several edits in one call', () => {
		const random = seededRandom(7);
		const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
		const good = paths.slice(0, 20);
		check(
			Array.from({ length: 800 }, () => ({
				name: pick(['json_set', 'json_insert', 'json_replace']),
				args: [pick(documents.slice(0, 15)), pick(good), pick(values), pick(good), pick(values)],
			})),
		);
		check([
			{ name: 'json_set', args: ['{}', '$.a'] },
			{ name: 'json_set', args: [] },
		]);
	});

	it('json_patch', () => {
		const objects = documents.slice(0, 40);
		check(
			objects.flatMap(left =>
				[
					...objects.slice(0, 20),
					'{"a":null,"c":{"d":null,"z":{"q":null,"r":1}}}',
					'{"b":{"x":1}}',
					'[1]',
					'bad',
					null,
				].map(right => ({ name: 'json_patch', args: [left, right] })),
			),
		);
	});

	it('json_valid with flags', () => {
		const flags: SqlValue[] = [0, 1, 2, 3, 4, 5, 6, 8, 9, 15, 16, null, 'x'];
		check(
			documents.flatMap(document =>
				flags.map(flag => ({ name: 'json_valid', args: [document, flag] })),
			),
		);
	});

	it('json_object and json_pretty', () => {
		check([
			{ name: 'json_object', args: [] },
			{ name: 'json_object', args: ['a'] },
			{ name: 'json_object', args: [1, 2] },
			{
				name: 'json_object',
				args: ['a', 1, 'b"c', 'd"e', 'f', null, 'g', Infinity, 'h', new Uint8Array([0])],
			},
			{ name: 'jsonb_object', args: ['a', 1, 'b"c', 'x\n'] },
			{ name: 'json_array', args: [new Uint8Array([0xff])] },
			{ name: 'json_pretty', args: [documents[0] as SqlValue, '\t'] },
			{ name: 'json_pretty', args: [documents[0] as SqlValue, null] },
			{ name: 'json_pretty', args: ['{"a":[{}]}', ''] },
		]);
	});

	it('nests what is JSON and quotes what is text', () => {
		const claims = (...jsonArguments: JsonClaim[]) => ({ ...testContext, jsonArguments });
		assert.equal(
			callScalar('json_array', ['[1]', '[1]'], claims('always', 'never')),
			'[[1],"[1]"]',
		);
		assert.equal(
			callScalar('json_array', ['J{"a":1}', 'Tplain'], claims('tagged', 'tagged')),
			'[{"a":1},"plain"]',
		);
		assert.equal(
			callScalar('json_set', ['{}', '$.a', '[1]'], claims('never', 'never', 'always')),
			'{"a":[1]}',
		);
		assert.equal(callScalar('json_quote', ['[1]'], claims('always')), '[1]');
	});

	for (const name of ['json_each', 'json_tree']) {
		it(name, () => {
			const oracle = openOracle();
			const table = registry.findTable(name);
			assert.ok(table);
			const differences: unknown[] = [];
			for (const document of documents) {
				for (const path of [undefined, ...paths]) {
					const args = path === undefined ? [document] : [document, path];
					const sql = `SELECT * FROM ${name}(${args.map(toSql).join()})`;
					const ours = describeRows(() => [...table.rows(args, testServices)]);
					const theirs = oracleRows(oracle, sql);
					if (ours !== theirs) differences.push({ sql, ours, theirs });
				}
			}
			assert.deepEqual(differences.slice(0, 5), [], `${differences.length} differ`);
		});
	}

	for (const seed of testSeeds) {
		it(`random documents, seed ${seed}`, () => {
			const random = seededRandom(seed);
			const calls: Check[] = [];
			for (let count = 0; count < 400; count++) {
				const text = randomJson(random, 4);
				for (const name of ['json', 'jsonb', 'json_pretty']) calls.push({ name, args: [text] });
				calls.push(
					{ name: 'json_extract', args: [text, '$[0]'] },
					{ name: 'json_extract', args: [text, '$.a.b'] },
				);
				calls.push({ name: 'json_patch', args: [text, randomJson(random, 3)] });
			}
			check(calls);
		});
	}

	it('group functions', () => {
		const rows: Row[] = [
			['a', 1],
			['b', null],
			[null, 5],
			['a', 'x"y'],
		];
		assert.equal(
			callAggregate(
				'json_group_array',
				rows.map(row => [row[1] as SqlValue]),
			),
			'[1,null,5,"x\\"y"]',
		);
		assert.equal(callAggregate('json_group_object', rows, 2), '{"a":1,"b":null,"a":"x\\"y"}');
		assert.equal(callAggregate('json_group_array', []), '[]');
		assert.equal(callAggregate('json_group_object', [], 2), '{}');
	});
});

function describeRows(compute: () => readonly Row[]): string {
	try {
		return compute()
			.map(row => row.map(describeValue).join(' | '))
			.join('\n');
	} catch {
		return 'error';
	}
}

function oracleRows(oracle: ReturnType<typeof openOracle>, sql: string): string {
	const described = ['key', 'value', 'type', 'atom', 'id', 'parent', 'fullkey', 'path'].map(
		name => `typeof("${name}") || CASE WHEN "${name}" IS NULL THEN '' WHEN typeof("${name}") = 'text'
			THEN ' ' || hex("${name}") WHEN typeof("${name}") = 'real' THEN ' ' || "${name}" ELSE ' ' || "${name}" END`,
	);
	try {
		const result = oracle.exec(sql.replace('*', described.join(', ')))[0];
		return (result?.values ?? [])
			.map(row =>
				row
					.map(cell =>
						String(cell).replace(/^real (.*)$/, (_all, real: string) => `real ${realNumber(real)}`),
					)
					.join(' | '),
			)
			.join('\n');
	} catch {
		return 'error';
	}
}

function realNumber(text: string): number {
	return text === 'Inf' ? Infinity : text === '-Inf' ? -Infinity : Number(text);
}

function randomJson(random: () => number, depth: number): string {
	const choice = Math.floor(random() * (depth > 0 ? 9 : 6));
	const list = (make: () => string) =>
		Array.from({ length: Math.floor(random() * 4) }, make).join(random() < 0.5 ? ',' : ' , ');
	if (choice === 0) return String(Math.floor(random() * 1000) - 500);
	if (choice === 1) return String((random() - 0.5) * 10 ** Math.floor(random() * 30 - 10));
	if (choice === 2)
		return ['true', 'false', 'null', '.5', '0x1f', '+1', 'NaN'][Math.floor(random() * 7)] as string;
	if (choice <= 5)
		return JSON.stringify(
			['', 'a', 'é"\n', '日本\\', 'x'.repeat(Math.floor(random() * 300)), '\u0001'][
				Math.floor(random() * 6)
			],
		);
	if (choice === 6) return `[${list(() => randomJson(random, depth - 1))}]`;
	return `{${list(() => `${['"a"', 'b', "'c'", '"b"', '"\\u0061"'][Math.floor(random() * 5)] as string}: ${randomJson(random, depth - 1)}`)}}`;
}
