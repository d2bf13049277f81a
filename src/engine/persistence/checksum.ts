/** CRC-32 as in zip and PNG files: 8 hexadecimal digits, so that other tools can check them. */

const table = makeTable();

function makeTable(): Uint32Array {
	const made = new Uint32Array(256);
	for (let byte = 0; byte < 256; byte++) {
		let rest = byte;
		for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
		made[byte] = rest;
	}
	return made;
}

/** Of the bytes from `start` to before `end`. `before`: the number for what stands before them. */
export function crc32(bytes: Uint8Array, start = 0, end = bytes.length, before = 0): number {
	let rest = ~before;
	for (let at = start; at < end; at++) {
		rest = (rest >>> 8) ^ (table[(rest ^ (bytes[at] as number)) & 0xff] as number);
	}
	return ~rest >>> 0;
}

export function hexOf(crc: number): string {
	return crc.toString(16).padStart(8, '0');
}
