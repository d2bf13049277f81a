/**
 * BLOBs for callers: always a copy, as what the engine holds must never change. A `Buffer` where the program runs with
 * Node's, because programs written for better-sqlite3 call its methods (`toString('hex')`); else a `Uint8Array`.
 */

interface BufferConstructor {
	/** A copy. */
	from(bytes: Uint8Array): Uint8Array;
	/** A view. */
	from(bytes: ArrayBufferLike, start: number, length: number): Uint8Array;
}

const { Buffer } = globalThis as { readonly Buffer?: BufferConstructor };

export const copyBytes: (bytes: Uint8Array) => Uint8Array = Buffer
	? bytes => Buffer.from(bytes)
	: bytes => Uint8Array.from(bytes);

/** For bytes that nobody else holds: not copied. */
export function asHostBytes(bytes: Uint8Array): Uint8Array {
	return Buffer ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) : bytes;
}
