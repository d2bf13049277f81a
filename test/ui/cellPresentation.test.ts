import assert from 'node:assert/strict';
import type { WireValue } from '../../src/protocol/page.js';
import { presentCell, tsvField } from '../../src/ui/components/grid/cellPresentation.js';

const shown = (value: WireValue | undefined, fullLength?: number) => presentCell(value, fullLength);

describe('a value in the grid', () => {
	it('tells NULL, the text NULL, the empty text and a missing row apart', () => {
		const looks = [null, 'NULL', '', undefined].map(value => {
			const { text, look } = shown(value);
			return `${look}:${text}`;
		});
		assert.deepEqual(looks, ['null:NULL', 'text:NULL', 'empty:empty', 'missing:']);
	});

	it('is spoken as what it is', () => {
		assert.equal(shown(null).spoken, 'null');
		assert.equal(shown('').spoken, 'empty text');
	});

	it('shows numbers exactly, and a REAL as one', () => {
		assert.equal(shown(9223372036854775807n).text, '9223372036854775807');
		assert.equal(shown({ value: 1 }).text, '1.0');
		assert.equal(shown({ value: 1 }).look, 'real');
		assert.equal(shown(1).look, 'integer');
		assert.equal(shown(-0.1).text, '-0.1');
	});

	it('shows the bytes of a blob and its length', () => {
		assert.equal(shown(new Uint8Array([0, 255])).text, "x'00FF' · 2 bytes");
		assert.match(shown(new Uint8Array(30), 5000).text, /…' · 5000 bytes$/);
	});

	it('keeps a text on one line and cuts a long one visibly', () => {
		assert.equal(shown('a\nb\tc').text, 'a ⏎ b ⇥ c');
		const long = shown('x'.repeat(1000)).text;
		assert.ok(long.length < 400 && long.endsWith('…'));
	});
});

describe('a value on the clipboard', () => {
	it('is quoted only where it must be', () => {
		assert.equal(tsvField('plain'), 'plain');
		assert.equal(tsvField('say "hi"'), '"say ""hi"""');
		assert.equal(tsvField('two\nlines'), '"two\nlines"');
		assert.equal(tsvField(null), '');
		assert.equal(tsvField({ value: 2 }), '2.0');
	});
});
