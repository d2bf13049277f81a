/**
 * UTF-8 without host objects (the engine's library is plain ES2023: no TextEncoder).
 * A byte 0xNN that is not part of well-formed UTF-8 decodes to the lone surrogate U+DCNN and encodes back to
 * that byte, so that text made from any blob keeps its bytes. Other lone surrogates take three bytes, as SQLite writes them.
 */

/** Bytes the text takes in UTF-8. */
export function utf8Length(text: string): number {
	let bytes = text.length;
	for (let index = 0; index < text.length; index++) {
		const unit = text.charCodeAt(index);
		if (unit < 0x80) continue;
		if (unit < 0x800) {
			bytes += 1;
			continue;
		}
		if (isEscapedByte(unit)) continue;
		bytes += 2;
		if (unit >= 0xd800 && unit < 0xdc00 && isLowSurrogate(text.charCodeAt(index + 1))) index++;
	}
	return bytes;
}

/** Only met outside a pair: a pair's low half is skipped together with its high half. */
function isEscapedByte(unit: number): boolean {
	return unit >= 0xdc80 && unit <= 0xdcff;
}

function isLowSurrogate(unit: number): boolean {
	return unit >= 0xdc00 && unit < 0xe000;
}

export function encodeUtf8(text: string): Uint8Array {
	const bytes = new Uint8Array(utf8Length(text));
	let at = 0;
	for (let index = 0; index < text.length; index++) {
		let point = text.charCodeAt(index);
		if (point < 0x80) {
			bytes[at++] = point;
			continue;
		}
		if (point < 0x800) {
			bytes[at++] = 0xc0 | (point >> 6);
			bytes[at++] = 0x80 | (point & 0x3f);
			continue;
		}
		if (point >= 0xd800 && point < 0xe000) {
			const low = text.charCodeAt(index + 1);
			if (point < 0xdc00 && isLowSurrogate(low)) {
				index++;
				point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
				bytes[at++] = 0xf0 | (point >> 18);
				bytes[at++] = 0x80 | ((point >> 12) & 0x3f);
				bytes[at++] = 0x80 | ((point >> 6) & 0x3f);
				bytes[at++] = 0x80 | (point & 0x3f);
				continue;
			}
			if (isEscapedByte(point)) {
				bytes[at++] = point & 0xff;
				continue;
			}
		}
		bytes[at++] = 0xe0 | (point >> 12);
		bytes[at++] = 0x80 | ((point >> 6) & 0x3f);
		bytes[at++] = 0x80 | (point & 0x3f);
	}
	return bytes;
}

const CHUNK = 4096;

/** Unlike in most programs there is nothing to look through in texts of one byte a character: V8 answers at once. */
const isWellFormed: (text: string) => boolean =
	'isWellFormed' in String.prototype
		? text => (text as string & { isWellFormed(): boolean }).isWellFormed()
		: text => !/\p{Surrogate}/u.test(text);

/** The text for callers: bytes that are no character show as U+FFFD, and halves that have met are one. */
export function textForHost(text: string): string {
	return isWellFormed(text) ? text : decodeUtf8(encodeUtf8(text), 'replaced');
}

export function decodeUtf8(bytes: Uint8Array, strayBytes: 'kept' | 'replaced' = 'kept'): string {
	let text = '';
	let units: number[] = [];
	let at = 0;
	while (at < bytes.length) {
		const lead = bytes[at] as number;
		const size = lead < 0x80 ? 1 : sequenceLength(bytes, at, lead);
		if (size === 0 && strayBytes === 'replaced') {
			units.push(0xfffd);
			at += beginningLength(bytes, at, lead);
		} else if (size === 0) {
			units.push(0xdc00 + lead);
			at++;
		} else {
			pushCodePoint(units, codePointAt(bytes, at, size));
			at += size;
		}
		if (units.length >= CHUNK) {
			text += String.fromCharCode(...units);
			units = [];
		}
	}
	return text + String.fromCharCode(...units);
}

/** Length of the well-formed sequence at a position, 0 when there is none. */
function sequenceLength(bytes: Uint8Array, at: number, lead: number): number {
	const size = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
	if (size === 0 || at + size > bytes.length) return 0;
	for (let index = 1; index < size; index++) {
		if (((bytes[at + index] as number) & 0xc0) !== 0x80) return 0;
	}
	const second = bytes[at + 1] as number;
	if (lead === 0xe0 && second < 0xa0) return 0;
	if (lead === 0xed && second >= 0xa0) return 0;
	if (lead === 0xf0 && second < 0x90) return 0;
	if (lead === 0xf4 && second >= 0x90) return 0;
	return size;
}

/** How many bytes begin a sequence that is then cut short: they are replaced together. */
function beginningLength(bytes: Uint8Array, at: number, lead: number): number {
	const size = lead < 0xc2 || lead > 0xf4 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
	let least = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
	let most = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
	let length = 1;
	while (length < size) {
		const next = bytes[at + length] ?? 0;
		if (next < least || next > most) break;
		least = 0x80;
		most = 0xbf;
		length++;
	}
	return length;
}

function codePointAt(bytes: Uint8Array, at: number, size: number): number {
	const lead = bytes[at] as number;
	if (size === 1) return lead;
	let point = lead & (0x7f >> size);
	for (let index = 1; index < size; index++) {
		point = (point << 6) | ((bytes[at + index] as number) & 0x3f);
	}
	return point;
}

function pushCodePoint(units: number[], point: number): void {
	if (point < 0x10000) {
		units.push(point);
		return;
	}
	units.push(0xd800 + ((point - 0x10000) >> 10), 0xdc00 + ((point - 0x10000) & 0x3ff));
}

/** Text of a code point below 2^21; of one that is no character (a surrogate, above U+10FFFF) its bytes. */
export function textOfPoint(point: number): string {
	if (point < 0xd800 || (point > 0xdfff && point <= 0x10ffff)) return String.fromCodePoint(point);
	const lead = point < 0x10000 ? [0xe0 | (point >> 12)] : [0xf0 | (point >> 18), tail(point >> 12)];
	return decodeUtf8(new Uint8Array([...lead, tail(point >> 6), tail(point)]));
}

function tail(bits: number): number {
	return 0x80 | (bits & 0x3f);
}
