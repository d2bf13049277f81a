/**
 * Lines of the log. Each is a JSON object of its own and holds one commit:
 *
 *   {"bytes":61,"crc32":"9a0b1c2d","commit":{"number":18, ...}}
 *
 * `bytes` and `crc32` are of the commit's text in UTF-8. What a crash leaves of a line that was being written, at the end
 * of the file, is told from damage: a torn line has no end, or holds the zero bytes of blocks that were never written.
 */

import { decodeUtf8, encodeUtf8 } from '../types/utf8.js';
import { crc32, hexOf } from './checksum.js';
import { damaged } from './storeErrors.js';

const LINE_END = 10;
const CLOSING = 125;
const LONGEST_HEAD = 64;
const HEAD = /^\{"bytes":(\d{1,15}),"crc32":"([0-9a-f]{8})","commit":/;

/** `commit`: JSON. */
export function logLine(commit: string): Uint8Array {
	const body = encodeUtf8(commit);
	const head = encodeUtf8(`{"bytes":${body.length},"crc32":"${hexOf(crc32(body))}","commit":`);
	const line = new Uint8Array(head.length + body.length + 2);
	line.set(head);
	line.set(body, head.length);
	line[line.length - 2] = CLOSING;
	line[line.length - 1] = LINE_END;
	return line;
}

export interface LogLine {
	readonly commit: unknown;
	/** From 1. */
	readonly line: number;
	/** Where the next line begins. */
	readonly end: number;
}

/** The whole lines. Stops before a torn end; throws SQLITE_CORRUPT, with file and line, for anything else. */
export function* readLog(bytes: Uint8Array, file: string): Generator<LogLine, void> {
	let at = 0;
	for (let line = 1; at < bytes.length; line++) {
		const read = readLine(bytes, at);
		if (read === undefined) {
			if (isTorn(bytes, at)) return;
			throw damaged(file, line, 'the checksum of this commit is not that of its text');
		}
		at = read.end;
		yield { commit: parsed(read.body, file, line), line, end: at };
	}
}

/** Undefined: there is no whole line here. */
function readLine(
	bytes: Uint8Array,
	start: number,
): { readonly body: Uint8Array; readonly end: number } | undefined {
	const head = HEAD.exec(asciiAt(bytes, start));
	if (!head) return undefined;
	const bodyStart = start + head[0].length;
	const bodyEnd = bodyStart + Number(head[1]);
	if (bodyEnd + 2 > bytes.length) return undefined;
	if (bytes[bodyEnd] !== CLOSING || bytes[bodyEnd + 1] !== LINE_END) return undefined;
	if (hexOf(crc32(bytes, bodyStart, bodyEnd)) !== head[2]) return undefined;
	return { body: bytes.subarray(bodyStart, bodyEnd), end: bodyEnd + 2 };
}

function asciiAt(bytes: Uint8Array, start: number): string {
	return String.fromCharCode(...bytes.subarray(start, start + LONGEST_HEAD));
}

/**
 * Whether the rest of the file is what an interrupted write may leave: a line that stops short, without an end of line
 * and shorter than it says, or one with a hole: zero bytes, which JSON never has.
 */
function isTorn(bytes: Uint8Array, start: number): boolean {
	const lineEnd = bytes.indexOf(LINE_END, start);
	if (hasHole(bytes, start)) return lineEnd < 0 || lineEnd === bytes.length - 1;
	if (lineEnd >= 0) return false;
	const text = asciiAt(bytes, start);
	const head = HEAD.exec(text);
	if (!head) return isStartOfHead(text);
	return bytes.length - start < head[0].length + Number(head[1]) + 2;
}

/** Some zeros in a row: blocks are never as short as that, and no flipped bit makes so many. */
function hasHole(bytes: Uint8Array, start: number): boolean {
	let zeros = 0;
	for (let at = start; at < bytes.length; at++) {
		zeros = bytes[at] === 0 ? zeros + 1 : 0;
		if (zeros === 8) return true;
	}
	return zeros > 0;
}

/** The text stops within the head. */
function isStartOfHead(text: string): boolean {
	return HEAD_STARTS.test(text);
}

const HEAD_STARTS = startsOf([
	...Array.from('{"bytes":', literal),
	'\\d{1,15}',
	...Array.from(',"crc32":"', literal),
	...Array<string>(8).fill('[0-9a-f]'),
	...Array.from('","commit":', literal),
]);

/** Matches every text that begins as the parts do and stops anywhere. */
function startsOf(parts: readonly string[]): RegExp {
	const nested = parts.reduceRight((rest, part) => `(?:${part}${rest})?`, '');
	return new RegExp(`^${nested}$`);
}

function literal(character: string): string {
	return character.replace(/[{}]/, '\\$&');
}

function parsed(body: Uint8Array, file: string, line: number): unknown {
	try {
		return JSON.parse(decodeUtf8(body));
	} catch {
		throw damaged(file, line, 'the commit is no JSON');
	}
}
