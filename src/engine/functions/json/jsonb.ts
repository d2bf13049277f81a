/**
 * SQLite's binary JSON. An element is a header and a payload:
 *
 *   header byte: low 4 bits the type, high 4 bits the payload size 0..11, or 12, 13, 14, 15 when the size
 *   follows in 1, 2, 4, 8 big-endian bytes
 */

import { decodeUtf8, encodeUtf8, utf8Length } from '../../types/utf8.js';
import type { JsonMember, JsonNode, JsonScalar, ScalarKind } from './jsonNode.js';

const KINDS: readonly (ScalarKind | 'array' | 'object')[] = [
	'null',
	'true',
	'false',
	'int',
	'int5',
	'float',
	'float5',
	'text',
	'textJ',
	'text5',
	'textRaw',
	'array',
	'object',
];

function headerSize(payload: number): number {
	return payload <= 11 ? 1 : payload <= 0xff ? 2 : payload <= 0xffff ? 3 : 5;
}

/** Bytes of an element's header; the payload begins behind it. */
export function jsonbHeaderSize(node: JsonNode): number {
	return node.headerSize ?? headerSize(payloadSize(node));
}

const HEADER_SIZES: ReadonlySet<number> = new Set([2, 3, 5, 9]);

/**
 * What takes the place of another element: when a wider header makes both equally long SQLite widens it, and saves
 * moving what is behind.
 */
export function inPlaceOf(old: JsonNode, node: JsonNode): JsonNode {
	if (node.kind === 'null' || node.kind === 'true' || node.kind === 'false') return node;
	const size = jsonbSize(old) - payloadSize(node);
	const isWider = HEADER_SIZES.has(size) && size > jsonbHeaderSize(node);
	return isWider ? { ...node, headerSize: size } : node;
}

export function jsonbSize(node: JsonNode): number {
	const payload = payloadSize(node);
	return (node.headerSize ?? headerSize(payload)) + payload;
}

function payloadSize(node: JsonNode): number {
	let size = 0;
	if (node.kind === 'array') {
		for (const item of node.items) size += jsonbSize(item);
		return size;
	}
	if (node.kind !== 'object') return utf8Length(node.raw);
	for (const { key, value } of node.members) size += jsonbSize(key) + jsonbSize(value);
	return size;
}

export function encodeJsonb(node: JsonNode): Uint8Array {
	const bytes = new Uint8Array(jsonbSize(node));
	write(node, bytes, 0);
	return bytes;
}

function sizeCode(header: number, payload: number): number {
	if (header === 1) return payload;
	return header === 2 ? 12 : header === 3 ? 13 : header === 5 ? 14 : 15;
}

/** Position behind what was written. */
function write(node: JsonNode, bytes: Uint8Array, start: number): number {
	const payload = payloadSize(node);
	const type = KINDS.indexOf(node.kind);
	const header = node.headerSize ?? headerSize(payload);
	bytes[start] = type | (sizeCode(header, payload) << 4);
	// Of the 8 bytes after a header's first the upper 4 stay zero.
	for (let index = 1; index < header && index < 5; index++) {
		bytes[start + header - index] = (payload >>> (8 * (index - 1))) & 0xff;
	}
	let at = start + header;
	if (node.kind === 'array') {
		for (const item of node.items) at = write(item, bytes, at);
		return at;
	}
	if (node.kind === 'object') {
		for (const { key, value } of node.members) at = write(value, bytes, write(key, bytes, at));
		return at;
	}
	bytes.set(encodeUtf8(node.raw), at);
	return at + payload;
}

/** Undefined when the blob is not valid binary JSON throughout. */
export function decodeJsonb(bytes: Uint8Array): JsonNode | undefined {
	const element = bytes.length === 0 ? undefined : read(bytes, 0, bytes.length, 0);
	return element?.end === bytes.length ? element.node : undefined;
}

/** The outermost header fits the blob: all that SQLite checks at first. */
export function looksLikeJsonb(bytes: Uint8Array): boolean {
	const header = readHeader(bytes, 0, bytes.length);
	if (header === undefined || header.end !== bytes.length) return false;
	const type = (bytes[0] as number) & 15;
	return type <= 12 && (type > 2 || header.end === header.start);
}

interface Header {
	readonly start: number;
	readonly end: number;
}

function readHeader(bytes: Uint8Array, at: number, limit: number): Header | undefined {
	if (at >= limit) return undefined;
	const code = (bytes[at] as number) >> 4;
	if (code <= 11) return checked(at + 1, code, limit);
	const width = 1 << (code - 12);
	if (at + 1 + width > limit) return undefined;
	let size = 0;
	for (let index = 1; index <= width; index++) size = size * 256 + (bytes[at + index] as number);
	return checked(at + 1 + width, size, limit);
}

function checked(start: number, size: number, limit: number): Header | undefined {
	return start + size <= limit ? { start, end: start + size } : undefined;
}

interface Element {
	readonly node: JsonNode;
	readonly end: number;
}

const MAX_DEPTH = 1000;

function read(bytes: Uint8Array, at: number, limit: number, depth: number): Element | undefined {
	const header = readHeader(bytes, at, limit);
	const kind = KINDS[(bytes[at] ?? 15) & 15];
	if (header === undefined || kind === undefined || depth > MAX_DEPTH) return undefined;
	if (kind !== 'array' && kind !== 'object') {
		const raw = decodeUtf8(bytes.subarray(header.start, header.end));
		if (!isValidScalar(kind, raw)) return undefined;
		return { node: withHeader({ kind, raw }, header, at), end: header.end };
	}
	const children: JsonNode[] = [];
	for (let position = header.start; position < header.end;) {
		const child = read(bytes, position, header.end, depth + 1);
		if (child === undefined) return undefined;
		children.push(child.node);
		position = child.end;
	}
	if (kind === 'array') {
		return { node: withHeader({ kind, items: children }, header, at), end: header.end };
	}
	const members = pairUp(children);
	return members && { node: withHeader({ kind, members }, header, at), end: header.end };
}

/** Notes a header that is wider than it need be. */
function withHeader(node: JsonNode, { start, end }: Header, at: number): JsonNode {
	return start - at === headerSize(end - start) ? node : { ...node, headerSize: start - at };
}

function pairUp(children: readonly JsonNode[]): JsonMember[] | undefined {
	if (children.length % 2 !== 0) return undefined;
	const members: JsonMember[] = [];
	for (let index = 0; index < children.length; index += 2) {
		const key = children[index] as JsonScalar;
		if (!key.kind.startsWith('text')) return undefined;
		members.push({ key, value: children[index + 1] as JsonNode });
	}
	return members;
}

const PAYLOADS: Readonly<Record<ScalarKind, RegExp>> = {
	null: /^$/,
	true: /^$/,
	false: /^$/,
	int: /^-?[0-9]+$/,
	int5: /^-?0[xX][0-9a-fA-F]+$/,
	float: /^-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/,
	float5: /^-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/,
	text: /^[^"\\\u0000-\u001f]*$/,
	textJ: /^(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*$/,
	text5: /^[\s\S]*$/,
	textRaw: /^[\s\S]*$/,
};

function isValidScalar(kind: ScalarKind, raw: string): boolean {
	return PAYLOADS[kind].test(raw);
}
