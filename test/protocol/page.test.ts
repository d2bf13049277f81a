import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { WireValue } from '../../src/protocol/page.js';
import { decodePage, encodePage, pageBuffers } from '../../src/protocol/pageCodec.js';
import { pageFromJson, pageToJson } from '../../src/protocol/pageJson.js';
import { cellText } from '../../src/protocol/cellText.js';

const real = fc
	.double({ noNaN: true })
	.map((value): WireValue => (Number.isSafeInteger(value) ? { value } : value));
const integer = fc.oneof(
	fc.integer(),
	fc
		.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
		.map(value => (Number.isSafeInteger(Number(value)) ? Number(value) : value)),
);
const text = fc.string({ unit: 'binary' });
const blob = fc.uint8Array({ maxLength: 12 });
const anyValue: fc.Arbitrary<WireValue> = fc.oneof(fc.constant(null), integer, real, text, blob);

/** Columns of one class (with NULLs) and of all classes together. */
const columns = fc.integer({ min: 0, max: 12 }).chain(rows => {
	const column = (value: fc.Arbitrary<WireValue>) =>
		fc.array(fc.option(value, { nil: null }), { minLength: rows, maxLength: rows });
	const one = fc.oneof(...[integer, real, text, blob, anyValue].map(v => column(v)));
	return fc.array(one, { minLength: 1, maxLength: 6 });
});

const page = (data: readonly (readonly WireValue[])[]) =>
	encodePage(data.map(values => ({ kind: 'generic', data: values })));
const valuesOf = (encoded: ReturnType<typeof encodePage>) => {
	const reader = decodePage(encoded);
	return encoded.columns.map((_, column) =>
		Array.from({ length: reader.rowCount }, (_, row) => reader.value(row, column)),
	);
};

function holds(property: fc.IProperty<[WireValue[][]]>): void {
	fc.assert(property, { seed: 20261121 });
	fc.assert(property);
}

describe('result pages', () => {
	it('give every value back as it went in', () => {
		holds(fc.property(columns, data => assert.deepEqual(valuesOf(page(data)), data)));
	});

	it('survive JSON in their JSON form', () => {
		holds(
			fc.property(columns, data => {
				const json: unknown = JSON.parse(JSON.stringify(pageToJson(page(data))));
				assert.deepEqual(valuesOf(pageFromJson(json as ReturnType<typeof pageToJson>)), data);
			}),
		);
	});

	it('survive structured clone with their buffers transferred', () => {
		holds(
			fc.property(columns, data => {
				const encoded = page(data);
				const arrived = structuredClone(encoded, { transfer: pageBuffers(encoded) });
				assert.deepEqual(valuesOf(arrived), data);
			}),
		);
	});

	it('take typed vectors and a stretch of their rows', () => {
		const encoded = encodePage(
			[
				{ kind: 'int', data: [1, NaN, 3, 4] },
				{ kind: 'real', data: [1, 2.5, NaN, 4] },
				{ kind: 'dict', data: [2, 1, 0, 2], dictionary: { values: [null, 'a', 'b', 'c'] } },
			],
			{ start: 1, end: 4, offset: 100 },
		);
		assert.equal(encoded.offset, 100);
		assert.deepEqual(valuesOf(encoded), [
			[null, 3, 4],
			[2.5, null, { value: 4 }],
			['a', null, 'b'],
		]);
		const dict = encoded.columns[2];
		assert.deepEqual(dict?.type === 'dict' && dict.values, [null, 'a', 'b']);
	});

	it('cut long values and say how long they are', () => {
		const encoded = encodePage(
			[{ kind: 'generic', data: ['short', 'x'.repeat(100), 'abc\u{1F600}def', new Uint8Array(9)] }],
			{ maxCellLength: 4 },
		);
		const reader = decodePage(encoded);
		assert.equal(reader.value(1, 0), 'xxxx');
		assert.equal(reader.fullLength(1, 0), 100);
		assert.equal(reader.value(2, 0), 'abc');
		assert.equal((reader.value(3, 0) as Uint8Array).length, 4);
		assert.equal(reader.fullLength(3, 0), 9);
	});
});

describe('cell text', () => {
	it('tells REAL from INTEGER and keeps every digit', () => {
		const shown = [
			...[1, { value: 1 }, 0.1, 9007199254740993n, 1e300, -Infinity, { value: -0 }],
			...[{ value: 1e15 }, 1e17, 0.00001, -2.5e-7, 0.0001, 1.2345678901234568e17],
		];
		assert.deepEqual(shown.map(cellText), [
			'1',
			'1.0',
			'0.1',
			'9007199254740993',
			'1.0e+300',
			'-Inf',
			'0.0',
			'1000000000000000.0',
			'1.0e+17',
			'1.0e-05',
			'-2.5e-07',
			'0.0001',
			'1.2345678901234568e+17',
		]);
		assert.equal(cellText(new Uint8Array([0, 171])), "x'00AB'");
		assert.equal(cellText('NULL'), 'NULL');
	});
});
