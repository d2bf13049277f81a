/** Writing and reading of tagged values as bytes. */

import { decodeUtf8, encodeUtf8 } from '../types/utf8.js';
import { Real, integerValue, realValue } from '../types/value.js';
import type { SqlValue } from '../types/value.js';

/** `Wide`: an integer beyond the safe ones. */
const Tag = { Null: 0, Integer: 1, Real: 2, Text: 3, Blob: 4, Wide: 5 } as const;

export class ByteWriter {
	#bytes = new Uint8Array(1024);
	#length = 0;

	value(value: SqlValue): void {
		if (value === null) {
			this.#byte(Tag.Null);
			return;
		}
		if (typeof value === 'string') {
			this.#byte(Tag.Text);
			this.text(value);
			return;
		}
		if (typeof value === 'bigint') {
			this.#byte(Tag.Wide);
			const view = new DataView(new ArrayBuffer(8));
			view.setBigInt64(0, value);
			this.#append(new Uint8Array(view.buffer));
			return;
		}
		if (value instanceof Uint8Array) {
			this.#byte(Tag.Blob);
			this.unsigned(value.length);
			this.#append(value);
			return;
		}
		if (typeof value === 'number' && Number.isSafeInteger(value)) {
			this.#byte(Tag.Integer);
			// The sign in the lowest bit of the first byte, then the magnitude.
			const magnitude = Math.abs(value);
			this.#byte(value < 0 ? 1 : 0);
			this.unsigned(magnitude);
			return;
		}
		this.#byte(Tag.Real);
		const view = new DataView(new ArrayBuffer(8));
		view.setFloat64(0, value instanceof Real ? value.value : value);
		this.#append(new Uint8Array(view.buffer));
	}

	text(text: string): void {
		const bytes = encodeUtf8(text);
		this.unsigned(bytes.length);
		this.#append(bytes);
	}

	unsigned(value: number): void {
		let rest = value;
		while (rest >= 128) {
			this.#byte((rest % 128) + 128);
			rest = Math.floor(rest / 128);
		}
		this.#byte(rest);
	}

	finish(): Uint8Array {
		return this.#bytes.slice(0, this.#length);
	}

	#byte(byte: number): void {
		this.#reserve(1);
		this.#bytes[this.#length++] = byte;
	}

	#append(bytes: Uint8Array): void {
		this.#reserve(bytes.length);
		this.#bytes.set(bytes, this.#length);
		this.#length += bytes.length;
	}

	#reserve(count: number): void {
		if (this.#length + count <= this.#bytes.length) return;
		const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + count));
		grown.set(this.#bytes);
		this.#bytes = grown;
	}
}

/** Throws RangeError when the bytes end too early or hold something else. */
export class ByteReader {
	readonly #bytes: Uint8Array;
	#offset = 0;

	constructor(bytes: Uint8Array) {
		// A Node Buffer's slice() would be a view; a Uint8Array's is a copy.
		this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	}

	value(): SqlValue {
		switch (this.#byte()) {
			case Tag.Null:
				return null;
			case Tag.Integer: {
				const isNegative = this.#byte() === 1;
				const magnitude = this.unsigned();
				return isNegative ? -magnitude : magnitude;
			}
			case Tag.Real:
				return realValue(this.#view().getFloat64(0));
			case Tag.Wide:
				return integerValue(this.#view().getBigInt64(0));
			case Tag.Text:
				return this.text();
			case Tag.Blob:
				return this.#take(this.unsigned());
			default:
				throw new RangeError('unknown tag');
		}
	}

	text(): string {
		return decodeUtf8(this.#take(this.unsigned()));
	}

	unsigned(): number {
		let value = 0;
		let scale = 1;
		for (;;) {
			const byte = this.#byte();
			value += (byte & 127) * scale;
			if (byte < 128) return value;
			scale *= 128;
		}
	}

	#byte(): number {
		const byte = this.#bytes[this.#offset++];
		if (byte === undefined) throw new RangeError('unexpected end');
		return byte;
	}

	#take(length: number): Uint8Array {
		if (this.#offset + length > this.#bytes.length) throw new RangeError('unexpected end');
		const taken = this.#bytes.slice(this.#offset, this.#offset + length);
		this.#offset += length;
		return taken;
	}

	#view(): DataView {
		return new DataView(this.#take(8).buffer);
	}
}
